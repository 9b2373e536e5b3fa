"""The hook as its users meet it: the real pre-commit installs it from a clone of this repository and runs it.

pre-commit gives a hook an environment of its own, which takes the wheels of what funcbind depends on and is built with.
``make`` keeps those in ``.venv/wheels``, so that the test needs no network; without them it asks the registry once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli_project import ROOT, service_bus, write_app, write_settings

KEPT = Path(sys.prefix) / "wheels"
GIT = "[user]\nname = A tester\nemail = tester@example.invalid\n[safe]\ndirectory = *\n"


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """What the hook's environment is made from."""
    if KEPT.is_dir():
        return KEPT
    folder = tmp_path / "wheels"
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", f"--wheel-dir={folder}", "hatchling", "."]
    environ = os.environ | {"PIP_RETRIES": "0"}  # in the environment, as pip runs itself to build
    if subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, check=False).returncode:
        pytest.skip(f"there is no {KEPT}, which `make test` fills, and the registry cannot be reached")
    return folder


@pytest.fixture
def environ(tmp_path: Path, wheels: Path) -> Iterator[dict[str, str]]:
    """An environment that owes nothing to the tester's Git, Python, pip and pre-commit."""
    own = ("GIT_", "PIP_", "PRE_COMMIT", "PYTHON", "VIRTUALENV_")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    home = tmp_path / "pre-commit"
    (tmp_path / "gitconfig").write_text(GIT)
    yield environ | {
        "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"),
        "PIP_FIND_LINKS": str(wheels),
        "PIP_NO_INDEX": "1",
        "PRE_COMMIT_HOME": str(home),
        "VIRTUALENV_NO_PERIODIC_UPDATE": "1",
    }
    shutil.rmtree(home, ignore_errors=True)  # pytest would keep its 70 MB for the next runs


def test_the_hook_fails_with_the_finding_and_passes_once_it_is_mended(tmp_path: Path, environ: dict[str, str]) -> None:
    def git(*arguments: str, cwd: Path) -> str:
        done = subprocess.run(["git", *arguments], cwd=cwd, env=environ, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def hook(*arguments: str) -> tuple[int, str]:
        git("add", "--all", cwd=app)
        command = [sys.executable, "-m", "pre_commit", "run", "--color=never", *arguments]
        done = subprocess.run(command, cwd=app, env=environ, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    clone = tmp_path / "clone"
    git("clone", "--quiet", str(ROOT), str(clone), cwd=tmp_path)
    # What is tested is the source as it is now, committed or not.
    here = (f"--git-dir={clone / '.git'}", f"--work-tree={ROOT}")
    git(*here, "add", "--all", "funcbind", "pyproject.toml", ".pre-commit-hooks.yaml", cwd=ROOT)
    git(*here, "commit", "--quiet", "--allow-empty", "--message=now", cwd=ROOT)

    values: dict[str, object] = {"AzureWebJobsStorage": "UseDevelopmentStorage=true"}
    app = write_app(tmp_path / "app", service_bus("work", "Orders"), values)
    git("init", "--quiet", cwd=app)
    (app / "notes.txt").write_text("nothing that the hook looks at")
    (app / ".gitignore").write_text("local.settings.json\n")
    (app / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {clone}\n    rev: {git('rev-parse', 'HEAD', cwd=clone)}\n    hooks: [id: funcbind]\n"
    )

    code, output = hook("--all-files")
    assert (code, "Failed" in output) == (1, True), output
    assert "error FB201" in output
    assert '"Orders"' in output

    write_settings(
        app / "local.settings.json", values | {"Orders__fullyQualifiedNamespace": "a.servicebus.windows.net"}
    )
    code, output = hook("--all-files")
    assert (code, "Passed" in output) == (0, True), output

    code, output = hook("--files", "notes.txt")
    assert (code, "no files to check" in output) == (0, True), output
