"""Every format, file and level of ``funcbind check``, as a pipeline runs it."""

from __future__ import annotations

import json
import os
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from funcbind.bindings import App
from funcbind.check import Checked, Given, Report
from funcbind.configuration import Configuration
from funcbind.diagnostics import Diagnostic
from funcbind.policy import Ignore, Policy
from funcbind.reporters.github import render as render_github
from funcbind.reporters.junit import render as render_junit
from funcbind.reporters.sarif import render as render_sarif
from funcbind.reporters.snippets import Snippets
from funcbind.settings.model import Origin
from tests.cli_project import run, run_here, service_bus, write_app, write_settings

GOOD = {"Orders__fullyQualifiedNamespace": "fake-orders.servicebus.windows.net"}
MANAGED = {**GOOD, "Orders__credential": "managedidentity"}
FORMATS = ("text", "concise", "json", "github", "sarif", "junit")


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    code = service_bus("take", "Missing") + service_bus("other", "Orders")
    return write_app(tmp_path / "src" / "my app", code, {**MANAGED, "Orders__tenantId": "x/y"})


@pytest.fixture
def warned(tmp_path: Path) -> Path:
    return write_app(tmp_path / "app", service_bus("take", "Orders"), MANAGED)


def report(*found: Diagnostic, policy: Policy | None = None, problem: str = "") -> Report:
    given = Given((), Configuration({}), "local", "linux")
    return Report((Checked(App("app"), given, (), tuple(found)),), (), problem, policy or Policy())


def finding(message: str = "m", **fields: object) -> Diagnostic:
    fields = {"origin": Origin("app/function_app.py", 3, 2), **fields}
    return Diagnostic("FB201", "connection-not-found", "error", message, **fields)  # type: ignore[arg-type]


# -- exit codes -----------------------------------------------------------------------------------------------------


def test_fail_on(warned: Path) -> None:
    """A managed identity on a developer's machine is a warning."""
    assert run("check", str(warned)).code == 1
    assert run("check", str(warned), "--fail-on", "error").code == 0
    assert run("check", str(warned), "--fail-on=info").code == 1
    data = run("check", str(warned), "--fail-on", "error", "--format", "json").data
    assert data["summary"]["exit_code"] == 0  # type: ignore[index]
    assert data["summary"]["warnings"] == 1  # type: ignore[index]


def test_fail_on_info(tmp_path: Path) -> None:
    app = write_app(tmp_path / "app", service_bus("take", "Orders"), {**GOOD, "Old__accountEndpoint": "https://x"})
    assert run_here("check", cwd=app).code == 0
    assert run_here("check", "--fail-on", "info", cwd=app).code == 1


# -- text -----------------------------------------------------------------------------------------------------------


def test_quiet_prints_findings_only(bad: Path, tmp_path: Path) -> None:
    out = run_here("check", "-q", cwd=bad).out
    assert out.startswith("function_app.py:6:2: error FB201")
    assert "Settings" not in out
    assert "take  function_app.py" not in out
    clean = write_app(tmp_path / "clean", service_bus("take", "Orders"), GOOD)
    assert run_here("check", "--quiet", cwd=clean).out == ""


def test_statistics(bad: Path) -> None:
    assert "    1  FB201  connection-not-found\n" in run_here("check", "--statistics", cwd=bad).out


def test_the_line_is_shown_with_a_mark(bad: Path) -> None:
    lines = run_here("check", cwd=bad).out.splitlines()
    at = next(index for index, line in enumerate(lines) if "FB201" in line and ": error" in line)
    assert lines[at + 1] == (
        "  6 | @app.service_bus_queue_trigger(arg_name='message', queue_name='q', connection='Missing')"
    )
    assert lines[at + 2] == "    |  " + "^" * len("app.service_bus_queue_trigger")


def test_of_a_setting_only_the_name_is_shown(warned: Path) -> None:
    out = run_here("check", cwd=warned).out
    assert '  5 | "Orders__credential": ...\n    | ^^^^^^^^^^^^^^^^^^^^\n' in out


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("@app.blob_trigger(connection='Photos')", True),
        ("@app.blob_trigger(connection='AccountKey=fake')", False),
        ("@app.blob_trigger(connection='https://fake.example/?sig=fake')", False),
        ("KEY = 'ZmFrZWZha2VmYWtlZmFrZWZha2VmYWtl'", False),
        ("name = '\x1b[2J'", False),
        ("x" * 300, False),
    ],
)
def test_lines_that_may_hold_a_secret_are_not_shown(tmp_path: Path, line: str, shown: bool) -> None:
    path = tmp_path / "function_app.py"
    path.write_text(line + "\n")
    assert bool(Snippets(frozenset()).of(finding(origin=Origin(str(path), 1, 1)))) is shown


def test_a_place_that_is_gone_has_no_line(tmp_path: Path) -> None:
    for origin in (Origin(str(tmp_path / "x.py"), 1, 1), Origin("environment"), None):
        assert Snippets(frozenset()).of(finding(origin=origin)) == []


# -- both targets ---------------------------------------------------------------------------------------------------


def test_local_and_deployed_settings_in_one_run(tmp_path: Path) -> None:
    """Each finding comes once, whichever target has it; the app is there once for each."""
    app = write_app(tmp_path / "app", service_bus("take", "Orders") + service_bus("other", "Missing"), MANAGED)
    deployed = tmp_path / "deployed.json"
    deployed.write_text(json.dumps([{"name": "Orders__fullyQualifiedNamespace", "value": "fake"}]))
    done = run("check", str(app), "--deployed", str(deployed), "--plan", "flex", "--format", "json")
    data = done.data
    assert [one["target"] for one in data["apps"]] == ["local", "deployed"]  # type: ignore[attr-defined]
    assert data["target"] == ""
    assert [one["target"] for one in data["connections"]] == ["local", "local", "deployed", "deployed"]  # type: ignore[attr-defined]
    codes = [one["code"] for one in data["diagnostics"]]  # type: ignore[attr-defined]
    assert codes.count("FB201") == 1
    assert {"FB401", "FB315"} <= set(codes)
    assert (data["summary"]["apps"], data["summary"]["functions"]) == (1, 2)  # type: ignore[index]
    text = run_here("check", "--deployed", str(deployed), cwd=app).out
    assert "2 connections, 2 functions checked" in text


def test_a_pipeline_has_no_local_settings(tmp_path: Path) -> None:
    app = write_app(tmp_path / "app", service_bus("take", "Orders"))
    deployed = tmp_path / "deployed.json"
    deployed.write_text(json.dumps([{"name": name, "value": value} for name, value in GOOD.items()]))
    done = run_here("check", "--deployed", str(deployed), "--format", "json", cwd=app)
    assert [one["target"] for one in done.data["apps"]] == ["deployed"]  # type: ignore[attr-defined]
    assert done.code == 0


# -- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_output_file_has_what_would_have_been_printed(bad: Path, name: str) -> None:
    printed = run_here("check", "--format", name, cwd=bad)
    done = run_here("check", "--format", name, "--output", "out.txt", cwd=bad)
    assert (done.code, done.out) == (printed.code, "")
    assert (bad / "out.txt").read_text() == printed.out
    assert not list(bad.glob("*.tmp"))


def test_output_file_that_cannot_be_written(bad: Path) -> None:
    done = run("check", str(bad), "--output", str(bad / "nowhere" / "out.txt"))
    assert (done.code, done.out) == (2, "")
    assert "cannot write" in done.err
    assert "Traceback" not in done.err
    assert run("check", str(bad), "--output", str(bad)).code == 2
    assert run("check", str(bad), "--output", "").code in (1, 2)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_output_into_a_full_disk(bad: Path) -> None:
    assert run("check", str(bad), "--output", "/dev/full").code == 2
    assert Path("/dev/full").is_char_device()


def test_a_link_stays_a_link_and_modes_stay(bad: Path) -> None:
    (bad / "real.txt").write_text("before")
    (bad / "real.txt").chmod(0o640)
    (bad / "link.txt").symlink_to("real.txt")
    run_here("check", "--output", "link.txt", cwd=bad)
    assert (bad / "link.txt").is_symlink()
    assert "FB201" in (bad / "real.txt").read_text()
    assert (bad / "real.txt").stat().st_mode & 0o777 == 0o640


# -- formats --------------------------------------------------------------------------------------------------------


def test_github_annotations(bad: Path) -> None:
    """Paths are relative to the repository, wherever the command runs."""
    lines = run_here("check", "--format", "github", cwd=bad).out.splitlines()
    assert lines[0].startswith(
        "::error file=src/my app/function_app.py,line=6,col=2,title=FB201 connection-not-found::no app setting gives"
    )
    assert all(line.startswith("::") for line in lines)


def test_github_escapes() -> None:
    """``%``, line ends and, in properties, colons and commas."""
    found = finding("100% a:b,c", hint="x%0Ay", origin=Origin("app/a,b:c%.py", 3, 2))
    assert render_github(report(found)) == (
        "::error file=app/a%2Cb%3Ac%25.py,line=3,col=2,title=FB201 connection-not-found::100%25 a:b,c%0Ahint: x%250Ay\n"
    )
    assert "\\r" in render_github(report(finding("a\rb")))
    assert render_github(report(problem="no app")) == "::error title=funcbind::no app\n"
    info = Diagnostic("FB220", "unused", "info", "m", origin=Origin("environment"))
    assert render_github(report(info)) == "::notice file=app/host.json,title=FB220 unused::m\n"


def test_junit(bad: Path) -> None:
    tree = ET.fromstring(run_here("check", "--format", "junit", cwd=bad).out)
    cases = tree.findall("testsuite/testcase")
    assert int(tree.attrib["tests"]) == len(cases)
    assert int(tree.attrib["failures"]) == len(tree.findall("testsuite/testcase/failure")) > 0
    assert "FB201" in {case.attrib["type"] for case in tree.iter("failure")}


def test_junit_escapes_and_levels() -> None:
    text = render_junit(report(finding('<&"> \x00 \ud800'), policy=Policy(fail_on="error")))
    (failure,) = ET.fromstring(text.encode()).iter("failure")
    assert failure.attrib["message"] == '<&"> \\x00 \\ud800'
    warning = Diagnostic("FB401", "managed-identity-local", "warning", "m")
    text = render_junit(report(warning, policy=Policy(fail_on="error")))
    assert "<failure" not in text
    assert "<system-out>" in text
    assert 'errors="1"' in render_junit(report(problem="no app"))


def test_sarif(bad: Path) -> None:
    """What code scanning needs: rules, levels, places relative to the repository, fingerprints."""
    (one,) = run_here("check", "--format", "sarif", cwd=bad).data["runs"]  # type: ignore[misc]
    rules = one["tool"]["driver"]["rules"]
    assert one["columnKind"] == "unicodeCodePoints"
    first = one["results"][0]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "FB201"
    assert first["level"] == "error"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "src/my%20app/function_app.py", "uriBaseId": "SRCROOT"}
    assert place["region"] == {"startLine": 6, "startColumn": 2}
    for rule in rules:
        assert set(rule) >= {"id", "name", "shortDescription", "fullDescription", "help", "helpUri"}
    for result in one["results"]:
        assert set(result) >= {"ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"}
        assert result["locations"]
        assert result["message"]["text"]


def test_sarif_fingerprints_survive_other_lines(bad: Path) -> None:
    def fingerprints() -> list[object]:
        (one,) = run_here("check", "--format", "sarif", cwd=bad).data["runs"]  # type: ignore[misc]
        return [result["partialFingerprints"] for result in one["results"]]

    before = fingerprints()
    path = bad / "function_app.py"
    path.write_text("# one more line\n" + path.read_text())
    assert fingerprints() == before
    assert len({json.dumps(one) for one in before}) == len(before)


def test_sarif_marks_what_is_ignored() -> None:
    policy = Policy(ignores=(Ignore("FB201", "", "because"),))
    (one,) = json.loads(render_sarif(report(finding(), policy=policy)))["runs"]
    assert one["results"][0]["suppressions"] == [{"kind": "external", "justification": "because"}]


@pytest.mark.parametrize("name", FORMATS)
def test_no_app_at_all(tmp_path: Path, name: str) -> None:
    done = run("check", str(tmp_path), "--format", name)
    assert done.code == 2
    assert "no function app" in done.err
    assert "Traceback" not in done.err
    if name in ("json", "sarif"):
        json.loads(done.out)
    if name == "junit":
        ET.fromstring(done.out)


# -- git ------------------------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=fake", "-c", "user.email=fake@example.com", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
    )


@pytest.mark.parametrize("version", [2, 3, 4])
def test_tracked_settings_are_known_without_git(tmp_path: Path, version: int) -> None:
    from funcbind.cli.tracked import tracked
    from funcbind.settings import read_source

    for name in ("a", "b/local.settings.json", "local.settings.json", "xlocal.settings.json", "z"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write_settings(tmp_path / name, {})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a", "b", "xlocal.settings.json", "z")
    git(tmp_path, "update-index", f"--index-version={version}")
    if version == 3:
        (tmp_path / "later").write_text("x")
        git(tmp_path, "add", "--intent-to-add", "later")

    def names() -> set[str]:
        paths = [str(tmp_path / name) for name in ("local.settings.json", "b/local.settings.json", "later")]
        return {str(Path(name).relative_to(tmp_path)) for name in tracked(read_source(path) for path in paths)}

    later = {"later"} if version == 3 else set()
    assert names() == {"b/local.settings.json", *later}
    git(tmp_path, "add", "local.settings.json")
    assert names() == {"b/local.settings.json", "local.settings.json", *later}


def test_tracked_in_a_worktree_and_in_no_repository(tmp_path: Path) -> None:
    from funcbind.cli.tracked import tracked
    from funcbind.settings import read_source

    main = tmp_path / "main"
    main.mkdir()
    write_settings(main / "s.json", {})
    assert tracked([read_source(str(main / "s.json"))]) == frozenset()
    git(main, "init", "-q")
    git(main, "add", "s.json")
    git(main, "commit", "-q", "-m", "one")
    git(main, "worktree", "add", "-q", "../tree")
    assert tracked([read_source(str(tmp_path / "tree" / "s.json"))]) == {str(tmp_path / "tree" / "s.json")}
    (main / ".git" / "index").write_bytes(b"DIRC\0\0\0\4" + b"\xff" * 40)
    assert tracked([read_source(str(main / "s.json"))]) == frozenset()
