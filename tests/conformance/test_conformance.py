"""Replay what Microsoft's own code did, case by case.

Core cases must all agree. Odd ones (exotic text) must agree in 97 % of a file, or all but one. Extra ones are not
counted. ``pytest tests/conformance --cases DIR`` replays other files of the same format.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from .conftest import DIFFERENCES, SUMMARY

FAMILIES = {
    "configuration": "configuration",
    "lookup": "configuration",
    "nameresolver": "configuration",
    "credential": "credential",
    "localsettings": "localsettings",
    "metadata": "metadata",
    "blob": "storage",
    "queue": "storage",
    "table": "storage",
    "hoststorage": "storage",
    "servicebus": "servicebus",
    "eventhubs": "eventhubs",
    "eventgrid": "eventgrid",
    "cosmosdb": "cosmosdb",
    "signalr": "signalr",
    "webpubsub": "webpubsub",
}


def cases_of(folder: str, name: str) -> list[dict[str, Any]]:
    path = Path(folder) / f"{name}.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_bytes().decode().split("\n") if line.strip()]


@pytest.mark.parametrize("name", FAMILIES)
def test_agrees_with_the_host(name: str, request: pytest.FixtureRequest) -> None:
    """Every core case and nearly every odd case of a file has the recorded outcome."""
    folder = request.config.getoption("--cases")
    cases = cases_of(folder, name)
    if not cases:
        pytest.skip(f"no {name}.jsonl in {folder}")
    compare = import_module(f"tests.conformance.replay.{FAMILIES[name]}").compare
    agreed: dict[str, int] = {}
    total: dict[str, int] = {}
    differing: list[str] = []
    for case in cases:
        tier = case["tier"]
        total[tier] = total.get(tier, 0) + 1
        differences = compare(case)
        if not differences:
            agreed[tier] = agreed.get(tier, 0) + 1
        elif tier != "extra":
            differing.append(f"{tier} {case['id']} ({case['why']}): {'; '.join(differences)}")
    SUMMARY[name] = {tier: (agreed.get(tier, 0), total[tier]) for tier in total}
    DIFFERENCES.extend(differing)
    failed = [line for line in differing if line.startswith("core")]
    odd = total.get("odd", 0) - agreed.get("odd", 0)
    assert not failed, "\n".join(failed[:20])
    assert odd <= max(1, 0.03 * total.get("odd", 0)), "\n".join(differing[:20])
