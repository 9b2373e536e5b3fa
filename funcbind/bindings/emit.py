"""What a decorator's call adds to function.json, property by property, as azure-functions would write it."""

from __future__ import annotations

import _ast

from funcbind._record import Record
from funcbind.bindings.decorators import ENUM_PARAMETERS, ENUM_VALUES, camel_case, decorator_of
from funcbind.bindings.values import Member, Unread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from funcbind.bindings.decorators import Decorator
    from funcbind.bindings.scopes import Scope
    from funcbind.bindings.values import Reader

_HTTP_EXTRAS = ("trigger_extra_fields", "binding_extra_fields")
_UNSAID = Unread("it may be among arguments that are put together at run time")


class Piece(Record):
    """One binding that a decorator adds.

    Attributes:
        type: the binding type.
        direction: ``in`` or ``out``.
        name: the function's argument, empty when it cannot be read.
        properties: the other JSON properties, nulls left out.
        unread: the properties whose value the source does not give away.
        node: the decorator.
        scope: where the decorator stands.
    """

    type: str
    direction: str
    name: str
    properties: Mapping[str, object]
    unread: Mapping[str, Unread]
    node: _ast.Call
    scope: Scope


class Arguments:
    """The arguments of one call, by parameter.

    ``open`` is true when some of them cannot be told, as with ``**options`` of unknown content.
    """

    def __init__(self, call: _ast.Call, parameters: tuple[str, ...], reader: Reader, scope: Scope) -> None:
        self.values: dict[str, object] = {}
        self.open = False
        positional: list[object] = []
        for argument in call.args:
            if not isinstance(argument, _ast.Starred):
                positional.append(reader.value(argument, scope))
                continue
            more = reader.value(argument.value, scope)
            if not isinstance(more, list):
                self.open = True
                break  # what stands behind it has no known place
            positional += more
        self.values.update(zip(parameters, positional, strict=False))
        for keyword in call.keywords:
            value = reader.value(keyword.value, scope)
            if keyword.arg is not None:
                self.values[keyword.arg] = value
            elif isinstance(value, dict):
                self.values.update({key: element for key, element in value.items() if isinstance(key, str)})
            else:
                self.open = True

    def take(self, parameter: str, default: object = None) -> object:
        """Return an argument and forget it; :class:`Unread` when it may be among those that cannot be told."""
        if parameter in self.values:
            return self.values.pop(parameter)
        return _UNSAID if self.open else default


def pieces_of(name: str, call: _ast.Call, reader: Reader, scope: Scope, function: str) -> tuple[Piece, ...]:
    """Return the bindings that a call of a decorator adds to a function.

    Args:
        name: the decorator, one of the table.
        call: its call.
        reader: reads the arguments.
        scope: where the call stands.
        function: name of the function, which is the default of ``mcp_tool``'s tool name.
    """
    row = decorator_of(name)
    arguments = Arguments(call, row.parameters, reader, scope)
    if name == "route":
        return _route(row, arguments, call, scope)
    properties: dict[str, object] = {}
    if name == "mcp_tool":
        properties = {"name": "context", "toolName": function}
    for parameter in row.parameters:
        if parameter != "input_type":  # a class for the Durable SDK; the host never sees it
            default = row.defaults.get(parameter)
            properties[_property(row, parameter)] = _plain(parameter, arguments.take(parameter, default))
    for parameter, default in row.defaults.items():
        properties.setdefault(camel_case(parameter), default)
    if name == "dapr_topic_trigger":
        properties["route"] = properties["route"] or properties["topic"]
    arguments.open = False
    for parameter in tuple(arguments.values):
        properties[camel_case(parameter)] = _plain(parameter, arguments.take(parameter))
    return (_piece(row.type, row.direction, properties, call, scope),)


def _route(row: Decorator, arguments: Arguments, call: _ast.Call, scope: Scope) -> tuple[Piece, ...]:
    given = {parameter: arguments.take(parameter, row.defaults.get(parameter)) for parameter in row.parameters}
    trigger = {"name": given["trigger_arg_name"]}
    trigger |= {camel_case(one): _plain(one, given[one]) for one in ("methods", "auth_level", "route")}
    output = {"name": given["binding_arg_name"]}
    for fields, properties in zip(_HTTP_EXTRAS, (trigger, output), strict=True):
        extra = given[fields]
        if isinstance(extra, dict):
            properties |= {camel_case(key): _plain(key, value) for key, value in extra.items() if isinstance(key, str)}
    return (
        _piece("httpTrigger", "in", trigger, call, scope),
        _piece("http", "out", output, call, scope),
    )


def _property(row: Decorator, parameter: str) -> str:
    return "name" if parameter == row.argument else camel_case(parameter)


def _piece(type_: str, direction: str, properties: dict[str, object], call: _ast.Call, scope: Scope) -> Piece:
    unread = {key: value for key, value in properties.items() if isinstance(value, Unread)}
    known = {key: value for key, value in properties.items() if key not in unread and value is not None}
    name = known.pop("name", "")
    if not type_:
        given = known.pop("type", "")
        type_ = given if isinstance(given, str) else ""
    return Piece(type_, direction, name if isinstance(name, str) else "", known, unread, call, scope)


def _plain(parameter: str, value: object) -> object:
    """Return a value as JSON gets it: members by name, no nulls; one unknown part makes all of it unknown."""
    if isinstance(value, Member):
        return ENUM_VALUES.get(value.enumeration, {}).get(value.name, value.name)
    if isinstance(value, str):
        return value.upper() if parameter in ENUM_PARAMETERS else value
    if isinstance(value, list):
        items = [_plain(parameter, item) for item in value if item is not None]
        return next((item for item in items if isinstance(item, Unread)), items)
    if isinstance(value, dict):
        plain = {key: _plain("", item) for key, item in value.items() if item is not None}
        return next((item for item in plain.values() if isinstance(item, Unread)), plain)
    return value
