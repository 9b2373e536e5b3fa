"""What the JSON reader gives: values with their places, and the faults of the text."""

from __future__ import annotations


class Node:
    """A value: ``kind`` is object, array, constructor, string, number, true, false, null, undefined or invalid
    (also comment, where the reader was asked to keep them).

    ``value`` is a list of :class:`Member` for an object, a list of nodes for an array or a constructor, the text of a
    string (escapes resolved) and the raw text of a number. ``name`` is a constructor's.
    """

    __slots__ = ("column", "kind", "line", "name", "value")

    def __init__(self, kind: str, value: object, line: int, column: int, name: str = "") -> None:
        self.kind = kind
        self.value = value
        self.line = line
        self.column = column
        self.name = name

    def members(self) -> list[Member]:
        """Return an object's members in file order, duplicates included; nothing for any other kind."""
        return self.value if self.kind == "object" and isinstance(self.value, list) else []

    def items(self) -> list[Node]:
        """Return the values of an array or a constructor; nothing for any other kind."""
        return self.value if self.kind in ("array", "constructor") and isinstance(self.value, list) else []

    def get(self, name: str) -> Node | None:
        """Return the last member of exactly this name."""
        for member in reversed(self.members()):
            if member.name == name:
                return member.node
        return None


class Member:
    """A name and its value; the position is the name's."""

    __slots__ = ("column", "line", "name", "node")

    def __init__(self, name: str, line: int, column: int, node: Node) -> None:
        self.name = name
        self.line = line
        self.column = column
        self.node = node


class Problem:
    """A fault of the text; the message never quotes any of it."""

    __slots__ = ("column", "line", "message")

    def __init__(self, message: str, line: int, column: int) -> None:
        self.message = message
        self.line = line
        self.column = column


class Document:
    """What a text holds: its value, ``None`` when there is none at all, and its faults in order."""

    __slots__ = ("problems", "value")

    def __init__(self, value: Node | None, problems: tuple[Problem, ...]) -> None:
        self.value = value
        self.problems = problems
