"""The laws of the resolver, for any settings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Connection, Rejection, Resolution, resolve
from funcbind.diagnostics import KINDS
from funcbind.dotnet.text import fold
from funcbind.extensions import EXTENSIONS

SECRET = "ZmFrZS1zZWNyZXQtZmFrZS1zZWNyZXQ="
TYPES = sorted(type_ for row in EXTENSIONS for type_ in row.types)
KEYS = (
    "",
    "__credential",
    "__clientId",
    "__tenantId",
    "__clientSecret",
    "__managedIdentityClientId",
    "__managedIdentityResourceId",
    "__managedIdentityObjectId",
    "__azureCloud",
    "__accountName",
    "__blobServiceUri",
    "__queueServiceUri",
    "__tableServiceUri",
    "__serviceUri",
    "__endpoint",
    "__fullyQualifiedNamespace",
    "__accountEndpoint",
    "__topicEndpointUri",
    "__connectionString",
    "__Retry__MaxRetries",
    "__credential__accountKey",
    "__credential__accountName",
    "__stray",
)
VALUES = (
    "",
    " ",
    "managedidentity",
    "workloadidentity",
    "managedidentityasfederatedidentity",
    "public",
    "11111111-1111-1111-1111-111111111111",
    "contoso",
    "contoso.servicebus.windows.net",
    "https://contoso.example.com/",
    "http://contoso.example.com",
    "UseDevelopmentStorage=true",
    f"DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey={SECRET};EndpointSuffix=core.windows.net",
    f"Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey={SECRET}",
    f"AccountEndpoint=https://contoso.documents.azure.com:443/;AccountKey={SECRET};",
    f"Endpoint=https://contoso.service.signalr.net;AccessKey={SECRET};Version=1.0;",
    "5",
    "%x%",
)
PLACES = ("", "AzureWebJobs", "ConnectionStrings__", "CUSTOMCONNSTR_")
ANY_TEXT = st.text(max_size=30).filter(lambda text: "\0" not in text)

names = st.builds(lambda place, key: f"{place}Conn{key}", st.sampled_from(PLACES), st.sampled_from(KEYS))
variables = st.sampled_from(
    ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_TOKEN_CREDENTIALS", "AZURE_AUTHORITY_HOST")
)
some_settings = st.dictionaries(names | variables, st.sampled_from(VALUES) | ANY_TEXT, max_size=8)
bindings = st.sampled_from(TYPES).map(
    lambda type_: Binding(type_, "Conn", properties={"hubName": "h", "hub": "h", "queueName": "q", "eventHubName": "e"})
)


def outcome(resolution: Resolution) -> tuple[Any, ...]:
    """What a resolution decides, without the spelling of names."""
    decided = resolution.outcome
    clients = [
        (client.role, client.endpoints, client.rejection.kind if client.rejection else "")
        for client in resolution.clients
    ]
    if isinstance(decided, Rejection):
        return ("refused", decided.kind, clients)
    return ("accepted", decided.endpoints, clients)


def without_section(value: Any) -> Any:
    """The outcome with the letter case of configuration paths ignored."""
    return fold(repr(value))


@given(some_settings, bindings)
def test_nothing_is_raised_and_the_answer_is_one_of_two(values: dict[str, str], binding: Binding) -> None:
    resolution = resolve(Configuration(values), binding)
    assert isinstance(resolution.outcome, (Connection, Rejection))
    for rejection in resolution.rejections:
        assert rejection.kind in KINDS
        assert rejection.message
        assert SECRET not in rejection.message + rejection.hint
    assert SECRET not in repr(resolution)


@given(st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=6), ANY_TEXT, ANY_TEXT, st.sampled_from(("linux", "windows")))
def test_any_text_in_any_place_gives_an_answer(values: dict[str, str], type_: str, name: str, os: str) -> None:
    configuration = Configuration(values, os=os)
    for binding in (Binding(type_, name), Binding("blobTrigger", name), Binding("signalRTrigger", name)):
        assert resolve(configuration, binding).outcome is not None


@given(some_settings, bindings, st.randoms(use_true_random=False))
def test_letter_case_of_names_does_not_matter_to_the_host(
    values: dict[str, str], binding: Binding, random: Any
) -> None:
    folded = [fold(name) for name in values]
    assume(len(set(folded)) == len(folded))
    other = {
        name
        if name.startswith("AZURE_")
        else "".join(random.choice((char.lower(), char.upper())) for char in name): value
        for name, value in values.items()
    }
    first, second = resolve(Configuration(values), binding), resolve(Configuration(other), binding)
    assert without_section(outcome(first)) == without_section(outcome(second))


@given(some_settings, bindings)
def test_two_underscores_are_a_colon(values: dict[str, str], binding: Binding) -> None:
    other = {name.replace("__", ":"): value for name, value in values.items()}
    assert outcome(resolve(Configuration(values), binding)) == outcome(resolve(Configuration(other), binding))


@given(some_settings, bindings, st.sampled_from(("Other", "Other__serviceUri", "Conn2", "Conn2__credential", "xConn")))
def test_settings_elsewhere_change_nothing(values: dict[str, str], binding: Binding, name: str) -> None:
    other = {**values, name: "https://elsewhere.example.com"}
    assert outcome(resolve(Configuration(values), binding)) == outcome(resolve(Configuration(other), binding))


@given(some_settings, bindings)
def test_used_and_ignored_settings_have_nothing_in_common(values: dict[str, str], binding: Binding) -> None:
    resolution = resolve(Configuration(values), binding)
    used = {setting.name for setting in resolution.used}
    ignored = {setting.name for setting in resolution.ignored}
    assert not used & ignored
    assert used | ignored <= set(values)


@given(some_settings)
def test_the_chosen_section_is_used_or_ignored_whole(values: dict[str, str]) -> None:
    values = {**values, "Conn__fullyQualifiedNamespace": "contoso.example"}
    resolution = resolve(Configuration(values), Binding("serviceBus", "Conn", properties={"queueName": "q"}))
    chosen = [path.path for path in resolution.looked_up if path.chosen]
    accounted = {setting.name for setting in (*resolution.used, *resolution.ignored)}
    for entry in Configuration(values).below(chosen[0]):
        assert {setting.name for setting in entry.settings} <= accounted


@pytest.mark.parametrize("type_", TYPES)
def test_every_binding_type_answers_without_any_setting(type_: str) -> None:
    assert resolve(Configuration({}), Binding(type_)).outcome is not None


def test_settings_that_contradict_each_other_are_refused_with_a_code_of_their_own() -> None:
    values = {"Conn__fullyQualifiedNamespace": "a.example", "Conn:fullyQualifiedNamespace": "b.example"}
    resolution = resolve(Configuration(values), "serviceBus", "Conn")
    assert isinstance(resolution.outcome, Rejection)
    assert (resolution.outcome.kind, resolution.outcome.code) == ("collision", "FB212")
    same = resolve(Configuration(dict.fromkeys(values, "a.example")), "serviceBus", "Conn")
    assert isinstance(same.outcome, Connection)
    assert len(same.collisions) == 1
