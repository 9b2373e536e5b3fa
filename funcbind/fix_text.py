"""Where a setting stands in the text of its file, and the edits that change it and nothing around it.

The only formats are local.settings.json and .env. What is not understood to the last character has no edit.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.settings.json_text import Lines, is_identifier, read_string, skip_blank
from funcbind.settings.jsonc import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.settings.jsonc import Member

_ENV_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-:")
# A value that means the same in a .env file with and without quotation marks.
_ENV_VALUE = _ENV_NAME | frozenset("/+@,")
_BREAKS = "\r\n"


class Edit(Record, secret=("text",)):
    """The text between two positions becomes another.

    ``name`` and ``shown`` are for a preview: the setting that gets a value, and what may be said about the value.
    """

    start: int
    end: int
    text: str = ""
    name: str = ""
    shown: str = ""


class Entry(Record, secret=("value",)):
    """A setting in a text: where its name and its value are, quotation marks included.

    ``value`` is ``None`` when it cannot be told from the text.
    """

    name: str
    start: int
    name_end: int
    value_start: int
    value_end: int
    value: str | None


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return the text after the edits, which do not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def text_of(kind: str, text: str, places: Iterable[tuple[str, int, int]]) -> LocalText | EnvText:
    """Return a file's text for editing; ``places`` are the names of a .env file with their lines and columns."""
    return LocalText(text) if kind == "local" else EnvText(text, places)


class LocalText:
    """The text of a local.settings.json; one with a fault has no entries."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = Lines(text)
        document = parse(text)
        root = document.value
        self.top: list[Member] = [] if root is None or document.problems else root.members()
        values = [member.node for member in self.top if member.name == "Values"]
        members = values[0].members() if len(values) == 1 else []
        self.entries = tuple(map(self._entry, members))

    def _entry(self, member: Member) -> Entry:
        start = self.lines.position(member.line, member.column)
        value = self.lines.position(member.node.line, member.node.column)
        is_text = member.node.kind == "string"
        return Entry(
            member.name, start, self._end(start), value, self._end(value), str(member.node.value) if is_text else None
        )

    def _end(self, start: int) -> int:
        """Where a name or a value ends; -1 for one that is no single token."""
        text, end = self.text, start
        if text[start] in "\"'":
            return read_string(text, start, self.lines, one_line=False)[1]
        while end < len(text) and (is_identifier(text[end]) or text[end] in "+-."):
            end += 1
        return end if end > start else -1

    def _quoted(self, text: str, quote: str) -> str:
        escaped = text.replace("\\", "\\\\").replace(quote, "\\" + quote)
        return quote + "".join(char if char >= " " else f"\\u{ord(char):04x}" for char in escaped) + quote

    def rename(self, entry: Entry, name: str) -> tuple[Edit, ...]:
        """Return the edit that gives a setting another name."""
        mark = self.text[entry.start]
        new = self._quoted(name, mark if mark in "\"'" else '"')
        return (Edit(entry.start, entry.name_end, new),)

    def write(self, entry: Entry, value: str, shown: str) -> tuple[Edit, ...]:
        """Return the edit that gives a setting another value."""
        new = self._quoted(value, self.text[entry.value_start])
        return (Edit(entry.value_start, entry.value_end, new, entry.name, shown),)

    def add(self, entry: Entry, name: str, value: str, shown: str) -> tuple[Edit, ...]:
        """Return the edit that puts a setting behind another one."""
        mark = self.text[entry.value_start]
        new = f",{self._gap(entry.start)}{self._quoted(name, mark)}: {self._quoted(value, mark)}"
        return (Edit(entry.value_end, entry.value_end, new, name, shown),)

    def _gap(self, position: int) -> str:
        """The line break and the blanks before a place, or a blank when something stands there."""
        start = position
        while start and self.text[start - 1] in " \t":
            start -= 1
        first = start
        while first and self.text[first - 1] in _BREAKS and start - first < 2:
            first -= 1
        if self.text[first:start] in ("\n\n", "\r\r", "\n\r"):
            first += 1
        return self.text[first:position] if first < start else " "

    def delete(self, entries: Iterable[Entry]) -> tuple[Edit, ...]:
        """Return the edits that take settings out, with their commas; comments stay."""
        doomed = tuple(entries)
        if any(entry.value_end < 0 for entry in self.entries):
            return ()
        edits = []
        kept: Entry | None = None
        is_last = False
        for entry in self.entries:
            comma = self._comma(entry.value_end)
            if entry not in doomed:
                kept = entry
            elif comma < 0:
                edits += [self._cut(entry.start, entry.value_end)]
                is_last = True
            elif self.text[entry.value_end : comma].strip(" \t"):
                edits += [Edit(entry.start, entry.value_end), Edit(comma, comma + 1)]
            else:
                edits.append(self._cut(entry.start, comma + 1))
        if is_last and kept is not None:
            comma = self._comma(kept.value_end)
            edits.append(Edit(comma, comma + 1))
        return tuple(edits)

    def _comma(self, position: int) -> int:
        position = skip_blank(self.text, position, self.lines)[0]
        return position if self.text.startswith(",", position) else -1

    def _cut(self, start: int, end: int) -> Edit:
        """Cut a piece out, with its line when nothing else is on it."""
        return whole_line(self.text, start, end) or Edit(start, end)

    def plain(self) -> tuple[Edit, ...]:
        """Return the edit that says that the values are not encrypted."""
        flags = [member for member in self.top if member.name.lower() == "isencrypted"]
        if len(flags) > 1 or not self.top:
            return ()
        if not flags:
            first = self.lines.position(self.top[0].line, self.top[0].column)
            return (Edit(first, first, f'"IsEncrypted": false,{self._gap(first)}'),)
        flag = self._entry(flags[0])
        if flag.value_end < 0 or (flags[0].name == "IsEncrypted" and flags[0].node.kind == "false"):
            return ()
        name = Edit(flag.start, flag.name_end, '"IsEncrypted"')
        value = Edit(flag.value_start, flag.value_end, "false")
        return (value,) if flag.name == "IsEncrypted" else (name, value)


class EnvText:
    """The text of a .env file."""

    def __init__(self, text: str, places: Iterable[tuple[str, int, int]]) -> None:
        self.text = text
        lines = Lines(text)
        found = (self._entry(name, lines.position(line, column)) for name, line, column in places)
        self.entries = tuple(entry for entry in found if entry is not None)

    def _entry(self, name: str, start: int) -> Entry | None:
        text = self.text
        mark = "'" if text.startswith("'", start) else ""
        if not text.startswith(f"{mark}{name}{mark}", start):
            return None
        name_end = start + len(name) + 2 * len(mark)
        at = self._blanks(name_end)
        if not text.startswith("=", at):
            return None
        at = self._blanks(at + 1)
        line_end = next((i for i in range(at, len(text)) if text[i] in _BREAKS), len(text))
        quote = text[at : at + 1]
        if quote in ("'", '"'):
            end = text.find(quote, at + 1, line_end)
            value = text[at + 1 : end]
            if end < 0 or "\\" in value:
                return None
            after = self._blanks(end + 1)
            if after < line_end and text[after] != "#":
                return None
            end += 1
        else:
            value = text[at:line_end]
            if not _ENV_VALUE.issuperset(value):
                return None
            end = line_end
        return Entry(name, start, name_end, at, end, None if "${" in value else value)

    def _blanks(self, position: int) -> int:
        while position < len(self.text) and self.text[position] in " \t":
            position += 1
        return position

    def rename(self, entry: Entry, name: str) -> tuple[Edit, ...]:
        """Return the edit that gives a setting another name."""
        if not name or not _ENV_NAME.issuperset(name):
            return ()
        mark = "'" if self.text[entry.start] == "'" else ""
        return (Edit(entry.start, entry.name_end, f"{mark}{name}{mark}"),)

    def write(self, entry: Entry, value: str, shown: str) -> tuple[Edit, ...]:
        """Return the edit that gives a setting another value."""
        mark = self.text[entry.value_start : entry.value_start + 1]
        mark = mark if mark in ("'", '"') else ""
        if (mark and (mark in value or "\\" in value)) or (not mark and not _ENV_VALUE.issuperset(value)):
            return ()
        return (Edit(entry.value_start, entry.value_end, f"{mark}{value}{mark}", entry.name, shown),)

    def add(self, entry: Entry, name: str, value: str, shown: str) -> tuple[Edit, ...]:
        """Return the edit that puts a setting behind another one."""
        if not _ENV_NAME.issuperset(name) or not _ENV_VALUE.issuperset(value):
            return ()
        end = next((i for i in range(entry.value_end, len(self.text)) if self.text[i] in _BREAKS), len(self.text))
        ending = "\r\n" if "\r\n" in self.text else "\r" if "\r" in self.text else "\n"
        return (Edit(end, end, f"{ending}{name}={value}", name, shown),)

    def delete(self, entries: Iterable[Entry]) -> tuple[Edit, ...]:
        """Return the edits that take settings out with their lines; nothing when a comment stands behind one."""
        edits = []
        for entry in entries:
            line = self.text[: entry.start].rpartition("\n")[2].rpartition("\r")[2]
            prefix = len(line) if line.strip() in ("", "export") else 0
            if prefix != len(line) or (edit := whole_line(self.text, entry.start - prefix, entry.value_end)) is None:
                return ()
            edits.append(edit)
        return tuple(edits)

    def plain(self) -> tuple[Edit, ...]:
        """Return nothing: a .env file has no such flag."""
        return ()


def whole_line(text: str, start: int, end: int) -> Edit | None:
    """Return the edit that cuts a piece out with its lines, ``None`` when something else is on them."""
    while start and text[start - 1] in " \t":
        start -= 1
    while end < len(text) and text[end] in " \t":
        end += 1
    if (start and text[start - 1] not in _BREAKS) or (end < len(text) and text[end] not in _BREAKS):
        return None
    end += 2 if text.startswith("\r\n", end) else int(end < len(text))
    return Edit(start, end)
