"""Event Grid: two forms of one binding, and a trigger without a connection."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Connection, Rejection, resolve

ADDRESS = "https://fake.westeurope-1.eventgrid.azure.net/api/events"
SETTINGS = {
    "Topic": ADDRESS,
    "TopicKey": "fake-key",
    "Blank": " ",
    "Empty": "",
    "Bad": "fake.eventgrid.azure.net",
    "Topics__topicEndpointUri": ADDRESS,
    "Topics__credential": "managedidentity",
    "Wrong__serviceUri": ADDRESS,
    "BadAddress__topicEndpointUri": "https://fake/a b",
    "AzureWebJobsPrefixed__topicEndpointUri": ADDRESS,
    "BadIdentity__topicEndpointUri": ADDRESS,
    "BadIdentity__credential": "workloadidentity",
}


def binding(connection: str | None, address: str | None, key: str | None) -> Binding:
    properties = {"topicEndpointUri": address, "topicKeySetting": key}
    return Binding(
        "eventGrid", connection, properties={name: value for name, value in properties.items() if value is not None}
    )


@pytest.mark.parametrize(
    ("connection", "address", "key", "outcome"),
    [
        # by identity
        ("Topics", None, None, "token"),
        ("topics", None, None, "token"),
        ("Missing", None, None, "not_found"),
        ("Prefixed", None, None, "not_found"),
        ("%Topics%", None, None, "not_found"),
        ("Topic", None, None, "no_endpoint"),
        ("Wrong", None, None, "no_endpoint"),
        ("BadAddress", None, None, "invalid_endpoint"),
        ("BadIdentity", None, None, "incomplete_credential"),
        # by key
        (None, "Topic", "TopicKey", "shared_key"),
        ("", "Topic", "TopicKey", "shared_key"),
        (" ", "Topic", "TopicKey", "shared_key"),
        (None, "Topic", None, "not_found"),
        (None, "Topic", "Blank", "not_found"),
        (None, "Blank", "TopicKey", "not_found"),
        (None, None, "TopicKey", "not_found"),
        (None, None, None, "not_found"),
        (None, "Bad", "Blank", "invalid_endpoint"),
        # names of settings, nothing else
        (None, ADDRESS, "TopicKey", "unresolved_name"),
        (None, "Topic", "fake-key", "unresolved_name"),
        (None, "%Topic%", "TopicKey", "unresolved_name"),
        (None, "", "TopicKey", "unresolved_name"),
        ("Topics", "Missing", None, "unresolved_name"),
        # both
        ("Topics", "Topic", None, "conflicting_properties"),
        ("Missing", None, "TopicKey", "conflicting_properties"),
        ("Topics", "Blank", "Empty", "token"),
    ],
)
def test_the_two_forms(connection: str | None, address: str | None, key: str | None, outcome: str) -> None:
    found = resolve(Configuration(SETTINGS), binding(connection, address, key)).outcome
    assert (found.kind if isinstance(found, Rejection) else found.endpoint.auth) == outcome


def test_an_identity_connection_ignores_the_plain_value() -> None:
    settings = SETTINGS | {"Topics": "Endpoint=fake"}
    resolution = resolve(Configuration(settings), "eventGrid", "Topics")
    assert isinstance(resolution.outcome, Connection)
    assert resolution.outcome.endpoint.uri == ADDRESS
    assert resolution.outcome.endpoint.scope == "https://eventgrid.azure.net/.default"
    assert [setting.name for setting in resolution.ignored] == ["Topics"]


def test_the_key_form_has_no_connection_name() -> None:
    resolution = resolve(Configuration(SETTINGS), binding(None, "Topic", "TopicKey"))
    assert resolution.name == ""
    assert isinstance(resolution.outcome, Connection)
    assert resolution.outcome.endpoint.keys == ("fake-key",)
    assert resolution.outcome.endpoint.section == "Topic"
    assert [setting.name for setting in resolution.used] == ["Topic", "TopicKey"]
    assert "fake-key" not in repr(resolution)


def test_a_key_in_place_of_a_name_is_not_printed() -> None:
    key = "ZmFrZS1rZXktZmFrZS1rZXktZmFrZS1rZXktZmFrZS1rZXk="
    found = resolve(Configuration(SETTINGS), binding(None, "Topic", key)).outcome
    assert isinstance(found, Rejection)
    assert key not in found.message + found.hint


@pytest.mark.parametrize("name", ["eventGridTrigger", "EVENTGRIDTRIGGER"])
def test_the_trigger_has_no_connection(name: str) -> None:
    resolution = resolve(Configuration({}), name, "Topics")
    assert resolution.name == ""
    assert isinstance(resolution.outcome, Connection)
    assert resolution.outcome.endpoints == ()


names = st.none() | st.text(max_size=8) | st.sampled_from([*SETTINGS, "Topics"])


@given(st.dictionaries(names.filter(bool), st.text(max_size=20)), names, names, names)
def test_any_settings_give_an_answer(
    settings: dict[str, str], connection: str | None, address: str | None, key: str | None
) -> None:
    resolve(Configuration(settings), binding(connection, address, key))
