"""Rules about the identity of a connection: what the host accepts in silence and uses otherwise than meant."""

from __future__ import annotations

from funcbind.credential_specs import (
    ClientSecret,
    DefaultCredential,
    ManagedIdentity,
    ManagedIdentityAsFederatedIdentity,
)
from funcbind.rules.model import Example, Finding, Rule
from funcbind.rules.uses import elsewhere, find, in_python, key_of, named, scaled, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context

_SECRETS = ("clientSecret", "clientCertificate")
# What a machine with a managed identity has in its environment.
_ENDPOINTS = ("IDENTITY_ENDPOINT", "MSI_ENDPOINT", "IMDS_ENDPOINT")
_REFERENCE = "https://learn.microsoft.com/azure/azure-functions/functions-reference#"
_COMMON = f"{_REFERENCE}common-properties-for-identity-based-connections"
_LOCAL = f"{_REFERENCE}local-development-with-identity-based-connections"
_GUID = "11111111-1111-1111-1111-111111111111"
_TENANT = "22222222-2222-2222-2222-222222222222"
_ORDERS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
_TRIGGER = (("serviceBusTrigger", "Orders", {"queueName": "orders"}),)


def _managed_identity_local(context: Context) -> Iterator[Finding]:
    if context.deployed or elsewhere(context, *_ENDPOINTS) or any(variable(context, name) for name in _ENDPOINTS):
        return
    for use in context.identities():
        setting = key_of(context, use, "credential")
        spec = use.spec
        if setting is None or not use.written:
            continue
        if isinstance(spec, (ManagedIdentity, ManagedIdentityAsFederatedIdentity)) and spec.token_exchange is None:
            yield find(
                use,
                setting,
                f"{named(setting)} asks for a managed identity, which a developer machine does not have; the host "
                "then tries nothing else, your own sign-in neither",
                f'keep "{use.prefix}__credential" and the ids beside it out of the local settings; without them the '
                "host uses your az login",
            )


def _user_assigned_incomplete(context: Context) -> Iterator[Finding]:
    if not context.deployed:
        return
    for use in context.identities():
        spec = use.spec
        if not isinstance(spec, DefaultCredential) or spec.environment or spec.workload_identity or not use.written:
            continue
        if key_of(context, use, "credential") or any(key_of(context, use, key) for key in _SECRETS):
            continue  # FB405 and FB406 say it
        for key in ("managedIdentityClientId", "clientId", "managedIdentityResourceId"):
            setting = key_of(context, use, key)
            if setting is None or not use.took(setting):
                continue
            if key == "managedIdentityResourceId" and use.section.upper() == "AZUREWEBJOBSSTORAGE":
                break  # FB410
            urgent = scaled(context, use) or in_python(use, "blob")
            yield find(
                use,
                setting,
                f'{named(setting)} names a user-assigned identity, but "{use.prefix}__credential" is missing: the '
                "host finds the identity through its default chain, while the scaler and Python parameters of blob "
                "SDK types take the id only together with it",
                f'add "{use.prefix}__credential" with the value "managedidentity"',
                "" if urgent else "info",
            )
            break


def _secret_deployed(context: Context) -> Iterator[Finding]:
    if not context.deployed:
        return
    for use in context.identities():
        setting = key_of(context, use, "clientSecret")
        if isinstance(use.spec, ClientSecret) and use.written and setting is not None:
            yield find(
                use,
                setting,
                f"{named(setting)} makes the app in Azure sign in with a secret; that works inside the host, but the "
                "platform does not support it: a trigger is not woken up by it when the app sleeps",
                "use a managed identity; tenant, client and secret are for developer machines",
                "" if scaled(context, use) else "info",
            )


RULES: tuple[Rule, ...] = (
    Rule(
        "FB401",
        "managed-identity-local",
        "warning",
        what="The settings of a developer machine ask for a managed identity.",
        why="With __credential=managedidentity the host asks for nothing but a managed identity, which exists only in "
        "Azure. It does not fall back to the sign-in of the developer.",
        source=_LOCAL,
        bad=Example({**_ORDERS, "Orders__credential": "managedidentity"}, (("serviceBus", "Orders"),), target="local"),
        good=Example(_ORDERS, (("serviceBus", "Orders"),), target="local"),
        check=_managed_identity_local,
        fix="developer-sign-in",
    ),
    Rule(
        "FB402",
        "user-assigned-incomplete",
        "warning",
        what="A connection names a user-assigned identity without __credential=managedidentity.",
        why="The host passes the id to its default chain, so the app works while it runs. The scaler and the blob SDK "
        "types of Python take an id only together with __credential and use the system-assigned identity otherwise; "
        "the app then sleeps on.",
        source=_COMMON,
        bad=Example({**_ORDERS, "Orders__clientId": _GUID}, _TRIGGER),
        good=Example({**_ORDERS, "Orders__clientId": _GUID, "Orders__credential": "managedidentity"}, _TRIGGER),
        check=_user_assigned_incomplete,
    ),
    Rule(
        "FB407",
        "secret-identity-deployed",
        "warning",
        what="A connection of an app in Azure signs in with a client secret.",
        why="tenantId, clientId and clientSecret are documented for local development only. The host uses them in "
        "Azure as well, but the platform, which wakes up triggers, does not.",
        source=_LOCAL,
        bad=Example(
            {
                **_ORDERS,
                "Orders__tenantId": _TENANT,
                "Orders__clientId": _GUID,
                "Orders__clientSecret": "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/orders)",
            },
            _TRIGGER,
        ),
        good=Example({**_ORDERS, "Orders__clientId": _GUID, "Orders__credential": "managedidentity"}, _TRIGGER),
        check=_secret_deployed,
    ),
)
