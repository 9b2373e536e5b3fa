"""Rules about deployment."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.rules.model import Rule

RULES: tuple[Rule, ...] = ()
