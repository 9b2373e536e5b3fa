"""Rules about AZURE_* variables that decide who signs in, in place of what the connection says."""

from __future__ import annotations

from funcbind.credential_specs import DefaultCredential, ManagedIdentity, ManagedIdentityAsFederatedIdentity
from funcbind.readers.identity import of_spec
from funcbind.rules.model import Example, Finding, Rule, at_setting
from funcbind.rules.own_code import evidence, identity, weight
from funcbind.rules.uses import (
    by_default,
    in_python,
    is_known,
    key_of,
    listed,
    may_be_guid,
    named,
    related,
    scaled,
    variable,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.credential_specs import ManagedIdentityId
    from funcbind.rules.model import Context
    from funcbind.rules.uses import Use

# What makes each kind of the chain's first member, and who that is.
_ENVIRONMENT = {
    "ClientSecretCredential": ("AZURE_CLIENT_SECRET", "a service principal"),
    "ClientCertificateCredential": ("AZURE_CLIENT_CERTIFICATE_PATH", "a service principal"),
    "UsernamePasswordCredential": ("AZURE_USERNAME", "a user"),
}
_REFERENCE = "https://learn.microsoft.com/azure/azure-functions/functions-reference#"
_COMMON = f"{_REFERENCE}common-properties-for-identity-based-connections"
_CHAIN = "https://learn.microsoft.com/dotnet/azure/sdk/authentication/credential-chains#defaultazurecredential-overview"
_GUID = "11111111-1111-1111-1111-111111111111"
_TENANT = "22222222-2222-2222-2222-222222222222"
_OTHER = "33333333-3333-3333-3333-333333333333"
_ORDERS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
_MANAGED = {**_ORDERS, "Orders__credential": "managedidentity", "Orders__clientId": _GUID}
_PRINCIPAL = {
    "AZURE_TENANT_ID": _TENANT,
    "AZURE_CLIENT_ID": _OTHER,
    "AZURE_CLIENT_SECRET": "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/app)",
}
_TRIGGER = (("serviceBusTrigger", "Orders", {"queueName": "orders"}),)
_CODE = """import azure.functions as func
from azure.identity import DefaultAzureCredential

app = func.FunctionApp()
credential = DefaultAzureCredential()


@app.service_bus_queue_trigger(arg_name="message", queue_name="orders", connection="Orders")
def orders(message: func.ServiceBusMessage) -> None:
    pass
"""


def _environment_wins(context: Context) -> Iterator[Finding]:
    if not context.deployed:
        return
    found = [(use, spec.environment.kind) for use, spec in by_default(context) if spec.environment is not None]
    if not found:
        return
    uses = [use for use, _ in found]
    name, who = _ENVIRONMENT[found[0][1]]
    setting = variable(context, name)
    if setting is None:
        return
    named_too = any(key_of(context, use, key) for use in uses for key in ("clientId", "managedIdentityClientId"))
    lost = ", the client id of the connection counts for nothing" if named_too else ""
    yield at_setting(
        setting,
        f"{named(setting)} and the AZURE_* variables beside it make the host sign in as {who} for {listed(uses)}; the "
        f"app's managed identity is never asked{lost}",
        f'delete the variables, or write "managedidentity" in "{uses[0].prefix}__credential"',
        related=related(uses),
    )


def _own_code_differs(context: Context) -> Iterator[Finding]:
    own = identity(context)
    if not context.deployed or own.kind not in ("application", "user", "workload") or evidence(context) != "yes":
        return
    uses = [use for use in context.identities() if of_spec(use.spec).kind == "managed"]
    names = ("AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_USERNAME", "AZURE_FEDERATED_TOKEN_FILE")
    setting = next((found for name in names if (found := variable(context, name))), None)
    if uses and setting is not None:
        yield at_setting(
            setting,
            f"{named(setting)} decides for DefaultAzureCredential() in the app's code, which signs in by {own.words}; "
            f"the host signs in by a managed identity for {listed(uses)}",
            "nothing to do if that is meant; else delete the AZURE_* variables",
            related=related(uses),
        )


def _client_id_differs(context: Context) -> Iterator[Finding]:
    setting = variable(context, "AZURE_CLIENT_ID")
    if setting is None or not context.deployed or not is_known(setting) or identity(context).kind != "managed":
        return
    if evidence(context) == "no":
        return  # whoever names another identity in each connection may well mean it
    uses = []
    for use in context.identities():
        host = of_spec(use.spec).managed
        if host is not None and host.kind in ("system", "client_id") and host.value.lower() != setting.value.lower():
            uses.append(use)
    if uses:
        yield at_setting(
            setting,
            f"{named(setting)} names another identity than the host uses for {listed(uses)}: a bare "
            "DefaultAzureCredential() in the app's code, and Cosmos DB's SDK types, sign in by the variable",
            "give both the same client id, or name the identity in the code",
            related=related(uses),
            severity=weight(context, "warning"),
        )


def _client_id_for_all(context: Context) -> Iterator[Finding]:
    setting = variable(context, "AZURE_CLIENT_ID")
    if setting is None or not context.deployed:
        return
    uses = [
        use
        for use, spec in by_default(context)
        if not (spec.environment or spec.workload_identity or spec.token_exchange)
        and spec.managed_identity is not None
        and spec.managed_identity.value == setting.value
        and not key_of(context, use, "credential")
        and not any(key_of(context, use, key) for key in ("clientId", "managedIdentityClientId"))
    ]
    # A value that is no id at all is FB404.
    if uses and may_be_guid(setting):
        urgent = any(scaled(context, use) or in_python(use, "blob") for use in uses)
        yield at_setting(
            setting,
            f"{named(setting)} makes the host use a user-assigned identity for {listed(uses)}, which names none; the "
            "scaler and Python parameters of blob SDK types do not read it and use the system-assigned identity",
            f'write the identity into the connection: "{uses[0].prefix}__clientId" and, with the value '
            f'"managedidentity", "{uses[0].prefix}__credential"',
            related=related(uses),
            severity="" if urgent else "info",
        )


def _token_file_wins(context: Context) -> Iterator[Finding]:
    setting = variable(context, "AZURE_FEDERATED_TOKEN_FILE")
    if setting is None or not context.deployed:
        return
    # Kubernetes sets the variable itself, on purpose.
    meant = context.plan == "container" or setting.origin.source == "environment"
    uses = []
    for use in context.identities():
        exchanged = _exchanged(use)
        if exchanged is not None and (not meant or exchanged.kind in ("resource_id", "object_id")):
            uses.append(use)
    if uses:
        yield at_setting(
            setting,
            f"{named(setting)}, with a tenant and a client id, makes the host exchange this file for tokens of "
            f"{listed(uses)} in place of asking for the managed identity; a resource id or an object id would be sent "
            "as the client id",
            "delete the variable: in Azure Functions there is no such file",
            related=related(uses),
        )


def _exchanged(use: Use) -> ManagedIdentityId | None:
    """The managed identity that a token file takes the place of."""
    match use.spec:
        case ManagedIdentity() | ManagedIdentityAsFederatedIdentity():
            return use.spec.identity if use.spec.token_exchange else None
        case DefaultCredential():
            spec = use.spec
            if spec.environment is None and (spec.workload_identity or spec.token_exchange):
                return spec.managed_identity
    return None


RULES: tuple[Rule, ...] = (
    Rule(
        "FB701",
        "env-credential-shadows",
        "error",
        what="AZURE_* variables take the place of the managed identity of a connection in Azure.",
        why="A connection without a complete credential is left to the default chain, whose first member signs in with "
        "AZURE_CLIENT_ID, AZURE_TENANT_ID and a secret, certificate or password. Nothing says so, and the scaler does "
        "not read the variables.",
        source=_CHAIN,
        bad=Example({**_ORDERS, **_PRINCIPAL}, _TRIGGER),
        good=Example({**_MANAGED, **_PRINCIPAL, "AZURE_TOKEN_CREDENTIALS": "prod"}, _TRIGGER),
        check=_environment_wins,
    ),
    Rule(
        "FB702",
        "own-code-other-identity",
        "info",
        what="DefaultAzureCredential() in the app's code signs in as somebody else than the host.",
        why="A connection's own credential settings count for the host only. Code of the same app that calls "
        "DefaultAzureCredential() follows the AZURE_* variables, so roles have to be given to both.",
        source=_CHAIN,
        bad=Example({**_MANAGED, **_PRINCIPAL}, code=_CODE),
        good=Example({**_MANAGED, "AZURE_CLIENT_ID": _GUID}, code=_CODE),
        check=_own_code_differs,
    ),
    Rule(
        "FB704",
        "azure-client-id-mismatch",
        "warning",
        what="AZURE_CLIENT_ID names another managed identity than a connection.",
        why="With credential=managedidentity the host does not look at AZURE_CLIENT_ID, and a connection's clientId "
        "wins over it. DefaultAzureCredential() in the app's code knows only the variable.",
        source="https://github.com/Azure/azure-sdk-for-net/issues/39832",
        bad=Example({**_MANAGED, "AZURE_CLIENT_ID": _OTHER}, code=_CODE),
        good=Example({**_MANAGED, "AZURE_CLIENT_ID": _GUID}, code=_CODE),
        check=_client_id_differs,
    ),
    Rule(
        "FB711",
        "azure-client-id-for-all",
        "warning",
        what="AZURE_CLIENT_ID chooses the managed identity of connections that name none.",
        why="The default chain takes AZURE_CLIENT_ID for the id of a user-assigned identity, for every connection "
        "without one. The scaler and the blob SDK types of Python do not, and use the system-assigned identity.",
        source=_COMMON,
        bad=Example({**_ORDERS, "AZURE_CLIENT_ID": _GUID}, _TRIGGER),
        good=Example({**_MANAGED, "AZURE_CLIENT_ID": _GUID}, _TRIGGER),
        check=_client_id_for_all,
    ),
    Rule(
        "FB716",
        "federated-token-file-shadows",
        "error",
        what="AZURE_FEDERATED_TOKEN_FILE takes the place of the managed identity in Azure.",
        why="With AZURE_TENANT_ID and a client id beside it, .NET exchanges the file for tokens before it asks for any "
        "managed identity, also with credential=managedidentity. The file exists in Kubernetes, not in Azure "
        "Functions, and Python's ManagedIdentityCredential does not do the same.",
        source="https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/identity/Azure.Identity/src/"
        "TokenExchangeManagedIdentitySource.cs",
        bad=Example(
            {**_MANAGED, "AZURE_TENANT_ID": _TENANT, "AZURE_FEDERATED_TOKEN_FILE": "/var/run/secrets/token"},
            _TRIGGER,
        ),
        good=Example({**_MANAGED, "AZURE_TENANT_ID": _TENANT}, _TRIGGER),
        check=_token_file_wins,
    ),
)
