"""Running the rules over one checked app."""

from __future__ import annotations

from funcbind.rules import rules
from funcbind.rules.model import Context, diagnostic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.bindings import App
    from funcbind.check import Given
    from funcbind.connections import Resolution
    from funcbind.diagnostics import Diagnostic


def comment(app: App, given: Given, resolutions: Iterable[Resolution]) -> list[Diagnostic]:
    """Return what the rules say about an app, in the order of the table."""
    context = Context(app, given, tuple(resolutions))
    return [diagnostic(rule, finding) for rule in rules() for finding in rule.check(context)]
