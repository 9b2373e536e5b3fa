"""Rules about references: values that App Service, or func start, replaces before the host sees them.

Source of the grammar: "Use Key Vault references as app settings" and "Use App Configuration references" of the App
Service documentation. What it leaves open (letter case, blanks, order) is accepted here.
"""

from __future__ import annotations

from funcbind.dotnet.text import fold, is_blank
from funcbind.dotnet.uri import parse_absolute
from funcbind.redaction import shown_name
from funcbind.rules.model import Example, Finding, Rule, at_setting
from funcbind.rules.setting_values import culprits, is_culprit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context

_PAGE = "https://learn.microsoft.com/azure/app-service/app-service-key-vault-references"
_VAULT, _CONFIGURATION = "@MICROSOFT.KEYVAULT(", "@MICROSOFT.APPCONFIGURATION("
_HOST_STORAGE = "AzureWebJobsStorage"


def fault_of(value: str) -> str | None:
    """Say what keeps the platform from replacing a reference; empty when nothing does, ``None`` for another text."""
    folded = fold(value.lstrip())
    kind = next((one for one in (_VAULT, _CONFIGURATION) if folded.startswith(one)), "")
    if not kind:
        return None
    text = value.strip()
    if not text.endswith(")"):
        return "its closing bracket is missing"
    fields = {}
    for part in text[len(kind) : -1].split(";"):
        key, _, content = part.partition("=")
        fields[fold(key.strip())] = content.strip()
    if kind == _CONFIGURATION:
        return _missing(fields, "ENDPOINT", "KEY")
    if "SECRETURI" in fields:
        uri = parse_absolute(fields["SECRETURI"])
        parts = [part for part in uri.path.split("/") if part] if uri is not None else []
        if uri is None or not uri.host or len(parts) < 2 or parts[0].lower() != "secrets":
            return "SecretUri is not the address of a secret (https://VAULT/secrets/NAME)"
        return ""
    return _missing(fields, "VAULTNAME", "SECRETNAME")


def _missing(fields: dict[str, str], *wanted: str) -> str:
    words = {"VAULTNAME": "VaultName", "SECRETNAME": "SecretName", "ENDPOINT": "Endpoint", "KEY": "Key"}
    names = [words[key] for key in wanted if is_blank(fields.get(key))]
    if not names:
        return ""
    return f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} missing"


def _reference(context: Context) -> Iterator[Finding]:
    refused = culprits(context)
    used = {setting.name for resolution in context.resolutions for setting in resolution.used}
    for setting in context.configuration.settings:
        fault = fault_of(setting.value)
        # A connection that waits for its reference is no refusal; a text that only looks like one is.
        if fault is None or (not setting.value.startswith("@Microsoft.") and is_culprit(setting, refused)):
            continue
        name = shown_name(setting.name)
        is_vault = fold(setting.value.lstrip()).startswith(_VAULT)
        severity = "error" if setting.name in used else "warning"
        if not context.deployed:
            # func start knows Key Vault references and says itself what is wrong with them.
            if not is_vault:
                yield at_setting(
                    setting,
                    f'"{name}" is an App Configuration reference, which only App Service replaces: here the host and '
                    "your code get its text",
                    "write the value itself into the local settings",
                    severity=severity,
                )
        elif fault:
            yield at_setting(
                setting,
                f'App Service cannot replace the reference in "{name}", because {fault}; the host gets its text',
                "write @Microsoft.KeyVault(SecretUri=https://VAULT.vault.azure.net/secrets/NAME)"
                if is_vault
                else "write @Microsoft.AppConfiguration(Endpoint=https://STORE.azconfig.io; Key=KEY)",
                severity=severity,
            )
        elif setting.name == _HOST_STORAGE and context.plan == "consumption" and context.os == "linux":
            yield at_setting(
                setting,
                f'"{name}" is a reference: on Linux Consumption host storage is needed before references are replaced',
                f'use an identity ("{_HOST_STORAGE}__accountName"), or the connection string itself',
            )


_GOOD = "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/orders)"

RULES: tuple[Rule, ...] = (
    Rule(
        "FB508",
        "keyvault-reference",
        "warning",
        what="A setting is a reference that is not replaced in this place.",
        why="App Service replaces references before the host starts. One that it cannot resolve stays as it is "
        "written: the host and the code get the text of the reference for its value.",
        source=_PAGE,
        bad=Example({"Shop_key": "@Microsoft.KeyVault(SecretName=orders)"}),
        good=Example({"Shop_key": _GOOD}),
        check=_reference,
    ),
)
