"""Rules about values that the host takes as they are, and names in values that it cannot resolve."""

from __future__ import annotations

from funcbind.configuration import normalise
from funcbind.credential_specs import DefaultCredential, ManagedIdentity
from funcbind.dotnet.text import fold, is_blank, trim
from funcbind.errors import Refused
from funcbind.lookup import Lookup
from funcbind.names import resolve_names
from funcbind.redaction import shown_name
from funcbind.rules.model import Example, Finding, Rule, at_binding, at_setting
from funcbind.rules.own_names import is_platform
from funcbind.rules.placeholders import has_placeholder, is_placeholder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context
    from funcbind.settings.model import Setting

_REFERENCE = (
    "https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection"
)
_EXPRESSIONS = "https://learn.microsoft.com/azure/azure-functions/functions-bindings-expressions-patterns"
_DISABLE = "https://learn.microsoft.com/azure/azure-functions/disable-function"
_IDS = ("clientId", "managedIdentityClientId", "managedIdentityObjectId", "managedIdentityResourceId")
_TEXTS = ("clientSecret", "serviceConnectionId", "systemAccessToken", "tokenFilePath")
_SAMPLES = ("sample", "example", "template", "dist")
# Properties in which every extension resolves %name% before anything else.
_RESOLVED = frozenset(
    "queueName path blobPath tableName databaseName containerName collectionName topicName subscriptionName "
    "eventHubName consumerGroup schedule hubName".lower().split(" ")
)
_ON = ("1", "true", "yes", "on", "y", "disabled")


def culprits(context: Context) -> set[str]:
    """Configuration keys, folded, that the host refuses: the refusal says what is wrong with them."""
    return {fold(one.key) for resolution in context.resolutions for one in resolution.rejections if one.key}


def is_culprit(setting: Setting, keys: set[str]) -> bool:
    """Whether a setting is, or lies below, one of the keys that :func:`culprits` returns."""
    for own, _ in normalise(setting.name) if keys else ():
        path = fold(own)
        while path:
            if path in keys:
                return True
            path = path.rpartition(":")[0]
    return False


def _placeholder(context: Context) -> Iterator[Finding]:
    samples = {
        source.name
        for source in context.sources
        if any(word in source.name.replace("\\", "/").rpartition("/")[2].lower() for word in _SAMPLES)
    }
    used = {setting.name: one.name for one in context.resolutions for setting in one.used}
    refused = culprits(context)
    for setting in context.configuration.settings:
        is_used = setting.name in used
        odd = has_placeholder(setting.value, setting.name) if is_used else is_placeholder(setting.value, setting.name)
        if not odd or setting.origin.source in samples or is_culprit(setting, refused):
            continue
        key = setting.name.replace(":", "__").rpartition("__")[2]
        if key in _IDS and not any(mark in setting.value for mark in "<>{}#$%"):
            continue  # such an id is reported for its shape
        name = shown_name(setting.name)
        yield at_setting(
            setting,
            f'the value of "{name}" is still a placeholder'
            + ("; the host takes it as it is and connects to nothing" if is_used else ""),
            "fill it in, or delete the setting",
            severity="" if is_used and (context.deployed or key not in _IDS) else "warning",
            connection=shown_name(used.get(setting.name, "")),
        )


def _blanks(context: Context) -> Iterator[Finding]:
    seen: set[str] = set()
    for setting, what, connection in _taken_as_they_are(context):
        text = setting.value
        quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and what == "secret"
        if setting.name in seen or is_blank(text) or (text == trim(text) and not quoted):
            continue
        seen.add(setting.name)
        where = "quotation marks" if quoted else "blanks or a line end"
        yield at_setting(
            setting,
            f'the value of "{shown_name(setting.name)}" has {where} around it; the host sends them along, and the '
            f"{what} is not accepted",
            f"write the {what} without them",
            connection=connection,
        )


def _taken_as_they_are(context: Context) -> Iterator[tuple[Setting, str, str]]:
    """Settings whose text is used without trimming, each with what it is."""
    for use in context.identities():
        asked = context.deployed or not isinstance(use.spec, (DefaultCredential, ManagedIdentity))
        for key in (*_TEXTS, *_IDS) if use.written else ():
            setting = context.setting(f"{use.section}:{key}")
            if setting is not None and use.took(setting) and (asked or key in _TEXTS):
                yield setting, "id" if key in _IDS else "secret" if key == "clientSecret" else "text", use.connection
    for resolution in context.accepted("eventGrid"):
        keys = {key for client in resolution.clients for endpoint in client.endpoints for key in endpoint.keys}
        for setting in resolution.used:
            if setting.value in keys:
                yield setting, "secret", resolution.name


def _unresolved(context: Context) -> Iterator[Finding]:
    if not context.configuration.settings or context.given.problem:
        return
    elsewhere = {fold(name.replace("__", ":")) for name in (*context.given.environment, *context.given.unknown)}
    for resolution in context.accepted():
        binding = resolution.binding
        for key, value in binding.properties.items():
            if not isinstance(value, str) or "%" not in value or key.lower() not in _RESOLVED:
                continue
            lookup = Lookup(context.configuration)
            try:
                resolve_names(lookup, value)
            except Refused as refused:
                name = refused.key
                if refused.kind != "unresolved_name" or not name or fold(name) in elsewhere or is_platform(name):
                    continue
                path = name.replace("__", ":")
                there = "__" in name and context.configuration.get(path) is not None
                yield at_binding(
                    binding,
                    f'"{key}" has %{shown_name(name)}%, and there is no such setting; the host does not index the '
                    "function",
                    f'write %{shown_name(path)}%: to the host, "__" in the name of a setting is ":"'
                    if there
                    else f'add a setting "{shown_name(name)}"',
                )


def _disabled(context: Context) -> Iterator[Finding]:
    for setting in context.configuration.settings:
        name = fold(setting.name)
        word = setting.value.strip().strip("\"'").lower()
        if not name.startswith(("AZUREWEBJOBS.", "AZUREWEBJOBS_")) or not name.endswith((".DISABLED", "_DISABLED")):
            continue
        if word in _ON and setting.value.lower() not in ("1", "true"):
            yield at_setting(
                setting,
                f'"{shown_name(setting.name)}" does not disable the function: the host compares its value with "true" '
                'and "1" only, blanks included',
                'write "true"',
            )


_ORDERS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
_PRINCIPAL = {
    **_ORDERS,
    "Orders__tenantId": "22222222-2222-2222-2222-222222222222",
    "Orders__clientId": "11111111-1111-1111-1111-111111111111",
}
_BUS = (("serviceBus", "Orders"),)

RULES: tuple[Rule, ...] = (
    Rule(
        "FB109",
        "placeholder-value",
        "error",
        what="A setting still holds a placeholder.",
        why="The host takes it as it is. Names of accounts and keys are not checked before the first call, so that the "
        "app starts and every call fails.",
        source=_REFERENCE,
        bad=Example({"Orders__fullyQualifiedNamespace": "YOUR_NAMESPACE.servicebus.windows.net"}, _BUS),
        good=Example(_ORDERS, _BUS),
        check=_placeholder,
    ),
    Rule(
        "FB110",
        "value-whitespace",
        "error",
        what="An id, a key or a secret has blanks or quotation marks around it.",
        why="The host trims connection strings and addresses, but not these: the text goes to the service as it is.",
        source=_REFERENCE,
        bad=Example({**_PRINCIPAL, "Orders__clientSecret": "fake secret\n"}, _BUS, target="local"),
        good=Example({**_PRINCIPAL, "Orders__clientSecret": "fake secret"}, _BUS, target="local"),
        check=_blanks,
        fix="trim",
    ),
    Rule(
        "FB124",
        "unresolved-binding-name",
        "error",
        what="A property of a binding names a setting between percent signs that does not exist.",
        why='The host looks the name up as a configuration key: a setting "A__B" is found as %A:B%, never as %A__B%. '
        "A name that is not found keeps the function from being indexed.",
        source=_EXPRESSIONS,
        bad=Example(
            {"Orders": "UseDevelopmentStorage=true", "Queues__orders": "orders"},
            (("queueTrigger", "Orders", {"queueName": "%Queues__orders%"}),),
            target="local",
        ),
        good=Example(
            {"Orders": "UseDevelopmentStorage=true", "Queues__orders": "orders"},
            (("queueTrigger", "Orders", {"queueName": "%Queues:orders%"}),),
            target="local",
        ),
        check=_unresolved,
    ),
    Rule(
        "FB125",
        "function-not-disabled",
        "info",
        what="A setting that is to disable a function does not.",
        why='Only "true", in any letter case, and "1" disable a function.',
        source=_DISABLE,
        bad=Example({"AzureWebJobs.f.Disabled": "yes"}),
        good=Example({"AzureWebJobs.f.Disabled": "True"}),
        check=_disabled,
    ),
)
