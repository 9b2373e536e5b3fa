"""Where in a JSON text of Azure the app settings are: lists, maps, sites, and a template's resources.

Names of members are found in any letter case, as PowerShell writes them with capitals.
"""

from __future__ import annotations

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from funcbind.settings.jsonc_document import Member, Node

    Place: TypeAlias = tuple[int, int]
    Note: TypeAlias = tuple[str, str, Place]

_LIST = "az functionapp config appsettings list --name APP --resource-group GROUP --output json"
_EXPORT = f"export with: {_LIST}"
_OWN_FILE = "write the settings of one app to a file of its own"
_SLOTS = "microsoft.web/sites/slots"


class Part(Record):
    """A piece of the text that holds settings.

    Attributes:
        nodes: the entries of a list, or the one object whose members are the settings.
        is_map: which of the two.
        strings: whether these are connection strings for certain.
        place: line and column.
    """

    nodes: tuple[Node, ...]
    is_map: bool
    strings: bool
    place: Place


class Parts(Record):
    """What was found: the parts, whether they are a template's, why nothing can be taken, and what is left out."""

    parts: tuple[Part, ...] = ()
    template: bool = False
    refusals: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()


class _Site(Record):
    """A site of the text, with what it says about settings itself."""

    is_function_app: bool
    parts: tuple[Part, ...]
    place: Place


def members(node: Node | None) -> tuple[Member, ...]:
    """Return an object's members in file order; none of anything else."""
    return tuple(node.members()) if node is not None else ()


def elements(node: Node | None) -> tuple[Node, ...]:
    """Return an array's values; none of anything else."""
    return tuple(node.items()) if node is not None else ()


def member(node: Node | None, name: str) -> Node | None:
    """Return the value of the last member of this (lower case) name."""
    found = None
    for each in members(node):
        if each.name.lower() == name:
            found = each.node
    return found


def place_of(node: Node | Member) -> Place:
    """Return line and column."""
    return node.line, node.column


def literal(text: str, template: bool) -> str | None:
    """Return a text as it is deployed: ``None`` for a template's expression; ``[[`` stands for a bracket."""
    if not template or not text.startswith("[") or not text.endswith("]"):
        return text
    return text[1:] if text.startswith("[[") else None


def parts_of(root: Node) -> Parts:
    """Find what holds settings in an object or a list."""
    finder = _Finder(_is_template(root))
    finder.find(root)
    return finder.result(root)


def _is_template(root: Node) -> bool:
    resources = member(root, "resources")
    if resources is not None and resources.kind in ("object", "array"):
        return True
    schema = member(root, "$schema")
    return schema is not None and "deploymenttemplate" in str(schema.value).lower()


class _Finder:
    """Goes through a text; what is nested in it waits in a list, so that depth does not matter."""

    def __init__(self, template: bool) -> None:
        self.template = template
        self.waiting: list[Node] = []
        self.plain: list[Part] = []
        self.sites: list[_Site] = []
        self.config: dict[str, list[Part]] = {"appsettings": [], "connectionstrings": []}
        self.refusals: list[Note] = []
        self.notes: list[Note] = []

    def find(self, root: Node) -> None:
        if self.template:
            self._wait_for(member(root, "resources"))
        elif root.kind == "array":
            if any(_is_resource(node) for node in elements(root)):
                self._wait_for(root)
            else:
                self.plain.append(Part(elements(root), False, False, place_of(root)))
        elif member(root, "slotsetting") is not None and member(root, "name") is not None:
            self.plain.append(Part((root,), False, False, place_of(root)))  # PowerShell unwraps a list of one
        elif _is_resource(root):
            self._resource(root, alone=True)
        elif _is_list(member(root, "appsettings")) or _is_list(member(root, "connectionstrings")):
            self.plain += self._site_config(root)
        else:
            self._map(root, strings=False)
        while self.waiting:
            self._resource(self.waiting.pop(), alone=False)

    def result(self, root: Node) -> Parts:
        sites = [site for site in self.sites if site.parts]
        if len(sites) > 1:
            function_apps = [site for site in sites if site.is_function_app]
            if len(function_apps) == 1:
                for site in sites:
                    if not site.is_function_app:
                        self.notes.append(
                            ("the settings of a site that is no function app are left out", "", site.place)
                        )
                sites = function_apps
            else:
                self.refusals.append(("the settings of several apps are in this file", _OWN_FILE, sites[1].place))
        parts = [*self.plain, *(part for site in sites for part in site.parts)]
        for strings, found in ((False, self.config["appsettings"]), (True, self.config["connectionstrings"])):
            if len(found) > 1:
                self.refusals.append(("the settings of several apps are in this file", _OWN_FILE, found[1].place))
            if found:
                for part in parts:
                    if part.strings == strings:
                        message = (
                            "a config resource of this template replaces these settings of the site; they are left out"
                        )
                        self.notes.append((message, "", part.place))
                parts = [part for part in parts if part.strings != strings] + found[:1]
        if not parts and not self.refusals:
            self.refusals.append((self._nothing(), _EXPORT, place_of(root)))
        return Parts(tuple(parts), self.template, tuple(self.refusals), tuple(self.notes))

    def _nothing(self) -> str:
        if self.template:
            return "there are no app settings in this template that are written out"
        if self.sites:
            return 'there are no app settings in this; "az functionapp show" and the like leave them out'
        return "there are no app settings in this"

    def _wait_for(self, resources: Node | None) -> None:
        """Resources are a list, or since language version 2.0 an object of them."""
        found = elements(resources) or tuple(each.node for each in members(resources))
        self.waiting += reversed([node for node in found if node.kind == "object"])

    def _resource(self, node: Node, *, alone: bool) -> None:
        kind = _text(member(node, "type")).lower()
        properties = member(node, "properties")
        if kind == "microsoft.resources/deployments":
            self._wait_for(member(member(properties, "template"), "resources"))
        elif kind.startswith(_SLOTS) and not alone:
            message = "the settings of a deployment slot are left out; the app's own count here"
            self.notes.append((message, "", place_of(node)))
        elif kind in ("microsoft.web/sites/config", f"{_SLOTS}/config", "config"):
            self._config(node, properties)
        elif kind in ("microsoft.web/sites", _SLOTS) or (alone and self._has_site_config(node, properties)):
            self._site(node, properties)
        elif alone and properties is not None:
            self._config(node, properties)

    def _has_site_config(self, node: Node, properties: Node | None) -> bool:
        return member(node, "siteconfig") is not None or member(properties, "siteconfig") is not None

    def _site(self, node: Node, properties: Node | None) -> None:
        is_function_app = "functionapp" in _text(member(node, "kind")).lower()
        config = member(properties, "siteconfig") or member(node, "siteconfig")
        self.sites.append(_Site(is_function_app, tuple(self._site_config(config)), place_of(node)))
        self._wait_for(member(node, "resources"))

    def _site_config(self, config: Node | None) -> list[Part]:
        found: list[Part] = []
        for name, strings in (("appsettings", False), ("connectionstrings", True)):
            section = member(config, name)
            if section is None or section.kind == "null":
                continue
            if section.kind == "array":
                found.append(Part(elements(section), False, strings, place_of(section)))
            else:
                self._not_literal(section)
        if config is not None and config.kind == "string":
            self._not_literal(config)
        return found

    def _config(self, node: Node, properties: Node | None) -> None:
        """A ``config`` resource or answer of ARM: its name says what its properties are."""
        name = _text(member(node, "name")).lower()
        if _is_list(member(properties, "appsettings")) or _is_list(member(properties, "connectionstrings")):
            self.sites.append(_Site(True, tuple(self._site_config(properties)), place_of(node)))
            return
        which = next((word for word in self.config if word in name), "")
        if properties is not None and properties.kind == "string":
            self._not_literal(properties)
        elif which and properties is not None:
            self.config[which].append(Part((properties,), True, which == "connectionstrings", place_of(properties)))
        elif not self.template and properties is not None:
            self._map(properties, strings=False)

    def _map(self, node: Node, *, strings: bool) -> None:
        """A plain map of names; anything in it that cannot be a setting means that the file is something else."""
        for each in members(node):
            nested = member(each.node, "value") or member(each.node, "connectionstring")
            if each.node.kind == "array" or (each.node.kind == "object" and nested is None):
                message = "this is not a setting, so the file is not taken for exported app settings"
                self.refusals.append((message, _EXPORT, place_of(each)))
                return
        self.plain.append(Part((node,), True, strings, place_of(node)))

    def _not_literal(self, node: Node) -> None:
        self.notes.append(("these settings are an expression, not literals; they are left out", "", place_of(node)))


def _is_resource(node: Node) -> bool:
    return any(
        found is not None and found.kind == "object"
        for found in (member(node, "properties"), member(node, "siteconfig"))
    )


def _is_list(node: Node | None) -> bool:
    return node is not None and node.kind == "array"


def _text(node: Node | None) -> str:
    return str(node.value) if node is not None and node.kind == "string" else ""
