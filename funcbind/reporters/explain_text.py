"""The explanations for people."""

from __future__ import annotations

from funcbind.redaction import shown_name
from funcbind.reporters.rows import places_of
from funcbind.reporters.style import aligned
from funcbind.reporters.text import finding, heading
from funcbind.reporters.words import auth_words, count, listed, printable, shown_place, shown_uri

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from funcbind.connections import Client
    from funcbind.explain import Explanation, Section, Step, Use
    from funcbind.reporters.style import Style

_MOST_FUNCTIONS = 3


def render(sections: Iterable[Section], style: Style) -> str:
    """Return every explanation in full."""
    parts = []
    for section in sections:
        if section.explanations:
            parts.append("\n".join(heading(section.root, section.given, style)) + "\n")
            parts += [_explanation(one, style) for one in section.explanations]
    return "\n".join(parts)


def render_table(sections: Iterable[Section], style: Style, *, verbose: bool = False) -> str:
    """Return one line a connection; ``verbose`` adds what its bindings need besides."""
    parts = []
    for section in sections:
        lines = heading(section.root, section.given, style)
        rows: list[tuple[str, ...]] = [("Connection", "Binding type", "Used by", "Found at", "Endpoint", "Identity")]
        for one in section.explanations:
            rows += _table_rows(one, verbose)
        if len(rows) == 1:
            lines += ["", "no binding has a connection"]
        else:
            head, *body = ("  ".join(row).rstrip() for row in aligned(rows))
            lines += ["", style.bold(head), *body]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _table_rows(one: Explanation, verbose: bool) -> list[tuple[str, ...]]:
    resolution = one.resolution
    first = (
        shown_name(resolution.name) or "-",
        shown_name(resolution.binding.type),
        count(len({binding.function for binding in one.bindings}), "function"),
        shown_name(next((step.path for step in one.steps if step.chosen and step.own), "")) or "-",
    )
    rows: list[tuple[str, ...]] = []
    for _, endpoint, identity in places_of(one.verdict, verbose=verbose):
        rows.append((*first, endpoint, identity))
        first = "", "", "", ""
    return rows


def _explanation(one: Explanation, style: Style) -> str:
    resolution = one.resolution
    lines = [f"{style.bold(shown_name(resolution.name) or '(no name)')}  {shown_name(resolution.binding.type)}"]
    users = [
        f"{shown_name(b.function)} {style.dim(shown_place(b.origin))}".rstrip() for b in one.bindings if b.function
    ]
    if users:
        more = [f"{len(users) - _MOST_FUNCTIONS:,} more"] if len(users) > _MOST_FUNCTIONS else []
        lines.append("  used by " + listed(users[:_MOST_FUNCTIONS] + more))
    lines += _steps("Looked up, in this order", [step for step in one.steps if step.own], style)
    lines += _steps("Looked up for what it needs besides", [step for step in one.steps if not step.own], style)
    lines += _block("Also read", [_use_row(use) for use in one.others], style)
    overridden = [
        (f"  {shown_name(setting.name)}", shown_place(setting.origin), "replaced by a later source")
        for setting in one.overridden
    ]
    lines += _block("Overridden", overridden, style)
    lines += _block("The host connects to", _clients(resolution.clients, own=True), style)
    lines += _block("The binding also needs", _clients(resolution.clients, own=False), style)
    readers = [
        ("  agrees" if reader.agrees else "  differs", printable(reader.who), printable(reader.outcome))
        for reader in one.readers
    ]
    lines += _block("Other readers of this name", readers, style)
    text = "\n".join(lines) + "\n"
    findings = dict.fromkeys(one.verdict.findings)
    return text + "".join("\n" + finding(diagnostic, style, verbose=True) for diagnostic in findings)


def _steps(title: str, steps: Sequence[Step], style: Style) -> list[str]:
    if not steps:
        return []
    rows: list[tuple[str, ...]] = []
    taken: list[bool] = []
    for step in steps:
        rows.append((f"  {shown_name(step.path)}", "", step.outcome))
        rows += [_use_row(use) for use in step.uses]
        taken += [step.chosen, *(False for _ in step.uses)]
    lines = ["  " + "  ".join(cells).rstrip() for cells in aligned(rows)]
    painted = [style.good(line) if chosen else line for line, chosen in zip(lines, taken, strict=True)]
    return ["", style.bold(f"  {title}"), *painted]


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
