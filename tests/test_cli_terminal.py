"""Writing, in this process: streams that are closed, full, hung up or of a small alphabet."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from funcbind.cli import main, terminal
from funcbind.credential_specs import (
    AzurePipelines,
    ClientCertificate,
    ClientSecret,
    DefaultCredential,
    ManagedIdentity,
    ManagedIdentityAsFederatedIdentity,
    ManagedIdentityId,
    WorkloadIdentity,
)
from funcbind.reporters.words import credential_words
from tests.cli_project import write_app

AUTHORITY = "https://login.microsoftonline.com/"


class Stream(io.StringIO):
    """A stream that fails in one way, or is a terminal."""

    encoding = "ascii"

    def __init__(self, failure: Exception | None = None, *, tty: bool = False) -> None:
        super().__init__()
        self.failure = failure
        self.tty = tty

    def write(self, text: str) -> int:
        if self.failure is not None:
            raise self.failure
        return super().write(text)

    def isatty(self) -> bool:
        return self.tty


def test_small_alphabet(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream()
    monkeypatch.setattr(sys, "stdout", stream)
    terminal.say("ä\U0001f600\ud800\n")
    assert stream.getvalue() == "\\xe4\\U0001f600\\ud800\n"


def test_reader_that_hung_up_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Stream(BrokenPipeError()))
    terminal.say("x")


def test_full_disk_is_a_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be written is said once, and even that may fail."""
    monkeypatch.setattr(sys, "stdout", Stream(OSError(28, "No space left on device")))
    assert main(["--version"]) == 2
    assert capsys.readouterr().err == "funcbind: cannot write the result: No space left on device\n"
    monkeypatch.setattr(sys, "stderr", Stream(OSError(28, "No space left on device")))
    assert main(["--version"]) == 2


@pytest.mark.parametrize("command", [["--version"], ["--help"], ["check"], ["nonsense"]])
def test_no_streams_at_all(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A windowed program has no streams; a closed one is as good as none."""
    monkeypatch.chdir(write_app(tmp_path / "app", "", {}))
    expected = main(command)
    capsys.readouterr()
    for stream in (None, io.StringIO()):
        if stream is not None:
            stream.close()
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "stderr", stream)
        assert main(command) == expected


def test_interrupt(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("funcbind.cli.check.read_apps", interrupt)
    assert main(["check", str(tmp_path)]) == 130
    assert capsys.readouterr().err == "funcbind: interrupted\n"


def test_own_command_line(tmp_path: Path) -> None:
    """The process reads its own command line and ends with everything written and the code of the command."""
    done = subprocess.run([sys.executable, "-m", "funcbind", "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("funcbind ")
    missing = subprocess.run([sys.executable, "-m", "funcbind", "check", str(tmp_path / "no")], capture_output=True)
    assert missing.returncode == 2
    assert missing.stdout + missing.stderr


@pytest.mark.parametrize(
    ("variables", "platform", "expected"),
    [
        ({"TERM": "xterm"}, "linux", True),
        ({}, "linux", True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "linux", False),
        ({"TERM": "dumb"}, "linux", False),
        ({}, "win32", False),
        ({"WT_SESSION": "x"}, "win32", True),
    ],
)
def test_colour(variables: dict[str, str], platform: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TERM", "NO_COLOR", "WT_SESSION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "stdout", Stream(tty=True))
    assert terminal.coloured() is expected
    monkeypatch.setattr(sys, "stdout", Stream(tty=False))
    assert not terminal.coloured()
    monkeypatch.setattr(sys, "stdout", None)
    assert not terminal.coloured()


def test_closed_terminal_has_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = io.StringIO()
    closed.close()
    for name in ("TERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "stdout", closed)
    assert not terminal.coloured()


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (DefaultCredential(True, ()), "default credential"),
        (
            DefaultCredential(False, (), managed_identity=ManagedIdentityId("client_id", "c"), tenant_id="t"),
            "default credential, client id c, tenant t",
        ),
        (ManagedIdentity(ManagedIdentityId()), "managed identity, system-assigned"),
        (ManagedIdentity(ManagedIdentityId("object_id", "o")), "managed identity, object id o"),
        (WorkloadIdentity("t", "c", "/file", AUTHORITY), "workload identity, client id c"),
        (
            ManagedIdentityAsFederatedIdentity("t", "c", ManagedIdentityId("client_id", "m"), "s", AUTHORITY),
            "application c through managed identity, client id m",
        ),
        (ClientSecret("t", "c", "fake-secret", AUTHORITY), "application c with a secret"),
        (ClientCertificate("t", "c", "AB", "MY", "CurrentUser", AUTHORITY), "application c with a certificate"),
        (
            AzurePipelines("t", "c", "s", "fake-token", AUTHORITY),
            "Azure Pipelines service connection, client id c",
        ),
    ],
)
def test_credentials_in_words(spec: object, words: str) -> None:
    """Every kind of credential has its words, with ids and without secrets."""
    assert credential_words(spec) == words  # type: ignore[arg-type]
