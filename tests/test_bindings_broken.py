"""Input that no reader was made for: it becomes a problem with a place, and the other files are still read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from funcbind.bindings import App, modules, read_app
from funcbind.bindings.decorators import decorator_names

from .apps import HEAD, app_of, connections, messages, write

GOOD = HEAD + 'import inner\n@app.queue_trigger("m", "q", "Orders")\ndef f(m): pass\n'


def inner_is(tmp_path: Path, source: bytes) -> App:
    write(tmp_path, {"function_app.py": GOOD})
    (tmp_path / "inner.py").write_bytes(source)
    return read_app(str(tmp_path))


BROKEN = [
    (b"def f(:\n", 1, "cannot parse"),
    (b"x = 1\nif x:\ny = 2\n", 3, "cannot parse"),
    (b"x = 'a\n", 1, "cannot parse"),
    (b"x = '\xff\xfe'\n", 0, "cannot parse"),
    (b"# coding: no-such\n", 0, "cannot parse"),
    (b"x = 1\0\n", 0, "cannot parse"),
    ("x = 1\n".encode("utf-16"), 0, "cannot parse"),
    (b"(" * 300 + b")" * 300, 1, "cannot parse"),
    (b"x = " + b"-" * 100_000 + b"1", 0, "cannot parse"),
    (b"x = " + b"1+" * 100_000 + b"1", 0, "cannot parse"),
    (b"x = a" + b".b" * 100_000, 0, "cannot parse"),
    (b"x = " + b"lambda: " * 50_000 + b"1", 0, "cannot parse"),
    (b"x = " + b"f(" * 150 + b")" * 150, 0, ""),
    (b"if 1:\n pass\n" + b"elif 1:\n pass\n" * 20_000, 0, ""),
]


@pytest.mark.parametrize(("source", "line", "message"), BROKEN, ids=[str(source[:20]) for source, _, _ in BROKEN])
def test_broken_module_is_a_problem_and_the_others_are_read(
    source: bytes, line: int, message: str, tmp_path: Path
) -> None:
    app = inner_is(tmp_path, source)
    assert connections(app) == {"f": "Orders"}
    for problem in app.problems:
        assert message in problem.message
        assert problem.code == "FB910"
        assert problem.severity == "error"
        assert problem.origin is not None
        assert problem.origin.source == str(tmp_path / "inner.py")
        assert problem.origin.line >= line
    assert (
        bool(app.problems) or not message or b"+" in source or b".b" in source or b"-" in source or b"lambda" in source
    )


def test_odd_escapes_do_not_warn(tmp_path: Path) -> None:
    assert not inner_is(tmp_path, rb"x = '\d' is 1").problems


def test_entry_that_cannot_be_parsed(tmp_path: Path) -> None:
    app = read_app(write(tmp_path, {"function_app.py": "app = ("}))
    assert not app.bindings
    assert [problem.code for problem in app.problems] == ["FB910"]
    assert app.model == "v2"


def test_entry_that_is_a_folder_or_a_dead_link(tmp_path: Path) -> None:
    write(tmp_path, {})
    (tmp_path / "function_app.py").mkdir()
    (problem,) = read_app(str(tmp_path)).problems
    assert problem.origin is not None
    assert problem.origin.source.endswith("function_app.py")
    (tmp_path / "function_app.py").rmdir()
    (tmp_path / "function_app.py").symlink_to("nowhere")
    (problem,) = read_app(str(tmp_path)).problems
    assert "cannot be read" in problem.message


def test_module_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **options: object) -> object:
        raise PermissionError(13, "Permission denied")

    write(tmp_path, {"function_app.py": GOOD})
    monkeypatch.setattr(modules, "open", refuse, raising=False)
    (problem,) = read_app(str(tmp_path)).problems
    assert "Permission denied" in problem.message


def test_very_large_module_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "LONGEST_FILE", 1024 * 1024)
    app = inner_is(tmp_path, b"#" * (1024 * 1024 + 1))
    assert messages(app) == ["the file is larger than 1 MiB, so it is not read"]


@pytest.mark.parametrize("error", [RecursionError, MemoryError, OverflowError])
def test_limits_of_the_compiler_become_problems(
    error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*args: object) -> object:
        raise error

    write(tmp_path, {"function_app.py": GOOD})
    monkeypatch.setattr(modules, "_parse", exhausted)
    (problem,) = read_app(str(tmp_path)).problems
    assert "nested too deeply" in problem.message


def test_recursion_of_the_reader_itself_becomes_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*args: object) -> object:
        raise RecursionError

    monkeypatch.setattr("funcbind.bindings.python_app.Registry", exhausted)
    app = app_of(tmp_path, "")
    assert messages(app) == ["the code of this app is nested too deeply to be read"]


def test_large_modules_are_parsed_on_a_stack_of_their_own_before_3_11(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modules, "_HARMLESS", 10)
    monkeypatch.setattr(modules.sys, "version_info", (3, 10))
    assert connections(app_of(tmp_path, '@app.queue_trigger("m", "q", "Orders")\ndef f(m): pass')) == {"f": "Orders"}
    assert "cannot parse" in messages(app_of(tmp_path, "x = ("))[0]

    def full(self: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("threading.Thread.start", full)
    assert "nested too deeply" in messages(app_of(tmp_path, ""))[0]


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    app = read_app(str(tmp_path / "gone"))
    assert not app.bindings
    assert "cannot be looked into" in messages(app)[0]


def test_imports_that_lead_out_of_the_folder_are_harmless(tmp_path: Path) -> None:
    app = app_of(tmp_path, "from ..... import x\nfrom . import inner\nfrom .. import y\n", {"inner.py": ""})
    assert len(app.files) == 3


def test_large_apps_are_read_in_linear_time(tmp_path: Path) -> None:
    from time import perf_counter

    times = []
    for number in (500, 4000):
        lines = [f'c = "C{n}"\n@app.queue_trigger("m", "q", c)\ndef f{n}(m): pass\n' for n in range(number)]
        started = perf_counter()
        app = app_of(tmp_path, "".join(lines))
        times.append(perf_counter() - started)
        assert len(app.bindings) == number
        assert app.bindings[-1].connection == f"C{number - 1}"
    assert times[1] < 8 * times[0] * 3


FRAGMENTS = st.sampled_from(
    [
        *HEAD.splitlines(),
        *(f"@app.{name}('a', 'b', connection=X)" for name in decorator_names()),
        "@app.queue_trigger(*X, **X)",
        "@app.route()",
        "@bp.timer_trigger(X, 's')",
        "def f(a, b: blob.X = 1): pass",
        "class A:",
        "    X = 'x'",
        "    @app.route()",
        "    def f(self): pass",
        "for X in [1, 'a', (2, 3)]:",
        "for X, Y in Z:",
        "if X:",
        "    pass",
        "try:",
        "except E as X:",
        "X = f'{X}{Y!r:>{Z}}'",
        "X: str = os.environ['A' + X]",
        "X += 'a'",
        "X, (Y, *Z) = X",
        "Y = {**X, 'a': [X]}[X]['a']",
        "from bp import *",
        "from .bp import bp as X",
        "import bp.inner as Y",
        "app.register_functions(X)",
        "for bp in (X, Y): app.register_functions(bp)",
        "app.queue_trigger('a', 'b')(f)",
        "X = app.queue_trigger",
        "X = lambda: (yield)",
        "getattr(app, X)(1)",
        "match X:",
        "    case {'a': app}: pass",
        "async def f(): await x",
        "global X",
        "del X",
        "with a as X: pass",
        "return X",
        "X(app)(f)(X)",
    ]
)


@given(st.lists(FRAGMENTS, max_size=25), st.lists(FRAGMENTS, max_size=8))
@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
@example(["for bp in (X, Y): app.register_functions(bp)", "bp = bp"], [])
def test_any_arrangement_of_code_is_read_without_an_error(lines: list[str], other: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        source = HEAD + "\n".join(lines)
        read_app(write(Path(folder), {"function_app.py": source, "bp.py": "\n".join(other)}))


@given(st.one_of(st.text(max_size=200).map(str.encode), st.binary(max_size=200)))
@settings(max_examples=200, suppress_health_check=list(HealthCheck), deadline=None)
def test_any_bytes_are_read_without_an_error(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for name in ("function_app.py", "host.json"):
            Path(folder, name).write_bytes(content)
        os.mkdir(os.path.join(folder, "F"))
        Path(folder, "F", "function.json").write_bytes(content)
        app = read_app(folder)
        assert all(problem.origin is not None for problem in app.problems)
