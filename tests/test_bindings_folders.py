"""Finding apps, function.json folders, host.json."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from funcbind.bindings import find, find_apps, json_files, read_app

from .apps import messages, write


def app_at(folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "host.json").write_text("{}")
    return str(folder)


def test_folder_with_a_host_json_is_the_only_app(tmp_path: Path) -> None:
    app_at(tmp_path)
    app_at(tmp_path / "inner")
    assert find_apps(str(tmp_path)) == (str(tmp_path),)


def test_apps_below_a_folder_in_alphabetical_order(tmp_path: Path) -> None:
    expected = tuple(app_at(tmp_path / name) for name in ("a", "a/b/c", "b"))
    for skipped in (".venv", "venv", "node_modules", ".git", "__pycache__", ".python_packages", "lib/site-packages"):
        app_at(tmp_path / skipped)
        app_at(tmp_path / "b" / skipped / "deep")
    assert find_apps(str(tmp_path)) == expected


def test_path_is_kept_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app_at(tmp_path / "a")
    monkeypatch.chdir(tmp_path)
    assert find_apps(".") == (os.path.join(".", "a"),)
    assert find_apps("a") == ("a",)


def test_links_are_not_followed(tmp_path: Path) -> None:
    app = app_at(tmp_path / "a")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "linked").symlink_to(tmp_path / "a")
    assert find_apps(str(tmp_path)) == (app,)


def test_nothing_there(tmp_path: Path) -> None:
    assert find_apps(str(tmp_path)) == ()
    found = find(str(tmp_path / "gone"))
    assert found.apps == ()
    assert "cannot be looked into" in found.problems[0].message


def test_folder_that_may_not_be_looked_into_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_at(tmp_path / "a")
    (tmp_path / "locked").mkdir()
    scandir = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = find(str(tmp_path))
    assert found.apps == (app,)
    assert [str(problem.origin) for problem in found.problems] == [str(tmp_path / "locked")]


IGNORED = [
    ("old", {"old", "x/old"}),
    ("old/", {"old", "x/old"}),
    ("/old", {"old"}),
    ("x/old", {"x/old"}),
    ("/x/*", {"x/old", "x/new", "x/deep/er"}),
    ("x/**", {"x/old", "x/new", "x/deep/er"}),
    ("**/old", {"old", "x/old"}),
    ("/**/er", {"x/deep/er"}),
    ("x/**/er", {"x/deep/er"}),
    ("o?d", {"old", "x/old"}),
    ("[no]*", {"old", "new", "x/old", "x/new"}),
    ("old\n!/old", {"x/old"}),
    ("old\n!old\n", set()),
    ("# old\n\n\\#x\n!\n/\n", set()),
    ("OLD", set()),
    ("x", {"x/old", "x/new", "x/deep/er"}),
]


@pytest.mark.parametrize(("patterns", "left_out"), IGNORED)
def test_funcignore_leaves_folders_out(patterns: str, left_out: set[str], tmp_path: Path) -> None:
    names = {"old", "new", "x/old", "x/new", "x/deep/er"}
    for name in names:
        app_at(tmp_path / name)
    (tmp_path / ".funcignore").write_text(patterns)
    found = {os.path.relpath(app, tmp_path) for app in find_apps(str(tmp_path))}
    assert names - found == left_out


def test_funcignore_counts_from_its_own_folder(tmp_path: Path) -> None:
    kept = app_at(tmp_path / "old")
    app_at(tmp_path / "x" / "old")
    (tmp_path / "x" / ".funcignore").write_text("/old")
    assert find_apps(str(tmp_path)) == (kept,)


def test_funcignore_that_cannot_be_read_leaves_nothing_out(tmp_path: Path) -> None:
    app = app_at(tmp_path / "a")
    (tmp_path / ".funcignore").symlink_to("nowhere")
    assert find_apps(str(tmp_path)) == (app,)


FUNCTION = """
    {
      // comments are fine
      "scriptFile": "../shared/run.py",
      "disabled": true,
      "bindings": [
        {"type": "queueTrigger", "name": "msg", "direction": "in", "queueName": "q", "connection": "Orders"},
        {"Type": "blob", "Name": "out", "Direction": "Out", "path": "c/b", "Connection": null,},
      ],
    }
    """


def test_function_json_folders(tmp_path: Path) -> None:
    app = read_app(
        write(
            tmp_path,
            {
                "host.json": '{"extensionBundle": {"id": "B", "version": "[4.0.0, 5.0.0)"}}',
                "B_func/function.json": FUNCTION,
                "A_func/function.json": '{"bindings": [{"type": "timerTrigger", "name": "t", "schedule": "s"}]}',
                "A_func/__init__.py": "import os\nfrom ..shared import names\nX = os.environ[names.KEY]",
                "shared/run.py": "import os\nfrom __app__.shared.names import KEY\nos.getenv(KEY)",
                "shared/names.py": "KEY = 'Settings'",
                "not_a_function/other.json": "{}",
            },
        )
    )
    assert app.model == "v1"
    assert not app.problems
    assert app.functions == ("A_func", "B_func")
    assert (app.bundle, app.bundle_id) == ("[4.0.0, 5.0.0)", "B")
    timer, queue, blob = app.bindings
    assert (timer.type, timer.name, timer.direction, timer.connection) == ("timerTrigger", "t", "", None)
    assert (queue.type, queue.function, queue.connection, queue.bundle) == (
        "queueTrigger",
        "B_func",
        "Orders",
        app.bundle,
    )
    assert dict(queue.properties) == {"queueName": "q", "connection": "Orders"}
    assert str(queue.origin) == f"{tmp_path / 'B_func' / 'function.json'}:7:5"
    assert (blob.type, blob.name, blob.direction, blob.connection) == ("blob", "out", "out", None)
    assert dict(blob.properties) == {"path": "c/b", "Connection": None}
    assert blob.host == {"extensionBundle": {"id": "B", "version": "[4.0.0, 5.0.0)"}}
    assert sorted(name for name, _ in app.environ_reads) == ["Settings", "Settings"]


@pytest.mark.parametrize(
    ("content", "count", "message"),
    [
        ('{"bindings": [{"name": "x"}, 7, {"type": "blob"}]}', 2, "has no type"),
        ('{"bindings": {}}', 1, "no list of bindings"),
        ("{}", 1, "no list of bindings"),
        ("[]", 1, "does not hold an object"),
        ("", 1, "the host cannot load this function"),
        ('{"bindings": [', 1, "the host cannot load this function"),
    ],
)
def test_broken_function_json(content: str, count: int, message: str, tmp_path: Path) -> None:
    files = {"F/function.json": content, "G/function.json": '{"bindings": [{"type": "queue"}]}'}
    app = read_app(write(tmp_path, files))
    assert app.functions == ("F", "G")
    assert app.bindings[-1].function == "G"
    assert len(app.problems) == count
    for problem in app.problems:
        assert message in problem.message
        assert problem.origin is not None
        assert problem.origin.source == str(tmp_path / "F" / "function.json")
        assert problem.origin.line == 1


def test_function_json_that_is_a_folder_or_very_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"G/function.json": "{" + " " * (1024 * 1024) + "}"})
    (tmp_path / "F" / "function.json").mkdir(parents=True)
    monkeypatch.setattr(json_files, "LONGEST_FILE", 1024 * 1024)
    assert ["cannot be read" in messages(read_app(str(tmp_path)))[0]] == [True]
    assert "larger than 1 MiB" in messages(read_app(str(tmp_path)))[1]


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32", "utf-16-be", "utf-32-be"])
def test_encodings_that_the_host_reads(mark: str, tmp_path: Path) -> None:
    write(tmp_path, {})
    text = '\ufeff{"version": "2.0"}' if mark.endswith("be") else '{"version": "2.0"}'
    (tmp_path / "host.json").write_bytes(text.encode(mark))
    app = read_app(str(tmp_path))
    assert not app.problems
    assert app.host == {"version": "2.0"}


def test_mixed_app_is_reported_and_read_whole(tmp_path: Path) -> None:
    files = {
        "function_app.py": "import azure.functions as func\napp = func.FunctionApp()\n"
        "@app.timer_trigger('t', 's')\ndef f(t): pass",
        "F/function.json": '{"bindings": [{"type": "queueTrigger"}]}',
    }
    app = read_app(write(tmp_path, files))
    assert app.model == "v2"
    assert app.functions == ("F", "f")
    assert [(problem.code, problem.severity) for problem in app.problems] == [("FB911", "warning")]


def test_folder_without_functions(tmp_path: Path) -> None:
    app = read_app(write(tmp_path, {}))
    assert (app.model, app.functions, app.bindings, app.problems) == ("", (), (), ())
    (tmp_path / "host.json").unlink()
    assert read_app(str(tmp_path)).host is None


HOST = """
    {
      /* the host reads this */
      "ExtensionBundle": {"ID": "Microsoft.Azure.Functions.ExtensionBundle", "Version": "[4.*, 5.0.0)",},
      "extensions": {
        "durableTask": {"hubName": "Hub"},
        "webPubSub": [],
      },
    }
    """


def test_host_json(tmp_path: Path) -> None:
    app = read_app(write(tmp_path, {"host.json": HOST}))
    assert app.bundle == "[4.*, 5.0.0)"
    assert app.bundle_id == "Microsoft.Azure.Functions.ExtensionBundle"
    assert app.extension("DURABLETASK") == {"hubName": "Hub"}
    assert app.extension("webPubSub") == {}
    assert app.extension("other") == {}


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"extensions": ', '"text"', "{]", '{"extensionBundle": {"version": }}']
)
def test_broken_host_json_is_a_problem(content: str, tmp_path: Path) -> None:
    app = read_app(write(tmp_path, {"host.json": content, "F/function.json": '{"bindings": [{"type": "queue"}]}'}))
    assert app.functions == ("F",)
    assert app.problems
    assert all(problem.code == "FB910" and problem.origin and problem.origin.line == 1 for problem in app.problems)


@pytest.mark.parametrize("content", ['{"extensionBundle": 7}', '{"extensionBundle": {"version": 7}}', "{}"])
def test_odd_bundle_is_no_bundle(content: str, tmp_path: Path) -> None:
    app = read_app(write(tmp_path, {"host.json": content}))
    assert (app.bundle, app.bundle_id) == ("", "")


def test_numbers_and_nesting_as_the_host_reads_them(tmp_path: Path) -> None:
    deep = "[" * 70 + "]" * 70
    app = read_app(
        write(
            tmp_path,
            {
                "F/function.json": '{"bindings": [{"type": "blob", "a": 010, "b": 1.50, "c": NaN, "d": undefined,'
                ' "e": new Date(0), "f": 123456789012345678901234567890, "f": true, "g": [1,]}]}',
                "G/function.json": f'{{"bindings": [{{"type": "blob", "a": {deep}}}]}}',
                "H/function.json": '{"bindings": [{"type": "blob", "a": 08}]}',
            },
        )
    )
    properties = app.bindings[0].properties
    assert str(properties["c"]) == "nan"
    assert {key: value for key, value in properties.items() if key != "c"} == {
        "a": 8,
        "b": 1.5,
        "d": None,
        "e": None,
        "f": True,
        "g": [1],
    }
    assert {problem.origin.source.split(os.sep)[-2] for problem in app.problems if problem.origin} == {"G", "H"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    """Reading a pipe that nobody writes to would never end."""
    (tmp_path / "a" / "f").mkdir(parents=True)
    for name in (".funcignore", "a/host.json", "a/function_app.py", "a/f/function.json"):
        os.mkfifo(tmp_path / name)
    assert find_apps(str(tmp_path)) == (str(tmp_path / "a"),)
    app = read_app(str(tmp_path / "a"))
    assert sum("it is a pipe or a device" in text for text in messages(app)) == 3


def test_link_to_itself_hides_no_function(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    binding = '{"type": "queueTrigger", "name": "m", "direction": "in", "queueName": "q", "connection": "Q"}'
    write(tmp_path, {"f/function.json": f'{{"scriptFile": "x.py", "bindings": [{binding}]}}'})
    app = read_app(str(tmp_path))
    assert [binding.connection for binding in app.bindings] == ["Q"]
    assert not messages(app)
