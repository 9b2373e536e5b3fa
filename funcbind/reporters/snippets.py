"""The line that a finding is about, with a mark below, where that line can hold no secret.

Of a settings file only the setting's name is shown, and that from the finding: the file is not opened again.
"""

from __future__ import annotations

import os

from funcbind.redaction import HIDDEN, has_secret_mark
from funcbind.reporters.style import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.diagnostics import Diagnostic

_WIDEST = 160
_LONGEST_FILE = 4 * 1024 * 1024
# An unbroken run of this length with capitals, small letters and digits may be a key.
_SHORTEST_KEY = 20
_IN_KEYS = frozenset("+/=_~.%-")


class Snippets:
    """Lines of the files that findings are about; ``settings`` names the files whose lines are never shown."""

    def __init__(self, settings: frozenset[str]) -> None:
        self.settings = settings
        self._files: dict[str, list[str]] = {}

    def of(self, diagnostic: Diagnostic) -> list[str]:
        """Return the line and its mark, or nothing."""
        origin = diagnostic.origin
        if origin is None or not origin.line:
            return []
        if origin.source in self.settings:
            name = diagnostic.setting
            if not name or name == HIDDEN:
                return []
            quote = '"' if origin.source.lower().endswith(".json") else ""
            text, column, length = f"{quote}{name}{quote}{': ...' if quote else '=...'}", 1, len(name) + 2 * len(quote)
        else:
            text = self._line(origin.source, origin.line)
            column = origin.column or 1
            length = 1
            while text[column - 1 + length : column + length].isidentifier() or text[column - 1 + length :][:1] == ".":
                length += 1
        if not text.strip() or not text.isprintable() or len(text) > _WIDEST or column > len(text):
            return []
        number = str(origin.line)
        before, marked = text[: column - 1], text[column - 1 : column - 1 + length]
        return [f"{number} | {text}", f"{' ' * len(number)} | {' ' * width(before)}{'^' * width(marked)}"]

    def _line(self, path: str, number: int) -> str:
        if path not in self._files:
            self._files[path] = _lines(path) if path.endswith((".py", "host.json", "function.json")) else []
        lines = self._files[path]
        line = lines[number - 1].replace("\t", " ").rstrip() if number <= len(lines) else ""
        return "" if _may_be_secret(line) else line


def _lines(path: str) -> list[str]:
    try:
        if not os.path.isfile(path):  # reading a pipe may never end
            return []
        with open(path, "rb") as file:
            return file.read(_LONGEST_FILE).decode("utf-8-sig", "replace").split("\n")
    except (OSError, ValueError):
        return []


def _may_be_secret(line: str) -> bool:
    if has_secret_mark(line):
        return True
    words = "".join(char if char.isalnum() or char in _IN_KEYS else " " for char in line).split()
    return any(
        len(word) >= _SHORTEST_KEY
        and any(char.islower() for char in word)
        and any(char.isupper() for char in word)
        and any(char.isdigit() for char in word)
        for word in words
    )
