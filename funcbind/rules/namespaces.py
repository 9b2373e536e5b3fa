"""Rules about addresses of the wrong kind of service, and about namespaces that are no bare host names."""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.dotnet.uri import parse_absolute
from funcbind.rules.common import STORAGE, address_of, at_address, built, name_of
from funcbind.rules.hosts import WORDS, fits, service_of
from funcbind.rules.model import Example, Finding, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.connections import Endpoint
    from funcbind.dotnet.uri import Uri
    from funcbind.rules.common import Built
    from funcbind.rules.model import Context
    from funcbind.settings.model import Setting

_DOCS = "https://learn.microsoft.com/azure/azure-functions/functions-reference#configure-an-identity-based-connection"
_NAMESPACE = "fullyQualifiedNamespace"


def _settings(context: Context, *services: str) -> Iterator[tuple[Built, Setting, Uri]]:
    """The settings that give an address by a sub-key, each once, with the address."""
    seen = set()
    for one in built(context, *services):
        found = address_of(context, one.endpoint)
        if found is not None and (found[0].name, one.endpoint.service) not in seen:
            seen.add((found[0].name, one.endpoint.service))
            yield one, *found


def _namespaces(context: Context) -> Iterator[tuple[Built, Setting]]:
    seen = set()
    for one in built(context, "serviceBus", "eventHubs"):
        setting = context.setting(f"{one.endpoint.section}:{_NAMESPACE}")
        if one.endpoint.auth == "token" and setting is not None and setting.name not in seen:
            seen.add(setting.name)
            yield one, setting


def _namespace_with_scheme(context: Context) -> Iterator[Finding]:
    for one, setting in _namespaces(context):
        uri = parse_absolute(setting.value)
        if uri is None or uri.is_loopback or _is_short(one.endpoint):
            continue
        message = f'"{name_of(setting.name)}" is a URI; the host takes the host name out of it'
        severity = ""
        if not uri.is_default_port and uri.port not in (443, 5671, -1):
            message += " and, for scaling only, the port too"
            severity = "warning"
        yield at_address(
            context, one, setting, message, 'write the bare host name, without "sb://" and slash', severity
        )


def _namespace_incomplete(context: Context) -> Iterator[Finding]:
    for one, setting in _namespaces(context):
        if _is_short(one.endpoint):
            message = (
                f'"{name_of(setting.name)}" is no full host name; the host accepts it and then finds no such server'
            )
            yield at_address(context, one, setting, message, 'write "<namespace>.servicebus.windows.net"')


def _is_short(endpoint: Endpoint) -> bool:
    """A name without a dot; a local emulator's is another rule's matter."""
    return "." not in endpoint.uri and ":" not in endpoint.uri and fold(endpoint.uri) != "LOCALHOST"


def _wrong_service(context: Context) -> Iterator[Finding]:
    # FB305 and FB306: one address for both, whatever it is an address of
    shared = {
        fold(one.endpoint.section)
        for one in built(context, "blob")
        if one.resolution.fact("provider") or fold(one.resolution.binding.type) == "BLOBTRIGGER"
    }
    for one, setting, uri in _settings(context):
        service = one.endpoint.service
        if fits(service, uri.host) or setting.name.lower().endswith("accountname"):
            continue
        if (
            service in ("blob", "queue")
            and fold(one.endpoint.section) in shared
            and setting.name.lower().replace(":", "__").endswith("__serviceuri")
        ):
            continue
        found = service_of(uri.host)
        hint = f'write the address of {WORDS[service]}, with ".{service}." in it' if service in STORAGE else ""
        yield at_address(
            context,
            one,
            setting,
            f'"{name_of(setting.name)}" is an address of {WORDS[found]}, but the client is one of {WORDS[service]}; '
            "the host accepts it and every call fails",
            hint or f"write the address of {WORDS[service]}",
        )
    for one, setting in _namespaces(context):
        found = service_of(one.endpoint.uri)
        if found and found != "messaging":
            yield at_address(
                context,
                one,
                setting,
                f'"{name_of(setting.name)}" is an address of {WORDS[found]}, not of {WORDS["messaging"]}; the host '
                "accepts it and every call fails",
                'write "<namespace>.servicebus.windows.net"',
            )


_QUEUE = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}

RULES: tuple[Rule, ...] = (
    Rule(
        "FB302",
        "namespace-not-bare-host",
        "info",
        what="A fullyQualifiedNamespace is written as a URI.",
        why="The Service Bus and Event Hubs extensions accept it and use its host name; other readers of the setting, "
        "such as the Python clients, want the bare host name.",
        source=_DOCS,
        bad=Example(
            {"Orders__fullyQualifiedNamespace": "sb://contoso.servicebus.windows.net/"}, (("serviceBus", "Orders"),)
        ),
        good=Example(_QUEUE, (("serviceBus", "Orders"),)),
        check=_namespace_with_scheme,
        fix="bare-namespace",
    ),
    Rule(
        "FB304",
        "uri-service-mismatch",
        "error",
        what="An address belongs to another service than the client that gets it.",
        why="The host does not compare them: a queue client of a blob address is built and fails at every call.",
        source=_DOCS,
        bad=Example(
            {"Orders__queueServiceUri": "https://contoso.blob.core.windows.net"}, (("queueTrigger", "Orders"),)
        ),
        good=Example(
            {"Orders__queueServiceUri": "https://contoso.queue.core.windows.net"}, (("queueTrigger", "Orders"),)
        ),
        check=_wrong_service,
    ),
    Rule(
        "FB315",
        "namespace-incomplete",
        "error",
        what="A fullyQualifiedNamespace has no domain.",
        why="Any text that could be a host name is accepted, the bare name of the namespace too; nothing is added to "
        "it, so the connection is tried to a server that does not exist.",
        source=_DOCS,
        bad=Example({"Orders__fullyQualifiedNamespace": "contoso"}, (("serviceBus", "Orders"),)),
        good=Example(_QUEUE, (("serviceBus", "Orders"),)),
        check=_namespace_incomplete,
    ),
)
