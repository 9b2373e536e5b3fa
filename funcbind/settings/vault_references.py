"""Key Vault references in a local file, by the grammar of Core Tools.

Source: ``KeyVaultReferencesManager.cs`` of Azure/azure-functions-core-tools 4.14. The platform's own grammar, for
deployed settings, is another one.
"""

from __future__ import annotations

from funcbind.dotnet.uri import parse_absolute

_OPENING = "@Microsoft.KeyVault("


def local_reference(value: str) -> bool | None:
    """Say whether Core Tools can parse a reference; ``None`` for a value that is none.

    The whole value has to be the reference; letter case and blanks count; one line break may follow.
    """
    body = value.removesuffix("\n")
    if not body.startswith(_OPENING) or not body.endswith(")") or "\n" in body:
        return None
    return _by_uri(body[len(_OPENING) : -1]) or _by_name(body[len(_OPENING) : -1])


def _by_uri(reference: str) -> bool:
    """``SecretUri=...``: an absolute URI with a path of at least two segments."""
    _, found, rest = reference.partition("SecretUri=")
    text = rest.partition(";")[0]
    uri = parse_absolute(text) if found and text.strip() else None
    if uri is None or not uri.host:
        return False
    return len([part for part in uri.path.split("/") if part]) >= 2


def _by_name(reference: str) -> bool:
    """``VaultName=...;SecretName=...``: the vault's name has to make a host name."""
    vault, secret = _part(reference, "VaultName="), _part(reference, "SecretName=")
    if not vault or not secret:
        return False
    return parse_absolute(f"https://{vault}.vault.azure.net") is not None


def _part(reference: str, key: str) -> str:
    return reference.partition(key)[2].partition(";")[0]
