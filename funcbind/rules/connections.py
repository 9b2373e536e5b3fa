"""Rules about the settings of one connection that stand beside each other: only some of them are read."""

from __future__ import annotations

from funcbind.dotnet.text import fold, is_blank
from funcbind.extensions import extension_of
from funcbind.lookup import ORDERS
from funcbind.redaction import shown_name
from funcbind.rules.common import (
    CREDENTIAL_KEYS,
    ENDPOINT_KEYS,
    STORAGE,
    built,
    by_section,
    filled,
    name_of,
    quoted,
    users_of,
)
from funcbind.rules.model import Example, Finding, Rule, at_setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.connections import Reader, Resolution
    from funcbind.lookup import LookedUp
    from funcbind.rules.model import Context
    from funcbind.settings.model import Setting

_DOCS = "https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection"
_LOOKUP = (
    "https://github.com/Azure/azure-webjobs-sdk/blob/dev/src/Microsoft.Azure.WebJobs.Host/Extensions/"
    "IConfigurationExtensions.cs"
)
_STRING = "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=fake;SharedAccessKey=ZmFrZQ=="


def _plain_and_identity(context: Context) -> Iterator[Finding]:
    sdk_types = _sdk_types(context)
    tokens = {fold(one.endpoint.section) for one in built(context) if one.endpoint.auth == "token"}
    for one in by_section(built(context, *ENDPOINT_KEYS)):
        endpoint = one.endpoint
        setting = context.setting(endpoint.section)
        if endpoint.service == "signalR" or fold(endpoint.section) in tokens:
            continue
        if setting is None or setting.value != endpoint.connection_string:
            continue
        ignored = filled(context, endpoint.section, (*ENDPOINT_KEYS[endpoint.service], *CREDENTIAL_KEYS))
        if ignored:
            mixed = sdk_types.get(fold(one.name))
            leak = mixed is not None and mixed.effect == "key_in_url"
            words = f"; the SDK-type parameter gets {mixed.outcome}" if mixed is not None and leak else ""
            yield at_setting(
                setting,
                f'"{name_of(setting.name)}" is a connection string, so the host connects with it and takes no identity '
                f"from the settings beside it ({quoted(ignored)}){words}",
                f'keep one form: delete "{name_of(setting.name)}" to use the identity, or the settings beside it',
                severity="error" if leak or context.deployed else "warning",
                connection=one.name,
                related=users_of(context, endpoint.section),
            )


def _sdk_types(context: Context) -> dict[str, Reader]:
    """What the parameters of SDK types get, by connection."""
    return {
        fold(resolution.name): reader
        for resolution in context.accepted()
        if resolution.binding.sdk_type
        for reader in resolution.readers
        if reader.program == "sdk-type"
    }


def _plain_empty(context: Context) -> Iterator[Finding]:
    sdk_types = _sdk_types(context)
    for one in by_section(built(context, *ENDPOINT_KEYS)):
        endpoint = one.endpoint
        setting = context.setting(endpoint.section)
        if endpoint.auth != "token" or setting is None or not is_blank(setting.value):
            continue
        name = name_of(setting.name)
        severity, effect = "info", "the host goes on to the settings below it, code that reads the name gets no text"
        dead: tuple[Setting, ...] = ()
        if endpoint.service in STORAGE and one.resolution.fact("provider") == "":
            keys = (key for key in ENDPOINT_KEYS[endpoint.service] if key not in ("serviceUri", "endpoint"))
            dead = filled(context, endpoint.section, keys)
        if dead:
            severity, effect = "warning", f"to the host an empty value is a value, so {quoted(dead)} count for nothing"
        got = sdk_types.get(fold(one.name))
        if got is not None and got.effect == "refused":
            severity, effect = "error", "the SDK-type parameter takes the empty text and fails, though the host goes on"
        yield at_setting(
            setting,
            f'"{name}" is there but empty, beside the settings of an identity: {effect}',
            f'delete "{name}"; emptying it is not enough',
            severity=severity,
            connection=one.name,
            related=users_of(context, endpoint.section),
        )


def _shadowed(context: Context) -> Iterator[Finding]:
    read = {fold(one.endpoint.section) for one in built(context)}
    seen = set()
    for resolution in context.accepted():
        places = _places(resolution)
        chosen = next((place for place in places if place.chosen), None)
        if chosen is None:
            continue
        for place in places[places.index(chosen) + 1 :]:
            key = (fold(chosen.path), fold(place.path))
            if not place.found or key in seen or fold(place.path) in read:
                continue
            seen.add(key)
            hidden = context.configuration.below(place.path)
            contents = _contents(context, place.path)
            if contents == _contents(context, chosen.path) or all(map(is_blank, contents.values())):
                continue
            winner = context.configuration.below(chosen.path)[0].settings[-1]
            yield at_setting(
                hidden[0].settings[-1],
                f'"{shown_name(winner.name)}" hides it: the host looks for the connection there first, takes '
                "everything from that place and nothing from this one",
                "keep one of the two places",
                connection=shown_name(resolution.name),
                related=((winner.origin, "this one is taken"), *context.users(resolution.name)),
            )


def _places(resolution: Resolution) -> list[LookedUp]:
    """Where the name that the binding gives was looked for, in order; nothing for a default name."""
    binding = resolution.binding
    extension = extension_of(binding.type)
    if extension is None or not binding.text(extension.property, binding.connection):
        return []
    paths = {fold(pattern.replace("{}", resolution.name)) for pattern in ORDERS[extension.order]}
    return list({fold(place.path): place for place in resolution.looked_up if fold(place.path) in paths}.values())


def _contents(context: Context, path: str) -> dict[str, str]:
    return {fold(entry.key)[len(path) :]: entry.value for entry in context.configuration.below(path)}


RULES: tuple[Rule, ...] = (
    Rule(
        "FB205",
        "connection-plain-and-identity",
        "error",
        what="A connection is both a connection string and a group of identity settings.",
        why="The host takes the string, so that the key goes on being used and no identity is asked for; the Python "
        "packages of SDK types even mix the two into an address that contains the key.",
        source=_DOCS,
        bad=Example(
            {"Orders": _STRING, "Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"},
            (("serviceBus", "Orders"),),
        ),
        good=Example(
            {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}, (("serviceBus", "Orders"),)
        ),
        check=_plain_and_identity,
    ),
    Rule(
        "FB206",
        "connection-plain-empty",
        "info",
        what="A connection has an empty value beside its identity settings.",
        why="Tools that cannot delete a setting write an empty one. Most extensions go on to the identity; to Storage "
        "the empty value counts, so that the account's name and the services' URIs are not read; Python code takes "
        "the empty text.",
        source=_DOCS,
        bad=Example(
            {"Orders": "", "Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"},
            (("serviceBus", "Orders"),),
        ),
        good=Example(
            {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}, (("serviceBus", "Orders"),)
        ),
        check=_plain_empty,
    ),
    Rule(
        "FB219",
        "connection-shadowed",
        "warning",
        what="Two places give one connection name, with different contents.",
        why="The host tries the name with the prefix AzureWebJobs and below ConnectionStrings too. The first place "
        "that exists wins as a whole: one stray sub-key there hides everything in the other.",
        source=_LOOKUP,
        bad=Example(
            {
                "AzureWebJobsOrders__queueServiceUri": "https://contoso.queue.core.windows.net",
                "Orders__queueServiceUri": "https://fabrikam.queue.core.windows.net",
            },
            (("queueTrigger", "Orders"),),
        ),
        good=Example(
            {"Orders__queueServiceUri": "https://fabrikam.queue.core.windows.net"}, (("queueTrigger", "Orders"),)
        ),
        check=_shadowed,
    ),
)
