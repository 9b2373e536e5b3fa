"""Connection strings and addresses of the table client.

Sources: ``TableConnectionString.cs``, ``TableServiceClient.cs`` and ``TableUriBuilder.cs`` of Azure.Data.Tables,
``ConnectionString.cs`` of Azure.Core (all in Azure/azure-sdk-for-net). Blanks around names and values and unknown
names are fine, unlike in the strings of the blob and queue clients; empty parts and values are not.
"""

from __future__ import annotations

from funcbind.dotnet.convert import from_base64
from funcbind.dotnet.text import fold, is_blank, trim
from funcbind.dotnet.uri import parse_absolute
from funcbind.dotnet.uri_host import check_host_name
from funcbind.extensions.storage_sas import has_signature, table_fault
from funcbind.extensions.storage_strings import (
    Account,
    StringFault,
    account_uri,
    development_account,
    given_uri,
    malformed,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.dotnet.uri import Uri

STORAGE_SCOPE = "https://storage.azure.com/.default"
COSMOS_SCOPE = "https://cosmos.azure.com/.default"


def parse_table_account(text: str) -> Account:
    """Return what the table client makes of a connection string.

    Raises:
        StringFault: the client refuses it.
    """
    if not text:
        raise malformed("is empty")
    settings = _settings(text)
    # Exactly "true", although names are compared without letter case and the blob client takes any spelling.
    if settings.get("USEDEVELOPMENTSTORAGE") == "true":
        return _development(settings.get("DEVELOPMENTSTORAGEPROXYURI"))
    name, key = settings.get("ACCOUNTNAME"), settings.get("ACCOUNTKEY")
    signature, endpoint = settings.get("SHAREDACCESSSIGNATURE"), settings.get("TABLEENDPOINT")
    secondary = settings.get("TABLESECONDARYENDPOINT")
    named = name is not None and (key is not None or signature is not None)
    if not named and (signature is None or not _is_well_formed(endpoint)):
        raise malformed(_missing(name, key, signature, endpoint))
    if is_blank(endpoint) and not is_blank(secondary):
        raise malformed("has a TableSecondaryEndpoint without a TableEndpoint")
    if key is not None and signature is None and from_base64(key) is None:
        raise malformed("has an AccountKey that is not base64")
    if endpoint is not None and not is_blank(endpoint):
        uri = given_uri(endpoint, signature or "")
        check_table_uri(uri, secondary=bool(name) or not is_blank(secondary))
    else:
        protocol = settings.get("DEFAULTENDPOINTSPROTOCOL", "https")
        uri = account_uri(protocol, name or "", "table", settings.get("ENDPOINTSUFFIX", ""), signature or "")
        check_table_uri(uri, secondary=True)
    if key is not None and signature is None:
        return Account(uri, "shared_key", name or "", key)
    return Account(uri, "sas" if has_signature(uri.query) else "none", name or "", "", signature or "")


def check_table_uri(uri: Uri, *, secondary: bool = False) -> None:
    """Accept the address of a table service, which need not be https.

    Args:
        uri: the address.
        secondary: whether the secondary address is known otherwise and need not be made from this one.

    Raises:
        StringFault: the client finds no account in it, or something wrong with its signature.
    """
    if not uri.path:  # "mailto:somebody@contoso.example": there is no last segment to look for a table's name in
        raise StringFault("invalid_endpoint", "is an address without a path, in which the client looks for a table")
    name = check_host_name(uri.host) == "dns" and "." in uri.host
    if not name and (uri.is_loopback or uri.host_type == "ipv4"):
        if len(uri.path) < 2 or not uri.path.startswith("/"):
            raise StringFault("invalid_endpoint", "is the address of an emulator without the account in its path")
    elif not name and not secondary:
        raise StringFault("invalid_endpoint", "is an address whose host has no dot, from which no account can be read")
    fault = table_fault(uri.query)
    if fault:
        raise StringFault("invalid_endpoint", f"has a shared access signature that cannot be read: {fault}")


def table_scope(uri: Uri) -> str:
    """Return the OAuth scope: Cosmos DB's tables have their own, and so has its emulator."""
    host = uri.host.lower()
    emulator = host == "localhost" and uri.port != 10002
    cosmos = emulator or ".table.cosmos." in host or ".table.cosmosdb." in host
    return COSMOS_SCOPE if cosmos else STORAGE_SCOPE


def _settings(text: str) -> dict[str, str]:
    """Names in upper case -> values, blanks around both dropped; one semicolon may end the text."""
    settings: dict[str, str] = {}
    for part in text.removesuffix(";").split(";"):
        name, equals, value = part.partition("=")
        if not (name and equals and value):
            raise malformed('has a part that is not of the form "name=value", or one semicolon too many')
        name = fold(trim(name))
        if name in settings:
            raise malformed("has a name that stands there twice")
        settings[name] = trim(value)
    return settings


def _development(proxy: str | None) -> Account:
    if proxy is None:
        return development_account(None, "table")
    uri = parse_absolute(proxy)
    if uri is None:
        raise StringFault("invalid_endpoint", "has a DevelopmentStorageProxyUri that is no URI")
    return development_account(uri, "table")


def _is_well_formed(text: str | None) -> bool:
    uri = None if text is None else parse_absolute(text)
    return uri is not None and uri.well_formed


def _missing(name: str | None, key: str | None, signature: str | None, endpoint: str | None) -> str:
    if name is not None:
        return "has an AccountName without an AccountKey or a SharedAccessSignature"
    if key is not None:
        return "has an AccountKey without an AccountName"
    if signature is None:
        return "has no AccountName with an AccountKey, and no SharedAccessSignature; UseDevelopmentStorage must be true"
    if endpoint is None:
        return "has a SharedAccessSignature without a TableEndpoint or an AccountName"
    return "has a TableEndpoint that is not a well-formed URI"
