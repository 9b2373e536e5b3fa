"""The report as workflow commands, which GitHub shows beside the lines of a pull request.

Source: ``packages/core/src/command.ts`` of actions/toolkit (what is escaped, and how).
"""

from __future__ import annotations

from funcbind.reporters.places import place_of, repository
from funcbind.reporters.words import printable, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.check import Report
    from funcbind.diagnostics import Diagnostic

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report) -> str:
    """Return one command a finding, each on a line of its own."""
    root = repository()
    lines = [_command(diagnostic, report, root) for diagnostic in report.diagnostics]
    if report.problem:
        lines.append(f"::error title=funcbind::{_data(printable(report.problem))}")
    return "".join(line + "\n" for line in lines)


def _command(diagnostic: Diagnostic, report: Report, root: str) -> str:
    path, origin = place_of(diagnostic, report, root)
    properties = {"file": shown_path(path)} if path else {}
    if origin is not None and origin.line:
        properties |= {"line": str(origin.line), "col": str(origin.column)}
    properties["title"] = f"{diagnostic.code} {diagnostic.name}"
    text = printable(diagnostic.message) + (f"\nhint: {printable(diagnostic.hint)}" if diagnostic.hint else "")
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
