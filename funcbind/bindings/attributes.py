"""From a binding's JSON to the .NET attribute that its extension gets.

The host builds the attribute by reflection: the longest constructor whose parameters are all present, then every
settable property; names match in any letter case, unknown ones are ignored in silence. ``[AppSetting]`` and
``[ConnectionString]`` properties are replaced by a setting's value afterwards. Sources: ``AttributeCloner.cs``,
``JobHostMetadataProvider.cs`` (Touchups) of Azure/azure-webjobs-sdk.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.bindings.newtonsoft import to_bool, to_enum, to_int32, to_text, to_texts
from funcbind.bindings.shapes import CHECKS, COPIES, ENUMERATIONS, FLAGS, shape_of
from funcbind.dotnet.text import fold, is_blank
from funcbind.errors import Refused
from funcbind.names import resolve_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from funcbind.bindings.shapes import Property, Shape
    from funcbind.connections import Binding
    from funcbind.lookup import Lookup

_DIRECTIONS = {"in": "Read", "out": "Write", "inout": "ReadWrite"}


class Attribute(Record):
    """An attribute as the host builds it.

    Attributes:
        shape: its class.
        values: every property by its .NET name.
    """

    shape: Shape
    values: Mapping[str, object]


def attribute_of(binding_type: str, json: Mapping[str, object]) -> Attribute | None:
    """Build the attribute of a binding.

    Args:
        binding_type: the ``type``, any letter case.
        json: the binding's JSON object, as parsed; of two equal names the last counts.

    Returns:
        The attribute, ``None`` for a type without one in the table.

    Raises:
        Refused: ``invalid_binding`` or ``invalid_option``, when the host cannot build it.
    """
    shape = shape_of(binding_type)
    return None if shape is None else _build(shape, touched_up(shape, json))


def touched_up(shape: Shape, json: Mapping[str, object]) -> dict[str, object]:
    """Return the JSON as the host adapts it for a few attributes before it reads it.

    Raises:
        Refused: ``invalid_binding`` for an unknown ``direction`` where the attribute has an ``Access``.
    """
    found = dict(json)
    if shape.name in ("BlobAttribute", "BlobTriggerAttribute"):
        path = _key(found, "path")
        if path is not None:
            found["BlobPath"] = found[path]
    elif shape.name == "ServiceBusAttribute":
        for name, entity in (("queueName", "Queue"), ("topicName", "Topic")):
            key = _key(found, name)
            if key is not None:
                found |= {"queueOrTopicName": found[key], "entityType": entity}
                break
    access = shape.properties.get("ACCESS")
    direction = _key(found, "direction") if access is not None and access.kind == "FileAccess?" else None
    if direction is not None:
        given = found[direction]
        word = given.lower() if isinstance(given, str) else ""
        if word not in _DIRECTIONS:
            raise Refused(
                "invalid_binding",
                'the "direction" is not one the host knows; it refuses the binding',
                hint='write "in", "out" or "inout"',
            )
        found["access"] = _DIRECTIONS[word]
    return found


def _key(json: Mapping[str, object], name: str) -> str | None:
    """Return the key that a .NET look-up without regard to letter case finds: the exact one, else the first."""
    if name in json:
        return name
    folded = fold(name)
    return next((key for key in json if fold(key) == folded), None)


def _build(shape: Shape, json: Mapping[str, object]) -> Attribute:
    arguments = _constructor(shape, json)
    values: dict[str, object] = {property_.name: property_.default for property_ in shape.properties.values()}
    for parameter, value in arguments.items():
        values[shape.properties[fold(parameter)].name] = value
    for copy, source in COPIES.get(shape.name, {}).items():
        values[copy] = values[source]
    for property_ in shape.properties.values():
        key = _key(json, property_.name) if property_.settable else None
        if key is not None:
            _set(values, property_, _named(property_.name, json[key], property_.kind))
    connections = values.get("Connections")
    if _fills_connections(shape):
        values["Connection"] = connections[0] if isinstance(connections, list) and connections else None
    return Attribute(shape, values)


def _fills_connections(shape: Shape) -> bool:
    return "CONNECTION" in shape.properties and shape.properties["CONNECTION"].kind == "first"


def _set(values: dict[str, object], property_: Property, value: object) -> None:
    if property_.kind == "first":
        if value and not values["Connections"]:
            values["Connections"] = [value]
    else:
        values[property_.name] = value


def _constructor(shape: Shape, json: Mapping[str, object]) -> dict[str, object]:
    """Return the arguments of the longest constructor whose parameters are all present, null included."""
    best: dict[str, object] | None = None
    missing: tuple[str, ...] = ()
    for parameters in shape.constructors:
        arguments: dict[str, object] = {}
        for parameter in parameters:
            key = _key(json, parameter)
            if key is None:
                missing = missing or tuple(name for name in parameters if _key(json, name) is None)
                break
            kind = shape.properties[fold(parameter)].kind.removesuffix("?")
            arguments[parameter] = _named(parameter, json[key], kind)
        else:
            if best is None or len(parameters) > len(best):
                best = arguments
    if best is None:
        names = " and ".join(f'"{name}"' for name in missing)
        raise Refused(
            "invalid_binding",
            f"the binding lacks {names or 'what its type needs'}, so the host cannot load the function",
            hint=f"add {names}" if names else "",
        )
    check = CHECKS.get(shape.name)
    for parameter, value in best.items():
        if (value is None and check is not None) or (check == "blank" and is_blank(to_text(value))):
            raise Refused("invalid_binding", f'"{parameter}" must not be empty', hint=f'give "{parameter}" a value')
    return best


def _named(name: str, value: object, kind: str) -> object:
    """Convert a value and name the property in a refusal."""
    try:
        return _converted(value, kind)
    except Refused as refused:
        raise Refused(refused.kind, f'"{name[:1].lower()}{name[1:]}": {refused}', hint=refused.hint) from None


def _converted(value: object, kind: str) -> object:
    match kind:
        case "" | "first":
            return to_text(value)
        case "texts":
            return to_texts(value)
        case "int":
            return to_int32(value)
        case "bool":
            return to_bool(value)
    name = kind.removesuffix("?")
    return to_enum(value, ENUMERATIONS[name], nullable=kind.endswith("?"), flags=name in FLAGS)


def resolved(attribute: Attribute, lookup: Lookup) -> dict[str, object]:
    """Return the values of an attribute after its settings and ``%name%`` are filled in; not for triggers.

    Raises:
        Refused: ``unresolved_name`` or ``unclosed_name`` for a name without a setting, ``invalid_binding`` when a
            value that a constructor needs is null.
    """
    shape = attribute.shape
    present = {fold(name) for name, value in attribute.values.items() if value is not None}
    fitting = [one for one in shape.constructors if all(fold(parameter) in present for parameter in one)]
    if not fitting:
        raise Refused("invalid_binding", "a value that the binding's type needs is null", hint="give it a value")
    parameters = {fold(parameter) for parameter in max(fitting, key=len)}
    values: dict[str, object] = {}
    for first in (True, False):  # the constructor's arguments come first
        for name, property_ in shape.properties.items():
            if (name in parameters) is first:
                kept = first or property_.settable
                value = attribute.values[property_.name]
                values[property_.name] = _resolve(shape, property_, value, lookup) if kept else property_.default
    return values


def _resolve(shape: Shape, property_: Property, value: object, lookup: Lookup) -> object:
    if not property_.mark or not isinstance(value, str):
        return value
    if property_.mark == "%":
        text = value if is_blank(value) else resolve_names(lookup, value)
        if shape.name == "TableAttribute" and property_.name == "TableName":
            _check_table(text)
        return text
    found: str | None = None
    if value and property_.mark == "@":
        found = lookup.take(value)
    elif value:
        name = resolve_names(lookup, value)
        found = lookup.take(f"ConnectionStrings:{name}")
        found = lookup.take(name) if found is None else found
    if found is None:
        name = property_.name[:1].lower() + property_.name[1:]
        raise Refused(
            "unresolved_name",
            f'"{name}" has to be the name of an app setting, and there is no such setting',
            hint="add the app setting, or correct the name",
            key=value,
        )
    return found


def _check_table(name: str) -> None:
    """Refuse what the attribute's own pattern for table names refuses; the empty name passes it."""
    fits = 3 <= len(name) <= 63 and name.isascii() and name.isalnum() and name[0].isalpha()
    if name and not fits and "{" not in name:
        raise Refused(
            "invalid_binding",
            '"tableName" is not a name a table can have',
            hint="use 3 to 63 letters and digits, a letter first",
        )


def attribute_view(binding: Binding, *, complete: bool = False) -> Binding:
    """Return a binding with the properties that its extension sees.

    Names are in the spelling of function.json, values are converted, touch-ups are applied, and what a constructor
    drops is gone. What depends on more than the JSON is left to the resolvers: a property that the JSON does not have
    stays absent, so that each applies its own default, and ``connection`` of a Web PubSub trigger, which only some
    versions have, stays as it is. A type without an attribute in the table is returned as it is, and so is the short
    form, which names a connection only.

    Args:
        binding: the binding.
        complete: whether a missing property is a fault, as it is to the host.

    Raises:
        Refused: ``invalid_binding`` or ``invalid_option``, when the host cannot build the attribute.
    """
    from funcbind.extensions import extension_of

    shape = shape_of(binding.type)
    if shape is None or not (binding.properties or complete):
        return binding
    extension = extension_of(binding.type)
    own = extension.property if extension is not None else ""
    raw = dict(binding.properties)
    if own and binding.connection is not None and _key(raw, own) is None:
        raw[own] = binding.connection
    seen = [property_ for property_ in shape.properties.values() if property_.kind != "first"]
    names = {fold(property_.name) for property_ in seen}
    properties = {key: value for key, value in raw.items() if fold(key) not in names}
    json = {key: value for key, value in raw.items() if fold(key) in names or fold(key) not in shape.properties}
    if binding.direction:
        json.setdefault("direction", binding.direction)
    given = touched_up(shape, json)
    attribute = _build(shape, {**_stand_ins(shape, given, binding.unresolved, complete=complete), **given})
    for property_ in seen:
        key = _key(given, property_.name)
        if key is not None:
            value = attribute.values[property_.name]
            if not complete and not property_.settable:  # no constructor may have had the chance to take it
                value = _named(property_.name, given[key], property_.kind)
            properties[property_.name[:1].lower() + property_.name[1:]] = value
    connection = properties.get(own) if own else binding.connection
    return binding.replace(properties=properties, connection=connection if isinstance(connection, str) else None)


def _stand_ins(
    shape: Shape, json: Mapping[str, object], unresolved: tuple[str, ...], *, complete: bool
) -> dict[str, object]:
    """Return values for what the source does not give away and, unless complete, for what a constructor lacks."""
    names = list(unresolved)
    if not complete:
        lacking = [[name for name in one if _key(json, name) is None] for one in shape.constructors]
        lacking.sort(key=len)
        names += lacking[0] if lacking else []
    return {name: _placeholder(shape, name) for name in names if _key(json, name) is None}


def _placeholder(shape: Shape, name: str) -> object:
    """Return a value that converts to the property's type and passes the constructors' checks."""
    property_ = shape.properties.get(fold(name))
    kind = property_.kind.removesuffix("?") if property_ is not None else ""
    if kind in ENUMERATIONS:
        return next(iter(ENUMERATIONS[kind]))
    stand_ins: dict[str, object] = {"int": 0, "bool": False, "texts": None}
    return stand_ins.get(kind, "?")
