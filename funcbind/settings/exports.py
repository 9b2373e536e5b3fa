"""App settings as Azure's tools print them: the Azure CLI, the portal, ARM, and templates that were built from Bicep.

    [{"name", "value", "slotSetting"}]             az functionapp config appsettings list; the portal's advanced edit
    [{"name", "value", "type", "slotSetting"}]     az webapp config connection-string list (an old one nests the value)
    {"NAME": "VALUE"}                              --settings @file.json, az rest, PowerShell
    {"properties": {...}}                          ARM's config/appsettings/list and config/connectionstrings/list
    {"siteConfig": {"appSettings": [...], ...}}    a site; also inside "properties" and a template's "resources"

Names come as the Functions host would see them: App Service puts a prefix before those of connection strings.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.diagnostics import of_kind
from funcbind.redaction import HIDDEN, shown_name
from funcbind.settings.export_shapes import literal, member, members, parts_of, place_of
from funcbind.settings.model import Origin, Setting
from funcbind.settings.source import SettingsSource, limited

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.export_shapes import Part, Place
    from funcbind.settings.jsonc_document import Document, Node

# Type of a connection string -> prefix of its environment variable, in the order of ARM's numbers for the types.
# Source: "Configure apps" of the App Service documentation; ConnectionStringType of Microsoft.Web.
PREFIXES = {
    "mysql": "MYSQLCONNSTR_",
    "sqlserver": "SQLCONNSTR_",
    "sqlazure": "SQLAZURECONNSTR_",
    "custom": "CUSTOMCONNSTR_",
    "notificationhub": "NOTIFICATIONHUBCONNSTR_",
    "servicebus": "SERVICEBUSCONNSTR_",
    "eventhub": "EVENTHUBCONNSTR_",
    "apihub": "APIHUBCONNSTR_",
    "docdb": "DOCDBCONNSTR_",
    "rediscache": "REDISCACHECONNSTR_",
    "postgresql": "POSTGRESQLCONNSTR_",
}
_NUMBERED = {str(number): prefix for number, prefix in enumerate(PREFIXES.values())}
_TYPES = "write SQLServer, SQLAzure, MySql, PostgreSQL, Custom, ServiceBus, EventHub or another type of App Service's"
# The Azure CLI never prints this one.
_ALWAYS_HIDDEN = "DOCKER_REGISTRY_SERVER_PASSWORD"
_LIST_SETTINGS = "az functionapp config appsettings list --name APP --resource-group GROUP --output json"
_LIST_STRINGS = "az webapp config connection-string list --name APP --resource-group GROUP --output json"


class _Entry(Record):
    """One pair as it is written: name, value, whether it is a connection string and of which type, place."""

    name: str
    value: Node | None
    is_string: bool
    type: Node | None
    place: Place


def is_local_settings(document: Document, name: str) -> bool:
    """Whether a JSON text that may have any name is what Core Tools calls local.settings.json."""
    root = document.value
    if root is None or root.kind != "object":
        return root is None and name.lower().endswith(".settings.json")
    for part in members(root):
        match part.name.lower():
            case "isencrypted":
                return True
            case "values" | "connectionstrings" | "host" if part.node.kind == "object":
                return True
    return name.lower().endswith(".settings.json") and not members(root)


def read_export(name: str, document: Document) -> SettingsSource:
    """Return the settings of an exported JSON text; any text gives an answer.

    Args:
        name: the path, for the places.
        document: what was read of the text.
    """
    return _Reading(name, document).read()


class _Reading:
    """One reading: what was found, and what was wrong."""

    def __init__(self, name: str, document: Document) -> None:
        self.name = name
        self.document = document
        self.settings: dict[str, Setting] = {}
        self.members: dict[str, Origin] = {}
        self.unknown: dict[str, Origin] = {}
        self.problems: list[Diagnostic] = []
        self.redacted = False

    def read(self) -> SettingsSource:
        for fault in self.document.problems:
            place = Origin(self.name, fault.line, fault.column)
            hint = "export the settings with --output json"
            self.problems.append(of_kind("settings_invalid", fault.message, hint=hint, origin=place))
        root = self.document.value
        if root is None:
            return self._source(usable=False)
        if root.kind not in ("object", "array"):
            if not self.document.problems:
                message = "this is neither an object nor a list, so there are no settings in it"
                self._problem("settings_unreadable", message, place_of(root), severity="error")
            return self._source(usable=False)
        found = parts_of(root)
        for message, hint, at in found.refusals:
            self._problem("settings_unreadable", message, at, hint=hint, severity="error")
        for message, hint, at in found.notes:
            self._problem("setting_skipped", message, at, hint=hint, severity="info")
        if not found.refusals:
            for part in found.parts:
                self._part(part, found.template)
        return self._source(usable=not (found.refusals or self.redacted or self.document.problems))

    def _part(self, part: Part, template: bool) -> None:
        entries = list(_entries(part))
        if not template and self._is_redacted(entries):
            return
        for entry in entries:
            name = literal(entry.name, template)
            if not entry.name:
                self._skip("this has no name, so it is no app setting", entry.place)
            elif name is None:
                self._skip("the name of this setting is an expression, not a literal", entry.place, severity="info")
            else:
                self._entry(entry, name, template)

    def _entry(self, entry: _Entry, name: str, template: bool) -> None:
        shown = self._shown(name)
        full_name = _full_name(entry, name)
        if full_name is None:
            message = f'the connection string "{shown}" has no type that App Service knows'
            self._skip(message, entry.place, name, _TYPES)
            return
        name = full_name
        self.members[name] = self._origin(entry.place)
        text = self._value(entry, name, shown, template)
        if text is None:
            return
        earlier = self.settings.pop(name, None)  # it takes the later place
        if earlier is not None:
            severity = "info" if earlier.value == text else "warning"
            message = f'"{shown}" is set twice; this one is taken'
            self._problem("repeated_setting", message, entry.place, name, "keep one of them", severity=severity)
        self.settings[name] = Setting(name, text, self._origin(entry.place))

    def _value(self, entry: _Entry, name: str, shown: str, template: bool) -> str | None:
        """The value as text; ``None`` after saying why there is none."""
        value = entry.value
        match None if value is None else value.kind:
            case "string":
                text = literal(str(value.value), template)  # type: ignore[union-attr]
                if text is None:
                    self.unknown[name] = self._origin(entry.place)
                    message = f'the value of "{shown}" is an expression, so it is not known here'
                    self._problem("setting_skipped", message, entry.place, name, severity="info")
                return text
            case "number" | "true" | "false":
                message = f'the value of "{shown}" is not in quotes; Azure keeps text only, so it is taken as written'
                self._problem("setting_skipped", message, entry.place, name, "write the value in quotes")
                return str(value.value) if value.kind == "number" else str(value.kind)  # type: ignore[union-attr]
            case None | "null" | "undefined" if name == _ALWAYS_HIDDEN:
                self.unknown[name] = self._origin(entry.place)
            case None | "null" | "undefined":
                self._skip(f'"{shown}" has no value here', entry.place, name)
            case _:
                self._skip(f'the value of "{shown}" is not text', entry.place, name, "write the value in quotes")
        return None

    def _is_redacted(self, entries: list[_Entry]) -> bool:
        """Whether this is what the Azure CLI prints after a change: names, and null for every value."""
        asked = [entry for entry in entries if entry.name != _ALWAYS_HIDDEN]
        if not asked or any(entry.value is None or entry.value.kind != "null" for entry in asked):
            return False
        message = 'every value is null: that is what the Azure CLI prints after "set" and "delete", to hide the values'
        command = _LIST_STRINGS if asked[0].is_string else _LIST_SETTINGS
        hint = f"export with: {command}"
        self._problem("settings_redacted", message, asked[0].place, hint=hint, severity="error")
        self.redacted = True
        for entry in entries:
            if entry.name and (name := _full_name(entry, entry.name)):
                self.members[name] = self.unknown[name] = self._origin(entry.place)
        return True

    def _skip(
        self, message: str, place: Place, setting: str = "", hint: str = "", *, severity: str = "warning"
    ) -> None:
        self._problem("setting_skipped", f"{message}; it is left out", place, setting, hint, severity=severity)

    def _problem(
        self, kind: str, message: str, place: Place, setting: str = "", hint: str = "", *, severity: str = "warning"
    ) -> None:
        setting = self._shown(setting) if setting else ""
        origin = self._origin(place)
        self.problems.append(of_kind(kind, message, severity=severity, hint=hint, origin=origin, setting=setting))

    def _shown(self, name: str) -> str:
        """A quote too many turns values into names, so after a mistake in the text no name is shown."""
        return HIDDEN if self.document.problems else shown_name(name)

    def _origin(self, place: Place) -> Origin:
        return Origin(self.name, *place)

    def _source(self, *, usable: bool) -> SettingsSource:
        return SettingsSource(
            self.name,
            "export",
            "deployed",
            tuple(self.settings.values()),
            limited(self.problems),
            usable,
            members=tuple(self.members.items()),
            unknown=tuple((name, place) for name, place in self.unknown.items() if name not in self.settings),
        )


def _entries(part: Part) -> Iterator[_Entry]:
    if part.is_map:
        for each in members(part.nodes[0]):
            yield _entry(each.name, each.node, None, part.strings, place_of(each))
        return
    for node in part.nodes:
        name = member(node, "name")
        written = str(name.value) if name is not None and name.kind == "string" else ""
        value = member(node, "value") or member(node, "connectionstring")
        strings = part.strings or member(node, "connectionstring") is not None
        yield _entry(written, value, member(node, "type"), strings, place_of(node if name is None else name))


def _entry(name: str, value: Node | None, type_of: Node | None, strings: bool, place: Place) -> _Entry:
    """An entry, whose value may be an object of value and type (ARM's map, and lists of an old Azure CLI)."""
    inner = member(value, "value") or member(value, "connectionstring")
    if inner is not None:
        value, type_of, strings = inner, member(value, "type") or type_of, True
    return _Entry(name, value, strings or type_of is not None, type_of, place)


def _full_name(entry: _Entry, name: str) -> str | None:
    """The name of the environment variable, ``None`` for a connection string of a type that nobody knows."""
    prefix = _prefix(entry.type) if entry.is_string else ""
    return None if prefix is None else prefix + name


def _prefix(node: Node | None) -> str | None:
    if node is None or node.kind not in ("string", "number"):
        return None
    written = str(node.value).strip()
    return PREFIXES.get(written.lower()) or _NUMBERED.get(written)
