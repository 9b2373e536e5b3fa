"""Rules about the members of the default chain: which of them the variables leave, and which have what they need."""

from __future__ import annotations

from funcbind.credentials import CHAIN
from funcbind.rules.model import Example, Finding, Rule, at_setting
from funcbind.rules.own_code import evidence, identity, imports_default
from funcbind.rules.uses import by_default, elsewhere, listed, named, related, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context
    from funcbind.rules.uses import Use
    from funcbind.settings.model import Setting

_HOSTED = frozenset(CHAIN[:3])
_CHOICE = "AZURE_TOKEN_CREDENTIALS"
# The last variable of each way to sign in by the environment -> what has to stand beside it.
_SETS = {
    "AZURE_CLIENT_SECRET": ("AZURE_CLIENT_ID", "AZURE_TENANT_ID"),
    "AZURE_CLIENT_CERTIFICATE_PATH": ("AZURE_CLIENT_ID", "AZURE_TENANT_ID"),
    "AZURE_PASSWORD": ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_USERNAME"),
}
_TOKEN_FILE = ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_FEDERATED_TOKEN_FILE")
_ENDPOINTS = ("IDENTITY_ENDPOINT", "MSI_ENDPOINT", "IMDS_ENDPOINT")
_CHAIN = "https://learn.microsoft.com/dotnet/azure/sdk/authentication/credential-chains#"
_GUID = "11111111-1111-1111-1111-111111111111"
_TENANT = "22222222-2222-2222-2222-222222222222"
_ORDERS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
_BINDING = (("serviceBus", "Orders"),)
_CODE = """import azure.functions as func
from azure.identity import DefaultAzureCredential

app = func.FunctionApp()
credential = DefaultAzureCredential()


@app.service_bus_queue_trigger(arg_name="message", queue_name="orders", connection="Orders")
def orders(message: func.ServiceBusMessage) -> None:
    pass
"""


def _wrong_group(context: Context) -> Iterator[Finding]:
    setting = variable(context, _CHOICE)
    if setting is None:
        return
    if context.deployed:
        uses = [use for use, spec in by_default(context) if _HOSTED.isdisjoint(spec.sources)]
        code = identity(context).kind == "developer" and evidence(context) == "yes"
        if uses or code:
            yield at_setting(
                setting,
                f"{named(setting)} leaves only the sign-ins of a developer in the default chain, and in Azure there is "
                f"none: {_who(uses)} cannot sign in",
                'write "prod", or "ManagedIdentityCredential", or delete it',
                related=related(uses),
            )
        return
    if _signs_in_here(context):
        return
    uses = [use for use, spec in by_default(context) if len(spec.sources) > 1 and _HOSTED.issuperset(spec.sources)]
    uses += [use for use, spec in by_default(context) if spec.sources == ("ManagedIdentityCredential",)]
    own = identity(context)
    code = own.kind == "managed" and not own.developer and evidence(context) == "yes"
    if uses or code:
        yield at_setting(
            setting,
            f"{named(setting)} takes the sign-ins of a developer out of the default chain, and a developer machine has "
            f"no managed identity: {_who(uses)} cannot sign in",
            'write "dev" in the local settings, or delete it',
            related=related(uses),
            severity="warning",
        )


def _who(uses: list[Use]) -> str:
    return f"the host for {listed(uses)}" if uses else "DefaultAzureCredential() in the app's code"


def _signs_in_here(context: Context) -> bool:
    """Whether this machine may have a managed identity, a service principal or a token file."""
    given = any(variable(context, name) for name in _ENDPOINTS)
    principal = any(
        variable(context, last) is not None and all(variable(context, name) for name in names)
        for last, names in _SETS.items()
    )
    file = all(variable(context, name) for name in _TOKEN_FILE)
    return given or principal or file or elsewhere(context, *_ENDPOINTS, *_SETS, _TOKEN_FILE[-1])


def _member_unavailable(context: Context) -> Iterator[Finding]:
    setting = variable(context, _CHOICE)
    if setting is None:
        return
    members = {
        "EnvironmentCredential": (
            "a secret, certificate or password beside AZURE_CLIENT_ID and AZURE_TENANT_ID",
            _SETS,
        ),
        "WorkloadIdentityCredential": (", ".join(_TOKEN_FILE), _TOKEN_FILE),
    }
    for member, (needed, names) in members.items():
        if elsewhere(context, *names):
            continue
        uses = [
            use
            for use, spec in by_default(context)
            if spec.sources == (member,) and not spec.environment and not spec.workload_identity
        ]
        chosen = setting.value.strip().lower() == member.lower()
        if uses or (chosen and identity(context).kind == "none" and evidence(context) == "yes"):
            yield at_setting(
                setting,
                f"{named(setting)} leaves only {member} in the default chain, but the settings do not have what it "
                f"needs ({needed}): {_who(uses)} cannot sign in",
                "complete the set, or delete it",
                related=related(uses),
                severity="" if context.deployed else "warning",
            )


def _incomplete(context: Context) -> Iterator[Finding]:
    uses = [
        use for use, spec in by_default(context) if "EnvironmentCredential" in spec.sources and not spec.environment
    ]
    own = identity(context)
    if not uses and (evidence(context) != "yes" or own.kind in ("application", "user", "error")):
        return
    if own.kind == "error" and any(name in own.culprits for names in _SETS.values() for name in names):
        return  # FB703
    read = {name for name, _ in context.app.environ_reads}
    for last, names in _SETS.items():
        setting = variable(context, last)
        missing = [name for name in names if variable(context, name) is None]
        if setting is None or not missing or last in read or _stray(context, setting, missing):
            continue
        # The table's own name, not one that somebody typed: it may be shown, AZURE_PASSWORD too.
        verb = "is" if len(missing) == 1 else "are"
        yield at_setting(
            setting,
            f'"{last}" is skipped in silence, because {" and ".join(missing)} {verb} missing; the default chain signs '
            "in as somebody else",
            f'add what is missing, or delete "{last}"',
            related=related(uses),
            severity="" if context.deployed else "info",
        ).replace(setting=last)


def _stray(context: Context, setting: Setting, missing: list[str]) -> bool:
    """Whether a variable only happens to be in a developer's shell, or may be complete there."""
    return not context.deployed and (setting.origin.source == "environment" or elsewhere(context, *missing))


def _slow(context: Context) -> Iterator[Finding]:
    origin = imports_default(context)
    own = identity(context)
    if origin is None or context.deployed or variable(context, _CHOICE) or elsewhere(context, _CHOICE):
        return
    if own.kind == "managed" and own.developer and not _signs_in_here(context):
        yield Finding(
            "DefaultAzureCredential() in this file asks for a managed identity before it comes to your own sign-in, "
            "and waits for an address that a developer machine does not have",
            f'set "{_CHOICE}" to "dev" in the local settings; the host follows it too',
            origin=origin,
        )


RULES: tuple[Rule, ...] = (
    Rule(
        "FB707",
        "token-credentials-wrong-group",
        "error",
        what="AZURE_TOKEN_CREDENTIALS leaves no member in the default chain that works in this place.",
        why='"dev" and the names of developer tools leave out the managed identity, "prod" leaves out the developer\'s '
        "sign-in. Host and Python follow the variable alike. On a developer machine it is a warning.",
        source=f"{_CHAIN}how-to-customize-defaultazurecredential",
        bad=Example({**_ORDERS, _CHOICE: "dev"}, _BINDING),
        good=Example({**_ORDERS, _CHOICE: "prod"}, _BINDING),
        check=_wrong_group,
    ),
    Rule(
        "FB708",
        "dac-slow-local",
        "info",
        what="DefaultAzureCredential() waits for a managed identity on a developer machine.",
        why="The default chain tries the managed identity before the developer's tools. Where there is none it has to "
        "wait until nobody answers, at every start.",
        source="https://github.com/Azure/azure-sdk-for-net/issues/62761",
        bad=Example(_ORDERS, code=_CODE, target="local"),
        good=Example({**_ORDERS, _CHOICE: "dev"}, code=_CODE, target="local"),
        check=_slow,
    ),
    Rule(
        "FB712",
        "env-credential-incomplete",
        "warning",
        what="A secret, certificate or password in AZURE_* variables is not used, because the set is incomplete.",
        why="The default chain's first member needs AZURE_CLIENT_ID and AZURE_TENANT_ID as well. With a part missing "
        "it is skipped and says so only in an information log.",
        source="https://learn.microsoft.com/dotnet/api/azure.identity.environmentcredential",
        bad=Example(
            {
                **_ORDERS,
                "AZURE_TENANT_ID": _TENANT,
                "AZURE_CLIENT_SECRET": "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/app)",
            },
            _BINDING,
        ),
        good=Example({**_ORDERS, "AZURE_TENANT_ID": _TENANT}, _BINDING),
        check=_incomplete,
    ),
    Rule(
        "FB713",
        "token-credentials-unavailable",
        "error",
        what="AZURE_TOKEN_CREDENTIALS leaves one member in the default chain, which lacks its variables.",
        why="EnvironmentCredential needs a complete service principal and WorkloadIdentityCredential a token file; "
        "when the chain has nothing else, every request for a token fails.",
        source=f"{_CHAIN}how-to-customize-defaultazurecredential",
        bad=Example({**_ORDERS, _CHOICE: "EnvironmentCredential", "AZURE_TENANT_ID": _TENANT}, _BINDING),
        good=Example({**_ORDERS, _CHOICE: "ManagedIdentityCredential", "AZURE_TENANT_ID": _TENANT}, _BINDING),
        check=_member_unavailable,
    ),
)
