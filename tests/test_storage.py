"""Storage bindings: which sub-keys count, what each client asks for, and what has no effect."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Connection, Endpoint, Rejection, Resolution, resolve
from funcbind.credential_specs import DefaultCredential, ManagedIdentity
from funcbind.extensions.storage import blob_client
from funcbind.lookup import Lookup

KEY = "ZmFrZQ=="
STRING = f"DefaultEndpointsProtocol=https;AccountName=acct;AccountKey={KEY};EndpointSuffix=core.windows.net"
SAS = "sv=2024-11-04&ss=bqt&srt=sco&sp=rl&se=2099-01-01T00:00:00Z&spr=https&sig=ZmFrZQ%3D%3D"
BLOB = "https://acct.blob.core.windows.net/"
TYPES = ["blobTrigger", "blob", "queueTrigger", "queue", "table", "hostBlob", "hostTable"]


# The machine that runs this may be busy.
patient = hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ask(binding_type: str, settings: dict[str, str], connection: str | None = "C", **properties: Any) -> Resolution:
    direction = str(properties.pop("direction", ""))
    return resolve(Configuration(settings), Binding(binding_type, connection, direction, properties))


def endpoint(resolution: Resolution) -> Endpoint:
    assert isinstance(resolution.outcome, Connection), resolution.outcome
    return resolution.outcome.endpoint


def rejection(resolution: Resolution) -> Rejection:
    assert isinstance(resolution.outcome, Rejection), resolution.outcome
    return resolution.outcome


def names(settings: Any) -> set[str]:
    return {setting.name for setting in settings}


@pytest.mark.parametrize(
    ("binding_type", "settings", "uri", "auth"),
    [
        ("blob", {"C": STRING}, BLOB, "shared_key"),
        ("blob", {"C__accountName": "acct"}, BLOB, "token"),
        ("blob", {"C__blobServiceUri": "https://b.example"}, "https://b.example/", "token"),
        ("blob", {"C__accountName": "acct", "C__blobServiceUri": "https://b.example"}, BLOB, "token"),
        (
            "hostBlob",
            {"C__accountName": "acct", "C__blobServiceUri": "https://b.example"},
            "https://b.example/",
            "token",
        ),
        ("hostBlob", {"C__accountName": "acct", "C__blobServiceUri": ""}, BLOB, "token"),
        ("blob", {"C__serviceUri": BLOB, "C__connectionString": STRING}, BLOB, "token"),
        ("blob", {"C__connectionString": STRING}, BLOB, "shared_key"),
        ("blob", {"C": "", "C__serviceUri": BLOB}, BLOB, "token"),
        ("blob", {"C__blobServiceUri": "no uri", "C__serviceUri": BLOB}, BLOB, "token"),
        ("queue", {"C__queueServiceUri": "https://q.example/x"}, "https://q.example/x", "token"),
        ("queueTrigger", {"C__serviceUri": BLOB}, BLOB, "token"),
        ("table", {"C__tableServiceUri": "http://t.example"}, "http://t.example/", "token"),
        ("table", {"C__endpoint": "https://t.example"}, "https://t.example/", "token"),
        ("hostTable", {"C__tableServiceUri": "https://t.example"}, "https://t.example/", "token"),
        ("hostTable", {"C__accountName": "acct"}, "https://acct.table.core.windows.net/", "token"),
        (
            "blob",
            {"C__serviceUri": "http://b.example", "C__credential__accountName": "a", "C__credential__accountKey": KEY},
            "http://b.example/",
            "shared_key",
        ),
        ("blob", {"C__serviceUri": BLOB, "C__credential__accountName": "a"}, BLOB, "token"),
        ("blob", {"C__serviceUri": BLOB, "C__credential__signature": SAS}, BLOB, "sas"),
        ("table", {"C__endpoint": "http://localhost:10002/x", "C__credential__signature": SAS}, None, "sas"),
        (
            "table",
            {"C__endpoint": "https://t.example", "C__credential__accountName": "a", "C__credential__accountKey": KEY},
            "https://t.example/",
            "shared_key",
        ),
    ],
)
def test_where_the_client_connects_to(binding_type: str, settings: dict[str, str], uri: str | None, auth: str) -> None:
    found = endpoint(ask(binding_type, settings))
    assert found.uri == (uri or settings["C__endpoint"])
    assert found.auth == auth
    assert bool(found.scope) == (found.credential is not None) == (auth == "token")


@pytest.mark.parametrize(("binding_type", "first"), [("blob", "shared_key"), ("queue", "shared_key"), ("table", "sas")])
def test_key_and_signature_together(binding_type: str, first: str) -> None:
    settings = {
        "C__serviceUri": "https://x.example",
        "C__endpoint": "https://x.example",
        "C__credential__accountName": "acct",
        "C__credential__accountKey": KEY,
        "C__credential__signature": SAS,
        "C__credential": "managedidentity",
    }
    assert endpoint(ask(binding_type, settings)).auth == first


@pytest.mark.parametrize(
    ("binding_type", "settings", "kind", "key"),
    [
        ("blob", {}, "not_found", "C"),
        ("blob", {"C": "foo"}, "malformed_connection_string", "C"),
        ("blob", {"C__connectionString": ""}, "malformed_connection_string", "C:connectionString"),
        ("table", {"C__connectionString": ""}, "malformed_connection_string", "C:connectionString"),
        ("blob", {"C__x": "1"}, "no_endpoint", "C"),
        ("blob", {"C": "", "C__accountName": "acct"}, "no_endpoint", "C:accountName"),
        ("blob", {"C__accountName": "my acct", "C__blobServiceUri": BLOB}, "no_endpoint", "C:accountName"),
        ("queue", {"C__blobServiceUri": BLOB}, "no_endpoint", "C"),
        ("blob", {"C__blobServiceUri": "http://b.example"}, "insecure_endpoint", "C:blobServiceUri"),
        ("blob", {"C__serviceUri": "/x"}, "insecure_endpoint", "C:serviceUri"),
        ("blob", {"C__serviceUri": "b.example"}, "invalid_endpoint", "C:serviceUri"),
        (
            "blob",
            {"C__serviceUri": f"{BLOB}?sig=x", "C__credential__signature": SAS},
            "invalid_endpoint",
            "C:serviceUri",
        ),
        ("blob", {"C__serviceUri": BLOB, "C__credential__signature": " "}, "incomplete_credential", None),
        (
            "blob",
            {"C__serviceUri": BLOB, "C__credential__accountName": "a", "C__credential__accountKey": "?"},
            "malformed_connection_string",
            "C:credential:accountKey",
        ),
        (
            "table",
            {"C__endpoint": "http://t.example", "C__credential__signature": SAS},
            "insecure_endpoint",
            "C:endpoint",
        ),
        ("table", {"C__endpoint": "https://t"}, "invalid_endpoint", "C"),
        ("table", {"C__tableServiceUri": "t.example"}, "no_endpoint", "C:tableServiceUri"),
        ("hostTable", {"C__tableServiceUri": "t.example"}, "invalid_endpoint", "C:tableServiceUri"),
        ("hostTable", {"C__tableServiceUri": "https://"}, "invalid_endpoint", "C:tableServiceUri"),
        (
            "hostBlob",
            {"C__tableServiceUri": "https://", "C__accountName": "a"},
            "invalid_endpoint",
            "C:tableServiceUri",
        ),
        ("hostBlob", {"C__blobServiceUri": "b.example"}, "invalid_endpoint", "C:blobServiceUri"),
        ("hostBlob", {"C__accountName": " "}, "invalid_endpoint", "C:accountName"),
        ("hostBlob", {"C__accountName": ""}, "no_endpoint", "C:accountName"),
        (
            "blob",
            {"C": STRING, "C__credential": "managedidentity", "C__clientId": "a", "C__managedIdentityClientId": "b"},
            "conflicting_identity",
            None,
        ),
        ("blob", {"C": STRING, "C__Retry__MaxRetries": "many"}, "invalid_option", "C:Retry:MaxRetries"),
    ],
)
def test_what_the_host_refuses(binding_type: str, settings: dict[str, str], kind: str, key: str | None) -> None:
    found = rejection(ask(binding_type, settings))
    assert found.kind == kind
    assert key is None or found.key == key
    for secret in (KEY, "sig="):
        assert secret not in found.message + found.hint


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"C": "", "C__accountName": "acct"}, "though it is empty"),
        ({"C__accountName": "my acct"}, "which the host only logs"),
        ({"C__queueServiceUri": "https://q.example"}, "queueServiceUri is not for it"),
    ],
)
def test_a_missing_endpoint_is_explained(settings: dict[str, str], words: str) -> None:
    assert words in rejection(ask("blob", settings)).message


def test_hints() -> None:
    assert "Key Vault" in rejection(ask("blob", {"C": "@Microsoft.KeyVault(SecretUri=https://v.example)"})).hint
    assert "AzureWebJobsStorage__accountName" in rejection(ask("blob", {}, None)).hint
    written = rejection(ask("blob", {}, STRING))
    assert "name of an app setting" in written.hint
    assert KEY not in written.message


@pytest.mark.parametrize("connection", [None, "", " "])
def test_the_default_is_the_hosts_storage(connection: str | None) -> None:
    resolution = ask("queue", {"AzureWebJobsStorage": STRING}, connection)
    assert resolution.name == "Storage"
    assert endpoint(resolution).section == "AzureWebJobsStorage"


@pytest.mark.parametrize(
    ("binding_type", "properties", "resolved"),
    [
        ("blobTrigger", {}, True),
        ("blob", {"direction": "out"}, True),
        ("queueTrigger", {}, True),
        ("queue", {"direction": "out"}, False),
        ("table", {"direction": "in", "rowKey": "1"}, True),
        ("table", {"direction": "in"}, False),
        ("table", {"direction": "out", "rowKey": "1"}, False),
        ("hostBlob", {}, False),
    ],
)
def test_which_bindings_resolve_a_name(binding_type: str, properties: dict[str, str], resolved: bool) -> None:
    settings = {"Name": "C", "C": STRING, "AzureWebJobsStorage": STRING}
    resolution = ask(binding_type, settings, "%Name%", **properties)
    if resolved:
        assert resolution.name == "C"
        assert endpoint(resolution).section == "C"
        assert rejection(ask(binding_type, settings, "%Missing%", **properties)).kind == "unresolved_name"
    else:
        assert rejection(resolution).kind == "not_found"


def test_an_empty_template_means_the_default() -> None:
    settings = {"Name": "", "AzureWebJobsStorage": STRING}
    assert ask("blobTrigger", settings, "%Name%").name == "Storage"


def test_the_property_wins_and_must_be_text() -> None:
    def named(value: object) -> Resolution:
        return resolve(Configuration({"D": STRING}), Binding("blob", "C", properties={"connection": value}))

    assert named("D").name == "D"
    assert rejection(named(["D"])).kind == "invalid_binding"


class TestBlobTrigger:
    """Four clients: the host's storage and the connection, each for blobs and for queues."""

    def roles(self, settings: dict[str, str], connection: str | None = "C") -> dict[str, str]:
        resolution = ask("blobTrigger", settings, connection)
        return {
            client.role: client.rejection.kind if client.rejection else client.endpoints[0].uri
            for client in resolution.clients
        }

    def test_in_the_hosts_order(self) -> None:
        found = self.roles({"AzureWebJobsStorage__accountName": "host", "C__accountName": "data"})
        assert list(found.items()) == [
            ("host_blob", "https://host.blob.core.windows.net/"),
            ("data_blob", "https://data.blob.core.windows.net/"),
            ("host_queue", "https://host.queue.core.windows.net/"),
            ("data_queue", "https://data.queue.core.windows.net/"),
        ]

    def test_a_blob_address_alone_is_not_enough(self) -> None:
        found = self.roles({"AzureWebJobsStorage": STRING, "C__blobServiceUri": BLOB})
        assert found["data_blob"] == BLOB
        assert found["data_queue"] == "no_endpoint"
        refused = rejection(ask("blobTrigger", {"AzureWebJobsStorage": STRING, "C__blobServiceUri": BLOB}))
        assert "C__queueServiceUri" in refused.hint

    def test_missing_host_storage_is_no_fault_of_the_connection(self) -> None:
        resolution = ask("blobTrigger", {"C": STRING})
        assert isinstance(resolution.outcome, Connection)
        assert [found.kind for found in resolution.rejections] == ["not_found", "not_found"]
        assert [client.own for client in resolution.clients] == [False, True, False, True]

    def test_every_fault_is_found(self) -> None:
        found = self.roles({"AzureWebJobsStorage": "foo"}, "%Missing%")
        assert set(found.values()) == {"malformed_connection_string", "unresolved_name"}

    def test_one_connection_is_looked_up_once(self) -> None:
        resolution = ask("blobTrigger", {"AzureWebJobsStorage": STRING}, None)
        assert len(resolution.looked_up) == 4


def test_the_identity_is_the_sections() -> None:
    settings = {"C__accountName": "acct", "C__credential": "managedidentity", "C__clientId": "id"}
    found = endpoint(ask("blob", settings))
    assert isinstance(found.credential, ManagedIdentity)
    assert found.scope == "https://storage.azure.com/.default"
    assert isinstance(endpoint(ask("blob", {"C__accountName": "acct"})).credential, DefaultCredential)


def test_secrets_stay_out_of_what_is_shown() -> None:
    for settings in (
        {"C": STRING},
        {"C": f"AccountName=acct;SharedAccessSignature={SAS}"},
        {"C__serviceUri": f"https://acct.blob.core.windows.net/?{SAS}#x"},
        {"C__serviceUri": BLOB, "C__credential__signature": SAS},
    ):
        found = endpoint(ask("blob", settings))
        assert "sig=" not in repr(found)
        assert KEY not in repr(found)
    assert endpoint(ask("blob", {"C": STRING})).keys == (KEY,)
    assert endpoint(ask("blob", {"C__serviceUri": f"{BLOB}?{SAS}#x"})).uri == f"{BLOB}#x"


@pytest.mark.parametrize(
    ("settings", "account"),
    [
        ({"C__accountName": "acct"}, "acct"),
        ({"C": STRING}, "acct"),
        ({"C": "UseDevelopmentStorage=true"}, "devstoreaccount1"),
        ({"C__serviceUri": "https://127.0.0.1:10000/devstoreaccount1"}, "devstoreaccount1"),
        ({"C__serviceUri": "https://azurite:10000/devstoreaccount1/x"}, "devstoreaccount1"),
        ({"C__serviceUri": "https://files.contoso.example"}, ""),
    ],
)
def test_the_accounts_name(settings: dict[str, str], account: str) -> None:
    assert endpoint(ask("blob", settings)).detail("account") == account


@pytest.mark.parametrize(
    ("settings", "ignored"),
    [
        ({"C": STRING, "C__accountName": "a", "C__blobServiceUri": BLOB}, {"C__accountName", "C__blobServiceUri"}),
        ({"C": STRING, "C__Retry__MaxRetries": "7", "C__x": "1"}, {"C__x"}),
        (
            {"C__accountName": "a", "C__blobServiceUri": BLOB, "C__serviceUri": BLOB},
            {"C__blobServiceUri", "C__serviceUri"},
        ),
        ({"C__accountName": "a", "C__endpointSuffix": "core.usgovcloudapi.net"}, {"C__endpointSuffix"}),
        ({"C__accountName": "a", "C__credential__accountKey": KEY}, {"C__credential__accountKey"}),
        ({"C__serviceUri": BLOB, "C__credential__accountName": "a"}, {"C__credential__accountName"}),
        ({"C__serviceUri": BLOB, "C__connectionString": STRING}, {"C__connectionString"}),
        ({"C__accountName": "a", "C__queueServiceUri": "https://q.example"}, {"C__queueServiceUri"}),
        ({"AzureWebJobsC": STRING, "C": STRING, "C__accountName": "a"}, {"C", "C__accountName"}),
        ({"C": "", "C__accountName": "a", "C__serviceUri": BLOB}, {"C__accountName"}),
    ],
)
def test_what_has_no_effect(settings: dict[str, str], ignored: set[str]) -> None:
    resolution = ask("blob", settings)
    assert names(resolution.ignored) == ignored
    assert names(resolution.used) == set(settings) - ignored


def test_the_host_looks_at_the_tables_address_without_using_it() -> None:
    resolution = ask("hostBlob", {"C__accountName": "a", "C__tableServiceUri": "https://t.example"})
    assert names(resolution.ignored) == {"C__tableServiceUri"}


def test_the_blob_client_of_another_extension() -> None:
    found = blob_client(Lookup(Configuration({"AzureWebJobsStorage__accountName": "acct"})))
    assert found.uri == BLOB


# --- laws

KEYS = st.sampled_from(
    [
        "",
        "__accountName",
        "__blobServiceUri",
        "__queueServiceUri",
        "__tableServiceUri",
        "__serviceUri",
        "__endpoint",
        "__connectionString",
        "__credential",
        "__credential__accountName",
        "__credential__accountKey",
        "__credential__signature",
        "__clientId",
        "__tenantId",
        "__Retry__MaxRetries",
        "__Retry__Delay",
        "__Diagnostics__IsLoggingEnabled",
        "__Version",
        "__x",
    ]
)
VALUES = st.sampled_from(
    ["", " ", "acct", BLOB, "https://t.example", "/x", STRING, SAS, KEY, "1", "true", "managedidentity"]
) | st.text(max_size=12)
SETTINGS = st.dictionaries(
    st.builds(lambda prefix, key: prefix + key, st.sampled_from(["C", "AzureWebJobsC", "AzureWebJobsStorage"]), KEYS),
    VALUES,
    max_size=6,
)


@patient
@given(SETTINGS, st.sampled_from(TYPES), st.sampled_from([None, "C", "%C%", "Storage"]))
def test_any_settings_give_an_outcome(settings: dict[str, str], binding_type: str, connection: str | None) -> None:
    resolution = ask(binding_type, settings, connection, rowKey="1")
    assert resolution.clients or isinstance(resolution.outcome, Rejection)
    assert not names(resolution.used) & names(resolution.ignored)


@patient
@given(SETTINGS, st.sampled_from(TYPES), st.text(max_size=8), VALUES)
def test_a_setting_outside_the_sections_never_matters(
    settings: dict[str, str], binding_type: str, name: str, value: str
) -> None:
    outside = f"Other_{name}"
    assert ask(binding_type, settings | {outside: value}).replace(configuration=None) == ask(
        binding_type, settings
    ).replace(configuration=None)


@patient
@given(SETTINGS, st.sampled_from(TYPES))
def test_letter_case_and_colons_do_not_matter(settings: dict[str, str], binding_type: str) -> None:
    first = ask(binding_type, settings)
    second = ask(binding_type, {name.upper().replace("__", ":"): value for name, value in settings.items()})
    assert [_essence(client) for client in first.clients] == [_essence(client) for client in second.clients]


def _essence(client: Any) -> object:
    if client.rejection is not None:
        return client.rejection.kind
    return [(found.uri, found.auth, found.credential, found.keys) for found in client.endpoints]
