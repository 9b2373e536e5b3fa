"""From a binding's JSON to the .NET attribute: names, conversions, constructors, settings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.bindings.attributes import attribute_of, attribute_view, resolved
from funcbind.bindings.json_files import plain
from funcbind.bindings.newtonsoft import date_text, to_bool, to_enum, to_int32, to_text, to_texts
from funcbind.bindings.shapes import ENUMERATIONS, shape_of
from funcbind.configuration import Configuration
from funcbind.connections import Binding
from funcbind.errors import Refused
from funcbind.extensions import EXTENSIONS
from funcbind.extensions.attribute import text_property
from funcbind.lookup import Lookup
from funcbind.settings.jsonc import parse


def kind_of(call: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(*arguments, **options)
    return refused.value.kind


TEXTS = [
    (None, None),
    ("", ""),
    (" a ", " a "),
    (True, "True"),
    (5, "5"),
    (-0.0, "-0"),
    (1.50, "1.5"),
    (100.0, "100"),
    (0.0001, "0.0001"),
    (0.00001, "1E-05"),
    (1e15, "1000000000000000"),
    (1e16, "10000000000000000"),
    (1e17, "1E+17"),
    (1.5e300, "1.5E+300"),
    (float("nan"), "NaN"),
    (float("inf"), "Infinity"),
    (float("-inf"), "-Infinity"),
    ("2024-05-18T00:00:00Z", "05/18/2024 00:00:00"),
]


@pytest.mark.parametrize(("value", "text"), TEXTS)
def test_values_become_text(value: object, text: str | None) -> None:
    assert to_text(value) == text


@pytest.mark.parametrize(("value", "text"), TEXTS)
def test_extensions_read_text_by_the_same_rule(value: object, text: str | None) -> None:
    """A property that an extension reads by itself has the text that the attribute has."""
    assert text_property(Binding("queue", None, properties={"connection": value}), "connection") == text


def test_a_negative_zero_in_a_file_keeps_its_sign() -> None:
    assert to_text(plain(parse("-0.0").value)) == "-0"
    assert to_text(plain(parse("-0").value)) == "0"


DATES = [
    ("2024-05-18T10:20:30", "05/18/2024 10:20:30"),
    ("2024-05-18T10:20:30z", "05/18/2024 10:20:30"),
    ("2024-05-18T10:20:30.1234567Z", "05/18/2024 10:20:30"),
    ("2024-05-18T10:20:30+02:00", "05/18/2024 08:20:30"),
    ("2024-05-18T10:20:30-0230", "05/18/2024 12:50:30"),
    ("2024-05-18T10:20:30+02", "05/18/2024 08:20:30"),
    ("2024-02-29T24:00:00", "03/01/2024 00:00:00"),
    ("/Date(0)/", "01/01/1970 00:00:00"),
    ("/Date(-1000)/", "12/31/1969 23:59:59"),
    ("/Date(1000+0100)/", "01/01/1970 00:00:01"),
    ("2024-05-18T10:20:30.12345678Z", None),
    ("2024-05-18T10:20:30.Z", None),
    ("2024-05-18t10:20:30", None),
    ("2024-05-18 10:20:30", None),
    ("2024-05-18", None),
    ("2024-13-18T10:20:30", None),
    ("2023-02-29T10:20:30", None),
    ("2024-04-31T10:20:30", None),
    ("1900-02-29T10:20:30", None),
    ("0000-01-01T10:20:30", None),
    ("2024-05-18T25:20:30", None),
    ("2024-05-18T24:20:30", None),
    ("2024-05-18T10:60:30", None),
    ("2024-05-18T10:20:30+2:00", None),
    ("2024-05-18T10:20:30 02:00", None),
    ("2024-05-18T10:20:30x", None),
    ("2024/05/18T10:20:30", None),
    ("2024-05-18T10:2 :30", None),
    ("/Date(x)/", None),
    ("/Date(1+x)/", None),
]


@pytest.mark.parametrize(("text", "date"), DATES)
def test_text_in_the_form_of_a_date_becomes_one(text: str, date: str | None) -> None:
    assert date_text(text) == date


@given(
    st.one_of(
        st.text(), st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\.\d+:Zz-]*"), st.from_regex(r"/Date\([-+\d]*\)/")
    )
)
def test_any_text_may_be_asked_whether_it_is_a_date(text: str) -> None:
    date_text(text)


@pytest.mark.parametrize("value", [[], ["C"], {}, 1 << 10_000])
def test_no_text(value: object) -> None:
    assert kind_of(to_text, value) == "invalid_binding"


def test_lists_of_texts() -> None:
    assert to_texts(None) is None
    assert to_texts("") is None
    assert to_texts([1, True, None, "a"]) == ["1", "True", None, "a"]
    for value in ("a", 1, {}, [[]]):
        assert kind_of(to_texts, value) == "invalid_binding"


def test_booleans() -> None:
    assert [to_bool(value) for value in (True, 1, 0.5, "true", " False ")] == [True, True, True, True, False]
    assert [kind_of(to_bool, value) for value in ("", "1", "yes")] == ["invalid_option"] * 3
    assert [kind_of(to_bool, value) for value in (None, [], {}, "2024-05-18T00:00:00")] == ["invalid_binding"] * 4


def test_numbers() -> None:
    assert [to_int32(value) for value in (5, True, 1.5, 2.5, 5.6, " -7 ")] == [5, 1, 2, 2, 6, -7]
    assert [kind_of(to_int32, value) for value in ("", "x", "1.5", "0x1", "-")] == ["invalid_option"] * 5
    too_much = (99999999999, 1e30, float("nan"), float("inf"), "99999999999", None, [], "2024-05-18T00:00:00", 2**31)
    assert [kind_of(to_int32, value) for value in too_much] == ["invalid_binding"] * len(too_much)


def test_enumerations() -> None:
    access = ENUMERATIONS["FileAccess"]
    source = ENUMERATIONS["BlobTriggerSource"]
    for value, text in (
        (1, "Read"),
        ("read", "Read"),
        (" READ ", "Read"),
        ("Read, write", "ReadWrite"),
        ("3", "ReadWrite"),
    ):
        assert to_enum(value, access, nullable=True, flags=True) == text
    assert to_enum(7, access, flags=True) == "7"
    assert to_enum(0, access, flags=True) == "0"
    assert to_enum(3, {"A": 1, "B": 2}, flags=True) == "A, B"
    assert to_enum(2**32 + 1, source) == "EventGrid"
    assert to_enum("-1", source) == "-1"
    assert to_enum(True, source) == "EventGrid"
    assert to_enum(0.5, source) == "LogsAndContainerScan"
    assert to_enum(None, access, nullable=True) is None
    assert to_enum("", access, nullable=True) is None
    for value in (None, "", "x", "Read,", "99999999999", [], {}, "2024-05-18T00:00:00", 2**70):
        assert kind_of(to_enum, value, access) == "invalid_binding"
    for value in (True, 1.0, []):
        assert kind_of(to_enum, value, access, nullable=True) == "invalid_binding"


def test_every_recorded_binding_type_has_an_attribute() -> None:
    without = {"hostBlob", "hostTable", "webPubSubContext"}
    for name in (
        "Storage blobs",
        "Storage queues",
        "Storage tables",
        "Service Bus",
        "Event Hubs",
        "Cosmos DB",
        "SignalR",
    ):
        row = next(row for row in EXTENSIONS if row.name == name)
        for type_ in row.types:
            assert type_ in without or shape_of(type_) is not None, type_


def test_names_match_in_any_letter_case_and_unknown_ones_are_ignored() -> None:
    attribute = attribute_of("QUEUETRIGGER", {"QUEUENAME": "q", "CONNECTION": "C", "connectionName": "D"})
    assert attribute is not None
    assert attribute.values == {"QueueName": "q", "Connection": "C"}
    assert attribute_of("queue trigger", {}) is None


def test_of_two_spellings_the_exact_one_wins() -> None:
    attribute = attribute_of("queueTrigger", {"queueName": "q", "connection": "one", "Connection": "two"})
    assert attribute is not None
    assert attribute.values["Connection"] == "two"
    attribute = attribute_of(
        "sql", {"commandText": "x", "connectionStringSetting": "a", "ConnectionStringSetting": "b"}
    )
    assert attribute is not None
    assert attribute.values["ConnectionStringSetting"] == "a"


def test_null_is_not_absent() -> None:
    for json, name in (({}, "AzureSignalRConnectionString"), ({"connectionStringSetting": None}, None)):
        attribute = attribute_of("signalR", json)
        assert attribute is not None
        assert attribute.values["ConnectionStringSetting"] == name


def test_refusal_names_the_property_and_no_value() -> None:
    with pytest.raises(Refused) as refused:
        attribute_of("blobTrigger", {"path": "c", "source": "secret"})
    assert str(refused.value).startswith('"source": ')
    assert "secret" not in str(refused.value)
    with pytest.raises(Refused) as refused:
        attribute_of("serviceBusTrigger", {})
    assert '"queueName"' in str(refused.value)
    with pytest.raises(Refused):
        attribute_of("negotiationBase", {})


def resolve(type_: str, json: dict[str, object], settings: dict[str, str]) -> dict[str, object]:
    attribute = attribute_of(type_, json)
    assert attribute is not None
    return resolved(attribute, Lookup(Configuration(settings)))


def test_settings_are_filled_in() -> None:
    settings = {"Key": "k", "ConnectionStrings__Rabbit": "r", "Rabbit": "plain", "X": "x"}
    assert resolve("sendGrid", {"apiKey": "Key"}, settings)["ApiKey"] == "k"
    assert resolve("rabbitMQ", {"connectionStringSetting": "Rabbit"}, settings)["ConnectionStringSetting"] == "r"
    assert (
        resolve("rabbitMQ", {"connectionStringSetting": "%X%"}, {"X": "Y", "Y": "y"})["ConnectionStringSetting"] == "y"
    )
    assert resolve("queue", {"queueName": "a%X%"}, settings)["QueueName"] == "ax"
    assert resolve("table", {"tableName": "People", "partitionKey": None, "rowKey": "r"}, {})["RowKey"] is None


@pytest.mark.parametrize(
    ("type_", "json", "kind"),
    [
        ("sendGrid", {"apiKey": ""}, "unresolved_name"),
        ("sendGrid", {"apiKey": "Missing"}, "unresolved_name"),
        ("rabbitMQ", {"connectionStringSetting": ""}, "unresolved_name"),
        ("queue", {"queueName": "50%"}, "unclosed_name"),
        ("queue", {"queueName": None}, "invalid_binding"),
        ("table", {"tableName": 5}, "invalid_binding"),
        ("table", {"tableName": "a-b"}, "invalid_binding"),
    ],
)
def test_what_cannot_be_filled_in_is_refused(type_: str, json: dict[str, object], kind: str) -> None:
    assert kind_of(resolve, type_, json, {}) == kind


def view(type_: str, connection: str | None = None, direction: str = "", **properties: object) -> Binding:
    return attribute_view(Binding(type_, connection, direction, properties))


def test_view_spells_names_as_function_json_and_converts() -> None:
    found = view("QUEUETRIGGER", QUEUENAME=5, Connection="C", other=[1])
    assert found.properties == {"queueName": "5", "connection": "C", "other": [1]}
    assert found.connection == "C"
    assert found.type == "QUEUETRIGGER"


def test_view_takes_the_short_form() -> None:
    assert view("queueTrigger", "C") == Binding("queueTrigger", "C")
    assert view("queueTrigger", "C", queueName="q").properties == {"connection": "C", "queueName": "q"}
    assert view("queueTrigger", "C", CONNECTION="D").connection == "D"
    assert view("queueTrigger").properties == {}
    assert view("signalR", "C", hubName="h").properties == {"connectionStringSetting": "C", "hubName": "h"}
    assert view("timerTrigger", "C").connection == "C"
    for row in EXTENSIONS:
        for type_ in row.types:
            assert view(type_, "C", unknown=1).connection == "C"


def test_view_keeps_null_and_leaves_absent_ones_out() -> None:
    found = view("signalR", connectionStringSetting=None)
    assert found.properties == {"connectionStringSetting": None}
    assert found.connection is None
    assert view("signalR").properties == {}


def test_view_applies_touch_ups() -> None:
    assert view("blob", direction="out", path="c").properties == {"path": "c", "blobPath": "c", "access": "Write"}
    found = view("serviceBus", queueName="q", topicName="t").properties
    assert found["queueOrTopicName"] == "q"
    assert found["entityType"] == "Queue"


def test_view_leaves_the_older_connection_of_web_pubsub_alone() -> None:
    given = {"eventType": "user", "eventName": "e", "connection": ["C"], "CONNECTIONS": [1, None]}
    found = view("webPubSubTrigger", **given)
    assert found.properties == {
        "eventType": "User",
        "eventName": "e",
        "connection": ["C"],
        "connections": ["1", None],
    }
    assert found.connection is None


def test_view_keeps_what_only_a_constructor_takes_of_an_incomplete_binding() -> None:
    assert view("table", rowKey=5).properties == {"rowKey": "5"}
    written = Binding("table", None, "in", {"tableName": "People", "rowKey": 5})
    assert attribute_view(written, complete=True).properties == {"tableName": "People", "rowKey": None}


def test_complete_view_refuses_what_the_host_refuses() -> None:
    bare = Binding("queueTrigger", "C")
    assert kind_of(attribute_view, bare, complete=True) == "invalid_binding"
    assert attribute_view(bare).connection == "C"
    unknown = bare.replace(unresolved=("queueName", "connection", "somethingElse"))
    assert attribute_view(unknown, complete=True).properties == {"connection": "C"}
    for type_, unresolved in (
        ("webPubSubTrigger", ("eventType", "eventName", "connections")),
        ("cosmosDBTrigger", ("databaseName", "containerName", "feedPollDelay", "startFromBeginning")),
    ):
        assert attribute_view(Binding(type_, unresolved=unresolved), complete=True).properties == {}


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=5),
        st.sampled_from(["in", "2024-05-18T00:00:00Z"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=3), inner, max_size=2)),
    max_leaves=4,
)
TYPES = sorted({type_ for row in EXTENSIONS for type_ in row.types} | {"sql", "httpTrigger", "rabbitMQ", "sendGrid"})


@given(st.sampled_from(TYPES), st.data())
def test_any_json_is_answered_or_refused(type_: str, data: st.DataObject) -> None:
    shape = shape_of(type_)
    names = [property_.name for property_ in shape.properties.values()] if shape is not None else []
    keys = st.sampled_from([*names, *(name.lower() for name in names), "path", "queueName", "topicName", "direction"])
    json = data.draw(st.dictionaries(keys, JSON, max_size=8))
    kinds = {refusal(filled_in, type_, json), refusal(attribute_view, Binding(type_, "C", "in", json))}
    assert kinds <= {"", "invalid_binding", "invalid_option", "unresolved_name", "unclosed_name"}


def filled_in(type_: str, json: dict[str, object]) -> None:
    attribute = attribute_of(type_, json)
    if attribute is not None:
        resolved(attribute, Lookup(Configuration({"in": "x"})))


def refusal(call: Any, *arguments: Any) -> str:
    """Return the kind of a refusal, nothing when there is none."""
    try:
        call(*arguments)
    except Refused as refused:
        return refused.kind
    return ""
