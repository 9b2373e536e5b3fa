"""The clients of Azure Storage, as Microsoft.Extensions.Azure makes them from a section.

Sources: ``ClientFactory.cs`` of Microsoft.Extensions.Azure; ``BlobServiceClient.cs`` of Azure.Storage.Blobs,
``QueueServiceClient.cs`` of Azure.Storage.Queues and ``TableServiceClient.cs`` of Azure.Data.Tables (all in
Azure/azure-sdk-for-net). A service is ``blob``, ``queue`` or ``table`` here.
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.credentials import resolve_credential
from funcbind.dotnet.convert import from_base64
from funcbind.dotnet.text import is_blank
from funcbind.dotnet.uri import parse_absolute
from funcbind.errors import Refused
from funcbind.extensions.storage_strings import Account, StringFault, parse_account
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from funcbind.credential_specs import CredentialSpec
    from funcbind.dotnet.uri import Uri
    from funcbind.lookup import Section

SCOPE = "https://storage.azure.com/.default"
_STRING = "DefaultEndpointsProtocol=https;AccountName=<name>;AccountKey=<key>;EndpointSuffix=core.windows.net"
# The constructor parameter that takes the address, and so the sub-key that does.
_ADDRESS = {"blob": "serviceUri", "queue": "serviceUri", "table": "endpoint"}


def account_address(name: str, service: str) -> str:
    """Return the address that an ``accountName`` means: always the public cloud's."""
    return f"https://{name}.{service}.core.windows.net"


def setting_name(section: Section) -> str:
    """Return the section's path as the name of an app setting, fit to be shown."""
    return shown_name(section.path.replace(":", "__"))


def string_endpoint(section: Section, service: str, text: str, key: str | None = None) -> Endpoint:
    """Return what the client makes of a connection string.

    Args:
        section: the connection's section.
        service: the service.
        text: the connection string.
        key: configuration key that holds it, the section's own when ``None``.

    Raises:
        Refused: the client refuses it.
    """
    key = section.path if key is None else key
    try:
        account = _table_account(text) if service == "table" else parse_account(text, service)
    except StringFault as fault:
        hint = f'write "{_STRING}"'
        if text.startswith("@Microsoft.KeyVault("):
            hint = "it is a Key Vault reference that nothing has resolved: here its text is all that the host gets"
        raise Refused(
            fault.kind,
            f"the storage connection string in {shown_name(key)} {fault.what}; the host refuses it",
            hint=hint,
            key=key,
        ) from None
    keys = tuple(secret for secret in (account.key, account.signature) if secret)
    return _endpoint(section, service, account.uri, account.auth, keys=keys, account=account.name, text=text)


def token_endpoint(
    section: Section, service: str, address: str, key: str, credential: CredentialSpec | None = None
) -> Endpoint:
    """Return the client of an address with the section's identity.

    Args:
        section: the connection's section.
        service: the service.
        address: the address.
        key: sub-key that the address comes from.
        credential: the section's identity when it is known already.

    Raises:
        Refused: the address is no absolute URI, the client refuses it, or the identity cannot be built.
    """
    credential = resolve_credential(section) if credential is None else credential
    uri = parse_absolute(address) or refuse_address(section, service, key)
    if service == "table":
        from funcbind.extensions.table_strings import table_scope

        _check_table(section, uri)
        return _endpoint(section, service, uri, "token", credential, table_scope(uri))
    if uri.scheme != "https":
        raise Refused(
            "insecure_endpoint",
            f"{setting_name(section)}__{key} is not https; the client refuses to send a token there",
            hint="write https://, or use a connection string for a local emulator",
            key=section.at(key),
        )
    return _endpoint(section, service, uri, "token", credential, SCOPE)


def create_client(section: Section, service: str, credential: CredentialSpec | None = None) -> Endpoint:
    """Return the client whose constructor has the most parameters that are sub-keys: address and key or signature,
    address and identity, ``connectionString``.

    Args:
        section: the connection's section; its own value is not looked at.
        service: the service.
        credential: the section's identity when it is known already.

    Raises:
        Refused: no constructor fits, the client refuses what it gets, or the identity cannot be built.
    """
    credential = resolve_credential(section) if credential is None else credential
    key = _ADDRESS[service]
    address = section.peek(key)
    if address is None:
        text = section.take("connectionString")
        if text is None:
            _no_endpoint(section, service)
        return string_endpoint(section, service, text, section.at("connectionString"))
    section.take(key)
    uri = parse_absolute(address) or refuse_address(section, service, key)
    # Both have three parameters; they are tried as the class lists them.
    makers = (_with_signature, _with_key) if service == "table" else (_with_key, _with_signature)
    for make in makers:
        endpoint = make(section, service, uri)
        if endpoint is not None:
            return endpoint
    return token_endpoint(section, service, address, key, credential)


def refuse_address(section: Section, service: str, key: str) -> NoReturn:
    """Refuse a sub-key that makes no address."""
    wanted = account_address("<account>", service)
    raise Refused(
        "invalid_endpoint",
        f"{setting_name(section)}__{key} makes no absolute URI; the host refuses it",
        hint="write the account's name alone" if key == "accountName" else f'write "{wanted}"',
        key=section.at(key),
    )


def account_of(uri: Uri, service: str) -> str:
    """Return the account's name as it is in an address, empty when there is none to see."""
    account, dot, domain = uri.host.partition(".")
    if uri.is_loopback or uri.host_type != "dns" or not dot:
        return uri.path.lstrip("/").partition("/")[0]
    return account if domain.startswith(f"{service}.") else ""


def _with_key(section: Section, service: str, uri: Uri) -> Endpoint | None:
    credential = section.section("credential")
    name, key = credential.peek("accountName"), credential.peek("accountKey")
    if name is None or key is None:
        return None
    credential.take("accountName")
    credential.take("accountKey")
    if from_base64(key) is None:
        raise Refused(
            "malformed_connection_string",
            f"{setting_name(credential)}__accountKey is not base64; the client refuses it",
            hint="copy the whole account key, or remove it to use an identity",
            key=credential.at("accountKey"),
        )
    if service == "table":
        _check_table(section, uri)
    return _endpoint(section, service, uri, "shared_key", keys=(key,), account=name)


def _with_signature(section: Section, service: str, uri: Uri) -> Endpoint | None:
    credential = section.section("credential")
    signature = credential.take("signature")
    if signature is None:
        return None
    if is_blank(signature):
        raise Refused(
            "incomplete_credential",
            f"{setting_name(credential)}__signature is blank; the client refuses it",
            hint="give it a shared access signature, or remove it to use an identity",
            key=credential.at("signature"),
        )
    key = _ADDRESS[service]
    setting = f"{setting_name(section)}__{key}"
    if service == "table":
        _check_table(section, uri)
        if uri.scheme != "https" and not uri.is_loopback:
            raise Refused(
                "insecure_endpoint",
                f"{setting} is not https; the table client refuses to send a signature there",
                hint="write https://",
                key=section.at(key),
            )
    elif uri.query and _has_signature(uri.query):
        raise Refused(
            "invalid_endpoint",
            f"a shared access signature is given twice, in {setting} and in credential__signature; "
            "the client refuses that",
            hint="remove the query from the address",
            key=section.at(key),
        )
    return _endpoint(section, service, uri, "sas", keys=(signature,))


def _has_signature(query: str) -> bool:
    from funcbind.extensions.storage_sas import has_signature

    return has_signature(query)


def _table_account(text: str) -> Account:
    from funcbind.extensions.table_strings import parse_table_account  # its grammar is another one

    return parse_table_account(text)


def _check_table(section: Section, uri: Uri) -> None:
    from funcbind.extensions.table_strings import check_table_uri

    try:
        check_table_uri(uri)
    except StringFault as fault:
        raise Refused(
            fault.kind,
            f"the table service's address in {setting_name(section)} {fault.what}; the client refuses it",
            hint=f'write "{account_address("<account>", "table")}", or use a connection string',
            key=section.path,
        ) from None


def _no_endpoint(section: Section, service: str) -> NoReturn:
    """Say which sub-keys would do, and why those that are there do not."""
    setting, own = setting_name(section), f"{service}ServiceUri"
    given = [key for key in ("accountName", own) if section.peek(key) is not None]
    other = next((key for key in ("blobServiceUri", "queueServiceUri", "tableServiceUri") if section.peek(key)), "")
    why, hint = "", f'add "{setting}__accountName" or "{setting}__{own}"'
    if given and section.peek() is not None:
        why = f"; {' and '.join(given)} count for nothing because {setting} itself exists, though it is empty"
        hint = f'remove the setting "{setting}"'
    elif given:
        why = f"; {given[0]} makes no URI, which the host only logs"
        hint = f"correct {setting}__{given[0]}"
    elif other:
        why = f"; {other} is not for it"
        hint = f'add "{setting}__{own}", or give "{setting}__accountName" in place of both'
    raise Refused(
        "no_endpoint",
        f"{setting} does not say where the {service} service is{why}",
        hint=hint,
        key=section.at(given[0]) if given else section.path,
    )


def _endpoint(
    section: Section,
    service: str,
    uri: Uri,
    auth: str,
    credential: CredentialSpec | None = None,
    scope: str = "",
    keys: tuple[str, ...] = (),
    account: str = "",
    text: str | None = None,
) -> Endpoint:
    address = uri.absolute_uri
    if uri.query and _has_signature(uri.query):  # the address is shown, a signature must not be
        address = address[: len(address) - len(uri.query) - len(uri.fragment)] + uri.fragment
    account = account or account_of(uri, service)
    return Endpoint(
        service,
        address,
        auth,
        section.path,
        credential,
        scope,
        connection_string=text,
        keys=keys,
        details=(("account", account),) if account else (),
    )
