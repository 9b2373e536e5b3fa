"""The grammar of Azure SignalR's connection strings.

Sources: ``ConnectionStringParser.cs`` and ``ServiceEndpoint.cs`` of Azure/azure-signalr.

================================================  =====================================================
text                                              what it gives
================================================  =====================================================
``Endpoint=https://x;AccessKey=k;Version=1.0;``   the key; the version is checked and forgotten
``Endpoint=https://x/;AuthType=azure.msi``        the app's managed identity, ``ClientId`` when given
``...;AuthType=azure``                            the default chain, whatever else is there
``...;AuthType=azure.app;ClientId=;TenantId=;``   an application; ``ClientSecret`` before ``ClientCert``
``...;AuthType=aad``                              as azure.app with a tenant, else as azure.msi
``...;AuthType=anything;AccessKey=k``             the key: an unknown type is no error
``...;Port=8080``                                 replaces the endpoint's port
``AccessKey=k``                                   malformed: fewer than two properties
``Endpoint=https://x;AccessKey=a;accesskey=b``    malformed: a property twice
================================================  =====================================================

Names in any letter case; blanks around names and values are dropped; parts without ``=`` count as a property and are
skipped. An empty key is a key.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.credential_specs import ClientCertificate, ClientSecret, ManagedIdentity, ManagedIdentityId
from funcbind.credentials import authority_host, is_tenant, resolve_credential, token_exchange
from funcbind.dotnet.text import fold, is_blank, parse_int32, trim
from funcbind.dotnet.uri import parse_absolute
from funcbind.dotnet.uri_builder import with_port
from funcbind.errors import Refused
from funcbind.lookup import Section
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

    from funcbind.credential_specs import CredentialSpec
    from funcbind.dotnet.uri import Uri
    from funcbind.lookup import Lookup

_NAMES = (
    "Endpoint",
    "AccessKey",
    "AuthType",
    "ClientId",
    "TenantId",
    "ClientSecret",
    "ClientCert",
    "ClientEndpoint",
    "ServerEndpoint",
    "Port",
    "Version",
)
# No environment variable holds a NUL: nothing is ever configured here.
_NOWHERE = "\0"


class SignalRString(Record, secret=("key",)):
    """What a connection string says.

    Attributes:
        service, client, server: the addresses; the last two are ``None`` when they are the first.
        key: the access key, also beside a credential: signatures are checked with it. ``None`` when there is none.
        credential: the identity to connect with; ``None`` when the key is used.
    """

    service: Uri
    client: Uri | None
    server: Uri | None
    key: str | None
    credential: CredentialSpec | None


def split_properties(text: str, key: str) -> tuple[dict[str, str], int]:
    """Split a connection string into its properties (folded name to value); also count its parts.

    Raises:
        Refused: ``malformed_connection_string`` when a property is given twice, also one that nobody knows.
    """
    parts = [part for part in text.split(";") if part]
    found: dict[str, str] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if not equals:
            continue
        name = trim(name)
        folded = fold(name)
        if folded in found:
            # What stands before "=" may be a piece of a secret: only the names of the grammar are shown.
            known = next((f'"{known}"' for known in _NAMES if fold(known) == folded), "a property")
            _refuse(key, f"has {known} twice", "keep one of them")
        found[folded] = trim(value)
    return found, len(parts)


def parse_signalr_string(lookup: Lookup, text: str, key: str) -> SignalRString:
    """Read a connection string.

    Args:
        lookup: where a credential in the string reads its ``AZURE_*`` variables.
        text: the string.
        key: the setting that holds it, for messages; nothing of the string is ever shown.

    Raises:
        Refused: ``malformed_connection_string``, ``invalid_endpoint``, or a credential's fault.
    """
    if is_blank(text):
        _refuse(key, "is blank", f'write "Endpoint=...;AccessKey=..." or remove "{_setting(key)}"')
    properties, count = split_properties(text, key)
    if count < 2 or "ENDPOINT" not in properties:
        _refuse(key, "has no Endpoint, or nothing but an Endpoint", 'write "Endpoint=https://...;AccessKey=...;"')
    service = _web_uri(properties["ENDPOINT"].rstrip("/"), key, "Endpoint")
    version = properties.get("VERSION")
    if version is not None and not _is_version(version):
        _refuse(key, "has a Version that the host does not support", 'write "Version=1.0" or leave it out')
    if "PORT" in properties:
        service = with_port(service, _port(properties["PORT"], key)) or service
    client = _other_uri(properties, "ClientEndpoint", key)
    server = _other_uri(properties, "ServerEndpoint", key)
    credential = _credential(lookup, properties, key)
    access_key = properties.get("ACCESSKEY")
    if credential is None and access_key is None:
        _refuse(key, "has no AccessKey", 'add "AccessKey=..." or, for a managed identity, "AuthType=azure.msi"')
    return SignalRString(service, client, server, access_key, credential)


def is_web(uri: Uri | None) -> bool:
    """Whether a URI can be one of Azure SignalR's addresses: absolute, and http or https."""
    return uri is not None and uri.scheme in ("http", "https")


def _credential(lookup: Lookup, properties: Mapping[str, str], key: str) -> CredentialSpec | None:
    client = properties.get("CLIENTID")
    match properties.get("AUTHTYPE", "").lower():
        case "azure":
            return resolve_credential(Section(lookup, _NOWHERE))
        case "azure.msi":
            return _managed_identity(lookup, client)
        case "azure.app":
            return _application(lookup, properties, key)
        case "aad" if client is not None and "TENANTID" in properties:
            return _application(lookup, properties, key)
        case "aad":
            return _managed_identity(lookup, client)
    return None


def _managed_identity(lookup: Lookup, client: str | None) -> ManagedIdentity:
    identity = ManagedIdentityId("client_id", client) if client else ManagedIdentityId()
    authority = authority_host(lookup, https=False)
    return ManagedIdentity(identity, token_exchange(lookup, identity, authority))


def _application(lookup: Lookup, properties: Mapping[str, str], key: str) -> CredentialSpec:
    for name in ("ClientId", "TenantId"):
        if fold(name) not in properties:
            _refuse(key, f"has AuthType=azure.app but no {name}", f'add "{name}=..."')
    client, tenant = properties["CLIENTID"], properties["TENANTID"]
    secret, certificate = properties.get("CLIENTSECRET"), properties.get("CLIENTCERT")
    if secret is None and certificate is None:
        _refuse(key, "names an application without ClientSecret or ClientCert", 'add "ClientSecret=..."')
    if not is_tenant(tenant):
        raise Refused(
            "invalid_tenant",
            f"the TenantId in {shown_name(key)} is not a tenant: only letters, digits, dots and hyphens are allowed",
            hint="write the tenant id (a GUID) or a verified domain",
            key=key,
        )
    authority = authority_host(lookup, https=True)
    if secret is not None:
        return ClientSecret(tenant, client, secret, authority)
    return ClientCertificate(tenant, client, "", "", "", authority, path=certificate)


def _web_uri(text: str, key: str, name: str) -> Uri:
    uri = parse_absolute(text)
    if uri is None or not is_web(uri):
        raise Refused(
            "invalid_endpoint",
            f"the {name} in {shown_name(key)} is no http or https address; the host refuses the connection",
            hint=f'write "{name}=https://..."',
            key=key,
        )
    return uri


def _other_uri(properties: Mapping[str, str], name: str, key: str) -> Uri | None:
    text = properties.get(fold(name))
    return None if text is None else _web_uri(text, key, name)


def _port(text: str, key: str) -> int:
    port = parse_int32(text)
    if port is None or not 0 < port <= 0xFFFF:
        _refuse(key, "has a Port that is no number from 1 to 65535", 'write "Port=443" or leave it out')
    return port


def _refuse(key: str, what: str, hint: str) -> NoReturn:
    raise Refused(
        "malformed_connection_string",
        f"the connection string in {shown_name(key)} {what}; the host refuses the connection",
        hint=hint,
        key=key,
    )


def _setting(key: str) -> str:
    return shown_name(key.replace(":", "__"))


def _is_version(text: str) -> bool:
    """``1.`` and digits, then letters, digits, ``_``, ``-`` and ``.``."""
    import re  # loaded only for a string that names a version

    return re.match(r"1\.\d+(?:[\w\-.]+)?\Z", text) is not None
