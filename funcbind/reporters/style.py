"""Terminal styles; every function returns its text unchanged when colour is off."""

from __future__ import annotations

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Style(Record):
    """Colour of a rendering."""

    on: bool = False

    def paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on and text else text

    def bold(self, text: str) -> str:
        return self.paint("1", text)

    def dim(self, text: str) -> str:
        return self.paint("2", text)

    def good(self, text: str) -> str:
        return self.paint("32", text)

    def severity(self, severity: str, text: str) -> str:
        """Paint as an error (red), a warning (yellow) or information (cyan)."""
        return self.paint({"error": "1;31", "warning": "1;33"}.get(severity, "36"), text)


def width(text: str) -> int:
    """Return how many columns ``text`` takes; wide East Asian letters take two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def pad(text: str, columns: int) -> str:
    """Fill ``text`` with blanks up to a number of columns."""
    return text + " " * (columns - width(text))


def aligned(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Pad every cell but the last of each row, so that columns line up; rows have the same number of cells."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [(*(pad(cell, w) for cell, w in zip(row[:-1], widths, strict=False)), row[-1]) for row in rows]
