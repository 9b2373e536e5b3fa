"""The grammar of ADO.NET connection strings, as ``DbConnectionStringBuilder`` reads them.

Sources: ``DbConnectionOptions.Common.cs`` (``GetKeyValuePair``) and ``DbConnectionStringBuilder.cs`` of
System.Data.Common in dotnet/runtime. Cosmos DB's client reads its connection strings with it.

==========================  ==============================================================
``a=1;A=2``                 the last one wins, names are compared without letter case
``a = 1 ; b = 2``           blanks and line ends around names and values do not count
``a="x;y"`` ``a='x"y'``     quotes protect ``;`` and blanks, a doubled quote is one quote
``a==b=1``                  ``==`` in a name stands for one ``=``: the name is ``a=b``
``a=1;a=``                  an empty value removes the name; ``a=""`` gives it an empty one
``a`` ``=1`` ``a="1`` ...   not a connection string: no ``=``, no name, quote left open
==========================  ==============================================================
"""

from __future__ import annotations

from funcbind.dotnet.text import WHITE_SPACE, fold

_END = ";"
_NUL = "\0"


class SyntaxFault(ValueError):
    """The text is not a connection string; ``position`` is where the part at fault begins, from 0."""

    def __init__(self, position: int) -> None:
        super().__init__(f"not a connection string from position {position}")
        self.position = position


def parse(text: str) -> dict[str, str]:
    """Return the values of a connection string by name, names folded (:func:`funcbind.dotnet.text.fold`).

    Raises:
        SyntaxFault: the text does not follow the grammar.
    """
    found: dict[str, str] = {}
    position = 0
    while position < len(text):
        start = position = _skip(text, position, WHITE_SPACE + _END)
        if text[position : position + 1] in ("", _NUL):
            if not _ends(text, position):
                raise SyntaxFault(position)
            break
        name, position = _name(text, position)
        value, position = _value(text, position, start)
        folded = fold(name.lower())
        if value is None:
            found.pop(folded, None)
        elif any(map(_is_control, name)):
            raise SyntaxFault(start)  # a name with a tab or line end inside may be removed, but not set
        else:
            found[folded] = value
    return found


def _name(text: str, start: int) -> tuple[str, int]:
    """Read a name and its ``=``; return the name and the position behind."""
    parts: list[str] = []
    position = start
    while (end := text.find("=", position)) >= 0:
        parts.append(text[position:end])
        if text[end + 1 : end + 2] != "=":
            break
        parts.append("=")
        position = end + 2
    name = "".join(parts).rstrip(WHITE_SPACE)
    if end < 0 or not name or any(_is_control(char) and char not in WHITE_SPACE for char in name):
        raise SyntaxFault(start)
    return name, end + 1


def _value(text: str, position: int, start: int) -> tuple[str | None, int]:
    """Read a value and what ends it; ``None`` is a value that is not there."""
    position = _skip(text, position, WHITE_SPACE)
    first = text[position : position + 1]
    if first in ("", _NUL):
        return None, position
    if first == _END:
        return None, position + 1
    if first in "'\"":
        return _quoted(text, position, start)
    end = position
    while end < len(text) and text[end] != _END and (text[end] in WHITE_SPACE or not _is_control(text[end])):
        end += 1
    value = text[position:end].rstrip(WHITE_SPACE)
    if not value or value[-1] in "'\"":
        raise SyntaxFault(start)
    return value, end + 1 if text[end : end + 1] == _END else end


def _quoted(text: str, position: int, start: int) -> tuple[str, int]:
    quote = text[position]
    parts: list[str] = []
    position += 1
    while (end := text.find(quote, position)) >= 0:
        parts.append(text[position:end])
        position = end + 1
        if text[position : position + 1] != quote:
            break
        parts.append(quote)
        position += 1
    value = "".join(parts)
    if end < 0 or _NUL in value:
        raise SyntaxFault(start)
    position = _skip(text, position, WHITE_SPACE)
    if text[position : position + 1] == _END:
        return value, position + 1
    if not _ends(text, position):
        raise SyntaxFault(start)
    return value, len(text)


def _skip(text: str, position: int, chars: str) -> int:
    while position < len(text) and text[position] in chars:
        position += 1
    return position


def _ends(text: str, position: int) -> bool:
    """Whether nothing follows but a terminating NUL, and after it NULs and blanks."""
    rest = text[position:]
    return not rest or (rest[0] == _NUL and not rest.strip(WHITE_SPACE + _NUL))


def _is_control(char: str) -> bool:
    return char < " " or "\x7f" <= char <= "\x9f"
