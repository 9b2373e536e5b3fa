"""Azure Web PubSub: one connection for a client, any number of them for a trigger's or a context's checks.

Sources: ``WebPubSubServiceAccessUtil.cs``, ``WebPubSubServiceAccessOptionsSetup.cs``, ``WebPubSubConfigProvider.cs``,
``WebPubSubServiceAccessFactory.cs``, ``RequestValidator.cs`` and ``WebPubSubTriggerBindingProvider.cs`` of
Microsoft.Azure.WebJobs.Extensions.WebPubSub (Azure/azure-sdk-for-net), versions 1.10.0 to 1.10.2. The order of the
checks is the order in which the host finds a fault.
"""

from __future__ import annotations

from funcbind.dotnet.convert import parse_enum
from funcbind.errors import Refused
from funcbind.extensions.attribute import (
    companion,
    is_bare,
    resolve_template,
    resolve_trigger_name,
    text_property,
    texts_property,
)
from funcbind.extensions.webpubsub_access import (
    DEFAULT,
    access,
    default_access,
    exists,
    look_up,
    option,
    refuse_missing,
)
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from funcbind.connections import Binding, Endpoint, Request
    from funcbind.lookup import Lookup

DEFAULT_HUB = "WebPubSubHub"
_EVENT_TYPES = {"System": 0, "User": 1}
_NEWEST = (1, 10, 2)


def resolve(request: Request) -> None:
    """Build what a Web PubSub binding connects to, or what it checks callers against.

    Facts of a trigger and a context: ``validation`` (``on``, or ``skipped``: every caller is let in), ``signature``
    (``required`` when every host's signature is checked, else ``skipped``), ``connection`` (``ignored`` when the
    version of the extension does not read that property). Facts of all but the context: ``hub``. Each endpoint's
    detail ``signature`` says whether its signature is checked, ``key`` that its key is ``empty``.
    """
    if request.binding.type.lower() in ("webpubsubtrigger", "webpubsubcontext"):
        _resolve_validation(request)
    else:
        _resolve_client(request)


def _resolve_client(request: Request) -> None:
    """``webPubSub`` and ``webPubSubConnection``: a client of one connection and one hub."""
    binding, lookup = request.binding, request.lookup
    name = binding.get("connection", binding.connection)
    request.name = DEFAULT

    def build() -> Endpoint:
        default: Endpoint | None = None
        if name is None:
            default = default_access(request)
        else:
            # The extension builds it at the start of the host, whoever needs it.
            companion(request, "default", lambda: default_access(request, chosen=False), default)
            request.name = text_property(binding, "connection", binding.connection) or ""
        unknown: str | None = ""
        hub = companion(request, "hub", lambda: _client_hub(request), unknown)
        section = look_up(lookup, request.name)
        if default is None and not exists(section):
            refuse_missing(lookup, request.name)
        if hub is None:
            hub = companion(request, "hub", lambda: _default_hub(request, empty=True), unknown)
        request.facts["hub"] = hub or ""
        endpoint = default or access(section)
        if endpoint.auth != "token" and not any(endpoint.keys):
            raise Refused(
                "malformed_connection_string",
                f"the connection string in {shown_name(endpoint.section)} has no AccessKey, or an empty one; "
                "the host cannot make a client of it",
                hint='add "AccessKey=...", or replace the string by an identity',
                key=endpoint.section,
            )
        return endpoint.replace(entity=hub or "")

    request.client("service", build)


def _resolve_validation(request: Request) -> None:
    """``webPubSubTrigger`` and ``webPubSubContext``: the hosts that may call, each with the key of its signature."""
    binding, lookup = request.binding, request.lookup
    trigger = binding.type.lower() == "webpubsubtrigger"
    version = _version(binding)
    single = binding.get("connection", binding.connection)
    if version < _NEWEST and single not in (None, ""):
        request.facts["connection"] = "ignored"
        single = None
    request.name = DEFAULT

    def build() -> tuple[Endpoint, ...]:
        default: Endpoint | None = None
        if binding.get("connections") in (None, "", [], ()) and single in (None, ""):
            default = default_access(request)
        else:
            # The extension builds it at the start of the host, whoever needs it.
            companion(request, "default", lambda: default_access(request, chosen=False), default)
        if trigger:
            companion(request, "event", lambda: _check_event(binding), None)
        names = texts_property(binding, "connections")
        if not names and single not in (None, ""):
            names = (text_property(binding, "connection", binding.connection),)
        if trigger:
            request.facts["hub"] = companion(request, "hub", lambda: _trigger_hub(request), "")
        if names:
            request.name = ", ".join(name or "" for name in names)
            endpoints = [_listed(lookup, name) for name in names]
        else:
            unchecked = names is not None and version < (1, 10, 1)
            endpoints = [] if default is None or unchecked else [default]
        _refuse_duplicates(endpoints)
        checked = tuple(_checked(endpoint, request.facts.get("hub", "")) for endpoint in endpoints)
        required = bool(checked) and all(endpoint.detail("signature") == "required" for endpoint in checked)
        request.facts["validation"] = "on" if checked else "skipped"
        request.facts["signature"] = "required" if required else "skipped"
        return checked

    request.client("service", build)


def _version(binding: Binding) -> tuple[int, ...]:
    numbers = binding.extension.split(".")
    known = numbers if all(number.isascii() and number.isdigit() for number in numbers) else []
    return tuple(int(number[-8:]) for number in known) or _NEWEST


def _listed(lookup: Lookup, name: str | None) -> Endpoint:
    if not name:
        raise Refused(
            "empty_name",
            "a name in connections is empty; the host refuses the binding",
            hint=f"give the names of app settings, or leave connections out for {DEFAULT}",
        )
    section = look_up(lookup, name)
    if not exists(section):
        refuse_missing(lookup, name)
    return access(section)


def _checked(endpoint: Endpoint, hub: str) -> Endpoint:
    """A signature is checked when there is a key, also an empty one, with which anybody can sign."""
    details = [("signature", "required" if endpoint.keys else "skipped")]
    if endpoint.keys == ("",):
        details.append(("key", "empty"))
    return endpoint.replace(entity=hub, details=tuple(details))


def _refuse_duplicates(endpoints: Sequence[Endpoint]) -> None:
    hosts: dict[str, Endpoint] = {}
    for endpoint in endpoints:
        known = hosts.setdefault(endpoint.host, endpoint)
        if known is not endpoint:
            raise Refused(
                "duplicate_host",
                f"{shown_name(known.section)} and {shown_name(endpoint.section)} are connections to one host; "
                "the host refuses to check callers against both",
                hint="name one of them in connections",
                key=endpoint.section,
            )


def _client_hub(request: Request) -> str | None:
    hub = text_property(request.binding, "hub")
    return None if hub is None else resolve_template(request, hub)


def _trigger_hub(request: Request) -> str:
    hub, _ = (_trigger_text(request, name) for name in ("hub", "eventName"))
    return hub or _default_hub(request, empty=False)


def _trigger_text(request: Request, name: str) -> str | None:
    try:
        return resolve_trigger_name(request.lookup, text_property(request.binding, name))
    except Refused as refused:
        if refused.kind != "unclosed_name":
            raise
        # The trigger asks whether the whole text resolves, and takes any no for a missing setting.
        raise Refused("unresolved_name", refused.message, hint=refused.hint, key=refused.key) from refused


def _default_hub(request: Request, *, empty: bool) -> str:
    """The hub of host.json's options, else of the default setting; an empty one is a hub only to a client.

    Raises:
        Refused: ``no_hub``.
    """
    if "hub" in request.binding.unresolved:
        return ""
    hub = option(request, "hub")
    if hub is None:
        hub = request.lookup.take(DEFAULT_HUB)
    if hub is None and is_bare(request.binding):
        return ""
    if hub is None or not (hub or empty):
        raise Refused(
            "no_hub",
            "the binding has no hub and no setting gives a default one; the host refuses it",
            hint=f'add "hub" to the binding, or the app setting "{DEFAULT_HUB}"',
            key=DEFAULT_HUB,
        )
    return hub


def _check_event(binding: Binding) -> None:
    """Check what the trigger's constructors demand."""
    if is_bare(binding):
        return
    for name in ("eventType", "eventName"):
        if binding.get(name) is None and name not in binding.unresolved:
            raise Refused("invalid_binding", f'the trigger has no "{name}"; the host refuses it', hint=f'add "{name}"')
    event_type = binding.get("eventType")
    known = not isinstance(event_type, str) or parse_enum(event_type, _EVENT_TYPES, ignore_case=True) is not None
    if not known or isinstance(event_type, list | tuple | dict):
        raise Refused(
            "invalid_binding", "the trigger's eventType is not one that the host knows", hint='write "user" or "system"'
        )
