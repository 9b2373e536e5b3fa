"""Rules about credentials that need something which the place of the app does not have."""

from __future__ import annotations

from funcbind.credential_specs import AzurePipelines, ClientCertificate, ManagedIdentityAsFederatedIdentity
from funcbind.rules.model import Example, Finding, Rule
from funcbind.rules.uses import find, key_of, named, scaled, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context

_REFERENCE = "https://learn.microsoft.com/azure/azure-functions/functions-reference#"
_GUID = "11111111-1111-1111-1111-111111111111"
_TENANT = "22222222-2222-2222-2222-222222222222"
_ORDERS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
_TRIGGER = (("serviceBusTrigger", "Orders", {"queueName": "orders"}),)
_FEDERATED = {
    **_ORDERS,
    "Orders__credential": "managedidentityasfederatedidentity",
    "Orders__tenantId": _TENANT,
    "Orders__clientId": _GUID,
    "Orders__azureCloud": "public",
    "Orders__managedIdentityClientId": "33333333-3333-3333-3333-333333333333",
}


def _certificate(context: Context) -> Iterator[Finding]:
    if context.os != "linux":
        return
    for use in context.identities():
        spec = use.spec
        setting = key_of(context, use, "clientCertificate")
        if not isinstance(spec, ClientCertificate) or not use.written or setting is None:
            continue
        machine = spec.store_location.strip().lower() in ("localmachine", "2")
        if machine and spec.store_name.lower() not in ("root", "ca"):
            message, severity = "which Linux does not have", "error"
        elif context.deployed:
            message, severity = (
                "which is empty on Linux unless the image fills it; Azure puts certificates elsewhere",
                "",
            )
        else:
            continue
        yield find(
            use,
            setting,
            f"{named(setting)} names a certificate of a .NET certificate store ({'machine' if machine else 'user'}), "
            f"{message}; the host refuses to build the credential, and Python cannot read such a store at all",
            "use a managed identity, or managedidentityasfederatedidentity for an application of another tenant",
            severity,
        )


def _federated(context: Context) -> Iterator[Finding]:
    if not context.deployed or context.plan not in ("consumption", "flex"):
        return
    for use in context.identities():
        setting = key_of(context, use, "credential")
        federated = isinstance(use.spec, ManagedIdentityAsFederatedIdentity)
        if federated and use.written and setting is not None and scaled(context, use):
            yield find(
                use,
                setting,
                f"{named(setting)} lets a managed identity stand for an application of another tenant; on this plan "
                "the scaler cannot do that, so the trigger is not woken up",
                "use a plan with an instance that is always ready, or a resource of the app's own tenant",
            )


def _pipelines(context: Context) -> Iterator[Finding]:
    if not context.deployed or variable(context, "SYSTEM_OIDCREQUESTURI") is not None:
        return
    for use in context.identities():
        setting = key_of(context, use, "credential")
        if isinstance(use.spec, AzurePipelines) and use.written and setting is not None:
            yield find(
                use,
                setting,
                f"{named(setting)} asks for the service connection of Azure Pipelines, which exists only while a "
                "pipeline runs; in Azure every request for a token fails",
                f'use a managed identity: write "managedidentity" in "{use.prefix}__credential"',
            )


RULES: tuple[Rule, ...] = (
    Rule(
        "FB415",
        "certificate-not-found",
        "warning",
        what="A connection signs in with a certificate of a store that the app does not have.",
        why="clientCertificate is a thumbprint in a .NET certificate store. On Linux the machine's store holds only "
        "authorities, the user's store is empty at first, and Azure gives an app its certificates as files.",
        source="https://learn.microsoft.com/dotnet/standard/security/cross-platform-cryptography#the-x509store-class",
        bad=Example(
            {
                **_ORDERS,
                "Orders__tenantId": _TENANT,
                "Orders__clientId": _GUID,
                "Orders__clientCertificate": "0000000000000000000000000000000000000000",
            },
            _TRIGGER,
        ),
        good=Example(_FEDERATED, _TRIGGER),
        check=_certificate,
    ),
    Rule(
        "FB417",
        "federated-identity-not-scaled",
        "warning",
        what="A trigger on a plan that scales to zero uses an application of another tenant.",
        why="The platform's scaler does not support managedidentityasfederatedidentity on the Consumption and Flex "
        "Consumption plans: the trigger works only while the app happens to run.",
        source=f"{_REFERENCE}common-properties-for-identity-based-connections",
        bad=Example(_FEDERATED, _TRIGGER, plan="flex"),
        good=Example(_FEDERATED, _TRIGGER, plan="dedicated"),
        check=_federated,
    ),
    Rule(
        "FB418",
        "pipelines-credential-deployed",
        "error",
        what="A connection of an app in Azure signs in as an Azure Pipelines service connection.",
        why="credential=azurepipelines exchanges the token of a running pipeline and needs SYSTEM_OIDCREQUESTURI, "
        "which only a pipeline's agent sets. The host finds out with the first request.",
        source="https://learn.microsoft.com/dotnet/api/azure.identity.azurepipelinescredential",
        bad=Example(
            {
                **_ORDERS,
                "Orders__credential": "azurepipelines",
                "Orders__tenantId": _TENANT,
                "Orders__clientId": _GUID,
                "Orders__serviceConnectionId": _GUID,
                "Orders__systemAccessToken": "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/t)",
            },
            _TRIGGER,
        ),
        good=Example({**_ORDERS, "Orders__credential": "managedidentity"}, _TRIGGER),
        check=_pipelines,
    ),
)
