"""How .NET turns text into values, where Python's own conversions accept more or less."""

from __future__ import annotations

from binascii import a2b_base64

from funcbind.dotnet.text import WHITE_SPACE, fold

_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BASE64_BLANKS = str.maketrans("", "", " \t\n\r")


def from_base64(text: str) -> bytes | None:
    """``Convert.FromBase64String``: the bytes, ``None`` when the text is not base64.

    Blanks and line ends may stand anywhere; padding is required and only at the end.
    """
    text = text.translate(_BASE64_BLANKS)
    body = text.rstrip("=")
    if len(text) % 4 or len(text) - len(body) > 2 or body.strip(_BASE64):
        return None
    return a2b_base64(text)


def parse_bool(text: str) -> bool | None:
    """``bool.TryParse``: ``True`` and ``False`` in any letter case, blanks and NULs around; ``None`` for the rest."""
    word = fold(text.strip(WHITE_SPACE + "\0"))
    return word == "TRUE" if word in ("TRUE", "FALSE") else None
