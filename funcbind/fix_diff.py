"""The preview of a repair: a unified diff in which names are shown and values are not."""

from __future__ import annotations

from difflib import unified_diff

from funcbind.redaction import HIDDEN, shown_name
from funcbind.settings.dotenv import read_dotenv
from funcbind.settings.json_text import BLANK, Lines, is_identifier, read_string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from funcbind.fix import Repaired

_WORDS = ("true", "false", "null")


def preview(name: str, file: Repaired) -> str:
    """Return the diff of one file; ``name`` is how it is called in the heading.

    Comments may hold anything, so their text is hidden as well as the values.
    """
    hide = _json if file.kind == "local" else _env
    before, after = hide(file.before, {}), hide(file.after, dict(file.shown))
    lines = unified_diff(before, after, f"{name} (now)", f"{name} (fixed)", lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _json(text: str, shown: Mapping[str, str]) -> list[str]:
    lines = Lines(text)
    parts: list[str] = []
    name, position = "", 0
    while position < len(text):
        start = position
        char = text[start]
        if char in BLANK:
            position += 1
            parts.append(char if char in " \t\r\n" else " ")
            continue
        if char == "/":
            if text.startswith("/*", start):
                position = (text.find("*/", start + 2) + 2) if "*/" in text[start + 2 :] else len(text)
                parts.append(f"/* {HIDDEN} */" + _breaks(text[start:position]))
            else:
                while position < len(text) and text[position] not in "\r\n":
                    position += 1
                parts.append("// " + HIDDEN)
            continue
        if char in "{}[](),:":
            position += 1
            parts.append(char)
            continue
        if char in "\"'":
            value, position, _ = read_string(text, start, lines, one_line=False)
        else:
            position += 1
            while position < len(text) and (is_identifier(text[position]) or text[position] in "+-."):
                position += 1
            value = text[start:position]
        if _is_name(text, position):
            name = value
            parts.append(f'"{shown_name(name)}"')
        elif value in _WORDS and char not in "\"'":
            parts.append(value)
        else:
            parts.append(f'"{shown.get(name, HIDDEN)}"')
        parts.append(_breaks(text[start:position]))
    return _split("".join(parts))


def _is_name(text: str, position: int) -> bool:
    while position < len(text) and text[position] in BLANK:
        position += 1
    return text.startswith(":", position)


def _env(text: str, shown: Mapping[str, str]) -> list[str]:
    names = {origin.line: name for name, origin in read_dotenv("", text).members}
    found = []
    for number, line in enumerate(_split(text), 1):
        if number in names:
            name = names[number]
            found.append(f"{shown_name(name)}={shown.get(name, HIDDEN)}")
        else:
            found.append(("# " if line.lstrip().startswith("#") else "") + HIDDEN if line.strip() else "")
    return found


def _split(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


def _breaks(text: str) -> str:
    return "\n" * (len(_split(text + ".")) - 1)
