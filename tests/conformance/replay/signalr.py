"""Replay of signalr cases."""

from __future__ import annotations

from typing import Any

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Connection, Endpoint, Resolution, resolve

from .credential import differences

_FAULTS_OF_A_STRING = {"malformed_connection_string", "invalid_endpoint"}


def compare(case: dict[str, Any]) -> list[str]:
    configuration = Configuration(case["settings"], runtime="net8")
    binding = Binding(case["binding"], case["connection"], name="m", properties=case["properties"])
    resolution = resolve(configuration, binding)
    expect = case["expect"]
    if resolution.rejections or not expect["ok"]:
        return refusals(resolution, expect)
    assert isinstance(resolution.outcome, Connection)
    endpoints = resolution.outcome.endpoints
    signature = {True: "required", False: "skipped", None: "fails"}[expect["signature"].get("required")]
    got = {
        "setting": resolution.name,
        "transport": resolution.fact("transport"),
        "signature": resolution.fact("signature"),
        "endpoints": len(endpoints),
    }
    wanted = {
        "setting": expect["setting"],
        "transport": expect["transport"],
        "signature": signature,
        "endpoints": len(expect["endpoints"]),
    }
    found = [] if got == wanted else [f"{got} not {wanted}"]
    for endpoint, recorded in zip(endpoints, expect["endpoints"], strict=False):
        found += _endpoint(endpoint, recorded)
    return found


def refusals(resolution: Resolution, expect: dict[str, Any]) -> list[str]:
    """Compare the first refusal with the recorded one."""
    kind = resolution.rejections[0].kind if resolution.rejections else "ok"
    wanted = "ok" if expect["ok"] else expect["kind"]
    if kind == wanted or {kind, wanted} <= _FAULTS_OF_A_STRING:
        return []
    if kind == "ok" and wanted == "certificate" and isinstance(resolution.outcome, Connection):
        # funcbind has no certificate store to look into: it names the certificate that the host would look for.
        specs = [endpoint.credential for endpoint in resolution.outcome.endpoints]
        return [] if any(type(spec).__name__ == "ClientCertificate" for spec in specs) else [f"{specs} not certificate"]
    return [f"{kind} not {wanted}"]


def _endpoint(endpoint: Endpoint, recorded: dict[str, Any]) -> list[str]:
    got = {
        "name": endpoint.name,
        "type": endpoint.type,
        "endpoint": endpoint.uri,
        "client_endpoint": endpoint.client_uri,
        "server_endpoint": endpoint.server_uri,
        "auth": endpoint.auth,
        "audience": endpoint.audience,
    }
    found = [f"{key} {value!r} not {recorded[key]!r}" for key, value in got.items() if recorded[key] != value]
    if "access_key" in recorded and recorded["access_key"] not in endpoint.keys:
        found.append("another access key")
    certificate = (recorded.get("credential") or {}).get("certificate_path")
    if certificate is not None and certificate != getattr(endpoint.credential, "path", None):
        found.append("another certificate path")
    return found + differences(endpoint.credential, recorded.get("credential"))
