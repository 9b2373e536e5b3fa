"""The table of rules, grouped by what they look at.

A group is a module with a tuple ``RULES``. ``funcbind check`` runs them all; ``funcbind rule`` and ``docs/rules.md``
print the same rows.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.rules.model import Rule

GROUPS = (
    "settings",
    "setting_values",
    "delimiters",
    "connections",
    "connection_names",
    "binding_names",
    "sub_keys",
    "endpoints",
    "namespaces",
    "storage_accounts",
    "storage_uris",
    "identity",
    "identity_keys",
    "identity_values",
    "identity_hosting",
    "deployment",
    "references",
    "extensions",
    "versions",
    "upstream",
    "signalr_endpoints",
    "emulators",
    "sdk_parameters",
    "environment",
    "environment_chain",
    "environment_python",
    "environment_places",
    "secrets",
    "code",
)


def rules() -> tuple[Rule, ...]:
    """Return every rule, by code."""
    from importlib import import_module

    found: list[Rule] = []
    for group in GROUPS:
        found += import_module(f"funcbind.rules.{group}").RULES
    return tuple(sorted(found, key=lambda rule: rule.code))
