"""What a local.settings.json loses without a word, what can be read of one that is dropped, and how much is said."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from funcbind.diagnostics import Diagnostic, of_kind
from funcbind.settings.dotenv import read_dotenv
from funcbind.settings.jsonc import parse
from funcbind.settings.local_source import read_local_settings
from funcbind.settings.model import effective
from funcbind.settings.source import MOST_PROBLEMS, SettingsSource, layered, limited
from funcbind.settings.sources import environment_source

NAME = "local.settings.json"


def read(body: str) -> SettingsSource:
    return read_local_settings(NAME, f'{{"IsEncrypted": false, {body}}}')


def said(source: SettingsSource) -> list[tuple[str, str, str]]:
    return [(found.name, found.severity, found.setting) for found in source.problems]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('"values": {"A": "1"}', [("unread-member", "warning", "")]),
        ('"VALUES": {}, "Values": {}', [("unread-member", "warning", "")]),
        ('"connectionStrings": {"A": "1"}', [("unread-member", "warning", "")]),
        ('"host": {"LocalHttpPort": 7072}', [("unread-member", "info", "")]),
        ('"isEncrypted": true, "Values": {"A": "1"}', []),
        ('"Other": {"values": 1}, "Value": 1, "Values": {"values": "1"}', []),
        ('"Values": {"A": "1"}, "Values": {"A": "2"}', [("unread-member", "warning", "")]),
        ('"Values": {"A": "1", "A": "2"}', [("repeated-setting", "warning", "A")]),
        ('"Values": {"A": "1", "A": "1"}', [("repeated-setting", "info", "A")]),
        ('"Values": {"A": "1", "A": 1, "a": "1"}', [("repeated-setting", "warning", "A")]),
        ('"ConnectionStrings": {"D": "1", "D": "2"}', [("repeated-setting", "warning", "D")]),
        # A file that is dropped for another reason is read by nobody, but its names are what they are.
        (
            '"values": {}, "Values": {"A": []}',
            [("settings-value-not-string", "error", "A"), ("unread-member", "warning", "")],
        ),
        ('"values": {}, "Values": {"A": oops}', [("settings-json-invalid", "error", "")]),
    ],
)
def test_silent_losses(body: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(read(body)) == expected


def test_places_of_a_loss() -> None:
    (found,) = read('"Values": {"A": "1",\n "A": "2"}').problems
    assert (str(found.origin), [(str(place), why) for place, why in found.related]) == (
        f"{NAME}:2:2",
        [(f"{NAME}:1:35", "set here first")],
    )


def test_a_flag_in_other_letter_case_is_the_cause_of_the_refusal() -> None:
    (found,) = read_local_settings(NAME, '{"isEncrypted": false, "Values": {"A": "1"}}').problems
    assert (found.name, str(found.origin)) == ("isencrypted", f"{NAME}:1:2")
    assert "exactly these letters" in found.hint


@pytest.mark.parametrize(
    ("text", "names", "unknown"),
    [
        (
            '{"Values": {"A": "1", "B": {}, "C": null, "D": ""}, "ConnectionStrings": {"D": "x", "E": 5, "F": {}}}',
            ["A", "ConnectionStrings:D"],
            [],
        ),
        (
            '{"Values": {"A": "1", "B": oops}, "ConnectionStrings": {"D": {"ConnectionString": [[1]]}}}',
            ["A", "ConnectionStrings:D"],
            [],
        ),
        ('{"Values": {"A": "1", "B": "/Date(99999999999999999)/"}}', ["A"], []),
        ('{"Values": {"A": "1", "B": "/Date(99999999999999999)/", "C": oops}}', ["A"], []),
        ('{"Values": "x", "ConnectionStrings": {"D": {"ConnectionString": "/Date(99999999999999999)/"}}}', [], []),
        ("[]", [], []),
        ('{"Values": {"A": "CfDJ8AAAA", "B": "1"}, "ConnectionStrings": {"D": "CfDJ8AAAA"}}', ["B"], ["A", "D"]),
        ('{"IsEncrypted": true, "Values": {"A": "CfDJ8AAAA", "B": []}}', [], ["A"]),
        ('{"IsEncrypted": false, "Values": {"A": "CfDJ8AAAA"}}', ["A"], []),
    ],
)
def test_what_can_be_read_all_the_same(text: str, names: list[str], unknown: list[str]) -> None:
    source = read_local_settings(NAME, text)
    assert [setting.name for setting in source.settings] == names
    assert [name.removeprefix("ConnectionStrings:") for name, _ in source.unknown] == unknown
    assert {name for name, _ in source.unknown} <= {name for name, _ in source.members}
    assert not {name for name, _ in source.unknown} & set(names)


def test_members() -> None:
    source = read('"Values": {"A": "1", "B": null, "C": ""}, "ConnectionStrings": {"D": "x", "E": {}}')
    assert [name for name, _ in source.members] == ["A", "B", "C", "ConnectionStrings:D", "ConnectionStrings:E"]
    assert [setting.name for setting in source.empty] == ["C"]


def test_names_behind_a_fault_are_not_shown() -> None:
    """The nested value before it is reported by name, the one behind it without."""
    source = read('"Values": {"A": {"x": 1}, "B": True, "Hunter2": []}')
    assert said(source) == [
        ("settings-json-invalid", "error", ""),
        ("settings-value-not-string", "error", "A"),
        ("settings-value-not-string", "error", "(hidden)"),
    ]
    assert "Hunter2" not in str(source.problems)


@pytest.mark.parametrize(
    ("values", "linux", "windows"),
    [
        ('"A": "1", "a": "2", "B": "", "b": "3"', {"A": "1", "a": "2", "b": "3"}, {"A": "1", "b": "3"}),
        ('"A": "", "a": ""', {}, {"A": ""}),
    ],
)  # fmt: skip
def test_what_reaches_the_host(values: str, linux: dict[str, str], windows: dict[str, str]) -> None:
    source = read(f'"Values": {{{values}}}')
    for os, expected in (("linux", linux), ("windows", windows)):
        assert {setting.name: setting.value for setting in source.exported(os)} == expected


def test_variables_of_the_process_win_unless_they_are_empty() -> None:
    file = read('"Values": {"A": "file", "B": "file"}')
    shell = environment_source({"A": "", "a": "shell", "B": "shell", "C": ""})
    found = {os: layered([file], shell, os=os) for os in ("linux", "windows")}
    assert {one.name: one.value for one in effective(found["linux"])} == {
        "A": "file",
        "B": "shell",
        "a": "shell",
        "C": "",
    }
    assert {one.name.upper(): one.value for one in effective(found["windows"], os="windows")} == {
        "A": "shell",
        "B": "shell",
        "C": "",
    }
    assert layered([file], None, os="linux") == list(file.settings)


def problem(number: int, severity: str) -> Diagnostic:
    return of_kind("setting_skipped", str(number), severity=severity, hint="h", setting="A")


def test_few_problems_stay_as_they_are() -> None:
    few = [problem(number, "info") for number in range(MOST_PROBLEMS)]
    assert limited(few) == tuple(few)


def test_of_many_problems_the_worst_stay() -> None:
    many = [problem(number, "info") for number in range(MOST_PROBLEMS)] + [problem(-1, "error"), problem(-2, "warning")]
    kept = limited(many)
    assert [one.message for one in kept[:-1]] == [*map(str, range(MOST_PROBLEMS - 2)), "-1", "-2"]
    assert (kept[-1].severity, kept[-1].hint, kept[-1].setting) == ("info", "", "")
    assert "2 more" in kept[-1].message


MANY = 5_000


@pytest.mark.parametrize(
    "text",
    [
        "{" + "@," * MANY,
        '{"Values": {' + ",".join(f'"A{number}": []' for number in range(MANY)) + "}}",
        '{"IsEncrypted": false, "Values": {' + ",".join(f'"A{number}": 01' for number in range(MANY)) + "}}",
        '{"IsEncrypted": false, "ConnectionStrings": {' + ",".join(f'"A{number}": 1' for number in range(MANY)) + "}}",
        '{"IsEncrypted": false, "Values": {' + ",".join(f'"A={number}": "x"' for number in range(MANY)) + "}}",
    ],
)
def test_no_file_has_more_than_a_hundred_problems(text: str) -> None:
    source = read_local_settings(NAME, text)
    assert MOST_PROBLEMS <= len(source.problems) <= MOST_PROBLEMS + 1
    assert "more" in source.problems[-1].message
    assert not source.usable or all(found.severity != "error" for found in source.problems)


def test_no_env_file_either() -> None:
    source = read_dotenv(".env", "A\n" * MANY)
    assert len(source.problems) == MOST_PROBLEMS + 1


@pytest.mark.parametrize(
    "piece",
    [
        "// a comment line\n",
        "// a comment line\r",
        "/* c */",
        "[new x,",
        "new x",
        "'a', ",
        "'",
        '"\\u12',
        "\\ud83d",
        "@,",
        "[a",
        "[1(",
        "a:",
        "/",
        "\r",
    ],
)
@pytest.mark.parametrize("before", ["", "{'", '{"a":["x\n', "["])
def test_reading_takes_linear_time(piece: str, before: str) -> None:
    """No comment, string or word is looked at again and again; ten times the text takes about ten times as long."""

    def seconds(count: int) -> float:
        text = before + piece * count
        return min(_timed(lambda: parse(text)) for _ in range(2))

    few, many = seconds(3_000), seconds(30_000)
    assert many < max(40 * few, 0.25)


def _timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
