"""The README's outputs are what the commands print today.

``python -m tests.test_readme`` writes them anew.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from pathlib import Path

from funcbind.cli import main

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"<!-- output: funcbind (?P<arguments>.*?) -->\n```text\n(?P<output>.*?)```", re.DOTALL)


def written(text: str) -> str:
    """The README with every output block as the command prints it."""

    def replace(match: re.Match[str]) -> str:
        out = io.StringIO()
        with contextlib.chdir(ROOT) if hasattr(contextlib, "chdir") else _chdir(ROOT), contextlib.redirect_stdout(out):
            main(shlex.split(match["arguments"]))
        return f"<!-- output: funcbind {match['arguments']} -->\n```text\n{out.getvalue()}```"

    return BLOCK.sub(replace, text)


@contextlib.contextmanager
def _chdir(folder: Path) -> object:  # type: ignore[misc] # Python 3.10 has no contextlib.chdir
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def test_the_readme_shows_what_the_commands_print() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert BLOCK.search(text)
    assert written(text) == text, "run: python -m tests.test_readme"


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")
