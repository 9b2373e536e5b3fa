"""The explanations for people."""

from __future__ import annotations

from funcbind.redaction import shown_name
from funcbind.reporters.style import aligned
from funcbind.reporters.text import client_cells, finding, heading
from funcbind.reporters.words import auth_words, count, listed, printable, shown_place, shown_uri

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from funcbind.connections import Client
    from funcbind.explain import Explanation, Section, Use
    from funcbind.reporters.style import Style

_MOST_FUNCTIONS = 3


def render(sections: Iterable[Section], style: Style) -> str:
    """Return every explanation in full."""
    parts = []
    for section in sections:
        if section.explanations:
            parts.append("\n".join(heading(section.root, section.given, section.given.problem, style)) + "\n")
            parts += [_explanation(one, style) for one in section.explanations]
    return "\n".join(parts)


def render_table(sections: Iterable[Section], style: Style) -> str:
    """Return one line a connection."""
    parts = []
    for section in sections:
        lines = heading(section.root, section.given, section.given.problem, style)
        rows: list[tuple[str, ...]] = [("Connection", "Binding type", "Used by", "Found at", "Endpoint", "Identity")]
        for one in section.explanations:
            rows += _table_rows(one)
        if len(rows) == 1:
            lines += ["", "no binding has a connection"]
        else:
            head, *body = ("  ".join(row).rstrip() for row in aligned(rows))
            lines += ["", style.bold(head), *body]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _table_rows(one: Explanation) -> list[tuple[str, ...]]:
    resolution = one.resolution
    found = next((step.path for step in one.steps if step.chosen), "")
    first = (
        shown_name(resolution.name) or "-",
        shown_name(resolution.binding.type),
        count(len({binding.function for binding in one.bindings}), "function"),
        shown_name(found) or "-",
    )
    cells = list(
        dict.fromkeys(
            cell[1:]
            for client in resolution.clients
            if client.own or client.rejection is not None
            for cell in client_cells(client)
        )
    ) or [(f"{one.diagnostics[0].code} refused" if one.diagnostics else "-", "")]
    return [((*first, *cell) if not index else ("", "", "", "", *cell)) for index, cell in enumerate(cells)]


def _explanation(one: Explanation, style: Style) -> str:
    resolution = one.resolution
    lines = [f"{style.bold(shown_name(resolution.name) or '(no name)')}  {shown_name(resolution.binding.type)}"]
    users = [
        f"{shown_name(b.function)} {style.dim(shown_place(b.origin))}".rstrip() for b in one.bindings if b.function
    ]
    if users:
        more = [f"{len(users) - _MOST_FUNCTIONS:,} more"] if len(users) > _MOST_FUNCTIONS else []
        lines.append("  used by " + listed(users[:_MOST_FUNCTIONS] + more))
    lines += ["", style.bold("  Looked up, in this order")] if one.steps else []
    rows: list[tuple[str, str, str]] = []
    for step in one.steps:
        rows.append((f"  {shown_name(step.path)}", "", step.outcome))
        rows += [_use_row(use) for use in step.uses]
    marked = iter(one.steps)
    for cells in aligned(rows) if rows else []:
        line = "  " + "  ".join(cells).rstrip()
        is_step = not cells[0].startswith("    ")
        lines.append(style.good(line) if is_step and next(marked).chosen else line)
    lines += _block("Also read", [_use_row(use)[:3] for use in one.others], style)
    overridden = [
        (f"  {shown_name(s.name)}", shown_place(s.origin), "replaced by a later source") for s in one.overridden
    ]
    lines += _block("Overridden", overridden, style)
    lines += _block("The host connects to", _clients(resolution.clients, own=True), style)
    lines += _block("The binding also needs", _clients(resolution.clients, own=False), style)
    readers = [
        ("  agrees" if one.agrees else "  differs", printable(one.who), printable(one.outcome)) for one in one.readers
    ]
    lines += _block("Other readers of this name", readers, style)
    text = "\n".join(lines) + "\n"
    return text + "".join("\n" + finding(diagnostic, style, verbose=True) for diagnostic in one.diagnostics)


def _use_row(use: Use) -> tuple[str, str, str]:
    outcome = f"ignored: {use.reason}" if use.reason else "used"
    return f"    {shown_name(use.setting.name)}", shown_place(use.setting.origin), outcome


def _block(title: str, rows: Sequence[tuple[str, ...]], style: Style) -> list[str]:
    if not rows:
        return []
    return ["", style.bold(f"  {title}"), *("  " + "  ".join(cells).rstrip() for cells in aligned(rows))]


def _clients(clients: Iterable[Client], *, own: bool) -> list[tuple[str, ...]]:
    rows: dict[tuple[str, ...], None] = {}
    for client in clients:
        if client.own is not own:
            continue
        role = "  " + client.role.replace("_", " ")
        if client.rejection is not None:
            rows[role, f"{client.rejection.code} refused", "", ""] = None
        for endpoint in client.endpoints:
            scope = f"scope {endpoint.scope}" if endpoint.scope and endpoint.credential is not None else ""
            rows[role, shown_uri(endpoint.uri), auth_words(endpoint), scope] = None
    return list(rows)
