"""``local.settings.json`` as Core Tools v4 reads it.

Source: ``AppSettingsFile.cs`` and ``SecretsManager.cs`` of Azure/azure-functions-core-tools 4.14. Only ``IsEncrypted``,
``Values``, ``ConnectionStrings`` and ``Host`` are read, in exactly this letter case. Whatever fails drops the whole
file: no settings at all, and a warning only for JSON errors.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.diagnostics import of_kind
from funcbind.settings.json_text import DateOutOfRange
from funcbind.settings.jsonc import parse
from funcbind.settings.local_notes import conversions, losses, misspelt, not_text
from funcbind.settings.model import Origin
from funcbind.settings.newtonsoft import (
    Dropped,
    check_dates,
    dictionary,
    encrypted,
    host_port,
    is_date,
    properties,
    text_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import tzinfo

    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.jsonc import Member, Node

# What a value that Core Tools encrypted begins with (ASP.NET Data Protection's header in base64).
_CIPHERTEXT = "CfDJ8"
_IGNORED = "Core Tools ignores the whole file, so the host gets none of its settings"


class LocalValue(Record, secret=("value",)):
    """One pair of ``Values`` or ``ConnectionStrings`` (``provider`` is for the latter); ``None`` is JSON's null."""

    name: str
    value: str | None
    origin: Origin
    provider: str | None = None

    @property
    def is_ciphertext(self) -> bool:
        """Whether Core Tools has encrypted the value."""
        return (self.value or "").startswith(_CIPHERTEXT)


class LocalFile(Record):
    """A local.settings.json after reading.

    Attributes:
        name: the path as the user gave it.
        values, connection_strings: what Core Tools has after reading; empty when the file is dropped.
        encrypted: whether Core Tools would decrypt the values (true for a dropped file).
        port: ``Host.LocalHttpPort``, 0 when it is not given.
        readable: what can be read, also where Core Tools would drop the file; connection strings have their full name.
        problems: faults of the file, with their places.
        dropped: whether Core Tools gets nothing from it.
        undecryptable: where connection strings are no text: Core Tools takes that for a failed decryption.
        flag: where ``IsEncrypted`` is written, ``None`` when it is not.
        misspelt_flag: where it is written in other letter case and so not read.
    """

    name: str
    values: tuple[LocalValue, ...] = ()
    connection_strings: tuple[LocalValue, ...] = ()
    encrypted: bool = True
    port: int = 0
    readable: tuple[LocalValue, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    dropped: bool = False
    undecryptable: tuple[Origin, ...] = ()
    flag: Origin | None = None
    misspelt_flag: Origin | None = None


def parse_local_settings(name: str, text: str, zone: tzinfo | None = None) -> LocalFile:
    """Read the text of a local.settings.json.

    Args:
        name: the path, for places.
        text: the content, decoded as ``File.ReadAllText`` does.
        zone: the machine's time zone, which dates with an offset are shown in; its own by default.
    """
    document = parse(text)
    problems = [
        of_kind("settings_invalid", fault.message, hint=_IGNORED, origin=Origin(name, fault.line, fault.column))
        for fault in document.problems
    ]
    root = document.value
    if root is None:
        return LocalFile(name, problems=tuple(problems), dropped=True)
    try:
        check_dates(root)
        if not problems:
            file = _converted(name, root, zone)
            return file.replace(problems=(*losses(name, root), *conversions(name, root, zone)))
        problems += not_text(name, document)
    except Dropped as dropped:
        nested = not_text(name, document)
        # Where settings are no text, that is the reason, and has a message at every place of it.
        if dropped.silent or not (nested or problems):
            hint = _IGNORED.replace("ignores", "ignores without a word") if dropped.silent else _IGNORED
            problems.append(of_kind("settings_invalid", dropped.message, hint=hint, origin=_at(name, dropped.node)))
        problems += nested
        if not document.problems:
            problems += losses(name, root)
    return LocalFile(name, problems=tuple(problems), readable=_readable(name, root, zone), dropped=True)


def _converted(name: str, root: Node, zone: tzinfo | None) -> LocalFile:
    """What ``AppSettingsFile`` has: the members in the order in which it converts them."""
    if root.kind != "object":
        raise Dropped("the file is not a JSON object", root)
    members = properties(root)
    flag, wrong_flag = members.get("IsEncrypted"), misspelt(root, "IsEncrypted")
    is_encrypted = encrypted(flag.node if flag else None, zone)
    values = tuple(
        LocalValue(key, text_of(member.node, zone), Origin(name, member.line, member.column))
        for key, member in dictionary(_node(members, "Values"), "Values", zone).items()
    )
    strings: list[LocalValue] = []
    undecryptable: list[Origin] = []
    for key, member in dictionary(_node(members, "ConnectionStrings"), "ConnectionStrings", zone).items():
        string = _connection_string(name, key, member, zone)
        if string is None:
            undecryptable.append(Origin(name, member.line, member.column))
        else:
            strings.append(string)
    return LocalFile(
        name,
        values,
        tuple(strings),
        is_encrypted,
        host_port(_node(members, "Host"), zone),
        (*values, *map(_with_full_name, strings)),
        undecryptable=tuple(undecryptable),
        flag=Origin(name, flag.line, flag.column) if flag else None,
        misspelt_flag=Origin(name, wrong_flag.line, wrong_flag.column) if wrong_flag else None,
    )


def _connection_string(name: str, key: str, member: Member, zone: tzinfo | None) -> LocalValue | None:
    """A member of ``ConnectionStrings``: text, or an object of anything; ``None`` for what stops ``func``."""
    origin, node = Origin(name, member.line, member.column), member.node
    if node.kind == "string" and not is_date(node, zone):
        return LocalValue(key, str(node.value), origin, "System.Data.SqlClient")
    if node.kind != "object":
        return None
    from funcbind.settings.json_writer import indented

    parts = properties(node)
    value = indented(parts["ConnectionString"].node, zone) if "ConnectionString" in parts else None
    provider = indented(parts["ProviderName"].node, zone) if "ProviderName" in parts else None
    return LocalValue(key, value, origin, provider)


def _with_full_name(string: LocalValue) -> LocalValue:
    return string.replace(name=f"ConnectionStrings:{string.name}")


def _readable(name: str, root: Node, zone: tzinfo | None) -> tuple[LocalValue, ...]:
    """What of a dropped file is text all the same."""
    found: list[LocalValue] = []
    for section in ("Values", "ConnectionStrings"):
        node = root.get(section)
        for key, member in properties(node).items() if node is not None else ():
            try:
                if section == "Values":
                    value = text_of(member.node, zone)
                    found.append(LocalValue(key, value, Origin(name, member.line, member.column)))
                elif (string := _connection_string(name, key, member, zone)) is not None:
                    found.append(_with_full_name(string))
            except (Dropped, DateOutOfRange):
                continue
    return tuple(found)


def _node(members: dict[str, Member], name: str) -> Node | None:
    return members[name].node if name in members else None


def _at(name: str, node: Node) -> Origin:
    return Origin(name, node.line, node.column)
