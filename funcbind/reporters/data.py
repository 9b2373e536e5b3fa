"""A report as plain data; docs/json.md describes it and promises to keep it."""

from __future__ import annotations

from funcbind.redaction import shown_name
from funcbind.reporters.words import auth_words, printable, shown_id, shown_path, shown_uri

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.check import Given, Report, Verdict
    from funcbind.connections import Binding, Endpoint, Resolution
    from funcbind.credential_specs import CredentialSpec
    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.model import Origin, Setting

VERSION = 1


def report_data(report: Report) -> dict[str, object]:
    """Return the report of ``funcbind check`` as JSON has it."""
    diagnostics = report.diagnostics
    targets = list(dict.fromkeys(checked.given.target for checked in report.apps))
    checked_apps = {checked.app.root: checked.app for checked in report.apps if not checked.unchecked}
    connections = [
        _connection(verdict, checked.app.root, checked.given.target)
        for checked in report.apps
        for verdict in checked.verdicts
    ]
    return {
        "version": VERSION,
        "target": targets[0] if len(targets) == 1 else "",
        "apps": [app_data(checked.app.root, checked.given, checked.unchecked) for checked in report.apps],
        "connections": connections,
        "diagnostics": [diagnostic_data(diagnostic) for diagnostic in diagnostics],
        "ignored": [{**diagnostic_data(diagnostic), "reason": printable(why)} for diagnostic, why in report.ignored],
        "summary": {
            "exit_code": report.exit_code,
            **severity_counts(diagnostics),
            "apps": len(checked_apps),
            "functions": sum(len(app.functions) for app in checked_apps.values()),
            "connections": len(connections),
            "problem": printable(report.problem),
        },
    }


def severity_counts(diagnostics: Iterable[Diagnostic]) -> dict[str, int]:
    """Return how many findings of each severity there are."""
    counts = {"errors": 0, "warnings": 0, "infos": 0}
    for diagnostic in diagnostics:
        counts[f"{diagnostic.severity}s"] += 1
    return counts


def diagnostic_data(diagnostic: Diagnostic) -> dict[str, object]:
    """Return one finding."""
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        **place_data(diagnostic.origin),
        "function": diagnostic.function,
        "binding": diagnostic.binding,
        "connection": diagnostic.connection,
        "setting": diagnostic.setting,
        "related": [{**place_data(origin), "message": words} for origin, words in diagnostic.related],
    }


def place_data(origin: Origin | None) -> dict[str, object]:
    """Return a place: ``file`` is ``""`` and the numbers are 0 where there is none."""
    if origin is None:
        return {"file": "", "line": 0, "column": 0}
    return {"file": shown_path(origin.source), "line": origin.line, "column": origin.column}


def binding_data(binding: Binding) -> dict[str, object]:
    """Return what names a binding, and where it is."""
    return {
        "function": shown_name(binding.function),
        "binding": shown_name(binding.name),
        "type": shown_name(binding.type),
        "direction": binding.direction,
        **place_data(binding.origin),
    }


def endpoint_data(endpoint: Endpoint, role: str, own: bool) -> dict[str, object]:
    """Return one place that a client connects to; ``own`` is false for what the binding needs besides."""
    return {
        "role": role,
        "own": own,
        "service": endpoint.service,
        "uri": shown_uri(endpoint.uri),
        "name": shown_name(endpoint.name),
        "auth": endpoint.auth,
        "identity": None if endpoint.credential is None else _identity(endpoint.credential),
        "identity_text": auth_words(endpoint),
        "scope": endpoint.scope,
    }


def clients_data(resolution: Resolution) -> list[dict[str, object]]:
    """Return the endpoints of every client that the host can build."""
    return [
        endpoint_data(endpoint, client.role, client.own)
        for client in resolution.clients
        for endpoint in client.endpoints
    ]


def setting_data(setting: Setting) -> dict[str, object]:
    """Return a setting's name and place, never its value."""
    return {"setting": shown_name(setting.name), **place_data(setting.origin)}


def app_data(root: str, given: Given, unchecked: str = "") -> dict[str, object]:
    """Return one app and what it was checked against."""
    return {
        "path": shown_path(root),
        "target": given.target,
        "target_guessed_from": given.guessed,
        "os": given.os,
        "settings": [
            {"file": shown_path(source.name), "kind": source.kind, "usable": source.usable} for source in given.sources
        ],
        "notes": [printable(note) for note in given.notes],
        "unchecked": printable(unchecked),
    }


def _connection(verdict: Verdict, root: str, target: str) -> dict[str, object]:
    resolution = verdict.resolution
    return {
        "app": shown_path(root),
        "target": target,
        "connection": shown_name(resolution.name if resolution is not None else verdict.binding.connection or ""),
        **binding_data(verdict.binding),
        "status": verdict.status,
        "reason": verdict.reason,
        "codes": list(dict.fromkeys(finding.code for finding in verdict.findings)),
        "endpoints": clients_data(resolution) if resolution is not None else [],
        "settings": [shown_name(setting.name) for setting in resolution.used] if resolution is not None else [],
        "ignored": [shown_name(setting.name) for setting in resolution.ignored] if resolution is not None else [],
    }


def _identity(spec: CredentialSpec) -> dict[str, object]:
    """The kind of the credential and its ids; secrets have no place here."""
    data: dict[str, object] = {"kind": type(spec).__name__}
    for name in ("tenant_id", "client_id"):
        if value := getattr(spec, name, ""):
            data[name] = shown_id(value)
    managed = getattr(spec, "managed_identity", None) or getattr(spec, "identity", None)
    if managed is not None:
        data["managed_identity"] = {"kind": managed.kind, "value": shown_id(managed.value)}
    return data
