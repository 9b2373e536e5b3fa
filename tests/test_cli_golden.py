"""The output of the commands, word by word: each folder of ``golden`` is an app and a transcript.

``FUNCBIND_GOLDEN=write pytest tests/test_cli_golden.py`` writes the transcripts anew; read the difference before you
commit it. ``local.settings.json`` is called ``settings.json`` there, so that git keeps it.
"""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

import pytest

from funcbind.cli import main

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
PROMPT = "$ funcbind"
WRITE = os.environ.get("FUNCBIND_GOLDEN") == "write"


@pytest.mark.parametrize("case", CASES)
def test_transcript(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command of a transcript prints what the transcript says."""
    app = tmp_path / "app"
    shutil.copytree(GOLDEN / case / "app", app)
    for settings in app.rglob("settings.json"):
        settings.rename(settings.with_name("local.settings.json"))
    for name in os.environ:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("ONLY_HERE__fullyQualifiedNamespace", "fake.servicebus.windows.net")
    monkeypatch.chdir(app)
    transcript = GOLDEN / case / "transcript.txt"
    expected = transcript.read_text(encoding="utf-8")
    commands = [line for line in expected.splitlines() if line.startswith(PROMPT)]
    assert commands, f"{transcript} has no line that begins with {PROMPT!r}"
    printed = "\n".join(_run(command, capsys) for command in commands)
    if WRITE:
        transcript.write_text(printed, encoding="utf-8")
    assert printed == expected


def _run(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    code = main(shlex.split(command.removeprefix(PROMPT)))
    captured = capsys.readouterr()
    errors = "".join(f"! {line}\n" for line in captured.err.splitlines())
    return f"{command}\n{captured.out}{errors}[exit {code}]\n"
