"""What other programs get from the same name.

The outcomes of the SDK-type packages and of azure-identity were compared with the released packages
(azurefunctions-extensions-bindings-blob 1.1.2, -cosmosdb 1.0.0, azure-identity 1.27.0).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Reader, resolve
from funcbind.credential_specs import (
    AzurePipelines,
    ClientCertificate,
    ClientSecret,
    DefaultCredential,
    EnvironmentIdentity,
    ManagedIdentity,
    ManagedIdentityAsFederatedIdentity,
    ManagedIdentityId,
    TokenExchange,
    WorkloadIdentity,
)
from funcbind.readers import readers
from funcbind.readers.identity import Identity, of_python_default, of_spec

if TYPE_CHECKING:
    from funcbind.credential_specs import CredentialSpec

BLOB = "https://fake.blob.core.windows.net"
BLOB2 = "https://other.blob.core.windows.net"
STORAGE = "DefaultEndpointsProtocol=https;AccountName=fake;AccountKey=ZmFrZQ==;EndpointSuffix=core.windows.net"
ACCOUNT = "https://fake.documents.azure.com:443/"
COSMOS = f"AccountEndpoint={ACCOUNT};AccountKey=ZmFrZQ==;"
MI = {"credential": "managedidentity"}
APPLICATION = {"tenantId": "fake-tenant", "clientId": "fake-client", "clientSecret": "fake-secret"}


def group(name: str, **keys: str) -> dict[str, str]:
    return {f"{name}__{key}": value for key, value in keys.items()}


def found(settings: dict[str, str], name: str, type_: str = "cosmosDB", **more: str) -> dict[str, Reader]:
    configuration = Configuration(settings)
    binding = Binding(type_, name, **more)  # type: ignore[arg-type]
    return {one.program: one for one in readers(configuration, binding, resolve(configuration, binding))}


SDK_BLOB = [
    # endpoint and connection string
    ("Photos", {"Photos": STORAGE}, "", "the connection string that the host uses"),
    ("Photos", group("Photos", serviceUri=BLOB), "hosted_only", "the system-assigned identity"),
    ("Photos", group("Photos", blobServiceUri=BLOB), "hosted_only", "on a developer machine no identity"),
    ("AzureWebJobsStorage", group("AzureWebJobsStorage", accountName="fake"), "hosted_only", "the system-assigned"),
    ("Photos", group("Photos", accountName="fake"), "refused", '"Photos__blobServiceUri"'),
    ("Photos", group("Photos", serviceUri=BLOB2, blobServiceUri=BLOB), "other_endpoint", '"Photos__serviceUri"'),
    (
        "AzureWebJobsStorage",
        group("AzureWebJobsStorage", blobServiceUri=BLOB2, accountName="fake"),
        "other_endpoint",
        "AzureWebJobsStorage__accountName",
    ),
    ("Photos", {"Photos": STORAGE, "Photos__serviceUri": BLOB2}, "key_in_url", "a URL made of the connection string"),
    ("Photos", {"Photos": STORAGE, **group("Photos", clientId="c", **MI)}, "key_in_url", "account key included"),
    ("Photos", {"Photos": "", **group("Photos", serviceUri=BLOB)}, "refused", '"Photos" is there but empty'),
    ("Photos", group("Photos", queueServiceUri="https://fake.queue.core.windows.net"), "", "as from the host"),
    ("Photos", group("Photos", clientId="c", **MI), "", "an error, as from the host"),
    ("Photos", group("Other", serviceUri=BLOB), "", "an error, as from the host"),
    # credential
    ("Photos", group("Photos", serviceUri=BLOB, **MI), "", "the system-assigned identity"),
    ("Photos", group("Photos", serviceUri=BLOB, clientId="c", **MI), "", "user-assigned identity of a client id"),
    ("Photos", group("Photos", serviceUri=BLOB, clientId="", **MI), "", "the system-assigned identity"),
    ("Photos", group("Photos", serviceUri=BLOB, clientId="c"), "other_identity", "clientId is ignored"),
    ("Photos", group("Photos", serviceUri=BLOB, tenantId="t"), "hosted_only", "the system-assigned identity"),
    (
        "Photos",
        group("Photos", serviceUri=BLOB, **APPLICATION),
        "other_identity",
        "clientId, tenantId, clientSecret are",
    ),
    ("Photos", group("Photos", serviceUri=BLOB, **APPLICATION, **MI), "", "of a client id"),
    (
        "Photos",
        group("Photos", serviceUri=BLOB, managedIdentityResourceId="/fake", **MI),
        "other_identity",
        "the system-assigned identity: credential, managedIdentityResourceId are ignored",
    ),
    (
        "Photos",
        group("Photos", serviceUri=BLOB, clientId="c", managedIdentityResourceId="/fake", **MI),
        "accepted",
        "the host refuses the connection",
    ),
    (
        "Photos",
        group("Photos", serviceUri=BLOB, tenantId="t", clientId="c", tokenFilePath="/f", credential="workloadidentity"),
        "other_identity",
        "tenantId, tokenFilePath are ignored; the host uses a workload identity",
    ),
    ("Photos", group("Photos", serviceUri=BLOB, clientId="c", credential="magic"), "hosted_only", "of a client id"),
    # where the name is
    ("Photos", {"photos__serviceuri": BLOB}, "refused", 'the host takes "photos__serviceuri"'),
    ("Photos", {"Photos:serviceUri": BLOB}, "refused", 'the host takes "Photos:serviceUri"'),
    ("Photos", {"AzureWebJobsPhotos": STORAGE}, "refused", 'the host takes "AzureWebJobsPhotos"'),
    ("Photos", {"AzureWebJobsPhotos": STORAGE, "Photos": STORAGE + ";"}, "other_endpoint", '"AzureWebJobsPhotos"'),
    ("Photos", {"AzureWebJobsPhotos": STORAGE, **group("Photos", serviceUri=BLOB)}, "other_identity", "no identity"),
    ("Photos", {"CUSTOMCONNSTR_Photos": STORAGE}, "refused", 'the host takes "CUSTOMCONNSTR_Photos"'),
    (
        "Photos",
        {"ConnectionStrings__Photos": STORAGE, "Photos": STORAGE + ";"},
        "other_endpoint",
        "ConnectionStrings__",
    ),
]

SDK_COSMOS = [
    ({"Ledger": COSMOS}, "", "the connection string that the host uses"),
    (group("Ledger", accountEndpoint=ACCOUNT), "", "the host's identity: the system-assigned identity"),
    (group("Ledger", accountEndpoint=ACCOUNT, **MI), "hosted_only", "on a developer machine the developer's sign-in"),
    (
        group("Ledger", accountEndpoint=ACCOUNT, clientId="c", **MI),
        "other_identity",
        "credential, clientId are ignored",
    ),
    (
        group("Ledger", accountEndpoint=ACCOUNT, clientId="c"),
        "other_identity",
        "the system-assigned identity: clientId is",
    ),
    (group("Ledger", accountEndpoint=ACCOUNT, clientId="c") | {"AZURE_CLIENT_ID": "c"}, "", "of a client id"),
    (group("Ledger", accountEndpoint=ACCOUNT, **APPLICATION), "other_identity", "an application's own secret"),
    (group("Ledger", accountEndpoint=ACCOUNT, tenantId="t"), "", "the system-assigned identity"),
    ({"ledger__accountendpoint": ACCOUNT}, "refused", 'looks only for "Ledger", "Ledger__accountEndpoint"'),
    ({"AzureWebJobsLedger__accountEndpoint": ACCOUNT}, "refused", "AzureWebJobsLedger__accountEndpoint"),
    (
        {"Ledger": COSMOS, "Ledger__accountEndpoint": ACCOUNT},
        "key_in_url",
        "an error whose text is the connection string",
    ),
    ({"Ledger": "hello", "Ledger__accountEndpoint": ACCOUNT}, "key_in_url", "connection string: it is taken"),
    ({"Ledger": "", "Ledger__accountEndpoint": ACCOUNT}, "refused", '"Ledger" is there but empty'),
    ({"Ledger": "hello"}, "", "the text that the host refuses"),
    ({"Ledger": COSMOS, "AzureWebJobsLedger": "hello"}, "accepted", "a text that the host does not look at"),
    ({"Ledger": COSMOS, "AzureWebJobsLedger__accountEndpoint": ACCOUNT}, "other_endpoint", '"Ledger"'),
    (
        {"Ledger__accountEndpoint": "https://other/", "AzureWebJobsLedger__accountEndpoint": ACCOUNT},
        "other_endpoint",
        "",
    ),
    ({"Ledger__accountEndpoint": "a:b", "AzureWebJobsLedger__accountEndpoint": ACCOUNT}, "other_endpoint", ""),
    ({"Ledger__accountEndpoint": "http://[", "AzureWebJobsLedger__accountEndpoint": ACCOUNT}, "other_endpoint", ""),
    (
        group("Ledger", accountEndpoint=ACCOUNT) | {"AZURE_TOKEN_CREDENTIALS": "BrokerCredential"},
        "refused",
        "an error: ",
    ),
    ({}, "", "an error, as from the host"),
]


@pytest.mark.parametrize(("name", "settings", "effect", "words"), SDK_BLOB)
def test_blob_parameters_of_sdk_types(name: str, settings: dict[str, str], effect: str, words: str) -> None:
    one = found(settings, name, "blob")["sdk-type"]
    assert (one.effect, words in one.outcome) == (effect, True), one
    assert one.agrees is (effect in ("", "hosted_only"))
    assert "azurefunctions-extensions-bindings-blob" in one.who


@pytest.mark.parametrize(("settings", "effect", "words"), SDK_COSMOS)
def test_cosmos_parameters_of_sdk_types(settings: dict[str, str], effect: str, words: str) -> None:
    one = found(settings, "Ledger")["sdk-type"]
    assert (one.effect, words in one.outcome) == (effect, True), one


ENVIRON = [
    ({"Ledger": COSMOS}, "", "the connection string that the host uses"),
    ({"AzureWebJobsLedger": COSMOS}, "refused", 'KeyError: the name exists only as "AzureWebJobsLedger"'),
    ({"LEDGER": COSMOS}, "refused", 'KeyError: the name exists only as "LEDGER"'),
    (
        group("Ledger", accountEndpoint=ACCOUNT, tenantId="t", clientId="c", clientSecret="s"),
        "refused",
        '"Ledger__accountEndpoint", "Ledger__clientId", "Ledger__clientSecret", ...',
    ),
    ({"Ledger": COSMOS, "AzureWebJobsLedger": COSMOS + ";"}, "other_value", "another connection string"),
    ({"Ledger": " ", "Ledger__accountEndpoint": ACCOUNT}, "other_value", "an empty text"),
    (
        {"Ledger": COSMOS, "AzureWebJobsLedger__accountEndpoint": ACCOUNT},
        "other_value",
        "a text that the host does not",
    ),
    ({"Ledger": "hello"}, "", "a text, while the host refuses"),
    ({}, "", "KeyError: there is no such variable, and the host refuses"),
]


@pytest.mark.parametrize(("settings", "effect", "words"), ENVIRON)
def test_own_code_that_reads_the_environment(settings: dict[str, str], effect: str, words: str) -> None:
    one = found(settings, "Ledger")["environ"]
    assert one.who == 'own code: os.environ["Ledger"]'
    assert (one.effect, words in one.outcome) == (effect, True), one


def test_windows_has_one_variable_for_all_spellings() -> None:
    configuration = Configuration({"LEDGER": COSMOS}, os="windows")
    binding = Binding("cosmosDB", "Ledger")
    assert all(one.agrees for one in readers(configuration, binding, resolve(configuration, binding)))


def test_which_readers_there_are() -> None:
    """SDK types for inputs with a name only, azure-identity where the host uses an identity."""
    identity = group("Ledger", accountEndpoint=ACCOUNT)
    assert list(found(identity, "Ledger")) == ["sdk-type", "environ", "azure-identity"]
    assert list(found({"Ledger": COSMOS}, "Ledger")) == ["sdk-type", "environ"]
    assert list(found(identity, "Ledger", direction="out")) == ["environ", "azure-identity"]
    assert list(found(identity, "Ledger", "cosmosDBTrigger")) == ["environ", "azure-identity"]
    assert list(found(identity, "%Ledger%")) == []
    assert list(found(identity, "Ledger", "unknown")) == []
    assert list(found(identity, "Ledger", "eventGridTrigger")) == []
    configuration = Configuration({"CosmosDB": COSMOS})
    unnamed = Binding("cosmosDB")
    assert [one.program for one in readers(configuration, unnamed, resolve(configuration, unnamed))] == ["environ"]


PIPELINE = {"AZURE_CLIENT_ID": "c", "AZURE_TENANT_ID": "t"}
PYTHON = [
    ({}, Identity("managed", managed=ManagedIdentityId(), developer=True)),
    ({"AZURE_CLIENT_ID": ""}, Identity("managed", managed=ManagedIdentityId(), developer=True)),
    (PIPELINE, Identity("managed", managed=ManagedIdentityId("client_id", "c"), developer=True)),
    (PIPELINE | {"AZURE_CLIENT_SECRET": "s"}, Identity("application", "t", "c")),
    (PIPELINE | {"AZURE_CLIENT_CERTIFICATE_PATH": "/f"}, Identity("application", "t", "c")),
    (
        PIPELINE | {"AZURE_CLIENT_SECRET": ""},
        Identity("error", fault="AZURE_CLIENT_SECRET set to an empty text", culprits=("AZURE_CLIENT_SECRET",)),
    ),
    ({"AZURE_CLIENT_ID": "c", "AZURE_USERNAME": "u", "AZURE_PASSWORD": ""}, Identity("user", "", "c")),
    (PIPELINE | {"AZURE_FEDERATED_TOKEN_FILE": "/f"}, Identity("workload", "t", "c", developer=True)),
    ({"AZURE_TOKEN_CREDENTIALS": " Prod "}, Identity("managed", managed=ManagedIdentityId())),
    ({"AZURE_TOKEN_CREDENTIALS": "dev"}, Identity("developer", developer=True)),
    ({"AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential"}, Identity("none")),
    (
        {"AZURE_TOKEN_CREDENTIALS": "VisualStudioCredential"},
        Identity(
            "error",
            fault="AZURE_TOKEN_CREDENTIALS has a value that azure-identity does not know",
            culprits=("AZURE_TOKEN_CREDENTIALS",),
        ),
    ),
    (
        {"AZURE_AUTHORITY_HOST": "HTTP://x"},
        Identity("error", fault="AZURE_AUTHORITY_HOST is not an https address", culprits=("AZURE_AUTHORITY_HOST",)),
    ),
]


@pytest.mark.parametrize(("environment", "identity"), PYTHON)
def test_pythons_default_credential(environment: dict[str, str], identity: Identity) -> None:
    assert of_python_default(Configuration(environment)) == identity


_SYSTEM = ManagedIdentityId()
_EXCHANGE = TokenExchange("t", "c", "/f", "a")
_HOSTED = ("EnvironmentCredential", "WorkloadIdentityCredential", "ManagedIdentityCredential")
SPECS = [
    (ManagedIdentity(_SYSTEM), Identity("managed", managed=_SYSTEM), "the system-assigned identity"),
    (ManagedIdentity(_SYSTEM, _EXCHANGE), Identity("workload", "t", "c"), "a workload identity's token file"),
    (WorkloadIdentity("t", "c", "/f", "a"), Identity("workload", "t", "c"), "a workload identity's token file"),
    (
        ManagedIdentityAsFederatedIdentity("t", "c", _SYSTEM, "s", "a"),
        Identity("federated", "t", "c"),
        "an application that trusts a managed identity",
    ),
    (ClientSecret("t", "c", "s", "a"), Identity("application", "t", "c"), "an application's own secret or certificate"),
    (
        ClientCertificate("t", "c", "p", "MY", "CurrentUser", "a"),
        Identity("application", "t", "c"),
        "an application's own secret or certificate",
    ),
    (AzurePipelines("t", "c", "i", "k", "a"), Identity("pipelines", "t", "c"), "an Azure Pipelines service connection"),
    (
        DefaultCredential(True, _HOSTED, EnvironmentIdentity("UsernamePasswordCredential", "t", "c", "a")),
        Identity("user", "t", "c"),
        "a user's name and password",
    ),
    (
        DefaultCredential(True, _HOSTED, EnvironmentIdentity("ClientSecretCredential", "t", "c", "a")),
        Identity("application", "t", "c"),
        "an application's own secret or certificate",
    ),
    (
        DefaultCredential(True, _HOSTED, None, _EXCHANGE),
        Identity("workload", "t", "c"),
        "a workload identity's token file",
    ),
    (
        DefaultCredential(True, ("AzureCliCredential",)),
        Identity("developer", developer=True),
        "the developer's sign-in",
    ),
    (DefaultCredential(True, _HOSTED[:1]), Identity("none"), "no identity at all"),
]


@pytest.mark.parametrize(("spec", "identity", "words"), SPECS)
def test_what_the_hosts_credential_comes_down_to(spec: CredentialSpec, identity: Identity, words: str) -> None:
    assert of_spec(spec) == identity
    assert identity.words == words


def test_azure_identity_in_own_code() -> None:
    settings = group("Ledger", accountEndpoint=ACCOUNT, **MI) | {"AZURE_CLIENT_ID": "c"}
    one = found(settings, "Ledger")["azure-identity"]
    assert not one.agrees
    assert one.outcome == (
        "the user-assigned identity of a client id: credential is ignored; the host uses the system-assigned identity"
    )
    settings = group("Ledger", accountEndpoint=ACCOUNT, **APPLICATION) | {
        "AZURE_TENANT_ID": "fake-tenant",
        "AZURE_CLIENT_ID": "fake-client",
        "AZURE_CLIENT_SECRET": "fake-secret",
    }
    assert found(settings, "Ledger")["azure-identity"].effect == ""


parts = st.sampled_from(["", "__accountEndpoint", "__serviceUri", "__blobServiceUri", "__credential", "__clientId"])
prefixes = st.sampled_from(["Ledger", "AzureWebJobsLedger", "ledger", "ConnectionStrings__Ledger"])
values = st.sampled_from([COSMOS, STORAGE, "", " ", "managedidentity", "https://marked-value.example"]) | st.text(
    max_size=9
)
settings = st.dictionaries(st.tuples(prefixes, parts).map("".join), values.map(lambda value: f"{value}"), max_size=6)


@given(settings, st.sampled_from(["cosmosDB", "blob", "cosmosDBTrigger", "serviceBus", "eventGrid"]))
def test_any_settings_give_an_answer_without_any_value(settings: dict[str, str], type_: str) -> None:
    for one in found(settings, "Ledger", type_).values():
        assert one.agrees is (one.effect in ("", "hosted_only"))
        assert one.outcome
        for secret in (COSMOS, STORAGE, "ZmFrZQ==", "marked-value"):
            assert secret not in one.outcome + one.who
