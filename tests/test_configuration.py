"""The host's view: what the recorded cases do not name one by one."""

from __future__ import annotations

import pytest

from funcbind.configuration import Configuration, normalise
from funcbind.dotnet.text import fold, is_blank, ordered, parse_int32, trim
from funcbind.settings.model import Origin, Setting


@pytest.mark.parametrize(
    ("name", "runtime", "keys"),
    [
        ("A__B", "net10", (("A:B", None),)),
        ("A___B", "net10", (("A:_B", None),)),
        (
            "SQLCONNSTR_X",
            "net10",
            (("ConnectionStrings:X", None), ("ConnectionStrings:X_ProviderName", "System.Data.SqlClient")),
        ),
        ("customconnstr_X", "net8", (("ConnectionStrings:X", None),)),
        ("SERVICEBUSCONNSTR_X", "net8", (("SERVICEBUSCONNSTR_X", None),)),
        ("SERVICEBUSCONNSTR_X", "net10", (("ConnectionStrings:X", None), ("SERVICEBUSCONNSTR_X", None))),
        (
            "POSTGRESQLCONNSTR_A__B",
            "net10",
            (
                ("ConnectionStrings:A:B", None),
                ("ConnectionStrings:A:B_ProviderName", "Npgsql"),
                ("POSTGRESQLCONNSTR_A:B", None),
            ),
        ),
    ],
)
def test_what_a_variable_becomes(name: str, runtime: str, keys: tuple[tuple[str, str | None], ...]) -> None:
    assert normalise(name, runtime=runtime) == keys


def test_a_later_setting_of_the_same_name_wins_and_letter_case_counts_on_linux_only() -> None:
    first, second = Setting("A", "1", Origin("a")), Setting("A", "2", Origin("b"))
    other = Setting("a", "3", Origin("c"))
    assert Configuration([first, second]).get("A") == "2"
    assert len(Configuration([first, other], os="linux").settings) == 2
    assert Configuration([first, other], os="windows").settings == (other,)


def test_environment_variables_are_read_by_exact_name_on_linux() -> None:
    settings = {"azure_client_id": "x"}
    assert Configuration(settings).environment("AZURE_CLIENT_ID") is None
    found = Configuration(settings, os="windows").environment("AZURE_CLIENT_ID")
    assert found is not None
    assert found.value == "x"


def test_two_names_of_one_key_are_a_collision_and_contradictory_only_when_they_differ() -> None:
    same = Configuration({"A__B": "1", "A:B": "1"})
    differing = Configuration({"A__B": "1", "A:B": "2"})
    assert [entry.key for entry in same.collisions()] == ["A:B"]
    assert not same.collisions()[0].contradictory
    assert differing.collisions()[0].contradictory


def test_everything_below_a_path_in_dotnet_order() -> None:
    configuration = Configuration({"A__10": "", "A__9": "", "A__b__c": "", "A": "", "Ab": ""})
    assert [entry.key for entry in configuration.below("a")] == ["A", "A:9", "A:10", "A:b:c"]


def test_sections_of_a_very_deep_name() -> None:
    """Ten thousands of levels cost no more than their text; a path for each of them would take gigabytes."""
    deep = "Orders" + "__a" * 50_000
    configuration = Configuration({deep: "1", deep + "__b": "2"})
    assert len(configuration.below("orders")) == 2
    assert configuration.children("ORDERS") == ("a",)
    assert configuration.exists("Orders:a:a")
    assert not configuration.exists("Orders:a:b")


def test_a_section_holds_no_name_that_only_begins_alike() -> None:
    configuration = Configuration(
        {"a__b": "1", "a__b__d": "2", "a__b!__c": "3", "a__bc": "4", "a__": "5", "a__b__": "6"}
    )
    assert configuration.children("a") == ("", "b", "b!", "bc")
    assert [entry.key for entry in configuration.below("A")] == ["a:", "a:b", "a:b:", "a:b:d", "a:b!:c", "a:bc"]
    assert [entry.key for entry in configuration.below("a:b")] == ["a:b", "a:b:", "a:b:d"]
    assert configuration.exists("a:b:")
    assert not configuration.exists("a:b!:c:d")


@pytest.mark.parametrize("keyword", [{"os": "plan9"}, {"runtime": "net6"}])
def test_unknown_modes_are_refused(keyword: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Configuration({}, **keyword)  # type: ignore[arg-type]


def test_the_repr_counts_and_shows_no_value() -> None:
    assert repr(Configuration({"A": "fake-value"})) == "Configuration(1 settings, os='linux', runtime='net10')"


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Foo", "fOO", True),
        ("é", "É", True),
        ("µ", "Μ", True),
        ("ς", "Σ", True),
        ("ᾳ", "ᾼ", True),
        ("ß", "SS", False),
        ("ß", "ẞ", False),
        ("ı", "I", False),
        ("ſ", "S", False),
        ("İ", "i", False),
        ("ﬁ", "FI", False),
        ("\u212a", "K", False),
    ],
)
def test_ordinal_ignore_case(left: str, right: str, same: bool) -> None:
    assert (fold(left) == fold(right)) is same


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        (" +01\n", 1),
        ("-0", 0),
        ("2147483647", 2147483647),
        ("-2147483648", -2147483648),
        ("2147483648", None),
        ("99999999999", None),
        ("1.0", None),
        ("1_0", None),
        ("\u00a01", None),
        ("\u0661", None),
        ("", None),
    ],
)
def test_int32(text: str, number: int | None) -> None:
    assert parse_int32(text) == number


def test_blank_and_trim_follow_dotnet_white_space() -> None:
    assert is_blank(None)
    assert is_blank("\u2003\u0085 ")
    assert not is_blank("\x1c")
    assert trim("\u00a0x\x1f ") == "x\x1f"


def test_children_sort_empty_then_numbers_then_text() -> None:
    assert ordered(["b", "10", "_", "A", "", "9"]) == ["", "9", "10", "A", "b", "_"]


def test_numbers_too_far_apart_change_places() -> None:
    """The host subtracts them in 32 bits."""
    assert ordered(["a", "5", "-2147483648", "", "2147483647"]) == ["", "5", "2147483647", "-2147483648", "a"]
    assert ordered(["1", "-2147483646"]) == ["-2147483646", "1"]


@pytest.mark.parametrize("char", "\u019b\u0264\u1c8a\ua7cd\ua7db")
def test_capitals_of_unicode_16_are_other_letters(char: str) -> None:
    """Also in a Python that knows them."""
    assert fold(char) == char


def test_garay_has_capitals() -> None:
    """Also in a Python that does not know them."""
    assert fold("\U00010d70\U00010d85") == "\U00010d50\U00010d65"
