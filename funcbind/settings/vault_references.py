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
    reference = body[len(_OPENING) : -1]
    address = _part(reference, "SecretUri=")
    return _is_secret(address) if address else _by_name(reference)


def _is_secret(address: str) -> bool:
    """An absolute URI of a collection, a name and perhaps a version (``KeyVaultSecretIdentifier``)."""
    uri = parse_absolute(address)
    if uri is None or not uri.host:
        return False
    segments = len(uri.path.split("/")) - uri.path.endswith("/")
    return segments in (3, 4)


def _by_name(reference: str) -> bool:
    """``VaultName=...;SecretName=...``: the vault's name has to make a host name."""
    vault, secret = _part(reference, "VaultName="), _part(reference, "SecretName=")
    if not vault or not secret:
        return False
    return parse_absolute(f"https://{vault}.vault.azure.net") is not None


def _part(reference: str, key: str) -> str:
    """What follows the first ``key`` that anything follows, up to a semicolon."""
    rest = reference
    while rest:
        _, _, rest = rest.partition(key)
        if value := rest.partition(";")[0]:
            return value
    return ""
