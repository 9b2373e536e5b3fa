"""What Newtonsoft makes of a file: dates, nested values written back as JSON, metadata, numbers of ``Host``."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.settings.func_start import start
from funcbind.settings.json_dates import DateOutOfRange, date_json, date_text
from funcbind.settings.json_number import number_json
from funcbind.settings.jsonc import parse
from funcbind.settings.local_settings import LocalFile, parse_local_settings

UTC = ZoneInfo("UTC")
NEW_YORK = ZoneInfo("America/New_York")


def local(rest: str) -> LocalFile:
    return parse_local_settings("local.settings.json", '{"IsEncrypted": false, ' + rest + "}", UTC)


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("2024-05-18T10:11:12.1234567", "05/18/2024 10:11:12"),
        ("2024-05-18T10:11:12.12345678", None),
        # Two digits more are taken for the minutes of an offset, which then does not apply.
        ("2024-05-18T10:11:12.123456789", "05/18/2024 10:11:12"),
        ("2024-05-18T10:11:12.123456789Z", None),
        ("2024-05-18T10:11:1230", "05/18/2024 10:11:12"),
        ("2024-05-18T10:11:12:30", "05/18/2024 10:11:12"),
        ("2024-05-18T10:11:12 30", None),
        ("2024-05-18T10:11:12+02:", "05/18/2024 08:11:12"),
        ("2024-05-18T10:11:12+020", None),
        # At both ends of time the clock stops.
        ("0001-01-01T00:00:00+02:00", "01/01/0001 00:00:00"),
        ("9999-12-31T23:59:59.9999999-05:00", "12/31/9999 23:59:59"),
        ("/Date(-62135596800000+0000)/", "01/01/0001 00:00:00"),
        ("/Date(253402300799999)/", "12/31/9999 23:59:59"),
        ("/Date(0+020)/", "01/01/1970 00:00:00"),
        ("/Date(0+02xx)/", "01/01/1970 00:00:00"),
        ("/Date(0+2)/", None),
        ("/Date(9223372036854775808)/", None),
    ],
)
def test_dates_at_the_edges(text: str, setting: str | None) -> None:
    assert date_text(text, UTC) == setting


@pytest.mark.parametrize(
    "text",
    ["9999-12-31T24:00:00", "/Date(253402300800000)/", "/Date(-62135596800001)/", "/Date(99999999999999999)/"],
)
def test_dates_beyond_the_calendar(text: str) -> None:
    with pytest.raises(DateOutOfRange):
        date_text(text, UTC)


def test_a_number_of_milliseconds_wraps_around() -> None:
    """The multiplication to ticks is not checked for overflow."""
    assert date_text(f"/Date({2**63 // 10_000 * 2 + 2})/", UTC) is not None


@pytest.mark.parametrize(
    ("text", "utc", "new_york"),
    [
        ("2024-05-18T10:00:00", "2024-05-18T10:00:00", "2024-05-18T10:00:00"),
        ("2024-05-18T10:00:00.1200000z", "2024-05-18T10:00:00.12Z", "2024-05-18T10:00:00.12Z"),
        ("2024-05-18T10:00:00+02:00", "2024-05-18T08:00:00+00:00", "2024-05-18T04:00:00-04:00"),
        ("2024-01-18T10:00:00+02:00", "2024-01-18T08:00:00+00:00", "2024-01-18T03:00:00-05:00"),
        ("/Date(0)/", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ("/Date(0-0100)/", "1970-01-01T00:00:00+00:00", "1969-12-31T19:00:00-05:00"),
    ],
)
def test_dates_inside_json_keep_their_kind(text: str, utc: str, new_york: str) -> None:
    assert (date_json(text, UTC), date_json(text, NEW_YORK)) == (utc, new_york)


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ("1", "1"),
        ("-0", "0"),
        ("010", "8"),
        ("0x10", "16"),
        ("1.0", "1.0"),
        ("5.", "5.0"),
        (".5", "0.5"),
        ("1e3", "1000.0"),
        ("0e1", "0.0"),
        ("-0.0", "-0.0"),
        ("1e20", "1E+20"),
        ("NaN", '"NaN"'),
        ("-Infinity", '"-Infinity"'),
    ],
)
def test_numbers_written_back(raw: str, written: str) -> None:
    assert number_json(raw) == written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("{}", "{}"),
        ("[]", "[]"),
        ('{"a": [], "b": {}}', '{\n  "a": [],\n  "b": {}\n}'),
        ("[1,,null, true]", "[\n  1,\n  undefined,\n  null,\n  true\n]"),
        ('{a: "2024-05-18T00:00:00.50Z"}', '{\n  "a": "2024-05-18T00:00:00.5Z"\n}'),
        ("{a: 'x\\u2028y\\u0001\\'\"/'}", '{\n  "a": "x\\u2028y\\u0001\'\\"/"\n}'),
        ("new Date(0, 'x')", 'new Date(\n  0,\n  "x"\n)'),
        ("[new X()]", "[\n  new X(\n  )\n]"),
        ('{"a": 1, "b": 2, "a": 3}', '{\n  "a": 3,\n  "b": 2\n}'),
    ],
)
def test_a_connection_string_that_is_a_container(value: str, text: str) -> None:
    file = local('"ConnectionStrings": {"D": {"ConnectionString": ' + value + "}}")
    assert [string.value for string in file.connection_strings] == [text]


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ('"$id": 5, "$type": "x", "A": "1"', ["A"]),
        ('"A": "1", "$id": "2"', ["A", "$id"]),
        ('"$id": {"B": "2"}, "A": "1"', ["B"]),
        ('"$ref": null, "A": "1"', ["A"]),
        ('"$ref": "x"', []),
        ('"$id": []', None),
        ('"$id": new Date(0), "A": "1"', None),
        ('"$type": new Date(0), "A": "1"', None),
        ('"$type": null, "A": "1"', None),
        ('"$ref": "x", "A": "1"', None),
    ],
)
def test_metadata_at_the_beginning(values: str, names: list[str] | None) -> None:
    file = local('"Values": {' + values + "}")
    assert (None if file.dropped else [value.name for value in file.values]) == names


@pytest.mark.parametrize(
    ("name", "accepted"),
    [("\u00e9", True), ("\u0663", True), ("\u00b2", False), ("\u2167", False), ("\U00010400", False)],
)
def test_names_without_quotes(name: str, accepted: bool) -> None:
    """Letters and decimal digits of the first 65536 characters only."""
    assert (not parse("{" + name + ": 1}").problems) is accepted


@pytest.mark.parametrize(
    ("host", "port"),
    [
        ('{"LocalHttpPort": 7072.5}', 7072),
        ('{"LocalHttpPort": 7073.5}', 7074),
        ('{"LocalHttpPort": 7072, "localhttpport": 0}', 7072),
        ('{"LocalHttpPort": 7072, "localhttpport": 7073}', 7073),
        ('{"CORSCredentials": " tRUE "}', 0),
        ('{"CORSCredentials": "yes"}', None),
        ('{"LocalHttpPort": 2147483648}', None),
    ],
)
def test_numbers_of_the_host(host: str, port: int | None) -> None:
    file = local('"Host": ' + host)
    assert (None if file.dropped else file.port) == port


@pytest.mark.parametrize(
    ("functions", "refused"),
    [
        ({"A": '{"bindings": [{"type": "queueTrigger"}, 5]}'}, True),
        ({"A": '{"bindings": [5, {"type": "queueTrigger"}]}'}, False),
        ({"A": '{"bindings": [{"type": "queueTrigger"}]}', "B": "{"}, True),
        ({"A": "{", "B": '{"bindings": [{"type": "queueTrigger"}]}'}, False),
        ({"A": '{"bindings": {"type": "queueTrigger"}}'}, False),
        ({"A": '{"bindings": [{"type": "HTTPTRIGGER"}]}'}, False),
    ],
)
def test_the_check_stops_at_the_first_trigger_without_storage(functions: dict[str, str], refused: bool) -> None:
    assert start(local('"Values": {}'), {}, functions).refused is refused


@pytest.mark.parametrize(
    ("text", "new_york"),
    [
        # The clock stops at both ends also where the zone, and not the text, goes beyond them.
        ("0001-01-01T02:00:00+00:00", "01/01/0001 00:00:00"),
        ("0001-01-01T00:00:00-03:00", "01/01/0001 00:00:00"),
        ("9999-12-31T23:59:59+00:00", "12/31/9999 18:59:59"),
        ("/Date(-62135596800000+00)/", "01/01/0001 00:00:00"),
    ],
)
def test_the_ends_of_time_elsewhere(text: str, new_york: str) -> None:
    assert date_text(text, NEW_YORK) == new_york
    assert date_json(text, NEW_YORK) is not None


def test_the_last_moment_east_of_it() -> None:
    east = ZoneInfo("Asia/Tokyo")
    assert date_text("9999-12-31T23:59:59+00:00", east) == "12/31/9999 23:59:59"
    assert (date_json("9999-12-31T23:59:59+00:00", east) or "").startswith("9999-12-31T23:59:59.9999999")
    assert date_text("0001-01-01T00:00:00+01:00", east) is not None


def test_the_zone_of_the_machine_has_an_answer_too() -> None:
    """Whatever zone that is, and whatever its clock can do."""
    for text in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2024-05-18T10:00:00+02:00"):
        assert date_text(text) is not None
        assert date_json(text) is not None
    assert date_json("2024-05-18") is None


DATES = st.lists(
    st.sampled_from(
        ["0001-01-01T00:00:00", "9999-12-31T23:59:59", "2024-03-10T24:00:00", "/Date(", ")/", ".9999999", "Z", "+14:00",
         "-99:99", "-", "+", ":", "0", "12", "62135596800000", "9" * 19, "9" * 5000, "T", " "]
    ),
    max_size=5,
).map("".join)  # fmt: skip


@given(DATES, st.sampled_from([None, UTC, NEW_YORK, ZoneInfo("Asia/Kathmandu")]))
def test_nothing_is_raised_for_a_date(text: str, zone: ZoneInfo | None) -> None:
    body = f'"Values": {{"A": "{text}"}}, "ConnectionStrings": {{"D": {{"ConnectionString": ["{text}"]}}}}'
    file = parse_local_settings("local.settings.json", f'{{"IsEncrypted": false, {body}}}', zone)
    assert file.problems or file.values[0].value == text
    try:
        setting = date_text(text, zone)
    except DateOutOfRange:
        assert file.dropped
    else:
        assert file.values[0].value == (text if setting is None else setting)
