"""Whole projects against ``funcbind check``: ``cases/ok`` must pass in silence, ``cases/err`` must print its text.

A case is a text file or a folder. A text file has a head, then the project's files:

    why: what makes it valid, and who writes it so (may be repeated)
    see: a page or repository that shows the shape
    arguments: --target deployed
    environ: NAME=value
    allow: FB218 the reason why this one info is right here
    git: local.settings.json
    open: what check still says wrongly; the test then has to fail
    === function_app.py
    ...
    === local.settings.json (bom, crlf)
    ...

Without a ``host.json`` the project gets the usual one. A folder holds the files themselves, the head as ``case.json``
(``{"arguments": "--target deployed", "environ": ["NAME=value"]}``), and ``settings.json`` for ``local.settings.json``,
so that git keeps it. ``python -m tests.test_cases`` writes every ``expected.txt`` of ``cases/err`` anew; read the
difference before you commit it.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from funcbind.bindings import find_apps, read_app
from funcbind.check import Given, agreed, judge
from funcbind.cli.arguments import read
from funcbind.cli.inputs import Inputs
from funcbind.rules.run import comment
from tests.cli_project import HOST, Run, run_here

if TYPE_CHECKING:
    from funcbind.diagnostics import Diagnostic

CASES = Path(__file__).parent / "cases"
OK = sorted(CASES.joinpath("ok").iterdir())
ERR = sorted(CASES.joinpath("err").iterdir())  # folders only, so that the places in their text are the files' own
MARK = "=== "
HEAD = ("why", "see", "arguments", "environ", "allow", "git", "open")


class Case:
    """One case, its project written into a folder."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.folder = folder
        self.head: dict[str, list[str]] = {name: [] for name in HEAD}
        if path.is_dir():
            self._copy(path)
        else:
            self._unpack(path.read_text(encoding="utf-8"))
        if not list(folder.rglob("host.json")):
            folder.joinpath("host.json").write_text(HOST, encoding="utf-8")
        self.arguments = shlex.split(" ".join(self.head["arguments"]))
        self.environ = dict(one.split("=", 1) for one in self.head["environ"])
        self.allowed = {one.split()[0] for one in self.head["allow"]}
        if self.head["git"]:
            for command in (("init", "--quiet"), ("add", "--force", *self.head["git"])):
                subprocess.run(("git", *command), cwd=folder, check=True, capture_output=True)

    def _copy(self, path: Path) -> None:
        shutil.copytree(
            path, self.folder, ignore=shutil.ignore_patterns("case.json", "expected.txt"), dirs_exist_ok=True
        )
        for settings in self.folder.rglob("settings.json"):
            settings.rename(settings.with_name("local.settings.json"))
        head = path / "case.json"
        for name, value in (json.loads(head.read_text(encoding="utf-8")) if head.exists() else {}).items():
            self.head[name] += [value] if isinstance(value, str) else value

    def _unpack(self, text: str) -> None:
        head, *sections = ("\n" + text).split("\n" + MARK)
        for line in filter(None, head.splitlines()):
            name, value = line.split(": ", 1)
            self.head[name].append(value)
        for section in sections:
            title, _, body = section.partition("\n")
            name, _, traits = title.partition(" (")
            body = body.rstrip("\n") + "\n"
            if "crlf" in traits:
                body = body.replace("\n", "\r\n")
            file = self.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body.encode("utf-8-sig" if "bom" in traits else "utf-8"))

    def allows(self, code: str, severity: str) -> bool:
        """Whether the case says why this info is right; warnings and errors never are."""
        return severity == "info" and code in self.allowed

    def check(self, *more: str) -> Run:
        return run_here("check", *self.arguments, *more, cwd=self.folder, env=self.environ)

    def comments(self) -> list[Diagnostic]:
        """What every rule says, whatever the command asks by default."""
        arguments = read(["check", *self.arguments])
        assert arguments is not None
        found: list[tuple[Given, list[Diagnostic]]] = []
        with pytest.MonkeyPatch.context() as patch, mock.patch.dict(os.environ, self.environ, clear=True):
            patch.chdir(self.folder)
            inputs = Inputs(arguments)
            for folder in find_apps(arguments.path):
                app, given = read_app(folder), inputs.given(folder)
                resolutions = [verdict.resolution for verdict in judge(app.bindings, given)]
                found.append((given, comment(app, given, [one for one in resolutions if one is not None])))
        return list(agreed(found))


@pytest.fixture
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    made = Case(request.param, tmp_path)
    if made.head["open"]:
        request.applymarker(pytest.mark.xfail(reason=made.head["open"][0], strict=True))
    return made


@pytest.mark.parametrize("case", OK, indirect=True, ids=lambda path: path.stem)
def test_nothing_is_found_in_a_valid_project(case: Case) -> None:
    """No finding in any format, not even an info that the case does not ask for; nor of a rule that check skips."""
    assert case.head["why"], "say why the project is valid"
    done = case.check("--format", "json")
    reported: list[dict[str, str]] = done.data["diagnostics"]  # type: ignore[assignment]
    found = [one for one in reported if not case.allows(one["code"], one["severity"])]
    assert not found, json.dumps(found, indent=2)
    assert done.code == 0
    text = case.check("--verbose")
    assert text.code == 0, text.out
    assert not text.err
    assert "refused" not in text.out
    comments = [one for one in case.comments() if not case.allows(one.code, one.severity)]
    assert not comments, "\n".join(map(str, comments))


@pytest.mark.parametrize("case", ERR, indirect=True, ids=lambda path: path.stem)
def test_a_broken_project_prints_its_findings(case: Case, request: pytest.FixtureRequest) -> None:
    expected = _expected(request.node.callspec.params["case"])
    assert _printed(case) == expected.read_text(encoding="utf-8")


def test_cases_are_numbered_once() -> None:
    numbers = [path.name.partition("-")[0] for path in OK]
    assert len(numbers) == len(set(numbers))


def _expected(path: Path) -> Path:
    return path / "expected.txt"


def _printed(case: Case) -> str:
    done = case.check()
    return f"{done.out}{done.err}[exit {done.code}]\n"


def _write() -> None:
    for path in ERR:
        with tempfile.TemporaryDirectory() as folder:
            _expected(path).write_text(_printed(Case(path, Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    _write()
