"""Reading host.json and function.json as the host's JSON parser (Newtonsoft) does, with positions."""

from __future__ import annotations

import json

from funcbind._record import Record
from funcbind.diagnostics import of_kind
from funcbind.settings.model import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.diagnostics import Diagnostic


class JsonFile(Record):
    """A parsed JSON file."""

    path: str
    value: object = None
    problems: tuple[Diagnostic, ...] = ()

    def origin(self, *steps: str | int) -> Origin:
        return Origin(self.path)


def read_json(path: str, consequence: str) -> JsonFile:
    try:
        with open(path, "rb") as f:
            return JsonFile(path, json.loads(f.read()))
    except (OSError, ValueError, RecursionError):
        return JsonFile(path, None, (of_kind("app_unreadable", f"{consequence}", origin=Origin(path)),))
