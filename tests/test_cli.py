"""The command as a process: exit codes, what goes where, and every way in which writing can fail."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from funcbind.cli import main
from tests.cli_project import HEAD, ROOT, run, service_bus, write_app, write_settings

GOOD = {"Orders__fullyQualifiedNamespace": "fake-orders.servicebus.windows.net"}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write_app(tmp_path / "good", service_bus("take", "Orders"), GOOD)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return write_app(tmp_path / "bad", service_bus("take", "Missing"), GOOD)


def test_exit_codes(good: Path, bad: Path, tmp_path: Path) -> None:
    """0 is clean, 1 is findings, 2 is "could not run"."""
    assert run("check", str(good)).code == 0
    assert run("check", str(bad)).code == 1
    assert run("check", str(tmp_path)).code == 1, "one of two apps has findings"
    assert run("check", str(tmp_path / "nowhere")).code == 2
    assert run("check", str(good / "host.json")).code == 2
    assert run("check", "--nonsense").code == 2
    assert run().code == 2
    assert run("--help").code == 0
    assert run("--version").out.startswith("funcbind ")


def test_wrong_command_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong is named, with the usage; nothing goes to standard output."""
    for argv, said in (
        ([], "COMMAND"),
        (["chekc"], "chekc"),
        (["check", "--target", "moon"], "moon"),
        (["check", "--settings"], "--settings"),
        (["check", "a", "b"], "b"),
    ):
        assert main(argv) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith("usage: funcbind")
        assert said in captured.err.splitlines()[-1]


def test_current_folder_is_the_default(bad: Path) -> None:
    """Without a PATH the app in the current folder is checked."""
    done = run("check", cwd=bad)
    assert done.code == 1
    assert "FB201" in done.out
    assert "function_app.py:6:2" in done.out


def test_errors_go_to_standard_error(tmp_path: Path) -> None:
    """What could not run says so on standard error; standard output stays empty for programs."""
    done = run("check", str(tmp_path))
    assert (done.code, done.out) == (2, "")
    assert "no function app" in done.err
    assert "Traceback" not in done.err


def test_json_says_why_it_could_not_run(tmp_path: Path) -> None:
    """JSON is printed in every case."""
    done = run("check", str(tmp_path), "--format", "json")
    assert done.code == 2
    assert done.data["version"] == 1
    assert done.data["apps"] == []
    assert "no function app" in done.data["summary"]["problem"]  # type: ignore[index]


def test_sub_folders_that_are_no_apps(tmp_path: Path) -> None:
    """Packages and environments may contain a host.json of somebody else."""
    for name in (".venv", "node_modules", ".git"):
        write_app(tmp_path / name / "other", service_bus("take", "Missing"), {})
    assert run("check", str(tmp_path)).code == 2
    write_app(tmp_path / "mine", service_bus("take", "Orders"), GOOD)
    assert run("check", str(tmp_path)).code == 0


def test_names_of_the_environment_are_information(bad: Path) -> None:
    """A connection that only the process environment has is not an error; its value is not read."""
    env = {"Missing__fullyQualifiedNamespace": "not a host name at all ###"}
    done = run("check", str(bad), env=env)
    assert (done.code, "FB218" in done.out, "FB201" in done.out) == (0, True, False)
    assert "Missing__fullyQualifiedNamespace" in done.out
    assert "###" not in done.out


def test_names_of_the_environment_do_not_complete_a_half_connection(bad: Path) -> None:
    """An identity without an endpoint is no connection, wherever the names are."""
    done = run("check", str(bad), env={"Missing__credential": "managedidentity"})
    assert (done.code, "FB218" in done.out) == (1, False)


def test_environ_uses_the_values(bad: Path) -> None:
    """With --environ the values count: good ones resolve, bad ones are refused."""
    name = "Missing__fullyQualifiedNamespace"
    done = run("check", str(bad), "--environ", env={name: "fake.servicebus.windows.net"})
    assert (done.code, "fake.servicebus.windows.net" in done.out) == (0, True)
    done = run("check", str(bad), "--environ", env={name: "Endpoint=sb://fake"})
    assert (done.code, "FB218" in done.out) == (1, False)


def test_deployed_settings_ignore_this_environment(tmp_path: Path) -> None:
    """What this process has does not matter to an app in Azure."""
    app = write_app(tmp_path / "app", service_bus("take", "Missing"))
    export = tmp_path / "export.json"
    export.write_text('[{"name": "Other", "value": "x", "slotSetting": false}]')
    done = run("check", str(app), "--settings", str(export), env={"Missing__fullyQualifiedNamespace": "x"})
    assert (done.code, "FB201" in done.out, "deployed" in done.out) == (1, True, True)


def test_settings_files_are_layered(bad: Path, tmp_path: Path) -> None:
    """A later --settings file wins over an earlier one, and both over local.settings.json, which is not read."""
    one = write_settings(tmp_path / "one.json", {"Missing__fullyQualifiedNamespace": "one.servicebus.windows.net"})
    two = write_settings(tmp_path / "two.json", {"Missing__fullyQualifiedNamespace": "two.servicebus.windows.net"})
    done = run("check", str(bad), "--settings", str(one), f"--settings={two}")
    assert (done.code, "two.servicebus" in done.out, "one.servicebus" in done.out) == (0, True, False)


def test_settings_from_standard_input(bad: Path) -> None:
    """``--settings -`` reads the settings from standard input."""
    settings = b'{"IsEncrypted": false, "Values": {"Missing__fullyQualifiedNamespace": "fake.servicebus.windows.net"}}'
    assert run("check", str(bad), "--settings", "-", input=settings).code == 0


def test_missing_settings_file_is_named(good: Path) -> None:
    """A file that does not exist is named, and nothing is checked against nothing."""
    done = run("check", str(good), "--settings", "nowhere.json")
    assert done.code == 2
    assert "nowhere.json" in done.out + done.err


def test_without_settings_it_says_what_it_looked_for(tmp_path: Path) -> None:
    """No settings file: the places are named and the exit code says that nothing was checked."""
    app = write_app(tmp_path / "app", service_bus("take", "Orders"))
    done = run("check", str(app))
    assert done.code == 2
    assert "local.settings.json" in done.out
    assert "local.settings.sample.json" in done.out


def test_app_without_connections_needs_no_settings(tmp_path: Path) -> None:
    """An app with HTTP functions only is clean without any settings."""
    code = "@app.route(route='x')\ndef hello(req):\n    return 'hello'\n"
    assert run("check", str(write_app(tmp_path / "app", code))).code == 0


@pytest.mark.parametrize("name", ["local.settings.sample.json", "local.settings.example.json"])
def test_sample_settings_stand_in(tmp_path: Path, name: str) -> None:
    """Next to a sample only, the sample is used and the report says so."""
    app = write_app(tmp_path / "app", service_bus("take", "Orders"))
    write_settings(app / name, dict(GOOD))
    done = run("check", str(app))
    assert done.code == 0
    assert name in done.out
    assert "there is no" in done.out


def test_several_readers_of_one_broken_connection_are_one_finding(tmp_path: Path) -> None:
    """One cause is one finding: the other functions are its related places."""
    code = "".join(service_bus(f"take{number}", "Missing") for number in range(3))
    done = run("check", str(write_app(tmp_path / "app", code, {})), "--format", "json")
    (found,) = done.data["diagnostics"]  # type: ignore[misc]
    assert found["code"] == "FB201"
    assert (found["line"], found["function"], found["connection"]) == (6, "take0", "Missing")
    assert [place["line"] for place in found["related"]] == [11, 16]


def test_primary_place_is_the_setting_at_fault(tmp_path: Path) -> None:
    """A setting that the host refuses is where the finding points; the bindings are related."""
    app = write_app(
        tmp_path / "app",
        service_bus("take", "Orders"),
        {"Orders__fullyQualifiedNamespace": "fake.servicebus.windows.net/"},
    )
    done = run("check", str(app), "--format", "json")
    (found,) = done.data["diagnostics"]  # type: ignore[misc]
    assert found["file"].endswith("local.settings.json")
    assert found["line"] == 4
    assert found["setting"] == "Orders__fullyQualifiedNamespace"
    assert [Path(place["file"]).name for place in found["related"]] == ["function_app.py"]


def test_explain_takes_name_and_folder_in_either_order(good: Path) -> None:
    """A folder has a slash or is made of dots; a connection's name never."""
    assert "used by take" in run("explain", "Orders", str(good)).out
    assert "used by take" in run("explain", str(good), "Orders").out
    assert "used by take" in run("explain", ".", "orders", cwd=good).out
    assert "Connection" in run("explain", ".", cwd=good).out


def test_explain_without_an_app(tmp_path: Path) -> None:
    """A binding type and settings are enough."""
    settings = write_settings(tmp_path / "my.json", dict(GOOD))
    done = run("explain", "Orders", "--binding", "serviceBus", "--settings", str(settings), cwd=tmp_path)
    assert done.code == 0
    assert "fake-orders.servicebus.windows.net" in done.out


# -- writing --------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's redirections")
@pytest.mark.parametrize("command", ["check", "check --format json", "explain", "--help", "--version"])
@pytest.mark.parametrize("redirection", [">&-", "2>&-", ">&- 2>&-", "| true", "| head -c 1 >/dev/null"])
def test_closed_outputs(good: Path, command: str, redirection: str) -> None:
    """A closed output and a reader that hangs up are no reason for a traceback or a complaint."""
    shell = f"{sys.executable} -m funcbind {command} {redirection}"
    done = subprocess.run(
        ["bash", "-c", shell], cwd=good, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert done.stderr == b""
    assert done.returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("command", [["check"], ["check", "--format", "json"], ["explain"], ["--version"]])
def test_full_disk(good: Path, command: list[str]) -> None:
    """A report that could not be written is a failure with a reason."""
    with open("/dev/full", "wb") as full:
        done = run(*command, cwd=good, stdout=full)
    assert done.code == 2
    assert "cannot write" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("command", ["check", "check --format json", "explain", "explain Bestell\u00fcng\u65e5"])
def test_any_terminal_encoding(tmp_path: Path, encoding: str, command: str) -> None:
    """Letters that the terminal cannot show are escaped."""
    code = service_bus("nimm_\u00e4", "Bestell\u00fcng\u65e5") + service_bus("other", "Fehlt\U0001f600")
    app = write_app(tmp_path / "app", code, {"Bestell\u00fcng\u65e5__fullyQualifiedNamespace": "fake.example"})
    done = run(*command.split(), cwd=app, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "1"})
    assert done.stderr == b""
    assert done.code in (0, 1)
    done.stdout.decode(encoding)


def test_control_characters_are_escaped(tmp_path: Path) -> None:
    """No name can drive the terminal."""
    app = write_app(tmp_path / "app", service_bus("take", "A\x1b[31mB\r\x07"), {"X": "\x1b[2J"})
    for command in ([], ["--format", "json"], ["-v"]):
        out = run("check", str(app), *command).stdout
        assert not {byte for byte in out if byte < 32} - {10}


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_interrupt(good: Path) -> None:
    """Ctrl-C ends the command with one line and the usual exit code."""
    process = subprocess.Popen(
        [sys.executable, "-m", "funcbind", "check", str(good), "--settings", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        # A shell starts its background jobs with SIGINT ignored, and a child inherits that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdin is not None
    # More than a pipe holds: when this returns, the command is up and reads its settings.
    process.stdin.write(b" " * (1 << 20))
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, b"", b"funcbind: interrupted\n")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colour_on_a_terminal_only(bad: Path, variables: dict[str, str], coloured: bool) -> None:
    """Colour is for terminals, and for those who did not say no."""
    import pty

    controller, terminal = pty.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **variables}
    env = {name: value for name, value in env.items() if name != "NO_COLOR" or "NO_COLOR" in variables}
    subprocess.run([sys.executable, "-m", "funcbind", "check", str(bad)], env=env, stdout=terminal, check=False)
    os.close(terminal)
    written = b""
    while True:
        try:
            part = os.read(controller, 65536)
        except OSError:
            break
        if not part:
            break
        written += part
    os.close(controller)
    assert (b"\x1b[" in written) is coloured
    assert b"\x1b" not in run("check", str(bad)).stdout


# -- bad input ------------------------------------------------------------------------------------------------------


def test_broken_file_among_good_ones(tmp_path: Path) -> None:
    """A syntax error is named with its place, and the other files are still checked."""
    app = write_app(
        tmp_path / "app",
        "from broken import bp\n\napp.register_functions(bp)\n\n\n" + service_bus("take", "Missing"),
        dict(GOOD),
    )
    (app / "broken.py").write_text("def (:\n")
    done = run("check", str(app))
    assert done.code == 1
    assert "broken.py:1:" in done.out
    assert "FB910" in done.out
    assert "FB201" in done.out


def test_nothing_but_a_broken_file(tmp_path: Path) -> None:
    """When no file can be read, nothing was checked."""
    app = write_app(tmp_path / "app", "def (:\n", dict(GOOD))
    done = run("check", str(app))
    assert done.code == 2
    assert "function_app.py:6:" in done.out


def test_dropped_settings_are_one_error(tmp_path: Path) -> None:
    """A file that Core Tools drops whole is one error; the check goes on with what can be read."""
    app = write_app(tmp_path / "app", service_bus("take", "Orders"), {**GOOD, "Bad": {"nested": "object"}})
    done = run("check", str(app), "--format", "json")
    assert done.code == 1
    assert [found["code"] for found in done.data["diagnostics"]] == ["FB102"]  # type: ignore[index,union-attr]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"\x00" * 100,
        b"[" * 100_000,
        b'{"Values": "x"}',
        b"null",
        b"\xf0\x28\x8c\x28",
        b"A=1\n",
    ],
    ids=range(9),
)
@pytest.mark.parametrize("target", ["local.settings.json", "host.json", "function_app.py"])
def test_any_bytes(tmp_path: Path, target: str, content: bytes) -> None:
    """Any bytes in any file give a report and no traceback."""
    app = write_app(tmp_path / "app", service_bus("take", "Orders"), dict(GOOD))
    (app / target).write_bytes(content)
    for command in (["check"], ["check", "--format", "json"], ["explain", "Orders"], ["explain"]):
        done = run(*command, cwd=app)
        assert done.code in (0, 1, 2)
        assert b"Traceback" not in done.stderr
        assert b"internal error" not in done.stderr


@pytest.mark.parametrize("target", ["local.settings.json", "function_app.py"])
def test_folder_in_place_of_a_file(tmp_path: Path, target: str) -> None:
    """A folder with a file's name is said to be one."""
    app = write_app(tmp_path / "app", service_bus("take", "Orders"), dict(GOOD))
    (app / target).unlink()
    (app / target).mkdir()
    done = run("check", cwd=app)
    assert done.code == 2
    assert target in done.out
    assert b"internal error" not in done.stderr


def test_quick_commands_load_little(good: Path) -> None:
    """A plain check loads neither argparse nor json of its own account, nor any library."""
    program = (
        "import sys; before = set(sys.modules); from funcbind.cli import main; main(['check', sys.argv[1]]); "
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {program}", str(good)],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.split())
    assert not loaded & {
        "argparse",
        "typing",
        "dataclasses",
        "inspect",
        "pathlib",
        "logging",
        "ast",
        "azure",
        "difflib",
    }


def test_internal_errors_name_the_place_and_no_value(
    good: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault of funcbind itself is reported without its text, which might quote a setting."""

    def fail(*_: object) -> None:
        raise RuntimeError("AccountKey=fake")

    monkeypatch.setattr("funcbind.cli.check.check_app", fail)
    assert main(["check", str(good)]) == 2
    captured = capsys.readouterr()
    assert "internal error: RuntimeError at tests.test_cli:" in captured.err
    assert "AccountKey" not in captured.err + captured.out


def test_head_is_five_lines() -> None:
    """The line numbers above count on it."""
    assert HEAD.count("\n") == 5
