"""The ``--cases DIR`` option: replay other case files of the same format."""

from __future__ import annotations

from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"
SUMMARY: dict[str, dict[str, tuple[int, int]]] = {}
DIFFERENCES: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cases", default=str(CASES), help="folder of conformance case files (*.jsonl)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not SUMMARY:
        return
    terminalreporter.section("conformance: agreed/total by tier")
    for name, tiers in sorted(SUMMARY.items()):
        shown = "  ".join(f"{tier} {agreed}/{total}" for tier, (agreed, total) in sorted(tiers.items()))
        terminalreporter.write_line(f"{name:<16}{shown}")
    for line in DIFFERENCES:
        terminalreporter.write_line(line)
