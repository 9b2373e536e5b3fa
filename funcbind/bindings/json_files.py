"""Reading host.json and function.json as the host does, which takes far more than JSON."""

from __future__ import annotations

import os

from funcbind._record import Record
from funcbind.diagnostics import of_kind
from funcbind.settings.jsonc import MAX_DEPTH, parse
from funcbind.settings.model import Origin
from funcbind.settings.sources import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.jsonc import Node

LONGEST_FILE = 8 * 1024 * 1024
_PIPE, _CHARACTERS, _BLOCKS, _SOCKET, _TYPE_OF_FILE = 0o010000, 0o020000, 0o060000, 0o140000, 0o170000
_LONGEST_NUMBER = 1000  # Python refuses much longer ones


class JsonFile(Record):
    """A JSON file as it was read.

    Attributes:
        path: the file.
        value: its object, empty when there is none that can be read.
        problems: every mistake in it; with one of them the host takes nothing of the file.
        root: the text's outermost node, ``None`` when there is none.
    """

    path: str
    value: Mapping[str, object] = {}
    problems: tuple[Diagnostic, ...] = ()
    root: Node | None = None

    def origin(self, *steps: str | int) -> Origin:
        """Return the place of the value at the end of ``steps``, or of the nearest one around it."""
        node = self.root
        origin = Origin(self.path) if node is None else Origin(self.path, node.line, node.column)
        for step in steps:
            if isinstance(step, int):
                items = [] if node is None else node.items()
                node = items[step] if step < len(items) else None
            else:
                node = None if node is None else node.get(step)
            if node is None:
                break
            origin = Origin(self.path, node.line, node.column)
        return origin


def size_of(path: str) -> int:
    """Return the size of a file that can be read to its end.

    Raises:
        OSError: it is not there, or is a pipe or a device, which may have no end.
    """
    status = os.stat(path)
    if status.st_mode & _TYPE_OF_FILE in (_PIPE, _CHARACTERS, _BLOCKS, _SOCKET):
        raise OSError(0, "it is a pipe or a device")
    return status.st_size


def read_json(path: str, consequence: str) -> JsonFile:
    """Read a file that has to hold an object; never raises.

    Args:
        path: the file.
        consequence: what the host does about a mistake, for the messages.
    """
    try:
        if size_of(path) > LONGEST_FILE:
            return _unread(path, f"the file is larger than {LONGEST_FILE // 1024 // 1024} MiB, so it is not read")
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        return _unread(path, f"the file cannot be read ({error.strerror or type(error).__name__}); {consequence}")
    document = parse(decode(content)[0])
    problems = [
        of_kind(
            "app_unreadable",
            f"{problem.message}; {consequence}",
            origin=Origin(path, problem.line, problem.column),
        )
        for problem in document.problems
    ]
    root = document.value
    value = None if root is None else plain(root)
    if not isinstance(value, dict):
        if not problems:
            place = Origin(path) if root is None else Origin(path, root.line, root.column)
            problems.append(of_kind("app_unreadable", f"the file does not hold an object; {consequence}", origin=place))
        value = {}
    return JsonFile(path, value, tuple(problems), root)


def plain(node: Node, depth: int = 0) -> object:
    """Return a node as plain Python values, as ``JObject`` keeps it; what JSON does not know is ``None``.

    A name that occurs twice has the place of the first and the value of the last.
    """
    if depth > MAX_DEPTH:
        return None
    match node.kind:
        case "object":
            return {member.name: plain(member.node, depth + 1) for member in node.members()}
        case "array":
            return [plain(item, depth + 1) for item in node.items()]
        case "string":
            return node.value
        case "number":
            return _number(str(node.value))
        case "true" | "false":
            return node.kind == "true"
    return None


def _number(raw: str) -> int | float | None:
    from funcbind.settings.json_number import number_text

    text = number_text(raw)
    if text is None:
        return None
    whole = text.lstrip("-").isdigit() and text != "-0"  # a double keeps its sign, also as text
    return int(text) if whole and len(text) < _LONGEST_NUMBER else float(text)


def _unread(path: str, message: str) -> JsonFile:
    return JsonFile(path, problems=(of_kind("app_unreadable", message, origin=Origin(path)),))
