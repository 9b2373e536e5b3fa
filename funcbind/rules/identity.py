"""Rules about the identity of a connection: what the host accepts in silence and uses otherwise than meant."""

from __future__ import annotations

from funcbind.rules.model import Example, Finding, Rule, at_setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context

_KNOWN_CREDENTIALS = ("managedidentity", "workloadidentity", "managedidentityasfederatedidentity", "azurepipelines")
_ORDERS = {
    "Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net",
}


def _unknown_credential(context: Context) -> Iterator[Finding]:
    for resolution, endpoint in context.endpoints():
        setting = context.setting(f"{endpoint.section}:credential")
        if endpoint.auth != "token" or setting is None or setting.value.lower() in (*_KNOWN_CREDENTIALS, ""):
            continue
        yield at_setting(
            setting,
            f'"{setting.name}" has a value that the host does not know; it goes on as if the setting were not there',
            'write "managedidentity", without blanks around it',
            connection=resolution.name,
            related=context.users(resolution.name),
        )


RULES: tuple[Rule, ...] = (
    Rule(
        "FB405",
        "unknown-credential-value",
        "error",
        what="A connection names a kind of credential that does not exist.",
        why="The host compares __credential without letter case and without trimming; an unknown word is not an error, "
        "so another credential is built than the one that was asked for.",
        source="https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/extensions/Microsoft.Extensions.Azure/src/"
        "Internal/ClientFactory.cs",
        bad=Example({**_ORDERS, "Orders__credential": "ManagedIdentityCredential"}, (("serviceBus", "Orders"),)),
        good=Example({**_ORDERS, "Orders__credential": "ManagedIdentity"}, (("serviceBus", "Orders"),)),
        check=_unknown_credential,
    ),
)
