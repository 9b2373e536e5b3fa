"""The value of an expression, as far as the source says so without running it.

Constants, names (imported ones too), attributes of modules and classes, f-strings, ``+``, containers and subscripts
are followed; everything else is :class:`Unread`, with the reason. Nothing here raises and every walk is bounded.
"""

from __future__ import annotations

import _ast

from funcbind._record import Record
from funcbind.bindings.decorators import ENUM_VALUES
from funcbind.bindings.scopes import Each, Given
from funcbind.bindings.things import Things

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings.modules import Modules
    from funcbind.bindings.scopes import Meaning, Scope
    from funcbind.bindings.things import Thing

_DEEPEST = 40
_LONGEST_TEXT = 65_536
_LONGEST_LIST = 10_000


class Unread(Record):
    """A value that the source does not give away.

    Attributes:
        why: what it is instead, in a few words.
        variable: name of the environment variable it is read from, else empty.
    """

    why: str
    variable: str = ""


class Member(Record):
    """A member of one of the enumerations of azure-functions."""

    enumeration: str
    name: str


class Reader:
    """Reads expressions of one app."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self.things = Things(modules)
        # by node and scope; a scope is kept with its entry so that no other can take its identity
        self._values: dict[tuple[int, int], tuple[Scope, object]] = {}

    def value(self, node: _ast.AST, scope: Scope, depth: int = 0) -> object:
        """Return a constant, a list or a dict of values, a :class:`Member`, or :class:`Unread`."""
        if isinstance(node, _ast.Constant):
            return node.value if isinstance(node.value, _PLAIN) else Unread("it is not text")
        if depth > _DEEPEST:
            return Unread("it is nested too deeply")
        match node:
            case _ast.Name() | _ast.Attribute():
                return self._value_of_name(node, scope, depth + 1)
            case _ast.JoinedStr():
                return self._joined(node, scope, depth + 1)
            case _ast.BinOp(op=_ast.Add()):
                return _added(self.value(node.left, scope, depth + 1), self.value(node.right, scope, depth + 1))
            case _ast.Tuple() | _ast.List() | _ast.Set():
                return self._list(node.elts, scope, depth + 1)
            case _ast.Dict():
                return self._dict(node, scope, depth + 1)
            case _ast.Subscript():
                return self._subscript(node, scope, depth + 1)
            case _ast.IfExp():
                one = self.value(node.body, scope, depth + 1)
                return one if one == self.value(node.orelse, scope, depth + 1) else Unread("it depends on a condition")
            case _ast.UnaryOp(op=_ast.USub(), operand=_ast.Constant(value=int() | float() as number)):
                return -number
            case _ast.BoolOp():
                return self._either(node, scope, depth + 1)
            case _ast.Call():
                return self._called(node, scope, depth + 1)
        return Unread("it is computed")

    def text(self, node: _ast.AST, scope: Scope) -> str | None:
        """Return the value of an expression when it is text."""
        value = self.value(node, scope)
        return value if isinstance(value, str) else None

    def _value_of_name(self, node: _ast.Name | _ast.Attribute, scope: Scope, depth: int) -> object:
        if isinstance(node, _ast.Name):
            found = scope.lookup(node.id, (node.lineno, node.col_offset))
            if found is not None:
                return self._value_of_meanings(found[1], found[0], depth)
        thing = self.things.thing(node, scope, depth)
        if thing is None:
            enumerated = self._enumerated(node, scope, depth)
            return enumerated if enumerated is not None else Unread(_why_not(node))
        return self._value_of_thing(thing, depth)

    def _value_of_meanings(self, meanings: list[Meaning], scope: Scope, depth: int) -> object:
        values = [self._value_of_meaning(meaning, scope, depth) for meaning in meanings]
        if all(value == values[0] for value in values):
            return values[0]
        return next(
            (value for value in values if isinstance(value, Unread)), Unread("it is assigned in several places")
        )

    def _value_of_meaning(self, meaning: Meaning, scope: Scope, depth: int) -> object:
        if isinstance(meaning, Given):
            return meaning.value
        if isinstance(meaning, Each):
            return Unread("it differs in each turn of a loop")
        if isinstance(meaning, _ast.arg):
            return Unread("it is a parameter of a function")
        if isinstance(meaning, _ast.expr) and not isinstance(meaning, (_ast.Name, _ast.Attribute)):
            return self._cached(meaning, scope, depth)
        thing = self.things.meant(meaning, scope, depth)
        if thing is None:
            return Unread("it is set at run time")
        return self._value_of_thing(thing, depth)

    def _cached(self, node: _ast.expr, scope: Scope, depth: int) -> object:
        key = (id(node), id(scope))
        if key not in self._values:
            self._values[key] = (scope, Unread("it is defined by itself"))
            self._values[key] = (scope, self.value(node, scope, depth))
        return self._values[key][1]

    def _value_of_thing(self, thing: Thing, depth: int) -> object:
        if thing.kind == "external":
            return _outside(thing.dotted)
        if thing.kind in ("value", "call") and isinstance(thing.node, _ast.expr) and thing.scope is not None:
            return self._cached(thing.node, thing.scope, depth)
        return Unread("it is set at run time")

    def _enumerated(self, node: _ast.Name | _ast.Attribute, scope: Scope, depth: int) -> object | None:
        """Read ``Names.ORDERS.value`` of an enumeration that the app defines."""
        if not isinstance(node, _ast.Attribute) or node.attr not in ("value", "name"):
            return None
        if not isinstance(node.value, _ast.Attribute):
            return None
        owner = self.things.thing(node.value.value, scope, depth)
        if owner is None or owner.kind != "class":
            return None
        return node.value.attr if node.attr == "name" else self.value(node.value, scope, depth)

    def _joined(self, node: _ast.JoinedStr, scope: Scope, depth: int) -> object:
        parts: list[str] = []
        for part in node.values:
            if isinstance(part, _ast.FormattedValue):
                value = self.value(part.value, scope, depth)
                if isinstance(value, Unread):
                    return value
                if (
                    part.format_spec is not None
                    or part.conversion not in (-1, 115)
                    or not isinstance(value, (str, int))
                ):
                    return Unread("it is formatted at run time")
                parts.append(str(value))
            else:
                parts.append(str(getattr(part, "value", "")))
        text = "".join(parts)
        return text if len(text) <= _LONGEST_TEXT else Unread("it is very long")

    def _list(self, elements: list[_ast.expr], scope: Scope, depth: int) -> object:
        found: list[object] = []
        for element in elements[:_LONGEST_LIST]:
            if isinstance(element, _ast.Starred):
                more = self.value(element.value, scope, depth)
                if not isinstance(more, list):
                    return Unread("it is put together at run time")
                found += more
            else:
                found.append(self.value(element, scope, depth))
        return found if len(found) <= _LONGEST_LIST else Unread("it is very long")

    def _dict(self, node: _ast.Dict, scope: Scope, depth: int) -> object:
        found: dict[object, object] = {}
        for key, element in zip(node.keys, node.values, strict=True):
            value = self.value(element, scope, depth)
            if key is None:
                if not isinstance(value, dict):
                    return Unread("it is put together at run time")
                found.update(value)
                continue
            name = self.value(key, scope, depth)
            if not isinstance(name, (str, int)):
                return Unread("it is put together at run time")
            found[name] = value
        return found

    def _subscript(self, node: _ast.Subscript, scope: Scope, depth: int) -> object:
        if is_environ(self, node.value, scope):
            return Unread(*self._variable(node.slice, scope, depth))
        holder, key = self.value(node.value, scope, depth), self.value(node.slice, scope, depth)
        if isinstance(holder, dict) and isinstance(key, (str, int)) and key in holder:
            return holder[key]
        if isinstance(holder, list) and isinstance(key, int) and -len(holder) <= key < len(holder):
            return holder[key]
        return holder if isinstance(holder, Unread) else Unread("it is computed")

    def _either(self, node: _ast.BoolOp, scope: Scope, depth: int) -> object:
        for part in node.values:
            value = self.value(part, scope, depth)
            if isinstance(value, Unread) and value.variable:
                return value
        return Unread("it is computed")

    def _called(self, node: _ast.Call, scope: Scope, depth: int) -> object:
        argument = environ_call(self, node, scope)
        if argument is not None:
            return Unread(*self._variable(argument, scope, depth))
        function = node.func
        if isinstance(function, _ast.Name) and function.id in ("str", "list", "tuple", "dict") and len(node.args) == 1:
            value = self.value(node.args[0], scope, depth)
            if type(value).__name__ == function.id or (function.id == "tuple" and isinstance(value, list)):
                return value
        if isinstance(function, _ast.Name) and function.id == "dict" and node.keywords and not node.args:
            # "dict(**other)" has a key of None: it is put together at run time
            made = {word.arg: self.value(word.value, scope, depth) for word in node.keywords}
            return Unread("it is put together at run time") if None in made else made
        if isinstance(function, _ast.Attribute) and function.attr in ("items", "keys", "values") and not node.args:
            return _view(self.value(function.value, scope, depth), function.attr)
        return Unread("it is the result of a call")

    def _variable(self, node: _ast.AST, scope: Scope, depth: int) -> tuple[str, str]:
        name = self.value(node, scope, depth)
        return "it is read from the environment", name if isinstance(name, str) else ""


_PLAIN = (str, int, float, bool, type(None))


def is_environ(reader: Reader, node: _ast.AST, scope: Scope) -> bool:
    """Whether an expression is ``os.environ``, by whatever name it was imported."""
    if not isinstance(node, (_ast.Attribute, _ast.Name)):
        return False
    return reader.things.dotted(node, scope) == "os.environ" or (
        # "import os" inside a function is not seen from the module's names
        isinstance(node, _ast.Attribute)
        and node.attr == "environ"
        and isinstance(node.value, _ast.Name)
        and node.value.id == "os"
    )


def environ_call(reader: Reader, node: _ast.Call, scope: Scope) -> _ast.expr | None:
    """Return the name's expression of ``os.getenv(...)`` or ``os.environ.get(...)``, ``None`` for another call."""
    function = node.func
    if not node.args:
        return None
    if isinstance(function, _ast.Attribute) and function.attr in ("get", "pop", "setdefault"):
        return node.args[0] if is_environ(reader, function.value, scope) else None
    if isinstance(function, _ast.Attribute) and function.attr == "getenv":
        return node.args[0] if reader.things.dotted(function, scope) in ("os.getenv", "") else None
    if isinstance(function, _ast.Name):
        return node.args[0] if reader.things.dotted(function, scope) in ("os.getenv", "os.environ.get") else None
    return None


def _added(left: object, right: object) -> object:
    for value in (left, right):
        if isinstance(value, Unread):
            return value
    if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) <= _LONGEST_TEXT:
        return left + right
    if isinstance(left, list) and isinstance(right, list) and len(left) + len(right) <= _LONGEST_LIST:
        return left + right
    return Unread("it is computed")


def _view(value: object, what: str) -> object:
    if not isinstance(value, dict):
        return Unread("it is the result of a call")
    if what == "items":
        return [[key, element] for key, element in value.items()]
    return list(value) if what == "keys" else list(value.values())


def _outside(dotted: str) -> object:
    """Return the member of an enumeration of azure-functions that a dotted name outside the app stands for."""
    parts = dotted.split(".")
    if not dotted.startswith("azure.functions.") or len(parts) < 4:
        return Unread("it comes from outside the app")
    if parts[-1] == "name":
        return parts[-2]
    if parts[-1] == "value":
        return ENUM_VALUES.get(parts[-3], {}).get(parts[-2], Unread("it is computed"))
    return Member(parts[-2], parts[-1])


def _why_not(node: _ast.Name | _ast.Attribute) -> str:
    return "it is an attribute set at run time" if isinstance(node, _ast.Attribute) else "its name is not defined here"
