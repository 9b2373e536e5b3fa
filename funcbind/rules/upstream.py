"""Rules about who may call a SignalR or Web PubSub trigger: anybody can find its address."""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.rules.common import STORAGE, address_of, at_address, built, by_section, name_of
from funcbind.rules.model import Example, Finding, Rule, at_binding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.connections import Resolution
    from funcbind.rules.common import Built
    from funcbind.rules.model import Context
    from funcbind.settings.model import Setting

_NET = "https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/"
_SIGNALR = (
    _NET + "signalr/Microsoft.Azure.WebJobs.Extensions.SignalRService/src/Config/SignatureValidationOptionsSetup.cs"
)
_PUBSUB = _NET + "webpubsub/Microsoft.Azure.WebJobs.Extensions.WebPubSub/src/Config/RequestValidator.cs"
_HINT = (
    "keep the system key (?code=...) in the service's upstream address and switch App Service authentication on, or "
    "check the token in an HTTP function"
)


def _setting_of(context: Context, one: Built) -> Setting | None:
    found = address_of(context, one.endpoint)
    return context.setting(one.endpoint.section) if found is None else found[0]


def _signalr_unvalidated(context: Context) -> Iterator[Finding]:
    for one in _unsigned(context, "signalrtrigger"):
        setting = _setting_of(context, one)
        if setting is None:
            continue
        name, others = name_of(setting.name), _others_signed(one.resolution)
        message = (
            f'"{name}" is an identity-based endpoint, for which the SignalR trigger verifies no signature: it does '
            "not check that a request comes from SignalR"
        )
        if others:
            message = (
                f'"{name}" has no access key, which switches the check of signatures off for every endpoint of this '
                "connection, also for those with a key"
            )
        hint = f"give each endpoint a key, or none; {_HINT}" if others else _HINT
        yield at_address(context, one, setting, message, hint, "error" if others else _severity(context))


def _unsigned(context: Context, *types: str) -> Iterator[Built]:
    """The first endpoint without a key of each connection that a trigger listens for."""
    seen = set()
    for one in built(context, "signalR", "webPubSub"):
        resolution, key = one.resolution, fold(one.resolution.name)
        if resolution.binding.type.lower() not in types or resolution.fact("signature") != "skipped" or key in seen:
            continue
        if one.endpoint.detail("signature") == "skipped":
            seen.add(key)
            yield one


def _others_signed(resolution: Resolution) -> bool:
    return any(one.detail("signature") == "required" for client in resolution.clients for one in client.endpoints)


def _severity(context: Context) -> str:
    """What is lost is lost in Azure; on a developer machine it is worth knowing."""
    return "" if context.deployed else "info"


def _pubsub_signature(context: Context) -> Iterator[Finding]:
    for one in _unsigned(context, "webpubsubtrigger", "webpubsubcontext"):
        setting = _setting_of(context, one)
        if setting is not None:
            yield at_address(
                context,
                one,
                setting,
                f'"{name_of(setting.name)}" has no access key, so the Web PubSub extension verifies no signature: it '
                "compares the host name that the caller says, nothing else",
                _HINT,
                _severity(context),
            )


def _pubsub_unvalidated(context: Context) -> Iterator[Finding]:
    for resolution in context.accepted("webPubSubTrigger", "webPubSubContext"):
        binding = resolution.binding
        if resolution.fact("validation") != "skipped" or (binding.get("connection") and not binding.get("connections")):
            continue  # FB622 knows why there is nothing
        yield at_binding(
            binding,
            "no setting gives this binding a Web PubSub connection, and without any the extension lets all callers in",
            'add "WebPubSubConnectionString", or name a connection in "connections" of the binding',
            severity="" if context.deployed else "warning",
        )


def _empty_key(context: Context) -> Iterator[Finding]:
    for one in by_section(built(context, "signalR", "webPubSub", *STORAGE)):
        setting = context.setting(one.endpoint.section)
        if setting is None:
            continue
        service = one.endpoint.service
        if service in STORAGE:
            empty, effect = _has_empty_key(setting.value), "every call is signed with nothing and fails"
        else:
            empty = one.endpoint.detail("key") == "empty"
            effect = "the service refuses every call, and a trigger every request"
        if service == "webPubSub":
            effect = "a trigger accepts signatures that were made with no key, which anybody can make"
        if empty:
            yield at_address(
                context,
                one,
                setting,
                f'the key in the connection string "{name_of(setting.name)}" is empty, which is no error: {effect}',
                "write the key, or connect with an identity",
            )
    for resolution in context.accepted("signalRTrigger"):
        if resolution.fact("signature") == "fails":
            yield at_binding(
                resolution.binding,
                f'"{name_of(resolution.name)}" is empty beside named SignalR endpoints; the host starts and then fails '
                "at every request, because it looks for a key in the empty text",
                f'delete "{name_of(resolution.name)}"',
            )


def _has_empty_key(text: str) -> bool:
    return any(fold(part) == "ACCOUNTKEY=" for part in text.split(";"))


_CHAT = "Endpoint=https://contoso.service.signalr.net;AccessKey=ZmFrZQ==;Version=1.0;"
_PUBSUB_STRING = "Endpoint=https://contoso.webpubsub.azure.com;AccessKey=ZmFrZQ==;Version=1.0;"
_MESSAGE = {"hubName": "chat", "category": "messages", "event": "sendMessage"}
_EVENT = {"hub": "chat", "eventType": "user", "eventName": "message"}

RULES: tuple[Rule, ...] = (
    Rule(
        "FB606",
        "signalr-trigger-unvalidated",
        "warning",
        what="A SignalR trigger listens on an identity-based connection.",
        why="The extension checks requests with the access key. One endpoint without a key switches the check off for "
        "the whole connection name; for identities there is none yet.",
        source=_SIGNALR,
        bad=Example(
            {"AzureSignalRConnectionString__serviceUri": "https://contoso.service.signalr.net"},
            (("signalRTrigger", None, _MESSAGE),),
        ),
        good=Example({"AzureSignalRConnectionString": _CHAT}, (("signalRTrigger", None, _MESSAGE),)),
        check=_signalr_unvalidated,
    ),
    Rule(
        "FB623",
        "empty-access-key",
        "error",
        what="The key in a connection string is empty.",
        why="AccessKey= and AccountKey= without a value are no error to the host. Web PubSub checks signatures with "
        "the empty key, which anybody can make; SignalR and Storage fail at every call.",
        source=_PUBSUB,
        bad=Example(
            {"WebPubSubConnectionString": "Endpoint=https://contoso.webpubsub.azure.com;AccessKey=;Version=1.0;"},
            (("webPubSubTrigger", None, _EVENT),),
        ),
        good=Example({"WebPubSubConnectionString": _PUBSUB_STRING}, (("webPubSubTrigger", None, _EVENT),)),
        check=_empty_key,
    ),
    Rule(
        "FB627",
        "webpubsub-trigger-unvalidated",
        "error",
        what="A Web PubSub trigger or context has no connection at all.",
        why="The extension checks callers against the hosts and keys of its connections; with none it checks nothing.",
        source=_PUBSUB,
        bad=Example({}, (("webPubSubTrigger", None, _EVENT),)),
        good=Example({"WebPubSubConnectionString": _PUBSUB_STRING}, (("webPubSubTrigger", None, _EVENT),)),
        check=_pubsub_unvalidated,
    ),
    Rule(
        "FB628",
        "webpubsub-signature-skipped",
        "warning",
        what="A Web PubSub trigger or context checks callers of a connection without a key.",
        why="Without a key there is no signature to verify; only the host name in a header of the request is compared.",
        source=_PUBSUB,
        bad=Example(
            {"WebPubSubConnectionString__serviceUri": "https://contoso.webpubsub.azure.com"},
            (("webPubSubTrigger", None, _EVENT),),
        ),
        good=Example({"WebPubSubConnectionString": _PUBSUB_STRING}, (("webPubSubTrigger", None, _EVENT),)),
        check=_pubsub_signature,
    ),
)
