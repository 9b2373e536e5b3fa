"""The report for programs."""

from __future__ import annotations

import json

from funcbind.reporters.data import report_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.check import Report


def render(report: Report) -> str:
    """Return the report as JSON in ASCII, so that no terminal's encoding can spoil it."""
    return dump(report_data(report))


def dump(data: object) -> str:
    """Return plain data as JSON text that ends with a newline."""
    return json.dumps(data, indent=2) + "\n"
