"""Looking up while remembering: used, ignored, collided."""

from __future__ import annotations

import pytest

from funcbind.configuration import Configuration
from funcbind.errors import Refused
from funcbind.lookup import LookedUp, Lookup
from funcbind.names import resolve_names


def test_the_first_existing_candidate_hides_the_others_whole() -> None:
    lookup = Lookup(Configuration({"AzureWebJobsOrders__stray": "1", "Orders__fullyQualifiedNamespace": "ns"}))
    section = lookup.choose("Orders", "webjobs")
    assert section.path == "AzureWebJobsOrders"
    assert section.take("fullyQualifiedNamespace") is None
    assert lookup.looked_up == [
        LookedUp("ConnectionStrings:AzureWebJobsOrders"),
        LookedUp("AzureWebJobsOrders", "section", True),
        LookedUp("ConnectionStrings:Orders"),
        LookedUp("Orders", "section"),
    ]
    assert {setting.name for setting in lookup.ignored()} == {
        "AzureWebJobsOrders__stray",
        "Orders__fullyQualifiedNamespace",
    }


def test_used_and_ignored_partition_the_section() -> None:
    lookup = Lookup(Configuration({"C": "v", "C__a": "1", "C__b": "2", "C__b__c": "3", "Other": "4"}))
    section = lookup.choose("C", "raw")
    assert section.value() == "v"
    assert section.take("A") == "1"
    assert section.peek("b") == "2"
    assert [setting.name for setting in lookup.used()] == ["C", "C__a"]
    assert [setting.name for setting in lookup.ignored()] == ["C__b", "C__b__c"]


def test_contradictory_settings_are_refused_where_they_are_read_and_nowhere_else() -> None:
    lookup = Lookup(Configuration({"C__a": "1", "C:a": "2", "C__b": "3"}))
    section = lookup.section("C")
    assert section.take("b") == "3"
    with pytest.raises(Refused, match='"C:a" and "C__a" are one key') as caught:
        section.take("a")
    assert caught.value.kind == "collision"
    assert caught.value.key == "C:a"


def test_settings_that_agree_are_remembered_as_a_collision() -> None:
    lookup = Lookup(Configuration({"C__a": "1", "C:a": "1"}))
    assert lookup.take("C:a") == "1"
    assert [entry.key for entry in lookup.collided.values()] == ["C:a"]
    assert len(lookup.used()) == 2


def test_a_section_knows_its_parts() -> None:
    section = Lookup(Configuration({"A__b__c": "1"})).section("A").section("b")
    assert (section.path, section.key, section.exists, section.children()) == ("A:b", "b", True, ("c",))
    assert (section.at(), section.at("c"), section.peek()) == ("A:b", "A:b:c", None)


def test_environment_variables_count_as_used() -> None:
    lookup = Lookup(Configuration({"AZURE_CLIENT_ID": "x"}))
    assert lookup.take_environment("AZURE_CLIENT_ID") == "x"
    assert lookup.take_environment("AZURE_TENANT_ID") == ""
    assert [setting.name for setting in lookup.used()] == ["AZURE_CLIENT_ID"]


@pytest.mark.parametrize(
    ("template", "message", "hint"),
    [
        ("%Missing%", '"%Missing%" does not resolve', 'add the app setting "Missing"'),
        ("%A__B%", '"%A__B%" does not resolve', 'write "%A:B%": a template uses ":" where the setting has "__"'),
        ("%%", '"%%" does not resolve', 'there is no escape for "%"'),
        ("50%", 'the "%" at position 3 of "50%" has no closing "%"', "drop the"),
    ],
)
def test_a_template_that_does_not_resolve_says_what_to_write(template: str, message: str, hint: str) -> None:
    with pytest.raises(Refused) as caught:
        resolve_names(Lookup(Configuration({"A__B": "x"})), template)
    assert message in caught.value.message
    assert hint in caught.value.hint
