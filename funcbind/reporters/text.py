"""The report for people: a table a function, then the findings, then one line that sums up."""

from __future__ import annotations

from funcbind.redaction import shown_name
from funcbind.reporters.style import Style, aligned
from funcbind.reporters.words import auth_words, count, listed, printable, shown_place, shown_uri

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.check import Checked, Given, Report, Verdict
    from funcbind.connections import Client
    from funcbind.diagnostics import Diagnostic

    # Mark, binding, type, connection, endpoint, identity; the first says how to paint the row.
    Row = tuple[str, str, str, str, str, str]

_MOST_PLACES = 4
_ROLES = {"host_blob": "host storage", "host_queue": "host storage", "checkpoint": "checkpoints", "lease": "leases"}


def render(report: Report, style: Style, *, verbose: bool = False) -> str:
    """Return the whole report as text that ends with a newline."""
    parts = [_app(checked, style, verbose) for checked in report.apps]
    findings = report.diagnostics
    parts += [finding(diagnostic, style, verbose) for diagnostic in findings]
    parts.append(summary(report, style) + "\n")
    return "\n".join(part for part in parts if part)


def _app(checked: Checked, style: Style, verbose: bool) -> str:
    lines = heading(checked.app.root, checked.given, checked.unchecked, style)
    by_function: dict[str, list[Row]] = {}
    places: dict[str, str] = {}
    for verdict in checked.verdicts:
        function = verdict.binding.function
        by_function.setdefault(function, []).extend(_rows(verdict, verbose))
        places.setdefault(function, shown_place(verdict.binding.origin))
    cells = iter(aligned([row[1:] for rows in by_function.values() for row in rows]) if by_function else [])
    for function, rows in by_function.items():
        lines += ["", f"{style.bold(shown_name(function) or '(no name)')}  {style.dim(places[function])}".rstrip()]
        lines += [_painted(row[0], next(cells), style) for row in rows]
    return "\n".join(lines) + "\n"


def heading(root: str, given: Given, unchecked: str, style: Style) -> list[str]:
    """Return the lines that say which app was checked against what."""
    sources = listed([printable(source.name) for source in given.sources]) if given.sources else "none"
    target = given.target + (f" (guessed from {given.guessed})" if given.guessed else "") + f", {given.os}"
    facts = [("App", printable(root)), ("Settings", sources), ("Target", target)]
    facts += [("Note", printable(note)) for note in given.notes]
    if unchecked:
        facts.append(("Unchecked", printable(unchecked)))
    return [style.dim(f"{name:<9}") + " " + text for name, text in facts]


def _rows(verdict: Verdict, verbose: bool) -> list[Row]:
    """One row for every place that the binding's clients connect to."""
    binding, resolution = verdict.binding, verdict.resolution
    connection = resolution.name if resolution is not None else binding.connection or ""
    words = shown_name(binding.name), shown_name(binding.type), shown_name(connection) or "-"
    if resolution is None or verdict.status == "unchecked":
        return [("", *words, f"not checked: {verdict.reason}", "")]
    if verdict.status == "environment":
        return [("info", *words, "only in the environment of this process", "")]
    places: dict[tuple[str, str, str], None] = {}
    for client in resolution.clients:
        if client.own or verbose or client.rejection is not None:
            places.update(dict.fromkeys(client_cells(client)))
    if not places:
        code = verdict.findings[0].code if verdict.findings else ""
        places[("error", f"{code} refused", "") if code else ("", "-", "")] = None
    rows: list[Row] = []
    for mark, endpoint, identity in places:
        rows.append((mark, *words, endpoint, identity))
        words = "", "", ""
    return rows


def client_cells(client: Client) -> list[tuple[str, str, str]]:
    """Return mark, endpoint and identity of each place that a client connects to, or its refusal."""
    needs = "" if client.own else f" ({_ROLES.get(client.role, client.role.replace('_', ' '))})"
    if client.rejection is not None:
        return [("error", f"{client.rejection.code} refused{needs}", "")]
    cells = []
    for endpoint in client.endpoints:
        name = f"{shown_name(endpoint.name)}: " if endpoint.name else ""
        cells.append(("", name + shown_uri(endpoint.uri) + needs, auth_words(endpoint)))
    return cells


def _painted(mark: str, cells: tuple[str, ...], style: Style) -> str:
    name, kind, connection, endpoint, identity = cells
    endpoint = style.severity(mark, endpoint) if mark else endpoint
    return "  ".join(("", name, style.dim(kind), connection, endpoint, style.dim(identity))).rstrip()


def finding(diagnostic: Diagnostic, style: Style, verbose: bool) -> str:
    """Return one finding: place, code and name, then the message, the hint and the other places."""
    place = shown_place(diagnostic.origin)
    head = f"{style.bold(place)}: " if place else ""
    head += f"{style.severity(diagnostic.severity, diagnostic.severity)} {diagnostic.code} {diagnostic.name}"
    lines = [head, f"  {printable(diagnostic.message)}"]
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
    checked = [one for one in report.apps if not one.unchecked]
    connections = {
        (one.app.root, verdict.resolution.name.upper())
        for one in checked
        for verdict in one.verdicts
        if verdict.resolution is not None
    }
    extent = [count(len(connections), "connection"), count(sum(len(one.app.functions) for one in checked), "function")]
    if len(report.apps) > 1:
        extent.append(count(len(checked), "app"))
    if not checked:
        return f"{listed(found)}: nothing could be checked" if found else style.severity("error", "Nothing was checked")
    return f"{listed(found) if found else style.good('All good')}: {', '.join(extent)} checked"
