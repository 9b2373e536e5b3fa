"""The JSON reader of Core Tools and the host: what it accepts, where things are, and that nothing upsets it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funcbind.settings.json_dates import DateOutOfRange, date_text, looks_like_date
from funcbind.settings.json_number import double_text, number_text
from funcbind.settings.json_text import Lines
from funcbind.settings.jsonc import MOST_FAULTS, Document, Node, parse

UTC = ZoneInfo("UTC")
NEW_YORK = ZoneInfo("America/New_York")


def plain(node: Node | None) -> Any:
    """A node as Python values; numbers stay their text."""
    if node is None:
        return None
    match node.kind:
        case "object":
            return {member.name: plain(member.node) for member in node.members()}
        case "array":
            return [plain(item) for item in node.items()]
        case "true" | "false":
            return node.kind == "true"
        case "string" | "number":
            return node.value
        case _:
            return None


def read(text: str) -> Any:
    document = parse(text)
    assert not document.problems, [problem.message for problem in document.problems]
    return plain(document.value)


def places(document: Document) -> list[tuple[int, int]]:
    return [(problem.line, problem.column) for problem in document.problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{}", {}),
        ('{"a": "1", "b": "2",}', {"a": "1", "b": "2"}),
        ("{'a': 'it\\'s'}", {"a": "it's"}),
        ("{a1_$: '1', é: '2', null: '3'}", {"a1_$": "1", "é": "2", "null": "3"}),
        ("// c\n{/* c */'a':/* c */'1'/* c */,// c\r\n}// end\n/* end */", {"a": "1"}),
        ('{"a": "line\nbreak\tand tab"}', {"a": "line\nbreak\tand tab"}),
        (r'{"a": "\b\t\n\f\r\"\'\/\\"}', {"a": "\b\t\n\f\r\"'/\\"}),
        (r'{"a": "\u0041\ud83d\udca1"}', {"a": "A\U0001f4a1"}),
        (r'{"a": "\ud83d", "b": "\udca1x", "c": "\ud83dA", "d": "\ud83d\ud83d\udca1"}', None),
        ("{'a': true, 'b': false, 'c': null, 'd': undefined}", {"a": True, "b": False, "c": None, "d": None}),
        ("{'a': NaN, 'b': -Infinity, 'c': 0x1F}", {"a": "NaN", "b": "-Infinity", "c": "0x1F"}),
        ("{'a': , 'b': [,], 'c': [1,]}", {"a": None, "b": [None], "c": ["1"]}),
        ("{'a': new Date ( 0, [1] )}", {"a": None}),
        ("{'a': new\x001\x00()}", {"a": None}),
        ("{}// ", {}),
        ("{}//\n", {}),
        ("{}/**/", {}),
        ("{\u0663\u00e9: 1}", {"\u0663\u00e9": "1"}),
        ("\u2028{\u00a0'a'\u2003:\x0b'1'\x0c}\0", {"a": "1"}),
        ("[{}]", [{}]),
        ("'text'", "text"),
    ],
)
def test_accepts_what_newtonsoft_accepts(text: str, value: Any) -> None:
    got = read(text)
    if value is None:
        value = {"a": "\ufffd", "b": "\ufffdx", "c": "\ufffdA", "d": "\ufffd\U0001f4a1"}
    assert got == value


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", (1, 1)),
        ("{", (1, 2)),
        ("[1", (1, 3)),
        ("{,}", (1, 2)),
        ("{'a'}", (1, 5)),
        ("{'a' /* c */: 1}", (1, 6)),
        ("{'a': }", (1, 7)),
        ("{'a': 1 'b': 2}", (1, 9)),
        ("{'a': 1]", (1, 8)),
        ("{'a': True}", (1, 7)),
        ("{'a': nul}", (1, 7)),
        ("{'a': +1}", (1, 7)),
        ("{'a': 08}", (1, 7)),
        ("{'a': 1_000}", (1, 7)),
        ("{'a': new}", (1, 7)),
        ("{'a': new X}", (1, 7)),
        ("{'a': new X_y(1)}", (1, 7)),
        ("{'a': new $(1)}", (1, 7)),
        ("{'a': new (1)}", (1, 7)),
        ("{'a': new/**/X(1)}", (1, 7)),
        ("{'a': new \u2167(1)}", (1, 7)),
        ("{\u00b2: 1}", (1, 2)),
        ("{\u2167: 1}", (1, 2)),
        ("{\U0001d49c: 1}", (1, 2)),
        ("{'a': 0x0x1}", (1, 7)),
        ("{}//", (1, 3)),
        ("{} \n //", (2, 2)),
        ("{}/", (1, 3)),
        ("{-1: 2}", (1, 2)),
        ("{'a': 'x\\qy'}", (1, 9)),
        ("{'a': '\\u12'}", (1, 8)),
        ("{'a': 'x", (1, 7)),
        ("{/* open", (1, 2)),
        ("{} x", (1, 4)),
        ("\ufeff{}", (1, 1)),
        ("{\r\n  'é💡': 1,\r\n  'b': bare\r\n}", (3, 8)),
        ("{\r'a': 1,\r\r'b': bare}", (4, 6)),
    ],
)
def test_names_the_place_of_the_first_fault(text: str, place: tuple[int, int]) -> None:
    assert places(parse(text))[0] == place


def test_goes_on_after_a_fault() -> None:
    """All faults of a file are found, and the values around them."""
    document = parse('{"a": True,\n "b": "1"\n "c": "C:\\x",\n "d": 5, "e": }')
    assert places(document) == [(1, 7), (3, 2), (3, 10), (4, 15)]
    assert plain(document.value) | {"a": None, "c": ""} == {"a": None, "b": "1", "c": "", "d": "5", "e": None}


def test_an_odd_quotation_mark_does_not_swallow_the_file() -> None:
    document = parse('{\n "a": "1,\n "b": "2",\n "c": "3"\n}')
    assert document.problems
    assert "c" in plain(document.value)


def test_after_an_open_string_a_line_ends_the_next_one() -> None:
    document = parse("{\n 'a': \"1,\n b: 'c',\n d: 'e'}")
    assert places(document)[0] == (2, 7)
    assert (plain(document.value)["b"], plain(document.value)["d"]) == ("c", "e")


def test_half_a_surrogate_pair_before_a_broken_escape() -> None:
    document = parse(r'{"a": "\ud83d\u12", "b": "\ud83d\u0041\u0042"}')
    assert places(document) == [(1, 14)]
    assert plain(document.value)["b"] == "\ufffdAB"


def test_members_keep_order_duplicates_and_places() -> None:
    root = parse('{"a": "1",\n  "a": "2", "é": [\n{}]}').value
    assert root is not None
    found = [(member.name, member.line, member.column) for member in root.members()]
    assert found == [("a", 1, 2), ("a", 2, 3), ("é", 2, 13)]
    last = root.get("a")
    assert last is not None
    assert (last.value, last.line, last.column) == ("2", 2, 8)
    assert root.get("b") is None
    assert root.items() == last.members() == []


def test_nesting_ends_at_64_levels() -> None:
    assert not parse("[" * 64 + "]" * 64).problems
    assert places(parse("[" * 65 + "]" * 65)) == [(1, 65)]


def test_deep_and_broken_texts_end() -> None:
    """No recursion, and a place for what is wrong."""
    assert places(parse("[" * 100_000)) == [(1, 65)]
    assert places(parse('{"a":' * 100_000)) == [(1, 321)]


def test_the_rest_of_many_faults_is_counted() -> None:
    problems = parse("{" + "@," * 100_000).problems
    assert len(problems) == MOST_FAULTS + 1
    assert str(100_002 - MOST_FAULTS) in problems[-1].message
    assert "one more" in parse("[" + "@," * MOST_FAULTS).problems[-1].message
    assert len(parse("[" + "@," * MOST_FAULTS + "]").problems) == MOST_FAULTS


def test_comments_are_values_where_they_are_asked_for() -> None:
    text = "/**/ {/**/ 'a': /**/ [/**/ {} /**/, 1 /**/ ] /**/} /**/"
    for comments, kinds in ((False, ["object", "number"]), (True, ["comment", "object", "comment", "comment"])):
        document = parse(text, comments=comments)
        assert not document.problems
        assert document.value is not None
        listed = document.value.get("a")
        assert listed is not None
        assert [item.kind for item in listed.items()][: len(kinds)] == kinds


def test_the_name_of_a_constructor() -> None:
    root = parse("new \r\n Date\t(1)").value
    assert root is not None
    assert (root.kind, root.name, [item.value for item in root.items()]) == ("constructor", "Date", ["1"])


def test_lines_end_as_in_an_editor() -> None:
    lines = Lines("a\r\nb\rc\nd")
    assert [lines.place(offset) for offset in (0, 3, 5, 7)] == [(1, 1), (2, 1), (3, 1), (4, 1)]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("007", "7"),
        ("010", "8"),
        ("0x1F", "31"),
        ("0X1f", "31"),
        ("0xFFFFFFFFFFFFFFFF", "-1"),
        ("01777777777777777777777", "-1"),
        ("9007199254740993", "9007199254740993"),
        ("9" * 380, "9" * 380),
        ("1.0", "1"),
        ("0.10", "0.1"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-0.0", "-0"),
        ("1e3", "1000"),
        ("1E-3", "0.001"),
        ("1e400", "Infinity"),
        ("-1e400", "-Infinity"),
        ("NaN", "NaN"),
        ("100.5", "100.5"),
        ("9007199254740993.0", "9007199254740992"),
    ],
)
def test_numbers_become_text(raw: str, text: str) -> None:
    assert number_text(raw) == text


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "+1",
        "08",
        "0x",
        "0xG",
        "0x1FFFFFFFFFFFFFFFF",
        "0-1",
        "1e",
        "1e+",
        "1e+-2",
        ".",
        "-",
        "1.2.3",
        "-0x1",
        "1a",
        "9" * 381,
        "١",
    ],
)
def test_other_texts_are_no_numbers(raw: str) -> None:
    assert number_text(raw) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1e15, "1000000000000000"),
        (1e16, "10000000000000000"),
        (1.5e16, "15000000000000000"),
        (1e17, "1E+17"),
        (123456789012345680.0, "1.2345678901234568E+17"),
        (1e-4, "0.0001"),
        (1e-5, "1E-05"),
        (0.000012, "1.2E-05"),
        (5e-324, "5E-324"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
    ],
)
def test_doubles_are_written_as_dotnet_writes_them(number: float, text: str) -> None:
    assert double_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_written_is_the_same_double(number: float) -> None:
    assert float(double_text(number)) == number


@pytest.mark.parametrize(
    ("text", "utc", "new_york"),
    [
        ("2024-05-18T00:00:00.000Z", "05/18/2024 00:00:00", "05/18/2024 00:00:00"),
        ("2024-05-18T10:11:12z", "05/18/2024 10:11:12", "05/18/2024 10:11:12"),
        ("2024-05-18T10:11:12", "05/18/2024 10:11:12", "05/18/2024 10:11:12"),
        ("2024-05-18T00:00:00+00:00", "05/18/2024 00:00:00", "05/17/2024 20:00:00"),
        ("2024-01-18T10:11:12.1234567-0500", "01/18/2024 15:11:12", "01/18/2024 10:11:12"),
        ("2024-05-18T10:11:12+02", "05/18/2024 08:11:12", "05/18/2024 04:11:12"),
        ("2024-05-18T10:11:12+02:", "05/18/2024 08:11:12", "05/18/2024 04:11:12"),
        ("2024-05-18T10:11:12+25:00", "05/17/2024 09:11:12", "05/17/2024 05:11:12"),
        ("2024-12-31T24:00:00", "01/01/2025 00:00:00", "01/01/2025 00:00:00"),
        ("0001-01-01T00:00:00Z", "01/01/0001 00:00:00", "01/01/0001 00:00:00"),
        ("/Date(1700000000000)/", "11/14/2023 22:13:20", "11/14/2023 22:13:20"),
        ("/Date(1700000000000+0200)/", "11/14/2023 22:13:20", "11/14/2023 17:13:20"),
        ("/Date(-1-05)/", "12/31/1969 23:59:59", "12/31/1969 18:59:59"),
    ],
)
def test_dates_change_their_form(text: str, utc: str, new_york: str) -> None:
    assert (date_text(text, UTC), date_text(text, NEW_YORK)) == (utc, new_york)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-05-18",
        "2024-05-18T10:11",
        "2024-05-18 10:11:12",
        "2024-05-18t10:11:12",
        "2024-05-18T10:11:12 ",
        "2024-02-30T00:00:00",
        "2024-13-01T00:00:00",
        "0000-01-01T00:00:00",
        "2024-05-18T25:00:00",
        "2024-05-18T10:60:12",
        "2024-05-18T10:11:60",
        "2024-05-18T24:00:01",
        "2024-05-18T24:00:00.1",
        "2024-05-18T10:11:12.",
        "2024-05-18T10:11:12,5",
        "2024-05-18T10:11:12.12345678",
        "2024-05-18T10:11:12+2:00",
        "2024-05-18T10:11:12+02:0",
        "2024-05-18T10:11:12Z30",
        "2024/05/18T10:11:12",
        "\u0662024-05-18T10:11:12",
        "2024-05-18T10:11:12.0000000+00:00 and more",
        "/Date()/",
        "/Date(x)/",
        "/Date(1+2)/",
        "/Date(0)",
        "/date(0)/",
        f"/Date({'9' * 20})/",
    ],
)
def test_other_texts_stay_texts(text: str) -> None:
    assert date_text(text, UTC) is None


def test_a_date_that_no_calendar_has() -> None:
    with pytest.raises(DateOutOfRange):
        date_text("/Date(99999999999999999)/", UTC)
    with pytest.raises(DateOutOfRange):
        date_text("9999-12-31T24:00:00", UTC)


@given(st.datetimes(), st.sampled_from(["", "Z"]))
def test_a_clock_without_an_offset_is_kept(moment: Any, zone: str) -> None:
    text = moment.isoformat(timespec="seconds") + zone
    assert looks_like_date(text)
    assert date_text(text, NEW_YORK) == (
        f"{moment.month:02}/{moment.day:02}/{moment.year:04} {moment.hour:02}:{moment.minute:02}:{moment.second:02}"
    )


PIECES = st.sampled_from(
    [
        *list("{}[](),:/*'\"\\\n\r\t 0-."),
        "//",
        "/*",
        "*/",
        "new X(",
        "true",
        "NaN",
        "'a':",
        '"b":',
        "0x1F",
        "é",
        "💡",
        "\x00",
        "\\u12",
        "\\ud83d",
        "null",
        "undefined",
        "/Date(0)/",
        "\ufeff",
        "\u2028",
    ]
)


@settings(max_examples=400)
@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_any_text_gives_an_answer_with_places_inside(text: str) -> None:
    document = parse(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert document.problems or document.value is not None
    for line, column in places(document):
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 2  # behind the last character, before a line end of two


@given(st.dictionaries(st.text(), st.text()))
def test_every_strict_object_is_read_as_it_is(values: dict[str, str]) -> None:
    import json

    clean = {key: value for key, value in values.items() if not _surrogate(key + value)}
    assert read(json.dumps(clean)) == clean
    assert read(json.dumps(clean, ensure_ascii=False, indent=2)) == clean


def _surrogate(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


@given(st.text(min_size=8, alphabet="abcdefgh0123456789"), st.integers(0, 60), st.characters())
def test_no_fault_quotes_the_text(secret: str, at: int, char: str) -> None:
    """A message says what is wrong, never what is written."""
    marked = f"ZQ{secret}QZ"
    text = f'{{"IsEncrypted": false, "Values": {{"A": "{marked}", "B": "{marked}"}}}}'
    for broken in (text[:at] + char + text[at:], text[:at] + text[at + 1 :]):
        assert all(marked not in problem.message for problem in parse(broken).problems)
