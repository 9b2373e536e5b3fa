"""Findings, and the one table that gives every refusal its code and name."""

from __future__ import annotations

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.settings.model import Origin

# What the host's refusal means -> permanent code and name. Several kinds may share a code.
KINDS: dict[str, tuple[str, str]] = {
    "not_found": ("FB201", "connection-not-found"),
    "no_endpoint": ("FB207", "connection-no-endpoint"),
    "malformed_connection_string": ("FB211", "malformed-connection-string"),
    "collision": ("FB212", "colliding-settings"),
    "empty_name": ("FB213", "empty-connection-name"),
    "unresolved_name": ("FB214", "unresolved-name"),
    "unclosed_name": ("FB214", "unresolved-name"),
    "conflicting_properties": ("FB215", "conflicting-properties"),
    "invalid_option": ("FB216", "invalid-option"),
    "invalid_binding": ("FB217", "invalid-binding"),
    "only_in_environment": ("FB218", "connection-only-in-environment"),
    "unknown_binding": ("FB221", "unknown-binding"),
    "unreadable_binding": ("FB222", "unreadable-binding"),
    "invalid_endpoint": ("FB308", "invalid-endpoint"),
    "insecure_endpoint": ("FB309", "insecure-endpoint"),
    "conflicting_identity": ("FB403", "identity-selectors-conflict"),
    "incomplete_credential": ("FB411", "incomplete-credential"),
    "object_id_without_managed_identity": ("FB412", "object-id-without-managed-identity"),
    "invalid_tenant": ("FB413", "invalid-tenant"),
    "unknown_cloud": ("FB414", "unknown-cloud"),
    "certificate": ("FB415", "certificate-not-found"),
    "no_hub": ("FB611", "missing-hub"),
    "entity_path_mismatch": ("FB613", "entity-path-mismatch"),
    "several_endpoints_transient": ("FB614", "several-signalr-endpoints"),
    "no_primary_endpoint": ("FB615", "no-primary-signalr-endpoint"),
    "duplicate_host": ("FB616", "duplicate-webpubsub-host"),
    "invalid_consumer_group": ("FB617", "invalid-consumer-group"),
    "missing_header": ("FB618", "missing-header"),
    "token_credentials_invalid": ("FB705", "token-credentials-invalid"),
    "authority_not_https": ("FB710", "authority-not-https"),
    # local.settings.json and other settings sources
    "settings_invalid": ("FB101", "settings-json-invalid"),
    "settings_dropped": ("FB102", "settings-value-not-string"),
    "cannot_decrypt": ("FB103", "isencrypted"),
    "invalid_setting_name": ("FB111", "invalid-setting-name"),
    "duplicate_setting": ("FB112", "reserved-setting"),
    "port_unavailable": ("FB113", "port-unavailable"),
    "setting_skipped": ("FB114", "setting-skipped"),
    "setting_converted": ("FB117", "setting-converted"),
    "keyvault_reference": ("FB508", "keyvault-reference"),
    "settings_unreadable": ("FB115", "settings-unreadable"),
    "settings_redacted": ("FB116", "settings-redacted"),
    "no_settings": ("FB123", "no-settings"),
    "repeated_setting": ("FB118", "repeated-setting"),
    "unread_member": ("FB119", "unread-member"),
    "setting_altered": ("FB120", "setting-altered"),
    "dotenv_line": ("FB121", "dotenv-line-invalid"),
    "export_shape": ("FB122", "export-shape-unknown"),
    "app_unreadable": ("FB910", "app-unreadable"),
    "mixed_app": ("FB911", "mixed-app"),
}


class Diagnostic(Record, secret=("instead",)):
    """One finding, in the words of LSP and SARIF.

    Attributes:
        code: permanent code such as ``FB201``.
        name: readable name of the problem.
        severity: ``error``, ``warning`` or ``info``.
        message: what is wrong and what the host does; never a setting's value.
        hint: what to write instead, may be empty.
        origin: the primary place, ``None`` when there is none.
        related: further places, each with a few words.
        function, binding, connection, setting: names the finding is about, may be empty.
        instead: the name that ``funcbind check --fix`` gives the setting, empty when the name is not the fault.
    """

    code: str
    name: str
    severity: str
    message: str
    hint: str = ""
    origin: Origin | None = None
    related: tuple[tuple[Origin, str], ...] = ()
    function: str = ""
    binding: str = ""
    connection: str = ""
    setting: str = ""
    instead: str = ""

    def __str__(self) -> str:
        place = f"{self.origin}: " if self.origin else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.code} {self.name}: {self.message}{hint}"


def of_kind(kind: str, message: str, *, severity: str = "error", **fields: object) -> Diagnostic:
    """Return the diagnostic of a kind of refusal; code and name come from :data:`KINDS`."""
    code, name = KINDS[kind]
    return Diagnostic(code, name, severity, message, **fields)  # type: ignore[arg-type]
