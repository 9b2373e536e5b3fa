"""How Core Tools turns JSON into settings: Newtonsoft's ``ToObject`` for the four members that it reads.

Sources: ``JsonSerializerInternalReader.cs`` and ``JToken.cs`` of JamesNK/Newtonsoft.Json 13.0. Two kinds of fault
matter: a JSON error makes Core Tools print a warning, any other exception is swallowed; both drop the whole file.
"""

from __future__ import annotations

from funcbind.dotnet.convert import parse_bool
from funcbind.dotnet.text import fold, parse_int32
from funcbind.settings.json_number import number_text
from funcbind.settings.json_text import DateOutOfRange, looks_like_date
from funcbind.settings.jsonc import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import tzinfo

    from funcbind.settings.jsonc import Member


def _date_text(text: str, zone: tzinfo | None = None) -> str | None:
    from funcbind.settings.json_dates import date_text  # hardly a file has one

    return date_text(text, zone)


class Dropped(Exception):
    """The file cannot be converted; ``silent`` when Core Tools prints nothing about it."""

    def __init__(self, message: str, node: Node, *, silent: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.node = node
        self.silent = silent


def check_dates(root: Node) -> None:
    """Look for a date that .NET cannot hold: anywhere in a text it ends the reading, and not with a JSON error.

    Raises:
        Dropped: there is one.
    """
    pending = [root]
    while pending:
        node = pending.pop()
        if node.kind == "string":
            text = str(node.value)
            if text.startswith("/Date(") or "T24:" in text:  # no other text can
                try:
                    _date_text(text)
                except DateOutOfRange:
                    raise Dropped("this looks like a date that no calendar has", node, silent=True) from None
        elif isinstance(node.value, list):
            pending += [item if isinstance(item, Node) else item.node for item in node.value]


def properties(node: Node) -> dict[str, Member]:
    """Return an object's members as ``JObject`` keeps them: the place of the first, the value of the last."""
    found: dict[str, Member] = {}
    for member in node.members():
        found[member.name] = member
    return found


def is_date(node: Node, zone: tzinfo | None) -> bool:
    """Whether a string of the file arrived as a date."""
    return node.kind == "string" and looks_like_date(str(node.value)) and _date_text(str(node.value), zone) is not None


def text_of(node: Node, zone: tzinfo | None) -> str | None:
    """Return a value as the text of a setting, ``None`` for ``null``.

    Raises:
        Dropped: an object, an array, a constructor or nothing at all.
    """
    match node.kind:
        case "string":
            text = str(node.value)
            converted = _date_text(text, zone) if looks_like_date(text) else None
            return text if converted is None else converted
        case "number":
            return number_text(str(node.value))
        case "true" | "false":
            return node.kind.capitalize()
        case "null":
            return None
    words = {"object": "an object", "array": "an array", "undefined": "nothing at all"}
    raise Dropped(f"is {words.get(node.kind, 'no value')}; a setting has to be text", node)


def dictionary(node: Node | None, what: str, zone: tzinfo | None) -> dict[str, Member]:
    """Return the members of ``Values`` or ``ConnectionStrings``; empty for ``null``, ``""`` and ``undefined``.

    ``$id`` and ``$type`` as first members are metadata to Newtonsoft and disappear; ``$ref`` empties the object. An
    object as the value of ``$id`` is entered, and its end is taken for the end of the outer one.

    Raises:
        Dropped: it is anything but an object.
    """
    if node is None or node.kind in ("null", "undefined") or (node.kind == "string" and node.value == ""):
        return {}
    if node.kind != "object":
        raise Dropped(f'"{what}" is not an object', node)
    members = properties(node)
    for name in list(members):
        first = members[name].node
        if name == "$ref":
            if first.kind == "null":
                del members[name]
                continue
            if first.kind != "string" or is_date(first, zone):
                raise Dropped(f'"$ref" at the beginning of "{what}" has to be text', first)
            if len(members) > 1:
                raise Dropped(f'"$ref" at the beginning of "{what}" allows nothing beside it', first)
            return {}
        if name == "$values":
            raise Dropped(f'"$values" at the beginning of "{what}" is not a setting to Newtonsoft', first)
        if name == "$id" and first.kind == "object":
            return dictionary(first, what, zone)
        if (name, first.kind) in (("$id", "array"), ("$id", "constructor"), ("$type", "constructor")):
            raise Dropped(f'"{name}" at the beginning of "{what}" has to be text', first)
        if name == "$type" and first.kind in ("object", "array", "null", "undefined"):
            raise Dropped(f'"$type" at the beginning of "{what}" has to be text', first, silent=True)
        if name not in ("$id", "$type"):
            break
        del members[name]
    return members


def encrypted(node: Node | None, zone: tzinfo | None) -> bool:
    """``IsEncrypted``: missing and ``null`` mean true; text is parsed, a number is true unless it is zero.

    Raises:
        Dropped: anything else; without a word from Core Tools.
    """
    if node is None or node.kind in ("null", "undefined"):
        return True
    if node.kind in ("true", "false"):
        return node.kind == "true"
    if node.kind == "number":
        text = number_text(str(node.value)) or ""
        if text.lstrip("-").isdigit() and not -(2**63) <= int(text) < 2**63:
            raise Dropped('"IsEncrypted" is a number that is too large', node, silent=True)
        return text not in ("0", "-0")
    if node.kind == "string" and not is_date(node, zone):
        value = parse_bool(str(node.value))
        if value is not None:
            return value
    raise Dropped('"IsEncrypted" is neither true nor false', node, silent=True)


def host_port(node: Node | None, zone: tzinfo | None) -> int:
    """Check the ``Host`` member and return its port, 0 when it gives none.

    Raises:
        Dropped: a port that is no integer, ``CORSCredentials`` that is no boolean, a list where text belongs.
    """
    port = 0
    for name, member in _host_members(node, zone).items():
        value = member.node
        match fold(name):
            case "LOCALHTTPPORT":
                # A zero, the default, is not assigned: it does not undo the same member in another letter case.
                port = _integer(value, zone) or port
            case "CORSCREDENTIALS":
                _boolean(value, zone)
            case "CORS" | "LOCALHTTPADDRESS":
                text_of(value, zone)
    return port


def _host_members(node: Node | None, zone: tzinfo | None) -> dict[str, Member]:
    return dictionary(node, "Host", zone)


def _integer(node: Node, zone: tzinfo | None) -> int:
    number: int | None = None
    if node.kind == "number":
        text = number_text(str(node.value)) or ""
        try:
            number = round(float(text)) if "." in text or "E" in text or not text.lstrip("-").isdigit() else int(text)
        except (ValueError, OverflowError):
            number = None
    elif node.kind == "string" and not is_date(node, zone):
        number = parse_int32(str(node.value))
    if number is None or not -(2**31) <= number < 2**31:
        raise Dropped('"Host.LocalHttpPort" is not an integer', node)
    return number


def _boolean(node: Node, zone: tzinfo | None) -> None:
    if node.kind in ("true", "false", "number"):
        return
    if node.kind == "string" and not is_date(node, zone) and parse_bool(str(node.value)) is not None:
        return
    raise Dropped('"Host.CORSCredentials" is neither true nor false', node)
