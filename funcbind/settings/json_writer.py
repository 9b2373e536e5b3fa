"""How Newtonsoft writes JSON that it has read: ``JToken.ToString()``.

Sources: ``JsonTextWriter.cs``, ``JsonWriter.cs`` (indentation) and ``JavaScriptUtils.cs`` of JamesNK/Newtonsoft.Json
13.0.
"""

from __future__ import annotations

from funcbind.settings.json_dates import date_json
from funcbind.settings.json_number import number_json
from funcbind.settings.json_text import looks_like_date
from funcbind.settings.newtonsoft import properties, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import tzinfo

    from funcbind.settings.jsonc_document import Node


def indented(node: Node, zone: tzinfo | None) -> str:
    """``JToken.ToString()``: text as it is, containers as indented JSON, nothing for ``null``."""
    if node.kind in ("object", "array", "constructor"):
        return _json(node, 0, zone)
    if node.kind in ("null", "undefined", "invalid"):
        return ""
    return text_of(node, zone) or ""


def _json(node: Node, level: int, zone: tzinfo | None) -> str:
    inner, outer = "  " * (level + 1), "  " * level
    if node.kind == "object":
        members = properties(node)
        if not members:
            return "{}"
        lines = [f"{inner}{_quoted(name)}: {_json(member.node, level + 1, zone)}" for name, member in members.items()]
        return "{\n" + ",\n".join(lines) + f"\n{outer}}}"
    if node.kind == "array":
        items = [inner + _json(item, level + 1, zone) for item in node.items()]
        return "[\n" + ",\n".join(items) + f"\n{outer}]" if items else "[]"
    if node.kind == "constructor":
        arguments = [inner + _json(item, level + 1, zone) for item in node.items()]
        return f"new {node.name}(" + ",".join(f"\n{argument}" for argument in arguments) + f"\n{outer})"
    if node.kind == "string":
        text = str(node.value)
        date = date_json(text, zone) if looks_like_date(text) else None
        return _quoted(text if date is None else date)
    return number_json(str(node.value)) if node.kind == "number" else node.kind


def _quoted(text: str) -> str:
    """A string as Newtonsoft writes it: three line ends of Unicode are escaped beside what has to be."""
    import json

    written = json.dumps(text, ensure_ascii=False)
    for char, escape in (("\x85", "\\u0085"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        written = written.replace(char, escape)
    return written
