"""The explanations as plain data; docs/json.md describes them."""

from __future__ import annotations

from funcbind.redaction import shown_name
from funcbind.reporters.data import VERSION, app_data, binding_data, clients_data, diagnostic_data, setting_data
from funcbind.reporters.words import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.explain import Explanation, Section, Use


def explanation_data(sections: Iterable[Section]) -> dict[str, object]:
    """Return what ``funcbind explain --format json`` prints."""
    sections = tuple(sections)
    targets = list(dict.fromkeys(section.given.target for section in sections))
    return {
        "version": VERSION,
        "target": targets[0] if len(targets) == 1 else "",
        "apps": [app_data(section.root, section.given) for section in sections],
        "connections": [_explanation(one, section.root) for section in sections for one in section.explanations],
    }


def _explanation(one: Explanation, root: str) -> dict[str, object]:
    return {
        "app": shown_path(root),
        "connection": shown_name(one.resolution.name),
        "type": shown_name(one.resolution.binding.type),
        "status": one.verdict.status,
        "bindings": [binding_data(binding) for binding in one.bindings],
        "looked_up": [
            {
                "path": shown_name(step.path),
                "found": step.found,
                "chosen": step.chosen,
                "own": step.own,
                "outcome": step.outcome,
                "settings": [_use(use) for use in step.uses],
            }
            for step in one.steps
        ],
        "others": [_use(use) for use in one.others],
        "overridden": [setting_data(setting) for setting in one.overridden],
        "endpoints": clients_data(one.resolution),
        "readers": [{"who": reader.who, "agrees": reader.agrees, "outcome": reader.outcome} for reader in one.readers],
        "diagnostics": [diagnostic_data(diagnostic) for diagnostic in one.verdict.findings],
    }


def _use(use: Use) -> dict[str, object]:
    return {**setting_data(use.setting), "used": not use.reason, "reason": use.reason}
