"""Cosmos DB connections: what is used, what is ignored, and the words of a refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Client, Connection, Endpoint, Rejection, Resolution, resolve
from funcbind.credential_specs import ManagedIdentity, ManagedIdentityId

KEY = "ZmFrZS1rZXk="
STRING = f"AccountEndpoint=https://fake.documents.azure.com:443/;AccountKey={KEY};"


def resolved(settings: dict[str, str], connection: str | None = "Ledger", **properties: object) -> Resolution:
    kind = "cosmosDBTrigger" if "leaseConnection" in properties else "cosmosDB"
    return resolve(Configuration(settings), Binding(kind, connection, properties=properties))


def endpoint(settings: dict[str, str]) -> Endpoint:
    outcome = resolved(settings).outcome
    assert isinstance(outcome, Connection), outcome
    return outcome.endpoint


def rejection(settings: dict[str, str], connection: str | None = "Ledger") -> Rejection:
    outcome = resolved(settings, connection).outcome
    assert isinstance(outcome, Rejection), outcome
    return outcome


def test_an_identity_connection() -> None:
    found = endpoint(
        {
            "Ledger__accountEndpoint": "https://fake.documents.azure.com:443/",
            "Ledger__credential": "managedidentity",
            "Ledger__clientId": "fake-client",
        }
    )
    assert found.uri == "https://fake.documents.azure.com/"
    assert found.scope == "https://fake.documents.azure.com/.default"
    assert found.credential == ManagedIdentity(ManagedIdentityId("client_id", "fake-client"))
    assert found.connection_string is None


def test_a_connection_string_leaves_the_identity_keys_unread() -> None:
    resolution = resolved({"Ledger": STRING, "Ledger__accountEndpoint": "https://x/", "Ledger__tenantId": "!"})
    assert isinstance(resolution.outcome, Connection)
    assert resolution.outcome.endpoint.keys == (KEY,)
    assert [setting.name for setting in resolution.used] == ["Ledger"]
    assert {setting.name for setting in resolution.ignored} == {"Ledger__accountEndpoint", "Ledger__tenantId"}
    assert KEY not in repr(resolution)


def test_the_scope_can_be_replaced_by_a_variable_of_exactly_this_name() -> None:
    settings = {"Ledger__accountEndpoint": "https://fake.documents.azure.com"}
    assert endpoint(settings | {"AZURE_COSMOS_AAD_SCOPE_OVERRIDE": "fake/.default"}).scope == "fake/.default"
    own = "https://fake.documents.azure.com/.default"
    assert endpoint(settings | {"azure_cosmos_aad_scope_override": "fake/.default"}).scope == own
    assert endpoint(settings | {"AZURE_COSMOS_AAD_SCOPE_OVERRIDE": ""}).scope == own


@pytest.mark.parametrize(
    ("rest", "details"),
    [
        ("", ()),
        ("DisableServerCertificateValidation=False", ()),
        ("DisableServerCertificateValidation=", ()),
        ("DisableServerCertificateValidation = TRUE", (("certificate_validation", "off"),)),
        ("AccountKey='Type=Resource&ver=1&sig=fake;fake'", (("key", "resource token"),)),
    ],
)
def test_facts_of_a_connection_string(rest: str, details: tuple[tuple[str, str], ...]) -> None:
    assert endpoint({"Ledger": STRING + rest}).details == details


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [
        ("hello", "malformed_connection_string", "from character 1 on"),
        (STRING + "hello", "malformed_connection_string", "from character 79 on"),
        ("AccountKey=ZmFrZQ==", "malformed_connection_string", "has no AccountEndpoint"),
        ("AccountEndpoint=https://x", "malformed_connection_string", "has no AccountKey"),
        (STRING + "AccountKey=type=resource", "malformed_connection_string", "not base64"),
        (STRING + "AccountKey='resource=type&x'", "malformed_connection_string", "not base64"),
        (STRING + "AccountEndpoint=fake.documents.azure.com;AccountKey=*", "invalid_endpoint", "not an absolute URI"),
        (STRING + "DisableServerCertificateValidation=yes;AccountEndpoint=x", "invalid_option", "neither true nor"),
    ],
)
def test_what_is_wrong_with_a_connection_string(value: str, kind: str, words: str) -> None:
    """The first fault in the client's order, told without the value."""
    found = rejection({"Ledger": value})
    assert found.kind == kind
    assert words in found.message
    assert "Ledger" in found.message
    assert value not in found.message + found.hint
    assert found.origin is not None


def test_an_unresolved_key_vault_reference_is_named() -> None:
    found = rejection({"Ledger": "@Microsoft.KeyVault(VaultName=fake;SecretName=ledger)"})
    assert found.kind == "malformed_connection_string"
    assert "Key Vault reference" in found.hint


@pytest.mark.parametrize("binding_type", ["cosmosDB", "cosmosDBTrigger"])
def test_names(binding_type: str) -> None:
    """Absent is the default, empty is refused, and ``%x%`` is a name like any other."""
    configuration = Configuration({"CosmosDB": STRING, "Pick": "CosmosDB"})
    assert resolve(configuration, binding_type).name == "CosmosDB"
    assert resolve(configuration, Binding(binding_type, properties={"connection": "Pick"})).name == "Pick"
    for name, kind in (("", "empty_name"), ("%Pick%", "not_found"), (" ", "not_found")):
        outcome = resolve(configuration, binding_type, name).outcome
        assert isinstance(outcome, Rejection)
        assert outcome.kind == kind


def test_a_connection_string_in_place_of_the_name_is_not_printed() -> None:
    found = rejection({}, STRING)
    assert found.kind == "not_found"
    assert KEY not in found.message + found.hint


def lease(settings: dict[str, str], name: str | None, connection: str | None = "Ledger") -> Client | None:
    clients = resolved(settings, connection, leaseConnection=name).clients
    assert clients[0].role == "data"
    assert clients[0].own
    return clients[1] if len(clients) > 1 else None


def test_the_lease_connection() -> None:
    """One client when the names are the same text or no lease connection is given, else a second one."""
    settings = {"Ledger": STRING, "Leases__accountEndpoint": "https://leases.documents.azure.com"}
    for name in (None, "", "Ledger"):
        assert lease(settings, name) is None
    assert lease({"CosmosDB": STRING}, "CosmosDB", None) is None
    other = lease(settings, "ledger")
    assert other is not None
    assert other.endpoints[0].section == "ledger"
    other = lease(settings, "Leases")
    assert other is not None
    assert not other.own
    assert other.endpoints[0].auth == "token"


def test_a_bad_lease_connection_is_a_rejection_beside_a_good_connection() -> None:
    resolution = resolved({"Ledger": STRING}, leaseConnection="Leases")
    assert isinstance(resolution.outcome, Connection)
    assert [found.kind for found in resolution.rejections] == ["not_found"]


def test_only_the_trigger_has_leases() -> None:
    binding = Binding("cosmosDB", "Ledger", properties={"leaseConnection": "Missing"})
    assert not resolve(Configuration({"Ledger": STRING}), binding).rejections


texts = st.text(max_size=20) | st.sampled_from(
    [STRING, "", " ", "https://x", "/", "a=b", "AccountEndpoint=x;AccountKey=="]
)
keys = st.sampled_from(["Ledger", "AzureWebJobsLedger", "Ledger__accountEndpoint", "ledger:accountendpoint", "Leases"])


@given(
    st.dictionaries(keys, texts),
    st.none() | st.just("Ledger") | st.text(max_size=5),
    st.sampled_from(["Leases", "", None]),
)
def test_any_settings_give_an_answer(settings: dict[str, str], name: str | None, leases: str | None) -> None:
    found = resolved(settings, name, leaseConnection=leases)
    assert {setting.name for setting in found.used}.isdisjoint(setting.name for setting in found.ignored)


@pytest.mark.parametrize(("value", "name"), [(None, "CosmosDB"), (5, "5"), (["Ledger"], "")])
def test_a_name_that_is_not_text(value: object, name: str) -> None:
    resolution = resolve(Configuration({}), Binding("cosmosDB", properties={"connection": value}))
    assert resolution.name == name
    assert isinstance(resolution.outcome, Rejection)
    assert resolution.outcome.kind == ("not_found" if name else "invalid_binding")
