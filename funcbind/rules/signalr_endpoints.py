"""Rules about SignalR connections that are several things at once."""

from __future__ import annotations

from funcbind.dotnet.text import fold, is_blank
from funcbind.errors import Refused
from funcbind.extensions.signalr import DEFAULT, ENDPOINTS
from funcbind.extensions.signalr_strings import split_properties
from funcbind.redaction import shown_name
from funcbind.rules.common import CREDENTIAL_KEYS, ENDPOINT_KEYS, at_address, built, by_section, filled, name_of, quoted
from funcbind.rules.model import Example, Finding, Rule, at_binding, at_setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context

_NET = "https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/"
_OPTIONS = _NET + "signalr/Microsoft.Azure.WebJobs.Extensions.SignalRService/src/Config/OptionsSetup.cs"
_KNOWN = ("", "azure", "azure.msi", "azure.app", "aad")
_KEYS = (*ENDPOINT_KEYS["signalR"], *CREDENTIAL_KEYS)


def _mixed(context: Context) -> Iterator[Finding]:
    for one in by_section(built(context, "signalR")):
        endpoint = one.endpoint
        setting = context.setting(endpoint.section)
        if setting is None or is_blank(setting.value):
            continue
        name = name_of(setting.name)
        if endpoint.connection_string is None:
            yield at_address(
                context,
                one,
                setting,
                f'"{name}" has a serviceUri below it, which the host prefers; the connection string is not used',
                f'delete "{name}", or the settings below it',
            )
            continue
        group = endpoint.section if endpoint.name else one.resolution.name
        ignored = filled(context, group, _KEYS)
        if ignored:
            yield at_address(
                context,
                one,
                setting,
                f'"{name}" is a connection string, so the host does not read {quoted(ignored)}',
                f'delete "{name}" to connect with the identity, or the settings below it',
                "" if context.deployed else "warning",
            )
        elif _unknown_type(setting.value, endpoint.section):
            yield at_address(
                context,
                one,
                setting,
                f'the AuthType in the connection string "{name}" is none that the host knows; it takes the AccessKey',
                "write AuthType=azure.msi for a managed identity, AuthType=azure for the default credential",
            )


def _unknown_type(text: str, key: str) -> bool:
    try:
        properties, _ = split_properties(text, key)
    except Refused:
        return False
    type_ = properties.get("AUTHTYPE", "").lower()
    return type_ not in _KNOWN and "key" not in type_


def _name_without_setting(context: Context) -> Iterator[Finding]:
    seen = set()
    for one in built(context, "signalR"):
        resolution = one.resolution
        name, key = resolution.name, fold(resolution.name)
        places = (name, f"ConnectionStrings:{name}")
        if key in seen or key == fold(DEFAULT) or any(map(context.configuration.exists, places)):
            continue
        seen.add(key)
        yield at_binding(
            resolution.binding,
            f'no app setting gives the connection "{shown_name(name)}"; the host takes the endpoints below '
            "Azure__SignalR__Endpoints in its place, which serve every name",
            f'add "{shown_name(name)}", or leave connectionStringSetting out',
            connection=shown_name(name),
        )


def _endpoint_ignored(context: Context) -> Iterator[Finding]:
    resolution = next((one.resolution for one in built(context, "signalR")), None)
    if resolution is None:
        return
    read = {setting.name for setting in resolution.used}
    for name in context.configuration.children(ENDPOINTS):
        settings = [entry.settings[-1] for entry in context.configuration.below(f"{ENDPOINTS}:{name}")]
        if settings and not any(setting.name in read for setting in settings):
            yield at_setting(
                settings[0],
                f'nothing below "Azure__SignalR__Endpoints__{shown_name(name)}" is read: it has neither a serviceUri '
                "nor a connection string",
                f'add "Azure__SignalR__Endpoints__{shown_name(name)}__serviceUri"',
            )
    if resolution.fact("dropped_endpoints"):
        yield at_binding(
            resolution.binding,
            f"several SignalR endpoints have one address; the host drops all but one "
            f"({resolution.fact('dropped_endpoints')})",
            "keep one of them",
            severity="info",
        )


_CHAT = "Endpoint=https://contoso.service.signalr.net;AccessKey=ZmFrZQ==;Version=1.0;"
_NAMED = {"Azure__SignalR__Endpoints__east__serviceUri": "https://contoso.service.signalr.net"}
_OUTPUT = {"hubName": "chat"}

RULES: tuple[Rule, ...] = (
    Rule(
        "FB605",
        "signalr-mixed-connection",
        "error",
        what="A SignalR connection is a connection string and an identity.",
        why="For a connection name the string wins, for a named endpoint the serviceUri; an AuthType that the parser "
        "does not know means the key.",
        source=_OPTIONS,
        bad=Example(
            {
                "AzureSignalRConnectionString": _CHAT,
                "AzureSignalRConnectionString__serviceUri": "https://contoso.service.signalr.net",
            },
            (("signalR", None, _OUTPUT),),
        ),
        good=Example(
            {"AzureSignalRConnectionString__serviceUri": "https://contoso.service.signalr.net"},
            (("signalR", None, _OUTPUT),),
        ),
        check=_mixed,
    ),
    Rule(
        "FB620",
        "signalr-name-without-setting",
        "warning",
        what="A SignalR binding names a connection that no setting gives, and named endpoints serve it.",
        why="The endpoints below Azure__SignalR__Endpoints join every connection name, an unknown one too.",
        source=_OPTIONS,
        bad=Example(_NAMED, (("signalR", "Chat", _OUTPUT),)),
        good=Example(_NAMED, (("signalR", None, _OUTPUT),)),
        check=_name_without_setting,
    ),
    Rule(
        "FB621",
        "signalr-endpoint-ignored",
        "warning",
        what="A named SignalR endpoint is not used.",
        why="A named endpoint needs a serviceUri or a connection string of its own; anything else is skipped, and of "
        "several endpoints of one address all but one are dropped.",
        source=_OPTIONS,
        bad=Example(
            {**_NAMED, "Azure__SignalR__Endpoints__west__clientId": "11111111-1111-1111-1111-111111111111"},
            (("signalR", None, _OUTPUT),),
        ),
        good=Example(_NAMED, (("signalR", None, _OUTPUT),)),
        check=_endpoint_ignored,
    ),
)
