"""The OpenAI extension (preview bundle): up to three connections in one binding.

Sources: ``OpenAIClientFactory.cs``, ``AssistantService.cs``, ``AzureAISearchProvider.cs``,
``CosmosDBNoSqlSearchProvider.cs`` of Azure/azure-functions-openai-extension. All names are raw sections: no prefix, no
``ConnectionStrings``; sub-keys win over a value.
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.credentials import resolve_credential
from funcbind.dotnet.text import fold
from funcbind.dotnet.uri import parse_absolute
from funcbind.errors import Refused
from funcbind.extensions.host_json import host_option
from funcbind.extensions.storage_client import string_endpoint, token_endpoint
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from funcbind.connections import Request
    from funcbind.lookup import Section

AI_SCOPE = "https://cognitiveservices.azure.com/.default"
SEARCH_SCOPE = "https://search.azure.com/.default"
DEFAULT_STORAGE = "AzureWebJobsStorage"
_MODELS = ("TEXTCOMPLETION", "EMBEDDINGS", "EMBEDDINGSSTORE", "SEMANTICSEARCH", "ASSISTANTPOST")
_ASSISTANTS = ("ASSISTANTCREATE", "ASSISTANTPOST", "ASSISTANTQUERY")
_SEARCHES = {"SEMANTICSEARCH": "searchConnectionName", "EMBEDDINGSSTORE": "storeConnectionName"}


def resolve(request: Request) -> None:
    """Build the model's client, the table of an assistant's chats, and the search or store."""
    kind = fold(request.binding.type)
    request.name = request.binding.text("aiConnectionName", request.binding.connection) or ""
    if kind in _MODELS:
        request.client("ai", lambda: _model(request))
    if kind in _ASSISTANTS:
        name = request.binding.text("chatStorageConnectionSetting") or DEFAULT_STORAGE
        request.name = request.name or name
        request.client("chat_storage", lambda: _chat_storage(request, name))
    if kind in _SEARCHES:
        name = request.binding.text(_SEARCHES[kind]) or ""
        request.client("search", lambda: _search(request, name, _SEARCHES[kind]))


def _model(request: Request) -> Endpoint:
    """The process environment's OPENAI_API_KEY switches to OpenAI itself, and the connection is not looked at."""
    lookup = request.lookup
    key = lookup.take_environment("OPENAI_API_KEY")
    if key:
        request.facts["provider"] = "openAI"
        return Endpoint("openAI", "https://api.openai.com/v1", "access_key", "OPENAI_API_KEY", keys=(key,))
    name = request.name if request.binding.text("aiConnectionName", request.binding.connection) else ""
    section = lookup.choose(name, "raw")
    # An empty sub-key is a value: only an absent one falls back to the variable.
    address, path = section.take("Endpoint"), section.at("Endpoint")
    if address is None:
        address, path = lookup.take_environment("AZURE_OPENAI_ENDPOINT"), "AZURE_OPENAI_ENDPOINT"
    access_key = section.take("Key")
    if access_key is None:
        access_key = lookup.take_environment("AZURE_OPENAI_KEY")
    if not address:
        shown = shown_name(name)
        raise Refused(
            "no_endpoint" if name and section.exists else "not_found",
            f'the AI connection "{shown}" has no Endpoint, and AZURE_OPENAI_ENDPOINT is not set; the host refuses it',
            hint=f'add "{shown.replace(":", "__") or "<name>"}__Endpoint", or set AZURE_OPENAI_ENDPOINT',
            key=section.path,
        )
    uri = _absolute(address, path, "https://<account>.openai.azure.com/")
    if access_key:
        return Endpoint("openAI", uri, "access_key", section.path, keys=(access_key,))
    return Endpoint("openAI", uri, "token", section.path, resolve_credential(section), AI_SCOPE)


def _chat_storage(request: Request, name: str) -> Endpoint:
    """A tableServiceUri wins over the connection string; accountName is not read."""
    section = request.lookup.choose(name, "raw")
    address = section.take("tableServiceUri")
    if address:
        return token_endpoint(section, "table", address, "tableServiceUri")
    text = section.value()
    if not text:
        setting = shown_name(name).replace(":", "__")
        raise Refused(
            "no_endpoint" if section.exists else "not_found",
            f'the chat storage "{shown_name(name)}" has neither a tableServiceUri nor a connection string; '
            "accountName is not read here",
            hint=f'add "{setting}__tableServiceUri"',
            key=section.path,
        )
    return string_endpoint(section, "table", text)


def _search(request: Request, name: str, property_name: str) -> Endpoint:
    provider = host_option(request, "openai", ("searchProvider", "type")) or ""
    request.facts["search_provider"] = provider
    if not name:
        raise Refused(
            "empty_name",
            f"the binding has no {property_name}; the host does not know where to search",
            hint=f'let "{property_name}" name a group of app settings',
        )
    section = request.lookup.choose(name, "raw")
    match fold(provider):
        case "COSMOSDBSEARCH" | "KUSTO":
            return _by_value(section, name, fold(provider))
        case "COSMOSDBNOSQLSEARCH":
            return _cosmos(section, name)
    return _ai_search(section, name)


def _ai_search(section: Section, name: str) -> Endpoint:
    key = section.take("apiKey")
    address, path = section.take("endPoint"), section.at("endPoint")
    if not address:
        address, path = section.value(), section.path
    if not address:
        _refuse_search(section, name, "endPoint")
    uri = _absolute(address, path, "https://<service>.search.windows.net")
    if key:
        return Endpoint("search", uri, "access_key", section.path, keys=(key,))
    return Endpoint("search", uri, "token", section.path, resolve_credential(section), SEARCH_SCOPE)


def _cosmos(section: Section, name: str) -> Endpoint:
    """The Endpoint sub-key, else a value that is an address, else a value that is a connection string."""
    address, path = section.take("Endpoint"), section.at("Endpoint")
    value = None if address else section.value()
    if not address and not value:
        _refuse_search(section, name, "Endpoint")
    if not address and value and parse_absolute(value) is None:
        return Endpoint("cosmosDB", "", "connection_string", section.path, connection_string=value)
    if not address:
        address, path = value or "", section.path
    uri = _absolute(address, path, "https://<account>.documents.azure.com:443/")
    return Endpoint("cosmosDB", uri, "token", section.path, resolve_credential(section))


def _by_value(section: Section, name: str, provider: str) -> Endpoint:
    value = section.value()
    if not value:
        _refuse_search(section, name, "")
    service = "kusto" if provider == "KUSTO" else "cosmosDB"
    return Endpoint(service, "", "connection_string", section.path, connection_string=value)


def _refuse_search(section: Section, name: str, key: str) -> NoReturn:
    setting = shown_name(name).replace(":", "__")
    raise Refused(
        "no_endpoint" if section.exists else "not_found",
        f'the search connection "{shown_name(name)}" gives no address; the host refuses it',
        hint=f'add "{setting}__{key}"' if key else f'add the app setting "{setting}" with a connection string',
        key=section.path,
    )


def _absolute(address: str, path: str, example: str) -> str:
    uri = parse_absolute(address)
    if uri is None:
        raise Refused(
            "invalid_endpoint",
            f"{shown_name(path)} is not an absolute address; the host refuses it",
            hint=f'write "{example}"',
            key=path,
        )
    return uri.absolute_uri
