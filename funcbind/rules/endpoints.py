"""Rules about addresses that the host accepts at its start and that fail at the first call."""

from __future__ import annotations

from funcbind.dotnet.uri import parse_absolute
from funcbind.redaction import shown_name
from funcbind.rules.common import address_of, at_address, built, name_of
from funcbind.rules.hosts import service_of
from funcbind.rules.model import Example, Finding, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.dotnet.uri import Uri
    from funcbind.rules.common import Built
    from funcbind.rules.model import Context
    from funcbind.settings.model import Setting

_NET = "https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/"
_BEARER = _NET + "core/Azure.Core/src/Pipeline/BearerTokenAuthenticationPolicy.cs"
_COSMOS = "https://github.com/Azure/azure-cosmos-dotnet-v3/blob/master/Microsoft.Azure.Cosmos/src/CosmosClient.cs"
_GRID = "https://learn.microsoft.com/azure/event-grid/post-to-custom-topic#endpoint"
_TOPIC = "https://contoso.westeurope-1.eventgrid.azure.net"
_EXAMPLES = {
    "cosmosDB": "https://<account>.documents.azure.com:443/",
    "eventGrid": "https://<topic>.<region>-1.eventgrid.azure.net/api/events",
    "webPubSub": "https://<name>.webpubsub.azure.com",
}
# Their clients refuse to send a token without TLS, though not before the first call.
_REFUSE_LATER = ("table", "eventGrid", "webPubSub")


def _addresses(context: Context, *services: str) -> Iterator[tuple[Built, Setting, Uri]]:
    """Each setting that gives an address, by a sub-key or in a connection string, once."""
    seen = set()
    for one in built(context, *services):
        uri = parse_absolute(one.endpoint.uri)
        found = address_of(context, one.endpoint)
        setting = found[0] if found is not None else context.setting(one.endpoint.section)
        if uri is not None and setting is not None and setting.name not in seen:
            seen.add(setting.name)
            yield one, setting, uri


def _no_scheme(context: Context) -> Iterator[Finding]:
    for one, setting, uri in _addresses(context, *_EXAMPLES):
        if uri.scheme in ("http", "https"):
            continue
        token = "no token can be had for it and " if one.endpoint.auth == "token" else ""
        yield at_address(
            context,
            one,
            setting,
            f'the address in "{name_of(setting.name)}" does not begin with https:// and is taken for a URI of another '
            f"kind; the host starts, but {token}every call fails",
            f'write "{_EXAMPLES[one.endpoint.service]}"',
        )


def _unencrypted(context: Context) -> Iterator[Finding]:
    for one, setting, uri in _addresses(context, "table", "eventGrid", "webPubSub", "signalR", "cosmosDB"):
        endpoint = one.endpoint
        if uri.scheme != "http" or uri.is_loopback or "." not in uri.host:
            continue  # a host without a dot is an emulator in a container
        if endpoint.service == "table" and endpoint.auth != "token":
            continue  # somebody wrote http into the connection string
        late = endpoint.auth == "token" and endpoint.service in _REFUSE_LATER
        effect = "the client refuses to send a token there, at the first call" if late else "what it sends can be read"
        without = " or has no scheme, which means the same here" if endpoint.service == "webPubSub" else ""
        yield at_address(
            context,
            one,
            setting,
            f'the address in "{name_of(setting.name)}" is http://{without}; the host starts, but {effect}',
            "write https://",
        )


def _topic_path(context: Context) -> Iterator[Finding]:
    for one, setting, uri in _addresses(context, "eventGrid"):
        if uri.scheme in ("http", "https") and service_of(uri.host) == "eventGrid" and uri.path in ("", "/"):
            yield at_address(
                context,
                one,
                setting,
                f'the address in "{name_of(setting.name)}" has no path; the host adds none, and a topic answers only '
                "below /api/events",
                f'write "{_EXAMPLES["eventGrid"]}"',
            )


def _client_path(context: Context) -> Iterator[Finding]:
    seen = set()
    for one in built(context, "signalR"):
        uri = parse_absolute(one.endpoint.client_uri)
        setting = context.setting(f"{one.endpoint.section}:clientEndpoint") or context.setting(one.endpoint.section)
        if uri is None or uri.path.endswith("/") or setting is None or setting.name in seen:
            continue
        seen.add(setting.name)
        yield at_address(
            context,
            one,
            setting,
            f'the client endpoint in "{shown_name(setting.name)}" has a path without a slash at its end; the host '
            'glues "client/" to it, so that browsers get a broken address',
            "end the path with a slash",
        )


_CHAT = "Endpoint=https://contoso.service.signalr.net;AccessKey=ZmFrZQ==;Version=1.0;ClientEndpoint=https://gate.contoso.com"

RULES: tuple[Rule, ...] = (
    Rule(
        "FB310",
        "address-without-scheme",
        "error",
        what="An address of Cosmos DB, Event Grid or Web PubSub does not begin with https://.",
        why='"host:443" is a URI to .NET whose scheme is the host name. The client is built; without a host it can get '
        "no token and send nothing.",
        source=_COSMOS,
        bad=Example({"Cosmos__accountEndpoint": "contoso.documents.azure.com:443"}, (("cosmosDBTrigger", "Cosmos"),)),
        good=Example(
            {"Cosmos__accountEndpoint": "https://contoso.documents.azure.com:443/"}, (("cosmosDBTrigger", "Cosmos"),)
        ),
        check=_no_scheme,
    ),
    Rule(
        "FB312",
        "unencrypted-address",
        "error",
        what="An address is http:// and not https://.",
        why="The clients of tables, Event Grid and Web PubSub refuse a token for it at the first call and not at the "
        "start; the others send keys and tokens that anybody on the way can read.",
        source=_BEARER,
        bad=Example({"Data__tableServiceUri": "http://contoso.table.core.windows.net"}, (("table", "Data"),)),
        good=Example({"Data__tableServiceUri": "https://contoso.table.core.windows.net"}, (("table", "Data"),)),
        check=_unencrypted,
    ),
    Rule(
        "FB314",
        "event-grid-address-without-path",
        "error",
        what="The address of an Event Grid topic lacks /api/events.",
        why="The client posts to the address as it is; Event Grid answers 404 anywhere else.",
        source=_GRID,
        bad=Example({"Topic__topicEndpointUri": _TOPIC}, (("eventGrid", "Topic"),)),
        good=Example({"Topic__topicEndpointUri": f"{_TOPIC}/api/events"}, (("eventGrid", "Topic"),)),
        check=_topic_path,
    ),
    Rule(
        "FB316",
        "signalr-client-endpoint-path",
        "error",
        what="The client endpoint of a SignalR connection has a path without a slash at its end.",
        why='The host puts "client/?hub=..." right behind it: "/signalr" becomes "/signalrclient/".',
        source="https://github.com/Azure/azure-signalr/blob/dev/src/Microsoft.Azure.SignalR.Common/Endpoints/"
        "ServiceEndpoint.cs",
        bad=Example({"Chat": f"{_CHAT}/signalr;"}, (("signalR", "Chat", {"hubName": "chat"}),)),
        good=Example({"Chat": f"{_CHAT}/signalr/;"}, (("signalR", "Chat", {"hubName": "chat"}),)),
        check=_client_path,
    ),
)
