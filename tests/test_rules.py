"""The table of rules: every bad example is reported with exactly its code, every good one with nothing at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from funcbind.diagnostics import KINDS
from funcbind.rules import rules

from .rules import findings

if TYPE_CHECKING:
    from pathlib import Path

    from funcbind.rules.model import Rule

RULES = rules()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_is_reported_with_exactly_this_code(rule: Rule, tmp_path: Path) -> None:
    found = findings(rule.bad, tmp_path)
    assert {one.code for one in found} == {rule.code}, found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_is_silent(rule: Rule, tmp_path: Path) -> None:
    assert findings(rule.good, tmp_path) == []


def test_codes_and_names_are_unique_and_belong_to_nobody_else() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)
    taken = dict(KINDS.values())
    for rule in RULES:
        assert taken.get(rule.code, rule.name) == rule.name


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_row_is_complete(rule: Rule) -> None:
    assert re.fullmatch(r"FB[1-9]\d\d", rule.code)
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", rule.name)
    assert rule.severity in ("error", "warning", "info")
    assert rule.what.endswith(".")
    assert rule.why.endswith(".")
    assert rule.source.startswith("https://")
