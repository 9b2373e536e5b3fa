"""ADO.NET connection strings, base64 and booleans as Cosmos DB's client reads them."""

from __future__ import annotations

import base64
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from funcbind.dotnet.convert import from_base64, parse_bool
from funcbind.dotnet.db_connection_string import SyntaxFault, parse

VALID = [
    ("", {}),
    (" ;\t;\n", {}),
    ("a=1", {"A": "1"}),
    ("a=1;B=2;", {"A": "1", "B": "2"}),
    ("a=1;A=2", {"A": "2"}),
    (" a = 1 2 ; b\t=\t2 ", {"A": "1 2", "B": "2"}),
    ("a b=1", {"A B": "1"}),
    ("a=;b=2", {"B": "2"}),
    ("a=1;a=", {}),
    ("a=1;a =  ;", {}),
    ("a=1;a", SyntaxFault),
    ('a=1;a=""', {"A": ""}),
    ('a="x;y=z"', {"A": "x;y=z"}),
    ("a='x\"y';b=2", {"A": 'x"y', "B": "2"}),
    ('a="x""y" ; b=2', {"A": 'x"y', "B": "2"}),
    ("a='x''y'", {"A": "x'y"}),
    ('a=" x "', {"A": " x "}),
    ('a="x\ty"', {"A": "x\ty"}),
    ("a=x'y", {"A": "x'y"}),
    ("a==b=1", {"A=B": "1"}),
    ("==a=1", {"=A": "1"}),
    ("a===1", {"A=": "1"}),
    ("a= =1", {"A": "=1"}),
    ("a;b=1", {"A;B": "1"}),
    ("a=b=c==", {"A": "b=c=="}),
    ("a=1\x00 \x00\n", {"A": "1"}),
    ("a=\x00", {}),
    ('a="1"\x00', {"A": "1"}),
    ("\x00\x00", {}),
    ("é=1;É=2", {"É": "2"}),
    ("a\n=1", {"A": "1"}),
    ("a\nb=", {}),
]
FAULTY = [
    ("hello", 0),
    ("a=1;hello", 4),
    ("a=1; hello", 5),
    ("=1", 0),
    ("=", 0),
    ("  =", 2),
    ("a==b", 0),
    ('a="1', 0),
    ("a='1", 0),
    ('a="1"2', 0),
    ("a=1'", 0),
    ('a=x"', 0),
    ("\x01a=1", 0),
    ("a\x01b=1", 0),
    ("a=\x01", 0),
    ("a=1\x01", 3),
    ("a=1\x00b=2", 3),
    ('a="1"\x00b', 0),
    ('a="1\x00"', 0),
    ("a\nb=1", 0),
    ("a\tb=1", 0),
    ('"a=1;b=2"', 5),
]


@pytest.mark.parametrize(("text", "found"), VALID)
def test_the_grammar_of_connection_strings(text: str, found: dict[str, str] | type[SyntaxFault]) -> None:
    if found is SyntaxFault:
        with pytest.raises(SyntaxFault):
            parse(text)
    else:
        assert parse(text) == found


@pytest.mark.parametrize(("text", "position"), FAULTY)
def test_what_is_no_connection_string(text: str, position: int) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(text)
    assert caught.value.position == position


names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=8)
values = st.text(st.characters(exclude_characters="\0"), max_size=12)


@given(st.dictionaries(names.filter(lambda name: name[0] != ";"), values, max_size=5), st.sampled_from("'\""))
def test_a_quoted_connection_string_gives_back_what_went_in(pairs: dict[str, str], quote: str) -> None:
    """Whatever the names and values are, escaped by the grammar's own rules they survive; the last name wins."""
    text = ";".join(
        f"{name.replace('=', '==')}={quote}{value.replace(quote, quote * 2)}{quote}" for name, value in pairs.items()
    )
    found = parse(text)
    last = {key: value for name, value in pairs.items() for key in parse(f"{name.replace('=', '==')}=1")}
    assert found == last


@given(st.text(st.sampled_from("ab=;'\" \t\n\x00\x01\x7fé") | st.characters(), max_size=40))
@example("a=1;\x85b=2")
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(SyntaxFault):
        assert all(name and "\0" not in value for name, value in parse(text).items())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", b""),
        ("ZmFrZQ==", b"fake"),
        (" Zm\tFr\r\nZQ = = ", b"fake"),
        ("ZmFrZR==", b"fake"),
        ("ZmFrZQ=", None),
        ("ZmFrZQ", None),
        ("ZmFrZQ===", None),
        ("ZmFr====", None),
        ("Zm=rZQ==", None),
        ("Zm-_ZQ==", None),
        ("ZmFrZQ==ZmFr", None),
        ("%Key%", None),
        ("Zm\x0bFrZQ==", None),
        ("ｅmFr", None),
    ],
)
def test_base64_as_the_host_decodes_it(text: str, found: bytes | None) -> None:
    assert from_base64(text) == found


@given(st.binary(max_size=40))
def test_base64_round_trip(data: bytes) -> None:
    assert from_base64(base64.b64encode(data).decode()) == data


@given(st.text(max_size=20))
def test_base64_of_any_text(text: str) -> None:
    found = from_base64(text)
    assert found is None or isinstance(found, bytes)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("true", True),
        ("TRUE", True),
        (" False\0", False),
        ("\u00a0true\u2003", True),
        ("yes", None),
        ("1", None),
        ("", None),
        ("t rue", None),
        ("fal\u017fe", None),
    ],
)
def test_booleans_as_the_host_reads_them(text: str, found: bool | None) -> None:
    assert parse_bool(text) is found
