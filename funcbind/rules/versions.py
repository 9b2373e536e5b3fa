"""Rules about the extension bundle: its newest release in the app's range decides which extensions there are."""

from __future__ import annotations

from funcbind.bundles import bundles
from funcbind.extensions import extension_of
from funcbind.redaction import shown_name
from funcbind.rules.model import Example, Finding, Rule, at_binding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.connections import Binding, Resolution
    from funcbind.rules.model import Context

_DOCS = "https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection"
_V4 = "https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2#bundle-v4x"
_PUBSUB = "https://github.com/Azure/azure-sdk-for-net/issues/54984"
_CHANGES = (
    "https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/webpubsub/Microsoft.Azure.WebJobs.Extensions.WebPubSub/"
    "CHANGELOG.md"
)
# Extension -> its column in the table of bundles, and the first version with identity-based connections.
_IDENTITY_SINCE: dict[str, tuple[str, tuple[int, ...]]] = {
    "Storage blobs": ("storage", (5,)),
    "Storage queues": ("storage", (5,)),
    "Storage tables": ("storage", (5,)),
    "Service Bus": ("serviceBus", (5,)),
    "Event Hubs": ("eventHubs", (5,)),
    "Event Grid": ("eventGrid", (3, 3)),
    "Cosmos DB": ("cosmosDB", (4,)),
    "SignalR": ("signalR", (1, 7)),
    "Web PubSub": ("webPubSub", (1, 10)),
    "Durable Functions": ("durableTask", (2, 7)),
}
_OLD_NAMES = {
    "connectionStringSetting": "connection",
    "collectionName": "containerName",
    "leaseConnectionStringSetting": "leaseConnection",
    "leaseCollectionName": "leaseContainerName",
}
_PUBSUB_DEFAULT = "WebPubSubConnectionString"


def _version(context: Context, column: str, least: int) -> tuple[int, ...]:
    """The extension's version, ``()`` when the table does not say enough to compare ``least`` numbers."""
    version = context.extension_version(column)
    return version if len(version) >= least else ()


def _bundle(context: Context) -> str:
    return ".".join(map(str, context.bundles[-1].version))


def _too_old(context: Context) -> Iterator[Finding]:
    for resolution in context.accepted():
        extension = extension_of(resolution.binding.type)
        if extension is None or extension.name not in _IDENTITY_SINCE or not _by_identity(resolution):
            continue
        column, since = _IDENTITY_SINCE[extension.name]
        version = context.extension_version(column)
        # A lone major number leaves the minor one open.
        if not version or version[: len(since)] >= since[: len(version)]:
            continue
        yield at_binding(
            resolution.binding,
            f"the newest extension bundle in the range of host.json is {_bundle(context)}; its {extension.name} "
            f"extension has no identity-based connections and looks for a connection string in "
            f'"{shown_name(resolution.name)}"',
            'set the version of extensionBundle in host.json to "[4.*, 5.0.0)"',
            connection=shown_name(resolution.name),
        )


def _by_identity(resolution: Resolution) -> bool:
    return any(one.auth == "token" for client in resolution.clients if client.own for one in client.endpoints)


def _cosmos_names(context: Context) -> Iterator[Finding]:
    version = context.extension_version("cosmosDB")
    if not version:
        return
    for resolution in context.resolutions:
        binding = resolution.binding
        extension = extension_of(binding.type)
        if extension is None or extension.name != "Cosmos DB" or (_by_identity(resolution) and version < (4,)):
            continue  # FB603: no identity in this version anyway
        pairs = _OLD_NAMES.items() if version >= (4,) else ((new, old) for old, new in _OLD_NAMES.items())
        wrong = [(used, meant) for used, meant in pairs if _given(binding, used) and not _given(binding, meant)]
        if wrong:
            names = ", ".join(used for used, _ in wrong)
            yield at_binding(
                binding,
                f"the Cosmos DB extension of bundle {_bundle(context)} does not know {names} and ignores it in "
                "silence" + ("; the connection is the default" if "onnection" in names else ""),
                "write " + ", ".join(f"{meant} for {used}" for used, meant in wrong) + _decorators(version),
            )


def _given(binding: Binding, name: str) -> bool:
    return binding.has(name) or name in binding.unresolved or (name == "connection" and bool(binding.connection))


def _decorators(version: tuple[int, ...]) -> str:
    return " (the decorators without _v3)" if version >= (4,) else " (the decorators with _v3), or use bundle 4"


def _custom_names(context: Context) -> Iterator[Finding]:
    if context.extension_version("webPubSub") != (1, 10, 0):
        return
    for resolution in context.accepted("webPubSub", "webPubSubConnection", "webPubSubContext", "webPubSubTrigger"):
        if _custom(resolution.binding, "connections") or (
            not resolution.binding.type.lower().endswith(("trigger", "context"))
            and _custom(resolution.binding, "connection")
        ):
            yield at_binding(
                resolution.binding,
                f"bundle {_bundle(context)} has a Web PubSub extension (1.10.0) that fails with any connection but "
                f'"{_PUBSUB_DEFAULT}"',
                'let host.json\'s extensionBundle take a later release: "[4.36.0, 5.0.0)"',
                connection=shown_name(resolution.name),
            )


def _trigger_connection(context: Context) -> Iterator[Finding]:
    if context.extension_version("webPubSub") not in ((1, 10, 0), (1, 10, 1)):
        return
    # A later release in the range may be out and not yet in the table.
    open_end = context.bundles[-1].version == bundles()[-1].version
    for resolution in context.accepted("webPubSubTrigger", "webPubSubContext"):
        binding = resolution.binding
        if _custom(binding, "connections") or not _custom(binding, "connection"):
            continue
        name = binding.text("connection", binding.connection) or ""
        default = context.configuration.exists(_PUBSUB_DEFAULT)
        effect = f'checks callers against "{_PUBSUB_DEFAULT}"' if default else "checks no caller at all"
        yield at_binding(
            binding,
            f'the Web PubSub extension of bundle {_bundle(context)} does not read "connection" of this binding (it is '
            f"read again from 1.10.2 on) and {effect}",
            f'write "connections": ["{shown_name(name)}"]',
            severity="warning" if open_end and default else "",
            connection=shown_name(name),
        )


def _custom(binding: Binding, name: str) -> bool:
    value = binding.get(name, binding.connection if name == "connection" else None)
    return value not in (None, "", [], ()) and value != _PUBSUB_DEFAULT


_OLD = "[2.*, 3.0.0)"
_COSMOS = "AccountEndpoint=https://contoso.documents.azure.com:443/;AccountKey=ZmFrZQ==;"
_CHAT = "Endpoint=https://contoso.webpubsub.azure.com;AccessKey=ZmFrZQ==;Version=1.0;"
_EVENT = {"hub": "chat", "eventType": "user", "eventName": "message"}

RULES: tuple[Rule, ...] = (
    Rule(
        "FB602",
        "cosmos-names-vs-bundle",
        "error",
        what="A Cosmos DB binding has the property names of another version of the extension.",
        why="Version 4 of the extension (bundle 4) renamed connectionStringSetting, collectionName and their lease "
        "counterparts; properties that a version does not know are ignored, so the default connection is used.",
        source=_V4,
        bad=Example(
            {"CosmosDB": _COSMOS, "Orders": _COSMOS},
            (("cosmosDB", None, {"connectionStringSetting": "Orders", "containerName": "c", "databaseName": "d"}),),
        ),
        good=Example({"Orders": _COSMOS}, (("cosmosDB", "Orders", {"containerName": "c", "databaseName": "d"}),)),
        check=_cosmos_names,
    ),
    Rule(
        "FB603",
        "bundle-too-old",
        "error",
        what="A connection uses an identity with an extension bundle that cannot.",
        why="The extensions of bundles 1 and 2, and some of bundle 3 and of early releases of 4, read connection "
        "strings only.",
        source=_DOCS,
        bad=Example(
            {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"},
            (("serviceBus", "Orders"),),
            bundle=_OLD,
        ),
        good=Example(
            {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}, (("serviceBus", "Orders"),)
        ),
        check=_too_old,
    ),
    Rule(
        "FB604",
        "webpubsub-bundle",
        "error",
        what="Web PubSub connections of any name but the default are used with bundles 4.33 to 4.35.",
        why="They carry version 1.10.0 of the extension, which loses connections of other names.",
        source=_PUBSUB,
        bad=Example({"Chat": _CHAT}, (("webPubSub", "Chat", {"hub": "chat"}),), bundle="[4.34.0]"),
        good=Example({"Chat": _CHAT}, (("webPubSub", "Chat", {"hub": "chat"}),)),
        check=_custom_names,
    ),
    Rule(
        "FB622",
        "webpubsub-connection-ignored",
        "error",
        what="A Web PubSub trigger names its connection in a property that the extension's version does not read.",
        why="Versions 1.10.0 and 1.10.1 read only connections, the list. Callers are then checked against the default "
        "connection, and when there is none, not at all.",
        source=_CHANGES,
        bad=Example({"Chat": _CHAT}, (("webPubSubTrigger", None, {**_EVENT, "connection": "Chat"}),)),
        good=Example({"Chat": _CHAT}, (("webPubSubTrigger", None, {**_EVENT, "connections": ["Chat"]}),)),
        check=_trigger_connection,
    ),
)
