"""Rules about AZURE_* variables that the host and Python's azure-identity read differently."""

from __future__ import annotations

from funcbind.credential_specs import (
    AzurePipelines,
    ClientCertificate,
    ClientSecret,
    ManagedIdentityAsFederatedIdentity,
)
from funcbind.rules.model import Example, Finding, Rule, at_setting
from funcbind.rules.own_code import concerns, evidence, identity, weight
from funcbind.rules.uses import by_default, listed, named, related, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context

_CHOICE = "AZURE_TOKEN_CREDENTIALS"
_AUTHORITY = "AZURE_AUTHORITY_HOST"
_TENANTS = "AZURE_ADDITIONALLY_ALLOWED_TENANTS"
_CERTIFICATE_CHAIN = "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"
_PYTHON = "https://github.com/Azure/azure-sdk-for-python/blob/main/sdk/identity/azure-identity/azure/identity/"
_GUID = "11111111-1111-1111-1111-111111111111"
_TENANT = "22222222-2222-2222-2222-222222222222"
_ORDERS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
_MANAGED = {**_ORDERS, "Orders__credential": "managedidentity", "Orders__clientId": _GUID}
_APPLICATION = {**_MANAGED, "AZURE_TENANT_ID": _TENANT, "AZURE_CLIENT_ID": _GUID}
_CERTIFICATE = {
    **_ORDERS,
    "AZURE_TENANT_ID": _TENANT,
    "AZURE_CLIENT_ID": _GUID,
    "AZURE_CLIENT_CERTIFICATE_PATH": "/certificates/app.pem",
}
_BINDING = (("serviceBus", "Orders"),)
_CODE = """import azure.functions as func
from azure.identity import DefaultAzureCredential

app = func.FunctionApp()
credential = DefaultAzureCredential()


@app.service_bus_queue_trigger(arg_name="message", queue_name="orders", connection="Orders")
def orders(message: func.ServiceBusMessage) -> None:
    pass
"""


def _empty(context: Context) -> Iterator[Finding]:
    for name in identity(context).culprits:
        setting = context.configuration.environment(name)
        if setting is None or setting.value or not concerns(context):
            continue
        yield at_setting(
            setting,
            f"{named(setting)} is empty, not absent, and the other variables of its set are there: the host ignores "
            "it, but DefaultAzureCredential() in Python raises ValueError before it tries anything",
            f"delete {named(setting)}",
            severity=weight(context),
        )
        return


def _choice(context: Context) -> Iterator[Finding]:
    setting = variable(context, _CHOICE)
    if setting is None or _CHOICE not in identity(context).culprits or not concerns(context):
        return
    if _refused(context, _CHOICE) or (context.deployed and any(True for _ in by_default(context))):
        return  # the second is a developer's tool in Azure: FB707
    yield at_setting(
        setting,
        f"{named(setting)} has a value that azure-identity for Python does not know: DefaultAzureCredential() raises "
        "ValueError, also where the host accepts it",
        'write "dev" or "prod", or a name that both know, such as "AzureCliCredential"',
        severity=weight(context),
    )


def _refused(context: Context, name: str) -> bool:
    """Whether the host refuses a connection because of a variable, which is reported already."""
    return any(one.key == name for resolution in context.resolutions for one in resolution.rejections)


def _authority(context: Context) -> Iterator[Finding]:
    setting = context.configuration.environment(_AUTHORITY)
    if setting is None or not concerns(context) or _refused(context, _AUTHORITY):
        return
    own = identity(context)
    if _AUTHORITY in own.culprits:
        message = "is not an https address: DefaultAzureCredential() in Python raises ValueError"
    elif not setting.value and own.kind in ("application", "user", "workload"):
        message = (
            "is empty: the host signs in at the public cloud, but Python's DefaultAzureCredential() asks an address "
            "without a host and fails"
        )
    else:
        return
    yield at_setting(
        setting,
        f"{named(setting)} {message}",
        "delete it, or write the https address of the cloud's sign-in",
        severity=weight(context),
    )


def _tenants(context: Context) -> Iterator[Finding]:
    setting = variable(context, _TENANTS)
    if setting is None:
        return
    ignoring = (ClientSecret, ClientCertificate, ManagedIdentityAsFederatedIdentity, AzurePipelines)
    uses = [use for use in context.identities() if isinstance(use.spec, ignoring)]
    code = evidence(context) == "yes"
    if uses or code:
        who = " and ".join(
            [f"the host for {listed(uses)}"] * bool(uses) + ["DefaultAzureCredential() in Python"] * code
        )
        yield at_setting(
            setting,
            f"{named(setting)} is not read by {who}; only the host's default chain and its workload identity know it",
            'write the tenants into the connection\'s "__additionallyAllowedTenants", and pass them in code',
            related=related(uses),
        )


def _certificate_chain(context: Context) -> Iterator[Finding]:
    setting = variable(context, _CERTIFICATE_CHAIN)
    certificate = variable(context, "AZURE_CLIENT_CERTIFICATE_PATH")
    if setting is None or certificate is None or setting.value.lower() in ("true", "1"):
        return
    secret = context.configuration.environment("AZURE_CLIENT_SECRET")
    if identity(context).kind == "application" and secret is None and evidence(context) != "no":
        yield at_setting(
            setting,
            f"{named(setting)} switches the certificate chain off for the host and on for Python, where any text that "
            "is not empty means on",
            "delete it to switch it off for both",
        )


RULES: tuple[Rule, ...] = (
    Rule(
        "FB703",
        "env-credential-empty",
        "error",
        what="An empty AZURE_* variable breaks DefaultAzureCredential() in Python.",
        why="To .NET an empty variable is absent. azure-identity for Python asks only whether it exists, takes the set "
        "for complete and raises ValueError, before any managed identity is tried. It is a warning when the app's code "
        "is not known and information when the code does not use DefaultAzureCredential.",
        source=f"{_PYTHON}_credentials/environment.py",
        bad=Example({**_APPLICATION, "AZURE_CLIENT_SECRET": ""}, code=_CODE),
        good=Example(_APPLICATION, code=_CODE),
        check=_empty,
    ),
    Rule(
        "FB714",
        "token-credentials-not-in-python",
        "error",
        what="AZURE_TOKEN_CREDENTIALS has a value that Python's azure-identity does not know.",
        why="VisualStudioCredential and BrokerCredential exist as choices in .NET only. Python raises ValueError when "
        "DefaultAzureCredential() is created.",
        source=f"{_PYTHON}_credentials/default.py",
        bad=Example({**_ORDERS, _CHOICE: "VisualStudioCredential"}, code=_CODE, target="local"),
        good=Example({**_ORDERS, _CHOICE: "AzureCliCredential"}, code=_CODE, target="local"),
        check=_choice,
    ),
    Rule(
        "FB715",
        "authority-not-for-python",
        "error",
        what="AZURE_AUTHORITY_HOST has a value that breaks Python's azure-identity and not the host.",
        why="An empty value is the public cloud to .NET and an address without a host to Python. A managed identity of "
        "the host does not mind an http address, DefaultAzureCredential() in Python refuses it.",
        source=f"{_PYTHON}_internal/utils.py",
        bad=Example({**_MANAGED, _AUTHORITY: "http://login.microsoftonline.com"}, code=_CODE),
        good=Example({**_MANAGED, _AUTHORITY: "https://login.microsoftonline.com"}, code=_CODE),
        check=_authority,
    ),
    Rule(
        "FB719",
        "env-tenants-not-read",
        "info",
        what="AZURE_ADDITIONALLY_ALLOWED_TENANTS does not reach everybody who signs in.",
        why="The host reads it for its default chain and for workload identity only, .NET's other credentials and "
        "azure-identity for Python do not. It matters only to resources of other tenants.",
        source="https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/identity/Azure.Identity/src/"
        "EnvironmentVariables.cs",
        bad=Example(
            {
                **_ORDERS,
                "Orders__tenantId": _TENANT,
                "Orders__clientId": _GUID,
                "Orders__clientSecret": "obviously-not-real",
                _TENANTS: "*",
            },
            _BINDING,
            target="local",
        ),
        good=Example({**_ORDERS, "Orders__tenantId": _TENANT, _TENANTS: "*"}, _BINDING, target="local"),
        check=_tenants,
    ),
    Rule(
        "FB720",
        "certificate-chain-switch",
        "info",
        what="AZURE_CLIENT_SEND_CERTIFICATE_CHAIN is off for the host and on for Python.",
        why='.NET takes "true" and "1" for on. azure-identity for Python takes every text for on, "false" too.',
        source=f"{_PYTHON}_credentials/environment.py",
        bad=Example({**_CERTIFICATE, _CERTIFICATE_CHAIN: "false"}, _BINDING, target="local"),
        good=Example({**_CERTIFICATE, _CERTIFICATE_CHAIN: "true"}, _BINDING, target="local"),
        check=_certificate_chain,
    ),
)
