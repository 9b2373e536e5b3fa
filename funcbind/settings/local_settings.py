"""``local.settings.json`` as Core Tools v4 reads it.

Source: ``AppSettingsFile.cs`` and ``SecretsManager.cs`` of Azure/azure-functions-core-tools 4.14. Only ``IsEncrypted``,
``Values``, ``ConnectionStrings`` and ``Host`` are read, in exactly this letter case. Whatever fails drops the whole
file: no settings at all, and a warning only for JSON errors.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.diagnostics import of_kind
from funcbind.redaction import shown_name
from funcbind.settings.json_dates import DateOutOfRange, date_text, looks_like_date
from funcbind.settings.jsonc import Node, parse
from funcbind.settings.model import Origin, Setting
from funcbind.settings.newtonsoft import Dropped, dictionary, encrypted, host_port, indented, properties, text_of
from funcbind.settings.source import SettingsSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import tzinfo

    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.jsonc import Member

# What a value that Core Tools encrypted begins with (ASP.NET Data Protection's header in base64).
_CIPHERTEXT = "CfDJ8"
_IGNORED = "Core Tools ignores the whole file, so the host gets none of its settings"
_DECRYPT = 'run "func settings decrypt" in this folder'


class LocalValue(Record, secret=("value",)):
    """One pair of ``Values`` or ``ConnectionStrings`` (``provider`` is for the latter); ``None`` is JSON's null."""

    name: str
    value: str | None
    origin: Origin
    provider: str | None = None


class LocalFile(Record):
    """A local.settings.json after reading.

    Attributes:
        name: the path as the user gave it.
        values, connection_strings: what Core Tools has after reading; empty when the file is dropped.
        encrypted: whether Core Tools would decrypt the values (true for a dropped file).
        port: ``Host.LocalHttpPort``, 0 when it is not given.
        readable: the values that can be read although Core Tools would drop the file.
        problems: faults of the file, with their places.
        dropped: whether Core Tools gets nothing from it.
        undecryptable: origin of a connection string that is no text: Core Tools takes that for a failed decryption.
        flag: where ``IsEncrypted`` is written, ``None`` when it is not.
    """

    name: str
    values: tuple[LocalValue, ...] = ()
    connection_strings: tuple[LocalValue, ...] = ()
    encrypted: bool = True
    port: int = 0
    readable: tuple[LocalValue, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    dropped: bool = False
    undecryptable: Origin | None = None
    flag: Origin | None = None


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
    if root is not None and root.kind != "object" and not problems:
        problems.append(
            of_kind("settings_invalid", "the file is not a JSON object", hint=_IGNORED, origin=_at(name, root))
        )
    members = properties(root) if root is not None and root.kind == "object" else {}
    try:
        if root is not None:
            _check_dates(root)
        if problems:
            return LocalFile(name, problems=tuple(problems), readable=_readable(name, members, zone), dropped=True)
        return _converted(name, members, zone)
    except Dropped as dropped:
        place = _at(name, dropped.node)
        silently = " without a word" if dropped.silent else ""
        hint = _IGNORED.replace("ignores", f"ignores{silently}" if silently else "ignores")
        problems += _not_text(name, members, zone) or [
            of_kind("settings_invalid", dropped.message, hint=hint, origin=place)
        ]
    return LocalFile(name, problems=tuple(problems), readable=_readable(name, members, zone), dropped=True)


def _converted(name: str, members: dict[str, Member], zone: tzinfo | None) -> LocalFile:
    """What ``AppSettingsFile`` has: the members in the order in which it converts them."""
    flag = members.get("IsEncrypted")
    is_encrypted = encrypted(flag.node if flag else None, zone)
    values = tuple(
        LocalValue(key, text_of(member.node, zone), Origin(name, member.line, member.column))
        for key, member in dictionary(_node(members, "Values"), "Values", zone).items()
    )
    strings: list[LocalValue] = []
    undecryptable: Origin | None = None
    for key, member in dictionary(_node(members, "ConnectionStrings"), "ConnectionStrings", zone).items():
        origin = Origin(name, member.line, member.column)
        node = member.node
        if node.kind == "object":
            parts = properties(node)
            value = indented(parts["ConnectionString"].node, zone) if "ConnectionString" in parts else None
            provider = indented(parts["ProviderName"].node, zone) if "ProviderName" in parts else None
            strings.append(LocalValue(key, value, origin, provider))
        elif node.kind == "string" and not looks_like_date_in(node, zone):
            strings.append(LocalValue(key, str(node.value), origin, "System.Data.SqlClient"))
        else:
            undecryptable = undecryptable or origin
    port = host_port(_node(members, "Host"), zone)
    origin_of_flag = Origin(name, flag.line, flag.column) if flag else None
    notes = _notes(name, members, zone)
    return LocalFile(
        name, values, tuple(strings), is_encrypted, port, values, notes, False, undecryptable, origin_of_flag
    )


def looks_like_date_in(node: Node, zone: tzinfo | None) -> bool:
    """Whether a string node is a date to Newtonsoft."""
    return looks_like_date(str(node.value)) and date_text(str(node.value), zone) is not None


def _node(members: dict[str, Member], name: str) -> Node | None:
    return members[name].node if name in members else None


def _at(name: str, node: Node) -> Origin:
    return Origin(name, node.line, node.column)


def _check_dates(root: Node) -> None:
    """A date that .NET cannot hold, anywhere in the file, drops it without a word."""
    pending = [root]
    while pending:
        node = pending.pop()
        if node.kind == "string":
            if str(node.value).startswith("/Date(") or "T24:" in str(node.value) or "9999-" in str(node.value):
                try:
                    date_text(str(node.value))
                except DateOutOfRange:
                    raise Dropped("this looks like a date that no calendar has", node, silent=True) from None
        elif isinstance(node.value, list):
            pending += [item if isinstance(item, Node) else item.node for item in node.value]


def _not_text(name: str, members: dict[str, Member], zone: tzinfo | None) -> list[Diagnostic]:
    """Every value of ``Values`` that is an object or a list: the usual reason why a file is dropped."""
    found: list[Diagnostic] = []
    values = _node(members, "Values")
    for key, member in properties(values).items() if values is not None else ():
        try:
            text_of(member.node, zone)
        except DateOutOfRange:
            continue
        except Dropped as dropped:
            found.append(
                of_kind(
                    "settings_dropped",
                    f'the setting "{shown_name(key)}" {dropped.message}; {_IGNORED}',
                    hint='write one setting for each part, its name joined with "__"',
                    origin=Origin(name, member.line, member.column),
                    setting=shown_name(key),
                )
            )
    return found


def _readable(name: str, members: dict[str, Member], zone: tzinfo | None) -> tuple[LocalValue, ...]:
    """The values of a dropped file that are text all the same."""
    values = _node(members, "Values")
    found: list[LocalValue] = []
    for key, member in properties(values).items() if values is not None else ():
        try:
            value = text_of(member.node, zone)
        except (Dropped, DateOutOfRange):
            continue
        found.append(LocalValue(key, value, Origin(name, member.line, member.column)))
    return tuple(found)


def _notes(name: str, members: dict[str, Member], zone: tzinfo | None) -> tuple[Diagnostic, ...]:
    """Values that arrive as another text than the one in the file."""
    found: list[Diagnostic] = []
    values = _node(members, "Values")
    for key, member in properties(values).items() if values is not None else ():
        node = member.node
        written = str(node.value)
        if node.kind == "string" and looks_like_date_in(node, zone):
            what = "looks like a date; Core Tools hands it to the host in the form month/day/year"
        elif node.kind == "number" and text_of(node, zone) != written:
            what = "is a number that Core Tools writes in another way"
        else:
            continue
        found.append(
            of_kind(
                "setting_converted",
                f'the value of "{shown_name(key)}" {what}',
                severity="warning",
                hint="write it as text"
                if node.kind == "number"
                else "keep it apart from date form, or read it back so",
                origin=Origin(name, member.line, member.column),
                setting=shown_name(key),
            )
        )
    return tuple(found)


def read_local_settings(name: str, text: str) -> SettingsSource:
    """Read a local.settings.json as a source of settings, with everything ``func start`` would say about it."""
    from funcbind.settings.func_start import start

    file = parse_local_settings(name, text)
    started = start(file, {})
    values = file.readable if file.dropped or started.refused else started.settings
    undecrypted = file.encrypted and not file.dropped
    settings = tuple(
        Setting(value.name, value.value, value.origin)
        for value in values
        if value.value and value.name and not (undecrypted and value.value.startswith(_CIPHERTEXT))
    )
    empty = tuple(Setting(value.name, "", value.origin) for value in file.readable if value.value == "")
    return SettingsSource(
        name,
        "local",
        "local",
        settings,
        (*file.problems, *started.problems),
        not file.dropped and not started.refused,
        empty,
        tuple((value.name, value.origin) for value in file.readable),
    )
