"""One page for every code that funcbind prints: rules, and what the host refuses."""

from __future__ import annotations

from funcbind._record import Record
from funcbind.diagnostics import KINDS
from funcbind.rules import rules
from funcbind.rules.refusals import REFUSALS, SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.rules.model import Example


class Page(Record):
    """What there is to say about a code.

    Attributes:
        code, name, severity, what, why, source: as in :class:`funcbind.rules.model.Rule`.
        refusal: whether the host itself, or the reader of a file, says no.
        since: version of funcbind that brought it.
        bad, good: examples, ``None`` for a refusal.
    """

    code: str
    name: str
    severity: str
    what: str
    why: str
    source: str
    refusal: bool
    since: str = "0.1.0"
    bad: Example | None = None
    good: Example | None = None


def pages() -> tuple[Page, ...]:
    """Return every page, by code; a rule that shares the code of a refusal comes with it."""
    found = {
        rule.code: Page(
            rule.code,
            rule.name,
            rule.severity,
            rule.what,
            rule.why,
            rule.source,
            False,
            rule.since,
            rule.bad,
            rule.good,
        )
        for rule in rules()
    }
    for code, name in KINDS.values():
        if code in REFUSALS and code not in found:
            found[code] = Page(code, name, SEVERITIES.get(code, "error"), *REFUSALS[code], True)
    return tuple(found[code] for code in sorted(found))
