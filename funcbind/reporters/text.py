"""The report for people: a table a function, then the findings, then one line that sums up."""

from __future__ import annotations

from funcbind.redaction import shown_name
from funcbind.reporters.rows import places_of
from funcbind.reporters.style import Style, aligned
from funcbind.reporters.words import count, listed, printable, shown_path, shown_place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.check import Checked, Given, Report, Verdict
    from funcbind.diagnostics import Diagnostic

    # Mark, binding, type, connection, endpoint, identity; the first says how to paint the row.
    Row = tuple[str, str, str, str, str, str]

_MOST_PLACES = 4


def render(
    report: Report, style: Style, *, verbose: bool = False, quiet: bool = False, statistics: bool = False
) -> str:
    """Return the whole report as text that ends with a newline; ``quiet`` leaves everything out but the findings."""
    findings = report.diagnostics
    parts = [] if quiet else [_app(checked, style, verbose) for checked in report.apps]
    if findings:
        from funcbind.reporters.snippets import Snippets

        snippets = Snippets(frozenset(source.name for one in report.apps for source in one.given.sources))
        parts += [finding(diagnostic, style, verbose, snippets.of(diagnostic)) for diagnostic in findings]
    if verbose:
        parts.append("".join(map(_ignored, report.ignored)) + _needless(report))
    if statistics and findings:
        parts.append(_statistics(findings))
    if findings or not quiet:
        parts.append(summary(report, style) + "\n")
    return "\n".join(part for part in parts if part)


def concise(report: Report) -> str:
    """Return one line a finding: place, severity, code, message and hint."""
    lines = []
    for one in report.diagnostics:
        hint = f" ({printable(one.hint)})" if one.hint else ""
        place = shown_place(one.origin)
        lines.append(f"{place}: " * bool(place) + f"{one.severity} {one.code} {printable(one.message)}{hint}\n")
    return "".join(lines)


def _ignored(one: tuple[Diagnostic, str]) -> str:
    diagnostic, reason = one
    about = f" {diagnostic.connection}" if diagnostic.connection else ""
    place = shown_place(diagnostic.origin)
    return f"ignored {diagnostic.code} {diagnostic.name}{about}  {place}: {printable(reason)}\n"


def _needless(report: Report) -> str:
    """The decisions to ignore something that is no longer found."""
    return "".join(
        f"not found: {printable(one.what)}{printable(':' * bool(one.connection) + one.connection)}, which the "
        f"configuration ignores ({printable(one.reason)})\n"
        for one in report.policy.ignores
        if not any(map(one.covers, report.found))
    )


def _statistics(findings: Iterable[Diagnostic]) -> str:
    counts: dict[tuple[str, str], int] = {}
    for diagnostic in findings:
        counts[diagnostic.code, diagnostic.name] = counts.get((diagnostic.code, diagnostic.name), 0) + 1
    rows = [(f"{number:>5,}", *key) for key, number in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
    return "".join("  ".join(row) + "\n" for row in rows)


def _app(checked: Checked, style: Style, verbose: bool) -> str:
    lines = heading(checked.app.root, checked.given, style)
    if verbose:
        lines.append(_fact("Read", listed([shown_path(file) for file in checked.app.files]) or "nothing", style))
    functions: dict[str, list[Verdict]] = {}
    for verdict in checked.verdicts:
        functions.setdefault(verdict.binding.function, []).append(verdict)
    rows = [row for verdicts in functions.values() for verdict in verdicts for row in _rows(verdict, verbose)]
    cells = iter(aligned([row[1:] for row in rows]) if rows else [])
    for function, verdicts in functions.items():
        place = shown_place(verdicts[0].binding.origin)
        lines += ["", f"{style.bold(shown_name(function) or '(no name)')}  {style.dim(place)}".rstrip()]
        for verdict in verdicts:
            lines += [_painted(row[0], next(cells), style) for row in _rows(verdict, verbose)]
        if verbose:
            lines += [style.dim(line) for line in _unused(verdicts)]
    return "\n".join(lines) + "\n"


def heading(root: str, given: Given, style: Style) -> list[str]:
    """Return the lines that say which app was checked against what."""
    sources = listed([shown_path(source.name) for source in given.sources]) or "none"
    target = given.target + (f" (guessed from {given.guessed})" if given.guessed else "") + f", {given.os}"
    facts = [("App", shown_path(root)), ("Settings", sources), ("Target", target)]
    facts += [("Note", printable(note)) for note in given.notes]
    return [_fact(name, text, style) for name, text in facts]


def _fact(name: str, text: str, style: Style) -> str:
    return style.dim(f"{name:<9}") + " " + text


def _rows(verdict: Verdict, verbose: bool) -> list[Row]:
    """One row for every place that the binding's clients connect to."""
    binding, resolution = verdict.binding, verdict.resolution
    connection = resolution.name if resolution is not None else binding.connection or ""
    words = shown_name(binding.name), shown_name(binding.type), shown_name(connection) or "-"
    rows: list[Row] = []
    for mark, endpoint, identity in places_of(verdict, verbose=verbose):
        rows.append((mark, *words, endpoint, identity))
        words = "", "", ""
    return rows


def _unused(verdicts: Iterable[Verdict]) -> list[str]:
    """Lines about the settings beside those that count, which have no effect."""
    settings = {s: None for v in verdicts if v.resolution is not None for s in v.resolution.ignored}
    return [f"  no effect: {shown_name(setting.name)}  {shown_place(setting.origin)}".rstrip() for setting in settings]


def _painted(mark: str, cells: tuple[str, ...], style: Style) -> str:
    name, kind, connection, endpoint, identity = cells
    endpoint = style.severity(mark, endpoint) if mark else endpoint
    return "  ".join(("", name, style.dim(kind), connection, endpoint, style.dim(identity))).rstrip()


def finding(diagnostic: Diagnostic, style: Style, verbose: bool, snippet: Iterable[str] = ()) -> str:
    """Return one finding: place, code and name, its line, then the message, the hint and the other places."""
    place = shown_place(diagnostic.origin)
    head = f"{style.bold(place)}: " if place else ""
    head += f"{style.severity(diagnostic.severity, diagnostic.severity)} {diagnostic.code} {diagnostic.name}"
    lines = [head, *(style.dim(f"  {line}") for line in snippet), f"  {printable(diagnostic.message)}"]
    if diagnostic.hint:
        lines.append(f"  {style.good('hint')}: {printable(diagnostic.hint)}")
    shown = diagnostic.related if verbose else diagnostic.related[:_MOST_PLACES]
    lines += [f"  {style.dim(f'{shown_place(origin)}: {printable(words)}')}" for origin, words in shown]
    if len(shown) < len(diagnostic.related):
        more = count(len(diagnostic.related) - len(shown), "more place")
        lines.append("  " + style.dim(f"and {more}"))
    return "\n".join(lines) + "\n"


def summary(report: Report, style: Style) -> str:
    """Return the last line: how many findings of each severity, in how much."""
    severities = [diagnostic.severity for diagnostic in report.diagnostics]
    counts = [(kind, severities.count(kind)) for kind in ("error", "warning", "info")]
    found = [
        style.severity(kind, f"{number:,} info" if kind == "info" else count(number, kind))
        for kind, number in counts
        if number
    ]
    # The same app may be checked for two targets.
    checked = [one for one in report.apps if not one.unchecked]
    apps = {one.app.root: one.app for one in checked}
    connections = {
        (one.app.root, verdict.resolution.name.upper())
        for one in checked
        for verdict in one.verdicts
        if verdict.resolution is not None and verdict.resolution.name
    }
    extent = [
        count(len(connections), "connection"),
        count(sum(len(app.functions) for app in apps.values()), "function"),
    ]
    roots = {one.app.root for one in report.apps}
    if len(roots) > 1:
        extent.append(count(len(apps), "app"))
    missed = len(report.apps) - len(checked)
    if missed:
        extent.append(f"{count(missed, 'app')} not")
    if not checked:
        return f"{listed(found)}: nothing could be checked" if found else style.severity("error", "Nothing was checked")
    ignored = f", {count(len(report.ignored), 'finding')} ignored" if report.ignored else ""
    return f"{listed(found) if found else style.good('All good')}: {', '.join(extent)} checked{ignored}"
