"""From a binding's JSON properties to what the extension's .NET attribute holds.

Sources: ``AttributeConverter.cs``, ``AttributeCloner.cs`` and ``BindingTemplateParser.cs`` of Azure/azure-webjobs-sdk.
"""

from __future__ import annotations

from funcbind.connections import Client
from funcbind.errors import Refused
from funcbind.names import resolve_names
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from funcbind.connections import Binding, Request
    from funcbind.lookup import Lookup

    _T = TypeVar("_T")

# What a binding expression may name without a trigger (BindingParameterResolver, SystemBindingData).
_SYSTEM_NAMES = ("rand-guid", "datetime", "sys")


def text_property(binding: Binding, name: str, default: str | None = None) -> str | None:
    """Return a property as the attribute's text; ``default`` when it is absent, ``None`` for JSON's ``null``.

    Raises:
        Refused: ``invalid_binding`` for a list or an object.
    """
    return _text(binding.get(name), name) if binding.has(name) else default


def texts_property(binding: Binding, name: str) -> tuple[str | None, ...] | None:
    """Return a property as the attribute's list of texts; ``None`` when it is absent, ``null`` or ``""``.

    Raises:
        Refused: ``invalid_binding`` for anything that is not a list, and for a list or an object inside.
    """
    value = binding.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, list | tuple):
        raise Refused(
            "invalid_binding",
            f'"{name}" has to be a list of names; the host refuses the binding',
            hint=f'write "{name}": ["..."]',
        )
    return tuple(_text(item, name) for item in value)


def _text(value: object, name: str) -> str | None:
    if isinstance(value, str):
        return _undated(value)
    if isinstance(value, float):
        from funcbind.settings.json_number import double_text

        return double_text(value)
    if value is None or isinstance(value, bool | int):
        return None if value is None else str(value)
    raise Refused(
        "invalid_binding",
        f'"{name}" is a list or an object where the host needs text; it refuses the binding',
        hint=f'write "{name}": "..."',
    )


def _undated(text: str) -> str:
    """Return a text as the host's JSON reader leaves it: one in the form of a date arrives in another form."""
    if text[10:11] != "T" and text[:6] != "/Date(":
        return text
    from datetime import timezone

    from funcbind.settings.json_dates import DateOutOfRange, date_text

    try:
        return date_text(text, timezone.utc) or text
    except DateOutOfRange:
        return text  # the file it stands in is refused as a whole


def is_bare(binding: Binding) -> bool:
    """Whether only a type and a connection are asked about: nothing else of the binding is known, nor missing."""
    return not (binding.properties or binding.function or binding.name)


def resolve_template(request: Request, template: str) -> str:
    """Return a property that the attribute marks ``[AutoResolve]``, its ``%name%`` replaced.

    A binding that belongs to no function has no trigger, so that no ``{expression}`` can get a value. In a function
    the trigger decides it when a message arrives.

    Raises:
        Refused: what :func:`funcbind.names.resolve_names` raises, and ``invalid_binding`` for such an expression.
    """
    resolved = resolve_names(request.lookup, template)
    start = resolved.find("{")
    if request.binding.function or start < 0:
        return resolved
    name = resolved[start + 1 :].partition("}")[0].partition(":")[0].partition(".")[0]
    if name.lower() in _SYSTEM_NAMES:
        return resolved
    raise Refused(
        "invalid_binding",
        f'the binding expression "{{{shown_name(name)}}}" needs a trigger that gives it a value',
        hint="write the name itself, or %Name% for an app setting",
    )


def resolve_trigger_name(lookup: Lookup, template: str | None) -> str | None:
    """Return a property of a trigger, its ``%name%`` replaced; braces are ordinary characters there.

    Raises:
        Refused: what :func:`funcbind.names.resolve_names` raises.
    """
    return None if template is None else resolve_names(lookup, template)


def companion(request: Request, role: str, check: Callable[[], _T], otherwise: _T) -> _T:
    """Return what ``check`` returns; record its refusal, which is not about the named connection (a missing hub)."""
    try:
        return check()
    except Refused as refused:
        request.clients.append(Client(role, False, (), request.rejection(refused)))
        return otherwise
