"""Connection strings of the blob and queue clients.

Source: ``StorageConnectionString.cs`` of Azure.Storage.Common in Azure/azure-sdk-for-net. The table client reads the
same strings by other rules; those are in :mod:`funcbind.extensions.table_strings`.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.dotnet.convert import from_base64
from funcbind.dotnet.text import fold
from funcbind.dotnet.uri import parse_absolute, parse_with_default_scheme
from funcbind.dotnet.uri_builder import build, with_query
from funcbind.dotnet.uri_host import check_host_name
from funcbind.errors import FuncbindError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from funcbind.dotnet.uri import Uri

DEVELOPMENT_ACCOUNT = "devstoreaccount1"
PORTS = {"blob": 10000, "queue": 10001, "table": 10002}
DEFAULT_SUFFIX = "core.windows.net"
_SERVICES = ("blob", "queue", "table", "file")


class Account(Record, secret=("key", "signature")):
    """What a client makes of its connection string; ``auth`` is ``shared_key``, ``sas`` or ``none``."""

    uri: Uri
    auth: str
    name: str = ""
    key: str = ""
    signature: str = ""


class StringFault(FuncbindError):
    """A client refuses its string or address: the kind of the refusal and, in words for people, what is wrong."""

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(what)
        self.kind = kind
        self.what = what


def malformed(what: str) -> StringFault:
    """Return the fault of a connection string that cannot be used."""
    return StringFault("malformed_connection_string", what)


def parse_account(text: str, service: str) -> Account:
    """Return what the blob or queue client makes of a connection string.

    Args:
        text: the connection string.
        service: ``blob`` or ``queue``.

    Raises:
        StringFault: the client refuses it.
    """
    if not text:
        raise malformed("is empty")
    settings = _settings(text)
    invalid = _invalid(settings)
    if invalid:
        raise malformed(invalid)
    names = settings.keys()
    if "USEDEVELOPMENTSTORAGE" in names and names <= {"USEDEVELOPMENTSTORAGE", "DEVELOPMENTSTORAGEPROXYURI"}:
        proxy = settings.get("DEVELOPMENTSTORAGEPROXYURI")
        return development_account(None if proxy is None else parse_absolute(proxy), service)
    mismatch = _mismatch(settings)
    if mismatch:
        raise malformed(mismatch)
    name, key = settings.get("ACCOUNTNAME", ""), settings.get("ACCOUNTKEY")
    signature = settings.get("SHAREDACCESSSIGNATURE", "")
    uri = _endpoint(settings, service, signature)
    if uri is not None and f"{service.upper()}ENDPOINT" in names:
        _check_unused(settings, signature)
    if uri is None:
        raise malformed(f"has no {service.capitalize()}Endpoint, and no AccountName beside a credential to make one of")
    if key is not None:
        return Account(uri, "shared_key", name, key)
    from funcbind.extensions.storage_sas import has_signature

    return Account(uri, "sas" if has_signature(uri.query) else "none", name, "", signature)


def development_account(proxy: Uri | None, service: str) -> Account:
    """Return the account of the local emulator; a proxy keeps its scheme and host and takes the service's port."""
    scheme, host = ("http", "127.0.0.1") if proxy is None else (proxy.scheme, proxy.host)
    uri = build(scheme, host, port=PORTS[service], path=f"/{DEVELOPMENT_ACCOUNT}")
    if uri is None:
        raise StringFault("invalid_endpoint", "has a DevelopmentStorageProxyUri that makes no address")
    return Account(uri, "shared_key", DEVELOPMENT_ACCOUNT)


def account_uri(scheme: str, name: str, service: str, suffix: str, signature: str) -> Uri:
    """Return the address that an account's name makes, the secondary one's possibility included.

    Raises:
        StringFault: the name is empty, or the two are no host names.
    """
    if not name or not scheme:
        raise malformed("has an AccountName or DefaultEndpointsProtocol without a value")
    domain = f"{service}.{suffix or DEFAULT_SUFFIX}"
    uri = build(scheme, f"{name}.{domain}", query=signature)
    if uri is None or build(scheme, f"{name}-secondary.{domain}", query=signature) is None:
        raise StringFault("invalid_endpoint", "has an AccountName or EndpointSuffix that makes no host name")
    return uri


def given_uri(text: str, signature: str) -> Uri:
    """Return the address of an endpoint that a string spells out, the signature added to its query.

    Raises:
        StringFault: it is no URI, also not with ``http://`` before it.
    """
    uri = parse_with_default_scheme(text)
    if uri is not None:
        query = uri.query + "&" + signature if uri.query else signature
        uri = with_query(uri, query)
    if uri is None:
        raise StringFault("invalid_endpoint", "has an endpoint that is no URI")
    return uri


def _settings(text: str) -> dict[str, str]:
    """Names in upper case -> values. Nothing is trimmed; empty parts are skipped."""
    settings: dict[str, str] = {}
    for part in text.split(";"):
        if not part:
            continue
        name, equals, value = part.partition("=")
        if not equals:
            raise malformed('has a part that is not of the form "name=value"')
        if fold(name) in settings:
            raise malformed("has a name that stands there twice")
        settings[fold(name)] = value
    return settings


def _well_formed(text: str) -> bool:
    uri = parse_absolute(text)
    return uri is not None and uri.well_formed


_PRIMARY = tuple(f"{service.upper()}ENDPOINT" for service in _SERVICES)
_SECONDARY = tuple(f"{service.upper()}SECONDARYENDPOINT" for service in _SERVICES)
# What a setting's value must be; ``None``: anything.
_CHECKS: Mapping[str, tuple[Callable[[str], bool], str] | None] = {
    "USEDEVELOPMENTSTORAGE": (lambda value: fold(value) == "TRUE", "a UseDevelopmentStorage that is not true"),
    "DEVELOPMENTSTORAGEPROXYURI": (_well_formed, "a DevelopmentStorageProxyUri that is not a well-formed URI"),
    "DEFAULTENDPOINTSPROTOCOL": (
        lambda value: fold(value) in ("HTTP", "HTTPS"),
        "a DefaultEndpointsProtocol that is neither http nor https",
    ),
    "ACCOUNTNAME": None,
    "ACCOUNTKEYNAME": None,
    "ACCOUNTKEY": (lambda value: from_base64(value) is not None, "an AccountKey that is not base64"),
    "SHAREDACCESSSIGNATURE": None,
    "ENDPOINTSUFFIX": (lambda value: check_host_name(value) == "dns", "an EndpointSuffix that is not a host name"),
    **dict.fromkeys(_PRIMARY + _SECONDARY, (_well_formed, "an endpoint that is not a well-formed URI")),
}


def _invalid(settings: Mapping[str, str]) -> str:
    """Say which setting is unknown or has a wrong value; empty when all are well."""
    for name, value in settings.items():
        if name not in _CHECKS:
            blanks = name.strip() in _CHECKS
            return "has blanks around a name" if blanks else "has a name that the storage client does not know"
        check = _CHECKS[name]
        if check is not None and not check[0](value):
            return "has " + check[1]
    return ""


def _mismatch(settings: Mapping[str, str]) -> str:
    """Say why the settings, each well in itself, are no account together; empty when they are one."""
    names = settings.keys()
    if names & {"USEDEVELOPMENTSTORAGE", "DEVELOPMENTSTORAGEPROXYURI"}:
        return "has development storage beside something else, or a proxy without it"
    key, signature, name = "ACCOUNTKEY" in names, "SHAREDACCESSSIGNATURE" in names, "ACCOUNTNAME" in names
    if key and signature:
        return "has both an AccountKey and a SharedAccessSignature"
    if "ACCOUNTKEYNAME" in names and not key:
        return "has an AccountKeyName without an AccountKey"
    if key and not name:
        return "has an AccountKey without an AccountName"
    if name and not key and not signature:
        return "has an AccountName without an AccountKey or a SharedAccessSignature"
    if not (name and (key or signature)):
        if names & {"DEFAULTENDPOINTSPROTOCOL", "ENDPOINTSUFFIX"}:
            return "has a DefaultEndpointsProtocol or EndpointSuffix but no AccountName with a credential"
        if not names & set(_PRIMARY):
            return "has neither an AccountName nor an endpoint"
    for primary, secondary in zip(_PRIMARY, _SECONDARY, strict=True):
        if secondary in names and primary not in names:
            return "has a secondary endpoint without its primary one"
    return ""


def _endpoint(settings: Mapping[str, str], service: str, signature: str) -> Uri | None:
    given = settings.get(f"{service.upper()}ENDPOINT")
    if given is not None:
        return given_uri(given, signature)
    if "ACCOUNTNAME" not in settings:
        return None
    protocol = settings.get("DEFAULTENDPOINTSPROTOCOL", "https")
    return account_uri(protocol, settings["ACCOUNTNAME"], service, settings.get("ENDPOINTSUFFIX", ""), signature)


def _check_unused(settings: Mapping[str, str], signature: str) -> None:
    """The client makes the addresses of all services, so that a name that is no host's counts beside its endpoint."""
    unused = next((one for one in _SERVICES if f"{one.upper()}ENDPOINT" not in settings), None)
    if unused is not None:
        _endpoint(settings, unused, signature)
