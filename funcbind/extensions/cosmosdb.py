"""Azure Cosmos DB: triggers, inputs and outputs, and the trigger's lease container.

Sources: ``DefaultCosmosDBServiceFactory.cs`` and ``CosmosDBTriggerAttributeBindingProvider.cs`` of
Azure/azure-webjobs-sdk-extensions; ``CosmosClientOptions.cs``, ``CosmosClient.cs`` and ``AuthorizationHelper.cs`` of
Azure/azure-cosmos-dotnet-v3.
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.credentials import resolve_credential
from funcbind.dotnet.convert import from_base64, parse_bool
from funcbind.dotnet.text import fold, is_blank
from funcbind.dotnet.uri import parse_absolute
from funcbind.errors import Refused
from funcbind.extensions.attribute import text_property
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Binding, Request
    from funcbind.dotnet.uri import Uri
    from funcbind.lookup import Section

DEFAULT_NAME = "CosmosDB"
SCOPE_OVERRIDE = "AZURE_COSMOS_AAD_SCOPE_OVERRIDE"
# Names of the connection and the lease connection, since 4.0 and before.
_PROPERTIES = {
    False: ("connection", "leaseConnection"),
    True: ("connectionStringSetting", "leaseConnectionStringSetting"),
}
_ADDRESS = "https://<account>.documents.azure.com:443/"
_STRING = f"AccountEndpoint={_ADDRESS};AccountKey=<key>;"


def resolve(request: Request) -> None:
    """Build the client of the monitored or bound container, then the lease container's when it has a name of its own.

    Names are literal: the extension resolves no ``%name%`` in them. Only an absent name means the default.
    """
    binding = request.binding
    own, lease_name = _PROPERTIES[is_before_4(binding)]
    name = text_property(binding, own, binding.connection)
    request.name = DEFAULT_NAME if name is None else name
    if not request.name:
        raise Refused(
            "empty_name",
            "the binding's connection is an empty text; the extension refuses that",
            hint=f'leave the property out to use "{DEFAULT_NAME}", or name an app setting',
        )
    request.client("data", lambda: _endpoint(request, request.name))
    if fold(binding.type) == "COSMOSDBTRIGGER":
        # One client serves both when the names are the same text; another letter case makes a second client.
        lease = text_property(binding, lease_name) or request.name
        if lease != request.name:
            request.client("lease", lambda: _endpoint(request, lease), own=False)


def is_before_4(binding: Binding) -> bool:
    """Whether every release of the app's bundle range carries extension 3.x, which has other property names.

    Source: ``CosmosDBTriggerAttribute.cs`` at tag cosmos-v3.0.10; it knows connection strings only.
    """
    head = binding.bundle.lstrip("[( ")[:2]
    return head in ("1.", "2.", "3.") and not binding.bundle.rstrip(" ").endswith(", )")


def _endpoint(request: Request, name: str) -> Endpoint:
    section = request.lookup.choose(name, "webjobs")
    shown = shown_name(name)
    if not section.exists:
        raise Refused(
            "not_found",
            f'there is no Cosmos DB connection "{shown}" in the app settings',
            hint=f'add "{shown.replace(":", "__")}__accountEndpoint", or "{shown}" with a connection string',
        )
    value = section.value()
    if value is not None and not is_blank(value):
        return _from_string(section, value)
    address = section.take("accountEndpoint")
    if address is None or is_blank(address):
        raise Refused(
            "no_endpoint",
            f"{shown_name(section.path)} is neither a connection string nor has it an accountEndpoint; "
            "the host refuses it",
            hint=f'add "{shown_name(section.path.replace(":", "__"))}__accountEndpoint"',
            key=section.path,
        )
    credential = resolve_credential(section)
    uri = _uri(address, section.at("accountEndpoint"))
    scope = request.lookup.take_environment(SCOPE_OVERRIDE) or f"https://{uri.host}/.default"
    return Endpoint("cosmosDB", uri.absolute_uri, "token", section.path, credential, scope)


def _from_string(section: Section, text: str) -> Endpoint:
    """Read a connection string; the faults in the order in which the client finds them."""
    key = section.path
    from funcbind.dotnet.db_connection_string import SyntaxFault, parse

    try:
        parts = parse(text)
    except SyntaxFault as fault:
        raise _malformed(key, f"cannot be read from character {fault.position + 1} on", text) from None
    for part in ("AccountEndpoint", "AccountKey"):
        if not parts.get(fold(part)):
            raise _malformed(key, f"has no {part}", text)
    account_key = parts["ACCOUNTKEY"]
    unchecked = _unchecked_certificate(parts.get("DISABLESERVERCERTIFICATEVALIDATION"), key)
    uri = _uri(parts["ACCOUNTENDPOINT"], key)
    details: tuple[tuple[str, str], ...] = (("certificate_validation", "off"),) if unchecked else ()
    if _is_resource_token(account_key):
        details += (("key", "resource token"),)
    elif from_base64(account_key) is None:
        raise _malformed(key, "has an AccountKey that is not base64", text)
    return Endpoint(
        "cosmosDB",
        uri.absolute_uri,
        "connection_string",
        section.path,
        connection_string=text,
        keys=(account_key,),
        details=details,
    )


def _malformed(key: str, what: str, text: str) -> Refused:
    hint = f'write "{_STRING}"'
    if text.startswith("@Microsoft.KeyVault("):
        hint = "it is a Key Vault reference that nothing has resolved: here its text is all that the host gets"
    return Refused(
        "malformed_connection_string",
        f"the Cosmos DB connection string in {shown_name(key)} {what}; the host refuses it",
        hint=hint,
        key=key,
    )


def _unchecked_certificate(text: str | None, key: str) -> bool:
    if not text:
        return False
    value = parse_bool(text)
    if value is None:
        raise Refused(
            "invalid_option",
            f"DisableServerCertificateValidation in {shown_name(key)} is neither true nor false; the host refuses it",
            hint='write "true" or "false", or leave it out',
            key=key,
        )
    return value


def _is_resource_token(text: str) -> bool:
    """``AuthorizationHelper.IsResourceToken``: ``type=resource&...``; such a key need not be base64."""
    first, ampersand, _ = text.partition("&")
    name, equals, value = first.partition("=")
    return bool(ampersand and equals) and fold(name) == "TYPE" and fold(value) == "RESOURCE"


def _uri(text: str, key: str) -> Uri:
    uri = parse_absolute(text)
    if uri is None:
        raise Refused(
            "invalid_endpoint",
            f"the account's address in {shown_name(key)} is not an absolute URI; the host refuses it",
            hint=f'write "{_ADDRESS}", with the scheme',
            key=key,
        )
    return uri
