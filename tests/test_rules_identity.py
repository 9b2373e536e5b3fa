"""Rules about identities: what each reports, where, how badly, and on which valid settings it is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from funcbind.bindings import App
from funcbind.check import Given
from funcbind.configuration import Configuration
from funcbind.connections import Binding, resolve
from funcbind.rules.model import Context, Example
from funcbind.rules.uses import uses

from .rules import findings

if TYPE_CHECKING:
    from pathlib import Path

GUID = "11111111-1111-1111-1111-111111111111"
OTHER = "33333333-3333-3333-3333-333333333333"
TENANT = "22222222-2222-2222-2222-222222222222"
RESOURCE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
REFERENCE = "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/x)"
NAMESPACE = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
TRIGGER = (("serviceBusTrigger", "Orders", {"queueName": "orders"}),)
OUTPUT = (("serviceBus", "Orders"),)
SECRET = {"tenantId": TENANT, "clientId": GUID, "clientSecret": "obviously-not-real"}
FEDERATED = {
    "credential": "managedidentityasfederatedidentity",
    "tenantId": TENANT,
    "clientId": GUID,
    "azureCloud": "public",
    "managedIdentityClientId": OTHER,
}
PIPELINES = {
    "credential": "azurepipelines",
    "tenantId": TENANT,
    "clientId": GUID,
    "serviceConnectionId": "made-up",
    "systemAccessToken": REFERENCE,
}


def orders(keys: dict[str, str], **more: object) -> Example:
    """A Service Bus connection with these identity keys."""
    given: dict[str, object] = {"bindings": TRIGGER, **more}
    return Example({**NAMESPACE, **{f"Orders__{key}": value for key, value in keys.items()}}, **given)  # type: ignore[arg-type]


def local(keys: dict[str, str], **more: object) -> Example:
    return orders(keys, target="local", **more)


def codes(example: Example, folder: Path) -> set[tuple[str, str, str]]:
    """Code, severity and last part of the setting's name of everything that is found."""
    return {(one.code, one.severity, one.setting.rpartition("__")[2]) for one in findings(example, folder)}


REPORTED: list[tuple[Example, tuple[str, str, str]]] = [
    # a developer machine has no managed identity
    (local({"credential": "ManagedIdentity", "clientId": GUID}), ("FB401", "warning", "credential")),
    (local(FEDERATED), ("FB401", "warning", "credential")),
    # user-assigned by halves
    (orders({"clientId": GUID}), ("FB402", "warning", "clientId")),
    (orders({"CLIENTID": GUID}), ("FB402", "warning", "CLIENTID")),
    (orders({"clientId": GUID, "credential": " "}), ("FB402", "warning", "clientId")),
    (orders({"managedIdentityResourceId": RESOURCE}), ("FB402", "warning", "managedIdentityResourceId")),
    (orders({"clientId": GUID}, bindings=OUTPUT), ("FB402", "info", "clientId")),
    (orders({"clientId": GUID}, plan="dedicated"), ("FB402", "info", "clientId")),
    # words that are no credential
    (orders({"credential": "systemassigned"}), ("FB405", "error", "credential")),
    (orders({"credential": "managedidentity "}), ("FB405", "error", "credential")),
    (orders({"credential": "DefaultAzureCredential"}), ("FB405", "info", "credential")),
    (orders({"credential": "secret", **SECRET}, target="local"), ("FB405", "error", "credential")),
    # a service principal by halves
    (local({"clientSecret": "obviously-not-real"}), ("FB406", "error", "clientSecret")),
    (local({"clientSecret": "obviously-not-real", "tenantId": TENANT}), ("FB406", "error", "clientSecret")),
    (local({**SECRET, "clientSecret": ""}), ("FB406", "error", "clientSecret")),
    (local({"clientCertificate": "0" * 40, "clientId": GUID}), ("FB406", "error", "clientCertificate")),
    (orders({"clientSecret": REFERENCE, "clientId": GUID}), ("FB406", "error", "clientSecret")),
    # a secret in Azure
    (orders({**SECRET, "clientSecret": REFERENCE}), ("FB407", "warning", "clientSecret")),
    (orders({**SECRET, "clientSecret": REFERENCE}, plan="dedicated"), ("FB407", "info", "clientSecret")),
    # keys that nobody reads
    (orders({"credential": "managedidentity", "tenantId": TENANT}), ("FB409", "info", "tenantId")),
    (orders({"credential": "managedidentity", "clientSecret": REFERENCE}), ("FB409", "warning", "clientSecret")),
    (local({**SECRET, "clientCertificate": "0" * 40}), ("FB409", "warning", "clientCertificate")),
    (local({**SECRET, "managedIdentityResourceId": RESOURCE}), ("FB409", "warning", "managedIdentityResourceId")),
    (local({"tokenFilePath": "/token"}), ("FB409", "info", "tokenFilePath")),
    # ids that are none
    (orders({"credential": "managedidentity", "clientId": "orders"}), ("FB404", "error", "clientId")),
    (orders({"credential": "managedidentity", "clientId": " "}), ("FB404", "error", "clientId")),
    (
        orders({"credential": "managedidentity", "managedIdentityClientId": RESOURCE}),
        ("FB404", "error", "managedIdentityClientId"),
    ),
    (
        orders({"credential": "managedidentity", "managedIdentityObjectId": "me"}),
        ("FB404", "error", "managedIdentityObjectId"),
    ),
    (local({**SECRET, "clientId": "my-app"}), ("FB404", "error", "clientId")),
    (
        orders({"credential": "managedidentity", "managedIdentityResourceId": GUID}),
        ("FB408", "error", "managedIdentityResourceId"),
    ),
    (
        orders({"credential": "managedidentity", "managedIdentityResourceId": "orders"}),
        ("FB408", "error", "managedIdentityResourceId"),
    ),
    # what the place does not have
    (orders({**SECRET, "clientSecret": "", "clientCertificate": "0" * 40}), ("FB415", "warning", "clientCertificate")),
    (orders(FEDERATED, plan="consumption"), ("FB417", "warning", "credential")),
    (orders(PIPELINES), ("FB418", "error", "credential")),
    # lists
    (
        local({**SECRET, "additionallyAllowedTenants": f"{TENANT}, {OTHER}"}),
        ("FB416", "warning", "additionallyAllowedTenants"),
    ),
]

SILENT: list[Example] = [
    orders({}),
    local({}),
    orders({"credential": "managedidentity"}),
    orders({"credential": "MANAGEDIDENTITY", "clientId": GUID}),
    orders({"credential": "managedidentity", "clientId": GUID.replace("-", "")}),
    orders({"credential": "managedidentity", "clientId": ""}),
    orders({"credential": "managedidentity", "managedIdentityClientId": GUID}),
    orders({"credential": "managedidentity", "managedIdentityObjectId": GUID}),
    orders({"credential": "managedidentity", "managedIdentityResourceId": RESOURCE.upper()}),
    orders({"credential": "managedidentity", "clientId": REFERENCE}),
    orders({"credential": REFERENCE}),
    # an id that was copied does no harm where nobody asks for it
    local({"clientId": GUID}),
    local({"clientId": "anything"}),
    local({"tenantId": TENANT}),
    local({"credential": "", "clientId": "", "tenantId": "", "clientSecret": ""}),
    local(SECRET),
    local({**SECRET, "credential": " "}),
    local({"managedIdentityClientId": GUID, "clientId": GUID}),
    local({**SECRET, "additionallyAllowedTenants": f"{TENANT};{OTHER}"}),
    local(PIPELINES),
    # the machine has an identity
    Example(
        {
            **NAMESPACE,
            "Orders__credential": "managedidentity",
            "IDENTITY_ENDPOINT": "http://localhost/token",
            "IDENTITY_HEADER": "x",
        },
        TRIGGER,
        target="local",
    ),
    orders(FEDERATED),
    orders(FEDERATED, plan="premium"),
    orders(FEDERATED, plan="flex", bindings=OUTPUT),
    local({**SECRET, "clientSecret": "", "clientCertificate": "0" * 40}),
]


@pytest.mark.parametrize(("example", "expected"), REPORTED)
def test_it_is_reported_once_at_the_setting_that_causes_it(
    example: Example, expected: tuple[str, str, str], tmp_path: Path
) -> None:
    assert codes(example, tmp_path) == {expected}


@pytest.mark.parametrize("example", SILENT)
def test_valid_settings_are_silent(example: Example, tmp_path: Path) -> None:
    assert codes(example, tmp_path) == set()


def test_of_two_client_ids_the_default_chain_takes_one(tmp_path: Path) -> None:
    both = {"managedIdentityClientId": OTHER, "clientId": GUID}
    assert codes(orders(both), tmp_path) == {
        ("FB402", "warning", "managedIdentityClientId"),
        ("FB409", "warning", "clientId"),
    }
    assert codes(local(both), tmp_path) == set()


def test_a_machine_store_of_windows_does_not_exist_on_linux(tmp_path: Path) -> None:
    keys = {"tenantId": TENANT, "clientId": GUID, "clientCertificate": "0" * 40}
    machine = {**keys, "clientCertificateStoreLocation": "LocalMachine"}
    assert codes(local(machine), tmp_path) == {("FB415", "error", "clientCertificate")}
    assert codes(local({**machine, "clientCertificateStoreName": "Root"}), tmp_path) == set()
    assert codes(local(machine, os="windows"), tmp_path) == set()


def test_an_object_id_in_place_of_a_client_id_is_known_by_its_other_name(tmp_path: Path) -> None:
    settings = {**NAMESPACE, "Orders__credential": "managedidentity", "Orders__clientId": GUID}
    example = Example({**settings, "IDENTITY_PRINCIPAL_ID": GUID.upper()}, TRIGGER)
    (found,) = findings(example, tmp_path)
    assert (found.code, found.setting) == ("FB404", "Orders__clientId")
    assert "IDENTITY_PRINCIPAL_ID" in found.message
    assert findings(Example({**settings, "IDENTITY_PRINCIPAL_ID": OTHER}, TRIGGER), tmp_path) == []


def test_a_blank_or_wrong_variable_is_an_id_to_the_default_chain(tmp_path: Path) -> None:
    for value in (" ", "orders-identity"):
        example = Example({**NAMESPACE, "AZURE_CLIENT_ID": value}, TRIGGER)
        assert codes(example, tmp_path) == {("FB404", "error", "AZURE_CLIENT_ID")}
        assert codes(example.replace(target="local"), tmp_path) == set()


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("ManagedIdentityCredential", '"managedidentity"'),
        ("managed_identity", '"managedidentity"'),
        ("managedidenity", '"managedidentity"'),
        (" WorkloadIdentity", '"workloadidentity", without blanks'),
        ("AzurePipelinesCredential", '"azurepipelines"'),
        ("banana", "or remove it"),
    ],
)
def test_a_wrong_word_gets_the_nearest_right_one(value: str, hint: str, tmp_path: Path) -> None:
    found = [one for one in findings(orders({"credential": value}), tmp_path) if one.code == "FB405"]
    assert len(found) == 1
    assert hint in found[0].hint


def test_one_connection_of_many_bindings_is_reported_once(tmp_path: Path) -> None:
    many = (*TRIGGER, *OUTPUT, ("serviceBusTrigger", "ORDERS", {"queueName": "other"}))
    (found,) = findings(orders({"clientId": GUID}, bindings=many), tmp_path)
    assert len(found.related) == 3
    assert found.connection == "Orders"


def test_a_blob_trigger_with_two_clients_is_reported_once(tmp_path: Path) -> None:
    settings = {
        "Files__blobServiceUri": "https://contoso.blob.core.windows.net",
        "Files__queueServiceUri": "https://contoso.queue.core.windows.net",
        "Files__credential": "SystemAssigned",
        "AzureWebJobsStorage__accountName": "contoso",
    }
    found = findings(Example(settings, (("blobTrigger", "Files", {"path": "a/{name}"}),)), tmp_path)
    assert [one.code for one in found] == ["FB405"]


def test_host_storage_by_resource_id_is_one_finding(tmp_path: Path) -> None:
    settings = {"AzureWebJobsStorage__accountName": "contoso"}
    keys = {"AzureWebJobsStorage__managedIdentityResourceId": RESOURCE}
    binding = (("queueTrigger", None, {"queueName": "orders"}),)
    assert codes(Example({**settings, **keys}, binding), tmp_path) == {
        ("FB410", "warning", "managedIdentityResourceId")
    }


def test_keys_below_a_connection_string_are_not_this_groups_business(tmp_path: Path) -> None:
    settings = {
        "AzureSignalRConnectionString": "Endpoint=https://contoso.service.signalr.net;AuthType=azure.msi;Version=1.0;",
        "AzureSignalRConnectionString__credential": "nonsense",
        "AzureSignalRConnectionString__clientId": GUID,
    }
    found = findings(Example(settings, (("signalR", None, {"hubName": "chat"}),)), tmp_path)
    assert {one.code for one in found}.isdisjoint({"FB401", "FB402", "FB404", "FB405", "FB409"})


def test_uses_are_told_apart_by_section_and_by_how_they_are_written() -> None:
    configuration = Configuration(
        {
            **NAMESPACE,
            "Azure__SignalR__Endpoints__east__serviceUri": "https://east.service.signalr.net",
            "AzureSignalRServiceTransportType": "Persistent",
            "AzureSignalRConnectionString": "Endpoint=https://a.service.signalr.net;AuthType=azure.msi;Version=1.0;",
        }
    )
    bindings = (Binding("serviceBus", "Orders"), Binding("signalR", properties={"hubName": "chat"}))
    found = uses(resolve(configuration, binding) for binding in bindings)
    assert [(use.section, use.written) for use in found] == [
        ("Orders", True),
        ("AzureSignalRConnectionString", False),
        ("Azure:SignalR:Endpoints:east", True),
    ]
    assert [use.connection for use in found] == [
        "Orders",
        "AzureSignalRConnectionString",
        "Azure:SignalR:Endpoints:east",
    ]


def test_a_name_that_is_a_variable_of_this_process_says_nothing() -> None:
    settings = {**NAMESPACE, "Orders__credential": "managedidentity"}
    configuration = Configuration(settings)
    given = Given((), configuration, "local", "linux", environment=("IDENTITY_ENDPOINT",))
    context = Context(App("app"), given, (resolve(configuration, Binding("serviceBus", "Orders")),))
    from funcbind.rules import identity

    rule = next(rule for rule in identity.RULES if rule.code == "FB401")
    assert list(rule.check(context)) == []
