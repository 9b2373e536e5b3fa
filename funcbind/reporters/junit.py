"""The report as JUnit XML: a test case for each binding that is well, and one for each finding."""

from __future__ import annotations

from funcbind.redaction import shown_name
from funcbind.reporters.words import printable, shown_path, shown_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.check import Report, Verdict
    from funcbind.diagnostics import Diagnostic

_MARKS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;"}


def render(report: Report) -> str:
    """Return the XML; findings that do not fail the check are cases that pass and say something."""
    found = report.diagnostics
    cases = [
        _binding(verdict, checked.app.root)
        for checked in report.apps
        for verdict in checked.verdicts
        if verdict.status != "refused"
    ]
    cases += [_finding(diagnostic, fails=report.policy.fails(diagnostic)) for diagnostic in found]
    if report.problem:
        cases.append(f'<testcase name="funcbind"><error message={_quoted(report.problem)}/></testcase>')
    skipped = sum("<skipped" in case for case in cases)
    failures = sum(map(report.policy.fails, found))
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{int(bool(report.problem))}" skipped="{skipped}"'
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    body = "".join(f"    {case}\n" for case in cases)
    return f'{head}<testsuites {counts}>\n  <testsuite name="funcbind" {counts}>\n{body}  </testsuite>\n</testsuites>\n'


def _binding(verdict: Verdict, root: str) -> str:
    binding = verdict.binding
    connection = verdict.resolution.name if verdict.resolution is not None else binding.connection
    name = " ".join(filter(None, map(shown_name, (binding.type, binding.name, connection or ""))))
    inner = f"<skipped message={_quoted(verdict.reason)}/>" if verdict.status == "unchecked" else ""
    where = "/".join(part for part in (shown_path(root).strip("."), shown_name(binding.function)) if part)
    return f"<testcase classname={_quoted(where)} name={_quoted(name)}>{inner}</testcase>"


def _finding(diagnostic: Diagnostic, *, fails: bool) -> str:
    place = shown_place(diagnostic.origin)
    name = f"{diagnostic.code} {diagnostic.name}" + (f" {place}" if place else "")
    hint = f"\nhint: {diagnostic.hint}" if diagnostic.hint else ""
    related = "".join(f"\n{shown_place(origin)}: {words}" for origin, words in diagnostic.related)
    text = _escaped(f"{place}: {diagnostic.severity} {diagnostic.message}{hint}{related}")
    tag, kind = "system-out", ""
    if fails:
        tag, kind = "failure", f" type={_quoted(diagnostic.code)} message={_quoted(diagnostic.message)}"
    where = shown_path(diagnostic.origin.source) if diagnostic.origin is not None else "funcbind"
    return f"<testcase classname={_quoted(where)} name={_quoted(name)}><{tag}{kind}>{text}</{tag}></testcase>"


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return "\n".join("".join(_MARKS.get(char, char) for char in printable(line)) for line in text.split("\n"))
