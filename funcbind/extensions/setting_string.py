"""Connections that are one text: the value of a setting, without sub-keys and without an identity of their own.

Sources: ``IConfigurationExtensions.cs`` (``GetConnectionStringOrSetting``, ``GetWebJobsConnectionString``) and
``AttributeCloner.cs`` (``[AppSetting]``, ``[ConnectionString]``) of Azure/azure-webjobs-sdk.
"""

from __future__ import annotations

from funcbind.dotnet import db_connection_string
from funcbind.dotnet.text import fold
from funcbind.errors import Refused
from funcbind.lookup import ORDERS, LookedUp
from funcbind.names import resolve_names
from funcbind.redaction import looks_secret, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Request


class Found:
    """A value, ``None`` when no setting gives one, and the configuration path that it is at."""

    def __init__(self, value: str | None, path: str) -> None:
        self.value = value
        self.path = path

    @property
    def shown(self) -> str:
        """The path as it may stand in a message."""
        return shown_name(self.path)


def read_string(request: Request, name: str, order: str = "connection strings") -> Found:
    """Return the first value that the candidates of a name have, an empty one too.

    What lies below the candidates is never read, so it counts as ignored.
    """
    lookup = request.lookup
    chosen: str | None = None
    for pattern in ORDERS[order]:
        path = pattern.replace("{}", name)
        found = lookup.describe(path)
        first = chosen is None and "value" in found
        lookup.looked_up.append(LookedUp(path, found, first))
        if found:
            lookup.section(path)
        if first:
            chosen = path
    if chosen is None:
        return Found(None, name)
    return Found(lookup.take(chosen), chosen)


def read_webjobs_string(request: Request, name: str) -> Found:
    """``GetWebJobsConnectionString``: the prefixed name first; an empty value there is passed over."""
    found = read_string(request, f"AzureWebJobs{name}")
    return found if found.value else read_string(request, name)


def read_app_setting(request: Request, property_name: str) -> Found | None:
    """``[AppSetting]``: the setting that a property names; ``None`` for an absent property.

    The name is taken as it is: no prefix, no ``ConnectionStrings``, no ``%name%``.

    Raises:
        Refused: ``unresolved_name`` when there is no such setting.
    """
    name = request.binding.text(property_name)
    if name is None:
        return None
    found = read_string(request, name, "raw")
    if found.value is None:
        _refuse_unresolved(property_name, name)
    return found


def read_connection_string(request: Request, property_name: str, name: str) -> Found:
    """``[ConnectionString]``: ``%name%`` in the name is replaced, then a connection string or setting is looked up.

    Raises:
        Refused: ``unresolved_name`` when there is no such setting, and what
            :func:`funcbind.names.resolve_names` raises.
    """
    found = read_string(request, resolve_names(request.lookup, name))
    if found.value is None:
        _refuse_unresolved(property_name, name)
    return found


def _refuse_unresolved(property_name: str, name: str) -> None:
    hint = f'add the app setting "{shown_name(name)}"'
    if looks_secret(name):
        hint = f"{property_name} takes the name of an app setting, not the value itself"
    elif "__" in name:
        hint = f'write "{shown_name(name.replace("__", ":"))}": the host turns "__" in a setting\'s name into ":"'
    raise Refused(
        "unresolved_name",
        f'{property_name} names the app setting "{shown_name(name)}", which is not there; the host refuses the binding',
        hint=hint,
        key=name,
    )


def parse_database_string(text: str, key: str) -> dict[str, str]:
    """Return the parts of an ADO.NET connection string by folded name.

    Raises:
        Refused: ``malformed_connection_string``.
    """
    try:
        return db_connection_string.parse(text)
    except db_connection_string.SyntaxFault as fault:
        raise Refused(
            "malformed_connection_string",
            f"{shown_name(key)} is not a connection string from character {fault.position + 1} on",
            hint='write "Name=value;Name=value", values with ";" in quotes',
            key=key,
        ) from None


def part_of(parts: dict[str, str], names: tuple[str, ...]) -> str:
    """Return the first part that one of several names for the same thing has, empty when none has."""
    return next((parts[fold(name)] for name in names if parts.get(fold(name))), "")
