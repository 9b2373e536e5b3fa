"""A .env file: python-dotenv's words, with places, and without the process environment."""

from __future__ import annotations

import io
import time

import pytest
from dotenv import dotenv_values
from hypothesis import given
from hypothesis import strategies as st

from funcbind.settings.dotenv import LONGEST, MOST_REFERENCES, read_dotenv

SECRET = "FakeSecretThatNobodyMayEverSee"


def read(text: str) -> list[tuple[str, str, int, int]]:
    return [
        (setting.name, setting.value, setting.origin.line, setting.origin.column)
        for setting in read_dotenv(".env", text).settings
    ]


def problems(text: str) -> list[tuple[str, str, int, int]]:
    source = read_dotenv(".env", text)
    found = [(problem.code, problem.severity, problem.origin) for problem in source.problems]
    return [(code, severity, origin.line, origin.column) for code, severity, origin in found if origin is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# nothing", []),
        ("A=1", [("A", "1", 1, 1)]),
        ("A=", [("A", "", 1, 1)]),
        (
            "A='1'\r\n\r\n  B = 2 # two\r\nC=3\rD=4",
            [("A", "1", 1, 1), ("B", "2", 3, 3), ("C", "3", 4, 1), ("D", "4", 5, 1)],
        ),
        ("\n\n\texport\tA=1", [("A", "1", 3, 9)]),
        ("'a b'=1", [("a b", "1", 1, 1)]),
        ("A__b:c.d-e=1", [("A__b:c.d-e", "1", 1, 1)]),
        ("A='x\r\ny'\nB=1", [("A", "x\ny", 1, 1), ("B", "1", 3, 1)]),  # as a file that is opened in text mode
        ('A="x\\ny"\n', [("A", "x\ny", 1, 1)]),
        ("A='x\\ny'\n", [("A", "x\\ny", 1, 1)]),
        ("A=a;AccountKey=b==;c", [("A", "a;AccountKey=b==;c", 1, 1)]),
        ("A=x#y #z", [("A", "x#y", 1, 1)]),
        ("é😀=1\n  ü=2", [("é😀", "1", 1, 1), ("ü", "2", 2, 3)]),
        ("A=1\nA=2", [("A", "1", 1, 1), ("A", "2", 2, 1)]),  # the later one wins
        ("A=1\nB=${A}2${C:-3}\nD='${B}'", [("A", "1", 1, 1), ("B", "123", 2, 1), ("D", "123", 3, 1)]),
        ("A=$B$(C)\\${D", [("A", "$B$(C)\\${D", 1, 1)]),
    ],
)
def test_settings(text: str, expected: list[tuple[str, str, int, int]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=1\n\n  B\n", [("FB114", "warning", 3, 3)]),
        ("export\n", [("FB114", "warning", 1, 1)]),
        ("A=1\n  =2\nB=3", [("FB114", "warning", 2, 3)]),
        ("A='1\n", [("FB114", "warning", 1, 1)]),
        ("A='1' 2\n", [("FB114", "warning", 1, 1)]),
        ("A=1\nB=2\n\n A=3", [("FB118", "warning", 4, 2)]),
        ("A=1\nA=1", [("FB118", "info", 2, 1)]),
        ("A=${B}", [("FB114", "info", 1, 1)]),
        ("A=${B:-x}", [("FB114", "info", 1, 1)]),
        ("B=1\nA=${B:-x}", []),
        ("A=${A}\nA=${A}", [("FB114", "info", 1, 1), ("FB118", "info", 2, 1)]),
        ("A=" + "${B}" * MOST_REFERENCES, [("FB114", "info", 1, 1)]),
        ("A=" + "${B}" * (MOST_REFERENCES + 1), [("FB114", "warning", 1, 1)]),
        ("A=1\n" + "#" * LONGEST, [("FB115", "error", 0, 0)]),
        ("A=1\nB" + " " * 300, [("FB115", "error", 2, 2)]),
    ],
)
def test_problems(text: str, expected: list[tuple[str, str, int, int]]) -> None:
    """What python-dotenv skips is reported where it is."""
    assert problems(text) == expected


def test_members() -> None:
    """A name without a value is a member too, but not what may be the rest of a broken value."""
    source = read_dotenv(".env", "A=1\nB\nC='x\nD=2\nE")
    assert [(name, str(origin)) for name, origin in source.members] == [
        ("A", ".env:1:1"),
        ("B", ".env:2:1"),
        ("D", ".env:4:1"),
    ]


def test_a_file_that_is_refused_gives_nothing() -> None:
    source = read_dotenv(".env", "A=1\nB" + " " * 300)
    assert (source.settings, source.usable) == ((), False)


def test_names_after_a_broken_line_are_not_shown() -> None:
    """A quote too many turns values into names."""
    source = read_dotenv(".env", "A='1\nhunter2\nhunter2=1\nhunter2=2\n")
    assert len(source.problems) == 3
    assert not any("hunter2" in repr(problem) for problem in source.problems)
    (problem,) = read_dotenv(".env", "Same=1\nSame=2").problems
    assert "Same" in problem.message
    assert problem.setting == "Same"


def test_the_environment_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same file gives the same report in every shell."""
    monkeypatch.setenv("ONLY_IN_SHELL", SECRET)
    assert read("A=x${ONLY_IN_SHELL}y\nB=${ONLY_IN_SHELL:-z}") == [("A", "xy", 1, 1), ("B", "z", 2, 1)]


def test_values_cannot_grow_beyond_measure() -> None:
    """Each line doubles the one before; python-dotenv would take all the memory there is."""
    text = "A0=xxxxxxxxxx\n" + "\n".join(f"A{n + 1}=${{A{n}}}${{A{n}}}" for n in range(60))
    source = read_dotenv(".env", text)
    assert sum(len(setting.value) for setting in source.settings) <= 2 * LONGEST
    assert any("beyond all measure" in problem.message for problem in source.problems)


@pytest.mark.parametrize("piece", ["${", "${a:", " #", "A=' ", 'A="\\"', "\n", "=", "A=${A:-\n", "   x", "\t"])
def test_no_text_takes_long(piece: str) -> None:
    started = time.process_time()
    read_dotenv(".env", "A=" + piece * (LONGEST // len(piece) - 10))
    assert time.process_time() - started < 20


LINES = st.lists(
    st.one_of(
        st.text(alphabet="AB=#'\"\\${}:- \n\r\texport", max_size=20),
        st.builds("{}={}".format, st.sampled_from("ABC"), st.text(max_size=10)),
    ),
    max_size=12,
).map("\n".join)


@given(LINES)
def test_as_python_dotenv(text: str) -> None:
    """The settings are what ``dotenv_values`` gives in an empty environment."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr("os.environ", {})
        stream = io.TextIOWrapper(io.BytesIO(text.encode("utf-8", "replace")), encoding="utf-8")
        expected = {name: value for name, value in dotenv_values(stream=stream).items() if value is not None}
    source = read_dotenv(".env", text.encode("utf-8", "replace").decode().removeprefix("\ufeff"))
    # A line without "=" is a name without a value to python-dotenv, and hides an earlier one of that name.
    found = {setting.name: setting.value for setting in source.settings}
    assert {name: found.get(name) for name in expected} == expected


@given(LINES)
def test_places(text: str) -> None:
    """A setting's place is where its name stands."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for setting in read_dotenv(".env", text).settings:
        rest = lines[setting.origin.line - 1][setting.origin.column - 1 :]
        assert rest.removeprefix("'").startswith(setting.name.split("\n")[0])


@given(LINES, st.integers(0, 200))
def test_no_secret_in_a_problem(text: str, at: int) -> None:
    """Values are never shown, wherever in a file they stand."""
    lines = text.split("\n")
    lines.insert(at % (len(lines) + 1), f"Key={SECRET}${{Unset}}\nKey='{SECRET}'\n{SECRET}")
    for problem in read_dotenv(".env", "\n".join(lines)).problems:
        assert SECRET not in repr(problem)


@given(st.text())
def test_any_text(text: str) -> None:
    source = read_dotenv(".env", text)
    assert (source.kind, source.target) == ("dotenv", "local")
