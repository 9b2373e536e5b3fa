"""The JSON that Core Tools and the host read, with a position for everything.

Both use Newtonsoft's ``JObject.Parse``: comments, a trailing comma, single quotes, names without quotes, raw line
breaks in strings, ``NaN``, octal and hexadecimal numbers and ``new Date(0)`` are fine; ``,,``, ``+1`` and unknown
escapes are not. Source: ``JsonTextReader.cs`` of JamesNK/Newtonsoft.Json 13.0.

Where that reader stops at the first fault, this one notes it and goes on, so that a person sees them and the values
around a fault can still be checked; only too deep nesting ends the reading. It never recurses, never raises, takes
linear time and notes a limited number of faults.
"""

from __future__ import annotations

from funcbind.settings.json_text import BLANK, Lines, is_identifier, is_letter, read_string, skip_blank
from funcbind.settings.jsonc_document import Document, Member, Node, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Document", "Member", "Node", "Problem", "parse"]

MAX_DEPTH = 64
# More faults than this are counted only: by then it is another kind of file.
MOST_FAULTS = 100
_WORDS = {
    "true": "true",
    "false": "false",
    "null": "null",
    "undefined": "undefined",
    "NaN": "number",
    "Infinity": "number",
    "-Infinity": "number",
}
_NUMBER = frozenset("0123456789+-.abcdefABCDEFxX")
_CLOSERS = {"}": "object", "]": "array", ")": "constructor"}


def parse(text: str, *, comments: bool = False) -> Document:
    """Read a text as Newtonsoft would; see the module for what it accepts.

    Args:
        text: the text.
        comments: whether a comment between the values of an array is a value too, of the kind ``comment``.
    """
    parser = _Parser(text, comments)
    parser.run()
    return Document(parser.root, tuple(parser.problems))


class _Parser:
    """One reading of a text: a position, the containers that are open, and what was wrong."""

    def __init__(self, text: str, comments: bool) -> None:
        self.text = text
        self.comments = comments
        self.end = len(text)
        self.position = 0
        self.lines = Lines(text)
        self.problems: list[Problem] = []
        self.more = 0
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.strings_end_at_line_breaks = False

    def run(self) -> None:
        self.read()
        if self.more:
            last = self.problems[-1]
            rest = "one more fault" if self.more == 1 else f"{self.more} more faults"
            self.problems.append(Problem(f"{rest}, which are not listed", last.line, last.column))

    def read(self) -> None:
        self.blank()
        if self.position >= self.end:
            self.fault("there is no JSON value in it", self.position)
            return
        self.root = self.value()
        while self.stack:
            self.blank()
            if self.position >= self.end:
                self.fault(f"the text ends inside an {self.stack[-1].kind}", self.end)
                return
            top = self.stack[-1]
            if top.kind == "object":
                self.member(top)
            else:
                self.element(top)
        self.blank()
        if self.position < self.end:
            self.fault("there is text after the end of the JSON value", self.position)

    def blank(self) -> None:
        """Skip white space and comments."""
        start = self.position
        self.position, fault = skip_blank(self.text, start, self.lines)
        if self.comments and self.stack and "/" in self.text[start : self.position]:
            top = self.stack[-1]
            if top.kind != "object" and isinstance(top.value, list):
                top.value.append(Node("comment", None, *self.lines.place(start)))
        if fault is not None:
            self.fault("a comment that begins here has no end", fault)

    def fault(self, message: str, position: int) -> None:
        if len(self.problems) == MOST_FAULTS:
            self.more += 1
            return
        line, column = self.lines.place(position)
        self.problems.append(Problem(message, line, column))

    def close(self, char: str) -> None:
        """A closing bracket: it ends the innermost container, also when it is of the other kind."""
        if _CLOSERS[char] != self.stack[-1].kind:
            self.fault(f"this closes the {self.stack[-1].kind} with the wrong bracket", self.position)
        self.position += 1
        self.stack.pop()
        self.after_value()

    def after_value(self) -> None:
        """What may follow a value: a comma, the end of its container, or nothing at the outermost level."""
        if not self.stack:
            return
        self.blank()
        if self.position >= self.end:
            return
        char = self.text[self.position]
        if char == ",":
            self.position += 1
        elif char not in _CLOSERS:
            self.fault("a comma is missing before this", self.position)

    def member(self, top: Node) -> None:
        text, start = self.text, self.position
        char = text[start]
        if char in _CLOSERS:
            self.close(char)
            return
        if char in "\"'":
            name = self.string()
        elif is_identifier(char):
            while self.position < self.end and is_identifier(text[self.position]):
                self.position += 1
            name = text[start : self.position]
        else:
            self.fault("a name is expected here", start)
            self.position += 1
            self.skip_word("\"'{}[],")
            return
        self.colon()
        line, column = self.lines.place(start)
        if self.position < self.end and text[self.position] == ":":
            self.position += 1
            self.blank()
            assert isinstance(top.value, list)  # noqa: S101 - an object's members are a list
            member = Member(name, line, column, Node("invalid", None, line, column))
            top.value.append(member)
            member.node = self.value()
            return
        self.fault("a colon is expected after the name", min(self.position, self.end))
        self.skip_word(",}]\n")
        self.after_value()

    def colon(self) -> None:
        """Skip the white space between a name and its colon; a comment is not allowed there."""
        while self.position < self.end and self.text[self.position] in BLANK:
            self.position += 1

    def element(self, top: Node) -> None:
        char = self.text[self.position]
        if char in _CLOSERS:
            self.close(char)
            return
        assert isinstance(top.value, list)  # noqa: S101 - an array's items are a list
        items = top.value
        items.append(self.value())

    def value(self) -> Node:
        """Read one value; a container is only opened, its content is read by the loop."""
        start = self.position
        line, column = self.lines.place(start)
        char = self.text[start] if start < self.end else ""
        if char in ("{", "["):
            self.position += 1
            return self.open(Node("object" if char == "{" else "array", [], line, column))
        if char in ('"', "'"):
            node = Node("string", self.string(), line, column)
        elif char == ",":
            # Nothing before the comma: Newtonsoft has the value "undefined" there.
            node = Node("undefined", None, line, column)
        elif char.isascii() and (char.isdigit() or char in "-.") and char and not self.text.startswith("-I", start):
            node = self.number(line, column)
        else:
            word = self.word(start)
            if word == "new":
                return self.constructor(start)
            kind = _WORDS.get(word, "invalid")
            if kind == "invalid":
                self.fault("a value is expected here", start)
                self.skip_word(",}])\n")
            node = Node(kind, word if kind == "number" else None, line, column)
        self.after_value()
        return node

    def open(self, node: Node) -> Node:
        self.stack.append(node)
        if len(self.stack) > MAX_DEPTH:
            self.fault(f"more than {MAX_DEPTH} levels of nesting; the rest is not read", self.position - 1)
            self.position = self.end
            self.stack.clear()
        return node

    def number(self, line: int, column: int) -> Node:
        from funcbind.settings.json_number import number_text  # settings hardly have one

        start = self.position
        while self.position < self.end and self.text[self.position] in _NUMBER:
            self.position += 1
        node = Node("number", self.text[start : self.position], line, column)
        if not self.at_separator() or number_text(str(node.value)) is None:
            self.fault("this is not a number", start)
            node.kind = "invalid"
            self.skip_word(",}])\n")
        return node

    def word(self, start: int) -> str:
        """Read a bare word that is followed by a separator; ``""`` when there is none."""
        position = start
        while position < self.end and (is_identifier(self.text[position]) or self.text[position] == "-"):
            position += 1
        word = self.text[start:position]
        if word == "new":
            return word
        self.position = position
        if word in _WORDS and self.at_separator():
            return word
        self.position = start
        return ""

    def constructor(self, start: int) -> Node:
        """``new Name(...)``: Newtonsoft reads it, nobody can use it."""
        line, column = self.lines.place(start)
        first = self.skip_while(start + 3, BLANK.__contains__)
        last = self.skip_while(first, is_letter)
        opening = self.skip_while(last, BLANK.__contains__)
        if start + 3 < first < last and self.text.startswith("(", opening):
            self.position = opening + 1
            return self.open(Node("constructor", [], line, column, self.text[first:last]))
        self.fault("a value is expected here", start)
        self.skip_word(",}])\n")
        self.after_value()
        return Node("invalid", None, line, column)

    def skip_while(self, position: int, wanted: Callable[[str], bool]) -> int:
        while position < self.end and wanted(self.text[position]):
            position += 1
        return position

    def at_separator(self) -> bool:
        return self.position >= self.end or self.text[self.position] in ",}])/" or self.text[self.position] in BLANK

    def string(self) -> str:
        start = self.position
        one_line = self.strings_end_at_line_breaks
        value, self.position, faults = read_string(self.text, start, self.lines, one_line=one_line)
        for message, position in faults:
            self.fault(message, position)
            if position == start:
                # An odd quotation mark turns everything after it inside out; from here on a line ends a string.
                self.strings_end_at_line_breaks = True
        return value

    def skip_word(self, stops: str) -> None:
        """After a fault: go on at the next place where something sensible may begin."""
        while self.position < self.end and self.text[self.position] not in stops:
            self.position += 1
