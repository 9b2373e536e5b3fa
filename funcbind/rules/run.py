"""Running the rules over one checked app."""

from __future__ import annotations

from funcbind.rules import GROUPS
from funcbind.rules.clues import APPLIES, Clues

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.bindings import App
    from funcbind.check import Given
    from funcbind.connections import Resolution
    from funcbind.diagnostics import Diagnostic


def comment(app: App, given: Given, resolutions: Iterable[Resolution]) -> list[Diagnostic]:
    """Return what the rules say about an app, by group; only groups that may say anything are loaded."""
    clues = Clues(app, given, resolutions)
    groups = [group for group in GROUPS if group not in APPLIES or APPLIES[group](clues)]
    return comment_of(groups, clues) if groups else []


def comment_of(groups: Iterable[str], clues: Clues) -> list[Diagnostic]:
    """Return what the rules of some groups say."""
    from funcbind.rules.model import Context, diagnostic

    context = Context(clues.app, clues.given, clues.resolutions)
    # importlib.import_module would load importlib and warnings first.
    rules = [rule for group in groups for rule in __import__(f"funcbind.rules.{group}", fromlist=("RULES",)).RULES]
    return [diagnostic(rule, finding) for rule in rules for finding in rule.check(context)]
