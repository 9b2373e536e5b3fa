"""What ``func start`` checks before it starts: host storage, and the settings that function.json files name.

Source: ``StartHostAction.CheckNonOptionalSettings`` of Azure/azure-functions-core-tools 4.14. It goes through the files
twice and reads them as it comes to them, so what it says depends on their order: a trigger without storage stops it
before a broken file further down is seen, and a broken file ends either round.
"""

from __future__ import annotations

from bisect import bisect_left

from funcbind.diagnostics import of_kind
from funcbind.dotnet.text import fold, is_blank
from funcbind.redaction import shown_name
from funcbind.settings.json_writer import indented
from funcbind.settings.jsonc import parse
from funcbind.settings.model import Origin
from funcbind.settings.newtonsoft import Dropped, check_dates, properties

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import tzinfo

    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.jsonc_document import Document, Node

_STORAGE = "AzureWebJobsStorage"
# Trigger types that work without host storage, in upper case.
_NO_STORAGE = (
    "HTTPTRIGGER",
    "KAFKATRIGGER",
    "RABBITMQTRIGGER",
    "ORCHESTRATIONTRIGGER",
    "ACTIVITYTRIGGER",
    "ENTITYTRIGGER",
)
_CHECKED_PROPERTIES = ("connection", "apiKey", "accountSid", "authToken")


class _Unverifiable(Exception):
    """What a function.json holds cannot be checked; ``func`` says so and starts all the same."""

    def __init__(self, place: Origin) -> None:
        super().__init__()
        self.place = place


class Known:
    """The names that ``func`` has: those of the file, then those of the process; the first of two counts.

    Only names are compared, there is no ``AzureWebJobs`` prefix and there are no prefixed connection strings.
    """

    def __init__(self, pairs: Iterable[tuple[str, str | None]]) -> None:
        self.names: set[str] = set()
        self.has_value: dict[str, bool] = {}
        for name, value in pairs:
            self.names.add(fold(name))
            self.has_value.setdefault(fold(name.replace("__", ":")), value is not None)
        self.keys = sorted(self.has_value)

    def has_section(self, name: str) -> bool:
        """Whether a key has a value, or a child, which may be null; below ``ConnectionStrings`` or not."""
        return any(self._exists(fold(path)) for path in (f"ConnectionStrings:{name}", name))

    def _exists(self, path: str) -> bool:
        if self.has_value.get(path):
            return True
        at = bisect_left(self.keys, f"{path}:")
        return at < len(self.keys) and self.keys[at].startswith(f"{path}:")


def check_settings(
    pairs: Iterable[tuple[str, str | None]], functions: Mapping[str, str], zone: tzinfo | None = None
) -> tuple[tuple[Diagnostic, ...], bool]:
    """Return what ``func start`` says about the function.json files, and whether it stops (with the last of it).

    Args:
        pairs: names and values of the file, then those of the process; ``None`` is JSON's null.
        functions: function name -> text of its function.json, in the order of the folders.
        zone: the time zone of the machine; its own by default.
    """
    known = Known(pairs)
    documents: dict[str, Document] = {}
    found: list[Diagnostic] = []
    try:
        needs_storage = any(_needs_storage(binding, zone) for _, binding in _bindings(functions, documents))
        if needs_storage and not known.has_section(_STORAGE):
            return (
                of_kind(
                    "not_found",
                    f'func start stops: a trigger of this app needs host storage, and "{_STORAGE}" is missing',
                    hint=f'add "{_STORAGE}", or its service URIs for an identity',
                    setting=_STORAGE,
                ),
            ), True
        for function, binding in _bindings(functions, documents):
            found += _missing(function, binding, known, zone)
    except _Unverifiable as broken:
        message = "func start cannot verify the settings that function.json files name"
        found.append(of_kind("app_unreadable", message, severity="warning", origin=broken.place))
    return tuple(found), False


def _bindings(functions: Mapping[str, str], documents: dict[str, Document]) -> Iterator[tuple[str, Node]]:
    """Yield the name of a function and a binding, file by file.

    ``JsonConvert.DeserializeObject`` keeps comments as values of an array, and those are no bindings.
    """
    for function, text in functions.items():
        path = f"{function}/function.json"
        if function not in documents:
            documents[function] = parse(text, comments=True)
        document = documents[function]
        root = document.value
        if document.problems or root is None or root.kind != "object":
            raise _Unverifiable(Origin(path))
        try:
            check_dates(root)
        except Dropped as dropped:
            raise _Unverifiable(Origin(path, dropped.node.line, dropped.node.column)) from None
        listed = root.get("bindings")
        if listed is None:
            continue
        if listed.members():
            raise _Unverifiable(Origin(path, listed.line, listed.column))
        for binding in listed.items():
            if binding.kind != "object":
                raise _Unverifiable(Origin(path, binding.line, binding.column))
            yield function, binding


def _needs_storage(binding: Node, zone: tzinfo | None) -> bool:
    """Whether a binding's type has "trigger" in it and is not one of those that run without host storage."""
    node = binding.get("type")
    kind = fold(indented(node, zone)) if node is not None else ""
    return "TRIGGER" in kind and kind not in _NO_STORAGE


def _missing(function: str, binding: Node, known: Known, zone: tzinfo | None) -> Iterator[Diagnostic]:
    for name, member in properties(binding).items():
        if name not in _CHECKED_PROPERTIES:
            continue
        value = indented(member.node, zone)
        if is_blank(value):
            message = f'"{name}" of function "{shown_name(function)}" is empty'
        elif known.has_section(value) if name == "connection" else fold(value) in known.names:
            continue
        else:
            message = f'func start finds no setting for "{name}" of function "{shown_name(function)}"'
        place = Origin(f"{function}/function.json", member.node.line, member.node.column)
        yield of_kind("setting_skipped", message, severity="info", origin=place)
