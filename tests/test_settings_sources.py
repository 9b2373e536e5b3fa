"""Reading settings from anywhere: any path, any bytes, any format, and never an exception."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.settings import environment_source, find_local_settings, read_source
from funcbind.settings.sources import LARGEST, decode

LOCAL = '{"IsEncrypted": false, "Values": {"A": "é"}}'
EXPORT = '[{"name": "A", "value": "é", "slotSetting": false}]'
ROOT = Path(__file__).resolve().parent.parent


def pairs(path: object, stdin: bytes | None = None) -> dict[str, str]:
    source = read_source(path, stdin=stdin)  # type: ignore[arg-type]
    return {setting.name: setting.value for setting in source.settings}


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("local.settings.json", LOCAL, "local"),
        ("local.settings.sample.json", LOCAL, "local"),
        ("LOCAL.SETTINGS.JSON", LOCAL, "local"),
        ("local.settings.json", EXPORT, "local"),  # Core Tools reads it whatever is in it
        ("dev.settings.json", LOCAL, "local"),
        ("dev.settings.json", EXPORT, "export"),
        ("dev.settings.json", "{}", "local"),
        ("settings.json", LOCAL, "local"),
        ("settings.json", '{"isEncrypted": false}', "local"),
        ("settings.json", '{"VALUES": {"A": "1"}}', "local"),
        ("settings.json", '{"ConnectionStrings": {}}', "local"),
        ("settings.json", '{"Host": {"LocalHttpPort": 7072}}', "local"),
        ("settings.json", '{"Host": "h", "Values": "v"}', "export"),  # settings may have any name
        ("settings.json", EXPORT, "export"),
        ("settings.json", '{"A": "é"}', "export"),
        ("settings.json", "A=1", "export"),  # what is called JSON is no .env file
        (".env.json", EXPORT, "export"),
        ("settings.txt", EXPORT, "export"),
        ("settings.txt", "# local\nexport A='é'\n", "dotenv"),
        ("settings.txt", "A=é", "dotenv"),
        (".env", "A=é", "dotenv"),
        (".env.local", "A=é", "dotenv"),
        ("prod.env", "A=é", "dotenv"),
        ("prod.ENV", EXPORT, "dotenv"),
        (".env", "", "dotenv"),
        ("settings.txt", "no settings in here", "export"),
        ("settings.json", "", "export"),
    ],
)
def test_format(tmp_path: Path, name: str, text: str, kind: str) -> None:
    """The name says the format where it can; elsewhere the text does."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    source = read_source(path)
    assert (source.name, source.kind) == (str(path), kind)
    assert source.target == ("deployed" if kind == "export" else "local")


@pytest.mark.parametrize(
    ("text", "kind"), [(LOCAL, "local"), (EXPORT, "export"), ("A=é\n", "dotenv"), ("\n#\n A = é", "dotenv")]
)
def test_standard_input(text: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` is standard input, of any format."""
    source = read_source("-", stdin=text.encode())
    assert (source.name, source.kind) == ("-", kind)
    assert [(setting.name, setting.value) for setting in source.settings] == [("A", "é")]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert read_source("-") == source


class _Closed(io.BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise ValueError("I/O operation on closed file")


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (None, "there is no standard input"),
        (io.StringIO("A=1"), "there is no standard input"),
        (io.TextIOWrapper(io.BytesIO()), "standard input is empty"),
        (io.TextIOWrapper(_Closed()), "standard input cannot be read"),
    ],
)
def test_no_standard_input(stdin: object, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", stdin)
    source = read_source("-")
    assert [problem.message for problem in source.problems] == [message]
    assert not source.usable


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(("name", "text"), [("local.settings.json", LOCAL), ("a.json", EXPORT), (".env", "A=é")])
def test_byte_order_marks(tmp_path: Path, name: str, text: str, encoding: str) -> None:
    """The mark says the encoding, as it does for ``File.ReadAllText``; Windows PowerShell writes UTF-16."""
    mark = "\ufeff" if encoding[-2:] in ("le", "be") else ""
    (tmp_path / name).write_bytes((mark + text).encode(encoding))
    assert pairs(tmp_path / name) == {"A": "é"}


@pytest.mark.parametrize(
    ("content", "text", "damaged"),
    [
        (b"", "", False),
        (b"\xef\xbb\xbf", "", False),
        (b"\xff\xfe", "", False),
        (b"\xff\xfeA\0", "A", False),
        (b"\xff\xfe\0\0A\0\0\0", "A", False),
        (b"\xef\xbb\xbf\xef\xbb\xbfA", "\ufeffA", False),  # only one mark is taken away
        (b"A\xff", "A\ufffd", True),
        (b"\xe2\x82", "\ufffd", True),  # one for the part of a character that could have been
        (b"\xf0\x9f\x92A", "\ufffdA", True),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd", True),
        (b"\xff\xfe\x00\xd8A\0", "\ufffdA", True),
        (b"\xff\xfeA", "\ufffd", True),
        (b"\xff\xfeA\0B", "A\ufffd", True),
    ],
)
def test_decode(content: bytes, text: str, damaged: bool) -> None:
    assert decode(content) == (text, damaged)


def test_broken_bytes_count_only_where_their_reader_is_known(tmp_path: Path) -> None:
    """Core Tools takes them; what other programs do is not known, and no setting is better than a wrong one."""
    content = b'{"IsEncrypted": false, "Values": {"A": "x\xff"}}'
    (tmp_path / "local.settings.json").write_bytes(content)
    (tmp_path / ".env").write_bytes(b"A=x\xff")
    assert pairs(tmp_path / "local.settings.json") == {"A": "x\ufffd"}
    for source in (read_source(tmp_path / ".env"), read_source("-", stdin=content)):
        assert (source.settings, source.usable) == ((), False)
        assert [problem.code for problem in source.problems] == ["FB115"]


def test_what_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A problem in place of an exception, and nothing is waited for."""
    (tmp_path / "large.json").write_bytes(b" " * (LARGEST + 1))
    (tmp_path / "loop.json").symlink_to("loop.json")
    (tmp_path / "nowhere.json").symlink_to("nothing.json")
    os.mkfifo(tmp_path / "pipe.json")
    expected = {
        str(tmp_path): "this is a folder",
        str(tmp_path / "none.json"): "there is no such file",
        str(tmp_path / "none.json" / "a.json"): "there is no such file",
        str(tmp_path / "nowhere.json"): "there is no such file",
        str(tmp_path / "large.json" / "a.json"): "it cannot be read",
        str(tmp_path / "loop.json"): "it cannot be read",
        str(tmp_path / ("n" * 300)): "it cannot be read",
        str(tmp_path / "large.json"): "it is larger than 16 MiB",
        str(tmp_path / "pipe.json"): "this is a pipe or a device",
        "/dev/zero": "this is a pipe or a device",
        "": "there is no such file",
        "a\0b": "this is not a path",
        "\ud800": "this is not a path",
    }
    for path, message in expected.items():
        source = read_source(path)
        assert not source.usable
        assert not source.settings
        (problem,) = source.problems
        assert (problem.code, problem.severity) == ("FB115", "error")
        assert problem.message.startswith(message), path
        assert problem.origin is not None
        assert problem.origin.source == path

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / ".env").write_text("A=1")
    monkeypatch.setattr("builtins.open", denied)
    assert [problem.message for problem in read_source(tmp_path / ".env").problems] == ["it may not be opened"]


@given(st.binary(), st.sampled_from(["-", "local.settings.json", ".env", "a.json", "a.settings.json", "a"]))
def test_any_bytes(content: bytes, name: str) -> None:
    """Whatever a file holds, there is an answer."""
    with TemporaryDirectory() as folder:
        path = name
        if name != "-":
            path = str(Path(folder) / name)
            Path(path).write_bytes(content)
        source = read_source(path, stdin=content)
    assert source.name == path
    assert source.settings or source.problems or source.usable


@given(st.text())
def test_any_path(path: str) -> None:
    assert read_source(path, stdin=b"").name == path


def test_environment() -> None:
    source = environment_source({"A": "1", "a__b": "", "C": "x\udcff", "D": "\ud800", "E": "é"})
    assert (source.name, source.kind, source.target) == ("environment", "environment", "local")
    written = [(setting.name, setting.value) for setting in source.settings]
    assert written == [("A", "1"), ("a__b", ""), ("C", "x\ufffd"), ("D", "?"), ("E", "é")]
    assert {str(setting.origin) for setting in source.settings} == {"environment"}
    assert "x" not in repr(source.settings[2])


def test_find_local_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first folder from here upwards with a host.json or a local.settings.json is the app's."""
    outer, app, inner = tmp_path / "outer", tmp_path / "outer" / "app", tmp_path / "outer" / "app" / "a" / "b"
    inner.mkdir(parents=True)
    assert not str(find_local_settings(str(inner))).startswith(str(tmp_path))
    (outer / "local.settings.json").write_text("{}")
    assert find_local_settings(str(inner)) == str(outer / "local.settings.json")
    (app / "host.json").mkdir()  # a folder of this name is no host.json
    assert find_local_settings(str(inner)) == str(outer / "local.settings.json")
    (app / "host.json").rmdir()
    (app / "host.json").symlink_to("nothing")
    assert find_local_settings(str(inner)) == str(app / "local.settings.json")  # hides the one above; there is none
    monkeypatch.chdir(app)
    assert find_local_settings(".") == "local.settings.json"
    assert find_local_settings("a/b") == "local.settings.json"
    assert find_local_settings("a/missing/folder") == "local.settings.json"
    monkeypatch.chdir(inner)
    assert find_local_settings(".") == os.path.join("..", "..", "local.settings.json")
    assert find_local_settings(str(app) + "/") == str(app / "local.settings.json")
    assert find_local_settings("a\0b") == find_local_settings(".")  # no path, but nothing is raised


def test_no_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> str:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "getcwd", gone)
    assert find_local_settings("a") is None
    assert find_local_settings(str(tmp_path)) is None


def test_loads_only_what_it_reads(tmp_path: Path) -> None:
    """Reading a local.settings.json costs no module of the other formats."""
    (tmp_path / "local.settings.json").write_text(LOCAL, encoding="utf-8")
    program = "import sys; from funcbind.settings import read_source; read_source('local.settings.json')\n"
    program += "print(*sorted(name for name in sys.modules if 'export' in name or 'dotenv' in name))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_depth_and_length() -> None:
    """No text is too deep, and none takes more than linear time."""
    for text in ("[" * 300_000, '{"resources":[' * 20_000, json.dumps({f"A{n}": "v" for n in range(10_000)})):
        assert read_source("-", stdin=text.encode()).kind == "export"
