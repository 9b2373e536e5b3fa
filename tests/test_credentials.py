"""Which credential a section gives: what the recorded cases do not name one by one."""

from __future__ import annotations

import pytest

from funcbind.configuration import Configuration
from funcbind.credential_specs import ClientCertificate
from funcbind.credentials import resolve_credential
from funcbind.errors import Refused
from funcbind.lookup import Lookup

_IDENTITY = {"S__managedIdentityResourceId": "/subscriptions/s", "S__clientId": "app"}
_VARIABLES = {"AZURE_CLIENT_ID": "app", "AZURE_CLIENT_SECRET": "fake-secret", "AZURE_TENANT_ID": "tenant"}


def found(settings: dict[str, str]) -> str:
    """The class of the credential, or the kind of the refusal."""
    try:
        return type(resolve_credential(Lookup(Configuration(settings)).section("S"))).__name__
    except Refused as refused:
        return refused.kind


@pytest.mark.parametrize(
    ("word", "credential"),
    [
        ("ManagedIdentity", "ManagedIdentity"),
        ("MANAGEDIDENTITY", "ManagedIdentity"),
        ("managedidentity ", "DefaultCredential"),
        ("", "DefaultCredential"),
        # Letters that become these ones in lower or upper case elsewhere, not to .NET.
        ("wor\u212aloadidentity", "DefaultCredential"),
        ("managed\u0131dentity", "DefaultCredential"),
        ("azurepipeline\u017f", "DefaultCredential"),
    ],
)
def test_the_word_is_compared_without_letter_case(word: str, credential: str) -> None:
    assert found({"S__credential": word}) == credential


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        # The chain is built from the front: environment, workload identity, managed identity, developer tools.
        ({**_IDENTITY, "S__tenantId": "bad tenant"}, "conflicting_identity"),
        ({**_IDENTITY, "S__tenantId": "bad tenant", **_VARIABLES}, "invalid_tenant"),
        ({**_IDENTITY, "AZURE_TOKEN_CREDENTIALS": "prod"}, "conflicting_identity"),
        ({**_IDENTITY, "AZURE_TOKEN_CREDENTIALS": "dev"}, "DefaultCredential"),
        ({**_IDENTITY, "AZURE_TOKEN_CREDENTIALS": "AzureCliCredential"}, "DefaultCredential"),
        ({**_IDENTITY, "AZURE_TOKEN_CREDENTIALS": "garbage"}, "token_credentials_invalid"),
        ({"S__tenantId": "bad tenant", "AZURE_TOKEN_CREDENTIALS": "prod"}, "DefaultCredential"),
        ({"S__tenantId": "bad tenant", "AZURE_TOKEN_CREDENTIALS": "BrokerCredential"}, "invalid_tenant"),
        ({"AZURE_AUTHORITY_HOST": "http://x/", "AZURE_TOKEN_CREDENTIALS": "garbage"}, "authority_not_https"),
        ({"AZURE_AUTHORITY_HOST": "x", "S__managedIdentityObjectId": "o"}, "object_id_without_managed_identity"),
        ({"AZURE_AUTHORITY_HOST": "x", "S__credential": "workloadidentity"}, "incomplete_credential"),
        ({"AZURE_AUTHORITY_HOST": "http://x/", "S__credential": "managedidentity"}, "ManagedIdentity"),
    ],
)
def test_the_first_of_two_faults(settings: dict[str, str], kind: str) -> None:
    assert found(settings) == kind


@pytest.mark.parametrize(
    ("keys", "store"),
    [
        ({}, ("MY", "CurrentUser")),
        (
            {"clientCertificateStoreName": "Root", "clientCertificateStoreLocation": "LocalMachine"},
            ("Root", "LocalMachine"),
        ),
        ({"clientCertificateStoreName": " ", "clientCertificateStoreLocation": ""}, ("MY", "CurrentUser")),
    ],
)
def test_a_certificate_is_looked_up_in_the_users_own_store_unless_another_is_named(
    keys: dict[str, str], store: tuple[str, str]
) -> None:
    settings = {"tenantId": "contoso.example", "clientId": "app", "clientCertificate": "AA BB", **keys}
    configuration = Configuration({f"Orders__{key}": value for key, value in settings.items()})
    spec = resolve_credential(Lookup(configuration).section("Orders"))
    assert isinstance(spec, ClientCertificate)
    assert (spec.store_name, spec.store_location, spec.thumbprint) == (*store, "AABB")


_FEDERATED = {
    "S__credential": "managedidentityasfederatedidentity",
    "S__tenantId": "tenant",
    "S__clientId": "app",
    "S__managedIdentityClientId": "identity",
}


@pytest.mark.parametrize(
    ("settings", "kind", "key", "hint"),
    [
        (
            {**_IDENTITY, "S__credential": "managedidentity"},
            "conflicting_identity",
            "S:managedIdentityResourceId",
            "keep one of them",
        ),
        (
            {"S__credential": "managedidentityasfederatedidentity"},
            "incomplete_credential",
            "S:credential",
            'add "S__managedIdentityClientId"',
        ),
        ({**_FEDERATED, "S__azureCloud": "mars"}, "unknown_cloud", "S:azureCloud", "in lower case"),
        (_FEDERATED, "incomplete_credential", "S:credential", 'add "S__azureCloud"'),
        (
            {"S__credential": "azurepipelines", "S__tenantId": "tenant"},
            "incomplete_credential",
            "S:credential",
            'add "S__clientId"',
        ),
        (_IDENTITY, "conflicting_identity", "S:managedIdentityResourceId", 'set "S__credential" to "managedidentity"'),
    ],
)
def test_a_refusal_names_the_setting_at_fault_and_what_to_write(
    settings: dict[str, str], kind: str, key: str, hint: str
) -> None:
    with pytest.raises(Refused) as caught:
        resolve_credential(Lookup(Configuration(settings)).section("S"))
    assert (caught.value.kind, caught.value.key) == (kind, key)
    assert hint in caught.value.hint
