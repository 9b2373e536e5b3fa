"""The project's configuration and the baseline."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from funcbind.cli.config import quick
from tests.cli_project import run, run_here, service_bus, write_app

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

GOOD = {"Orders__fullyQualifiedNamespace": "fake-orders.servicebus.windows.net"}
MANAGED = {**GOOD, "Orders__credential": "managedidentity"}


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Two findings: FB201 about Missing, FB401 about Orders."""
    return write_app(tmp_path / "app", service_bus("take", "Orders") + service_bus("other", "Missing"), MANAGED)


def configured(app: Path, text: str, name: str = "pyproject.toml") -> Path:
    app.joinpath(name).write_text(text, encoding="utf-8")
    return app


def codes(app: Path, *arguments: str) -> list[str]:
    data = run_here("check", "--format", "json", *arguments, cwd=app).data
    return [found["code"] for found in data["diagnostics"]]  # type: ignore[attr-defined]


def test_without_configuration(app: Path) -> None:
    configured(app, '[project]\nname = "x"\ndependencies = ["funcbind"]\n')
    assert codes(app) == ["FB201", "FB401"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[tool.funcbind]\nselect = ["FB2"]\n', ["FB201"]),
        ('[tool.funcbind]\nselect = ["FB401", "unknown-binding"]\n', ["FB401"]),
        ('[tool.funcbind]\nselect = ["connection-not-found"]\n', ["FB201"]),
        ('[tool.funcbind.ignore]\nFB401 = "on purpose"\n', ["FB201"]),
        ('[tool.funcbind.ignore]\nconnection-not-found = "on purpose"\n', ["FB401"]),
        ('[tool.funcbind.ignore]\n"FB401:orders" = "on purpose"\n', ["FB201"]),
        ('[tool.funcbind.ignore]\n"FB401:Other" = "on purpose"\n', ["FB201", "FB401"]),
        ("[tool.funcbind]\nignore = {FB401 = '''on\npurpose'''}\n", ["FB201"]),
        ('[tool]\nfuncbind = {select = ["FB4"]}\n', ["FB401"]),
        ('tool.funcbind.select = ["FB4"]\n', ["FB401"]),
    ],
)
def test_select_and_ignore(app: Path, text: str, expected: list[str]) -> None:
    assert codes(configured(app, text)) == expected


def test_what_is_ignored_is_counted_and_listed(app: Path) -> None:
    configured(app, '[tool.funcbind.ignore]\nFB201 = "comes with the next release"\n')
    assert ", 1 finding ignored" in run_here("check", cwd=app).out
    assert "comes with" not in run_here("check", cwd=app).out
    out = run_here("check", "-v", cwd=app).out
    assert "ignored FB201 connection-not-found Missing  function_app.py:11:2: comes with the next release" in out
    (ignored,) = run_here("check", "--format", "json", cwd=app).data["ignored"]  # type: ignore[misc]
    assert (ignored["code"], ignored["reason"]) == ("FB201", "comes with the next release")


def test_what_is_ignored_for_nothing_is_listed(app: Path) -> None:
    configured(app, '[tool.funcbind.ignore]\n"FB401:Nobody" = "once"\n')
    assert "not found: FB401:Nobody, which the configuration ignores (once)" in run_here("check", "-v", cwd=app).out


def test_severity(app: Path) -> None:
    configured(app, '[tool.funcbind.severity]\nFB201 = "info"\nmanaged-identity-local = "info"\n')
    assert run_here("check", cwd=app).code == 0


def test_settings_and_target(app: Path) -> None:
    """Paths are relative to the configuration; the command line wins."""
    (app / "azure.env").write_text("Missing=Endpoint=sb://fake/;SharedAccessKeyName=a;SharedAccessKey=ZmFrZQ==\n")
    configured(app, '[tool.funcbind]\nsettings = ["azure.env"]\ntarget = "deployed"\n')
    data = run_here("check", "app", "--format", "json", cwd=app.parent).data
    (one,) = data["apps"]  # type: ignore[misc]
    assert (one["target"], one["settings"][0]["file"]) == ("deployed", "app/azure.env")
    data = run_here("check", "--settings", "local.settings.json", "--format", "json", cwd=app).data
    assert data["target"] == "local"
    assert "azure.env" in run_here("explain", cwd=app).out


def test_deployed_plan_fail_on(app: Path) -> None:
    (app / "d.json").write_text(json.dumps([{"name": name, "value": value} for name, value in GOOD.items()]))
    configured(app, '[tool.funcbind]\ndeployed = ["d.json"]\nplan = "flex"\nfail-on = "error"\nselect = ["FB4"]\n')
    done = run_here("check", "--format", "json", cwd=app)
    assert [one["target"] for one in done.data["apps"]] == ["local", "deployed"]  # type: ignore[attr-defined]
    assert done.code == 0


def test_apps_and_exclude(tmp_path: Path) -> None:
    for name in ("one", "two", "samples/three"):
        write_app(tmp_path / name, service_bus("take", "Missing"), {})
    (tmp_path / "pyproject.toml").write_text('[tool.funcbind]\nexclude = ["samples/*", "two"]\n')

    def roots(*arguments: str) -> list[str]:
        data = run_here("check", *arguments, "--format", "json", cwd=tmp_path).data
        return [one["path"] for one in data["apps"]]  # type: ignore[attr-defined]

    assert roots() == ["one"]
    (tmp_path / "pyproject.toml").write_text('[tool.funcbind]\napps = ["two", "samples"]\n')
    assert roots() == ["two", "samples/three"]
    assert roots("one") == ["one"]
    (tmp_path / "pyproject.toml").write_text('[tool.funcbind]\napps = ["nowhere"]\n')
    assert "nowhere, which is not a folder" in run_here("check", cwd=tmp_path).err
    (tmp_path / "pyproject.toml").write_text('[tool.funcbind]\nexclude = ["*"]\n')
    assert "leaves out" in run_here("check", cwd=tmp_path).err


def test_the_nearest_configuration_counts(app: Path) -> None:
    configured(app.parent, '[tool.funcbind]\nselect = ["FB2"]\n')
    assert codes(app) == ["FB201"]
    configured(app, 'select = ["FB4"]\n', "funcbind.toml")
    assert codes(app) == ["FB401"]
    (app / "funcbind.toml").unlink()
    (app / ".git").mkdir()
    assert codes(app) == ["FB201", "FB401"], "the configuration of another repository is not this one's"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[tool.funcbind]\nselekt = ["FB2"]\n', 'there is no key "selekt"; did you mean "select"?'),
        ('[tool.funcbind]\nselect = "FB2"\n', "select is a list of texts"),
        ("[tool.funcbind]\nselect = [2]\n", "select is a list of texts"),
        ('[tool.funcbind]\nselect = ["conection-not-found"]\n', 'did you mean "connection-not-found"?'),
        ('[tool.funcbind]\ntarget = "moon"\n', "target is local or deployed"),
        ('[tool.funcbind]\nfail-on = "never"\n', "fail-on is info, warning or error"),
        ('[tool.funcbind]\nignore = ["FB401"]\n', "ignore is a table of codes and reasons"),
        ('[tool.funcbind.ignore]\nFB401 = ""\n', 'ignore needs a reason for "FB401"'),
        ("[tool.funcbind.ignore]\nFB401 = true\n", 'ignore needs a reason for "FB401"'),
        ('[tool.funcbind.ignore]\nFB999 = "x"\n', '"FB999" in ignore is no code'),
        ('[tool.funcbind.severity]\nFB401 = "off"\n', "info, warning or error"),
        ('[tool.funcbind]\nbaseline = "nowhere.json"\n', "cannot read the baseline"),
        ("[tool.funcbind]\nselect = [\n", "is not valid TOML"),
        ("[tool]\nfuncbind = 3\n", 'there is no key ""'),
    ],
)
def test_mistakes_are_named(app: Path, text: str, said: str) -> None:
    done = run("check", cwd=configured(app, text))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert "pyproject.toml" in done.err or "baseline" in said
    assert "Traceback" not in done.err


def test_a_file_that_is_not_text(app: Path) -> None:
    app.joinpath("funcbind.toml").write_bytes(b"\xff\xfe")
    assert "is not UTF-8" in run("check", cwd=app).err
    app.joinpath("funcbind.toml").unlink()
    app.joinpath("pyproject.toml").write_bytes(b"# \xff\n[project]\n")
    assert run("check", cwd=app).code == 1, "somebody else's file"
    app.joinpath("pyproject.toml").write_bytes(b"# \xff\n[tool.funcbind]\n")
    assert "is not UTF-8" in run("check", cwd=app).err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(app: Path) -> None:
    os.mkfifo(app / "pyproject.toml")
    assert run("check", cwd=app).code == 1


# -- the quick reader -----------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        "[tool.funcbind]",
        "[tool.funcbind.ignore]  # why",
        "[ tool.funcbind ]",
        "[[tool.funcbind]]",
        "[tool.funcbind.a.b]",
        "[tool.funcbindx]",
        "[tool.ruff]",
        "[project]",
        "tool.funcbind.x = 1",
        'select = ["FB2", "FB4"]',
        'select = ["FB2", ] # comma',
        "select = [",
        '    "a",',
        "]",
        'target = "local" # here',
        'target = "a\\nb"',
        "target = 'local'",
        '"FB606:Live" = "because"',
        '"a" = "b',
        "fail-on = 1",
        "a.b = 'c'",
        "# tool.funcbind",
        "",
        "  \t",
        'x = """',
        '"""',
        "x = '''y'''",
        "key = []",
        'a = "x" "y"',
        'ä = "x"',
        'exclude=["x"]\r',
        'v = "\u2028"',
        'w = "a#b"',
        'w = ["a#b", "]"]',
    ]
)


@given(st.lists(LINES, max_size=8), st.sampled_from(["tool.funcbind", ""]))
@example(["[tool.funcbind]", 'w = ["a#b", "]"]', "[project]", 'target = "x"'], "tool.funcbind")
@example(["select = []", "[ignore]", '"FB606:Live" = "because"'], "")
@settings(deadline=None, max_examples=600)
def test_quick_reader_agrees_with_tomllib(lines: list[str], table: str) -> None:
    """Where both understand a file they understand the same."""
    text = "\n".join(lines)
    found = quick(text, table)
    try:
        full = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    for name in filter(None, table.split(".")):
        full = full.get(name, {})
    if found is not None:
        assert found == full


def test_plain_configuration_is_read_quickly() -> None:
    text = Path(__file__).parent.parent.joinpath("pyproject.toml").read_text(encoding="utf-8")
    found = quick(text, "tool.funcbind")
    assert found == tomllib.loads(text)["tool"]["funcbind"]


# -- baseline -------------------------------------------------------------------------------------------------------


def test_baseline(app: Path) -> None:
    """What was there before is not reported, wherever its line has gone; what is new is."""
    done = run_here("check", "--write-baseline", "base.json", cwd=app)
    assert (done.code, done.out) == (0, "base.json: 2 findings\n")
    done = run_here("check", "--baseline", "base.json", cwd=app)
    assert done.code == 0
    assert "2 findings ignored" in done.out
    code = "# one more line\n" + (app / "function_app.py").read_text()
    (app / "function_app.py").write_text(code + service_bus("third", "New"))
    done = run_here("check", "app", "--baseline", "app/base.json", "--format", "json", cwd=app.parent)
    assert [found["connection"] for found in done.data["diagnostics"]] == ["New"]  # type: ignore[attr-defined]
    assert [found["reason"] for found in done.data["ignored"]] == ["listed in the baseline"] * 2  # type: ignore[attr-defined]


def test_baseline_is_written_anew(app: Path) -> None:
    run_here("check", "--write-baseline", "base.json", cwd=app)
    before = (app / "base.json").read_text()
    run_here("check", "--baseline", "base.json", "--write-baseline", "base.json", cwd=app)
    assert (app / "base.json").read_text() == before
    (app / "pyproject.toml").write_text('[tool.funcbind]\nbaseline = "base.json"\n')
    assert run_here("check", cwd=app).code == 0


def test_baseline_counts(tmp_path: Path) -> None:
    """One known finding does not hide a second one that looks alike."""
    app = write_app(tmp_path / "app", service_bus("take", "Missing"), {})
    run_here("check", "--write-baseline", "base.json", cwd=app)
    data = json.loads((app / "base.json").read_text())
    data["findings"][0]["count"] = 0
    (app / "base.json").write_text(json.dumps(data))
    assert codes(app, "--baseline", "base.json") == ["FB201"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 2}', '{"version": 1, "findings": [{}]}', "\x00"])
def test_a_file_that_is_no_baseline(app: Path, text: str) -> None:
    (app / "base.json").write_text(text)
    done = run_here("check", "--baseline", "base.json", cwd=app)
    assert (done.code, done.out) == (2, "")
    assert "baseline" in done.err


def test_a_baseline_of_nothing(tmp_path: Path) -> None:
    done = run_here("check", "--write-baseline", "base.json", cwd=tmp_path)
    assert done.code == 2
    assert not (tmp_path / "base.json").exists()
    app = write_app(tmp_path / "app", service_bus("take", "Missing"), {})
    assert run_here("check", "--write-baseline", "nowhere/base.json", cwd=app).code == 2


def test_the_repository_shows_how() -> None:
    """The sample's justified findings are ignored with a reason, and nothing else is found."""
    done = run("check", ".", "-v", cwd=Path(__file__).parent.parent)
    assert done.code == 0
    assert "ignored FB606" in done.out
    assert "All good" in done.out
