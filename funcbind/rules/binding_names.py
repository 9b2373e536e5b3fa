"""Rules about how a binding names its connection."""

from __future__ import annotations

from funcbind.dotnet.text import fold, is_blank
from funcbind.extensions import EXTENSIONS, extension_of
from funcbind.redaction import has_secret_mark, shown_name
from funcbind.rules.model import Example, Finding, Rule, at_binding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.connections import Binding
    from funcbind.rules.model import Context

_DOCS = "https://learn.microsoft.com/azure/azure-functions/functions-reference#connections"
_SCALING = "https://github.com/Azure/azure-functions-host/issues/8261"
_GENERIC = ("connection", "connectionStringSetting", "connectionString", "connectionName", "connectionSetting")
# Cosmos DB has two sets of names, by version: FB602.
_ONE_PROPERTY = {row.name for row in EXTENSIONS if row.default and row.property in _GENERIC and row.name != "Cosmos DB"}
_SCALED = ("serviceBusTrigger", "cosmosDBTrigger")


def _string_in_binding(context: Context) -> Iterator[Finding]:
    from funcbind.bindings.decorators import NAMING_PROPERTIES

    for resolution in context.accepted():
        binding = resolution.binding
        texts = [(name, value) for name, value in binding.properties.items() if name in NAMING_PROPERTIES]
        extension = extension_of(binding.type)
        if extension is not None and binding.connection:
            texts.append((extension.property, binding.connection))
        for name, value in dict(texts).items():
            if isinstance(value, str) and has_secret_mark(value):
                yield at_binding(
                    binding,
                    f"{name} holds a connection string (not shown) where the name of an app setting belongs; the host "
                    "goes on without a word, and the key is in the source code and may get into the host's log",
                    "put the string into an app setting and write its name here; then renew the key",
                )


def _implicit_default(context: Context) -> Iterator[Finding]:
    if not context.deployed or context.plan in ("dedicated", "container"):
        return
    for resolution in context.accepted(*_SCALED):
        extension = extension_of(resolution.binding.type)
        tokens = [one for client in resolution.clients for one in client.endpoints if one.auth == "token"]
        if extension is None or not tokens or _names(resolution.binding, extension.property):
            continue
        yield at_binding(
            resolution.binding,
            f'the trigger names no connection and uses "{shown_name(resolution.name)}" by default; with an identity '
            "the platform that scales the app may not find it, so that the function sleeps",
            f'write "{extension.property}": "{shown_name(resolution.name)}"',
            severity="warning" if context.plan in ("consumption", "flex") else "info",
            connection=shown_name(resolution.name),
        )


def _names(binding: Binding, property_name: str) -> bool:
    return bool(binding.get(property_name, binding.connection)) or property_name in binding.unresolved


def _wrong_property(context: Context) -> Iterator[Finding]:
    for resolution in context.accepted():
        binding = resolution.binding
        extension = extension_of(binding.type)
        wrong = [name for name in _GENERIC if not is_blank(binding.text(name))]
        if extension is None or extension.name not in _ONE_PROPERTY or not wrong or _names(binding, extension.property):
            continue
        if binding.get("connections") or fold(wrong[0]) == fold(extension.property):
            continue
        yield at_binding(
            binding,
            f'the {extension.name} extension does not know "{wrong[0]}" and ignores it, so the connection is the '
            f'default "{shown_name(resolution.name)}"',
            f'name the property "{extension.property}"',
            connection=shown_name(resolution.name),
        )


_NAMESPACE = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
_SIGNALR = "Endpoint=https://contoso.service.signalr.net;AccessKey=ZmFrZQ==;Version=1.0;"

RULES: tuple[Rule, ...] = (
    Rule(
        "FB202",
        "connection-string-in-binding",
        "error",
        what="A binding holds a whole connection string where the name of a setting belongs.",
        why="The key is in the source code. Where the host finds another connection instead it says nothing; where it "
        "finds none, Storage, Cosmos DB, Event Grid and SignalR print the string, key included.",
        source=_DOCS,
        bad=Example(
            {"KafkaBrokers": "contoso.servicebus.windows.net:9093"},
            (
                (
                    "kafkaTrigger",
                    None,
                    {
                        "brokerList": "KafkaBrokers",
                        "topic": "orders",
                        "eventHubConnectionString": "Endpoint=sb://contoso.servicebus.windows.net/;"
                        "SharedAccessKeyName=fake;SharedAccessKey=ZmFrZQ==",
                    },
                ),
            ),
        ),
        good=Example(_NAMESPACE, (("serviceBus", "Orders"),)),
        check=_string_in_binding,
    ),
    Rule(
        "FB210",
        "connection-implicit-default",
        "info",
        what="A trigger on an identity-based connection does not name the connection.",
        why="The extension fills in its default name. The platform's scale controller reads the binding by itself and "
        "has been reported not to find an implicit default.",
        source=_SCALING,
        bad=Example(
            {"ServiceBus__fullyQualifiedNamespace": "contoso.servicebus.windows.net"},
            (("serviceBusTrigger", None, {"queueName": "orders"}),),
        ),
        good=Example(_NAMESPACE, (("serviceBusTrigger", "Orders", {"queueName": "orders"}),)),
        check=_implicit_default,
    ),
    Rule(
        "FB224",
        "wrong-connection-property",
        "error",
        what="A binding gives its connection in a property that its extension does not have.",
        why="The host ignores properties that it does not know, so the default connection is used in silence.",
        source=_DOCS,
        bad=Example(
            {"AzureSignalRConnectionString": _SIGNALR},
            (("signalR", None, {"hubName": "chat", "connection": "Chat"}),),
        ),
        good=Example({"Chat": _SIGNALR}, (("signalR", "Chat", {"hubName": "chat"}),)),
        check=_wrong_property,
    ),
)
