"""Replay of blob, queue, table and hoststorage cases."""

from __future__ import annotations

from typing import Any

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Client, resolve

from . import credential

# The services' parsers blame one or the other for a fault inside a connection string.
_EQUAL = {"malformed_connection_string", "invalid_endpoint"}


def compare(case: dict[str, Any]) -> list[str]:
    # A setting's row key is how the case says what the input is bound to.
    properties = {"rowKey": case["row_key"]} if case.get("row_key") is not None else {}
    binding = Binding(case["binding"], case["connection"], case.get("direction", ""), properties)
    resolution = resolve(Configuration(case["settings"], runtime="net8"), binding)
    expect = case["expect"]
    clients = {client.role: client for client in resolution.clients}
    rejection = next((client.rejection for client in resolution.clients if client.rejection is not None), None)
    if rejection is None and not resolution.clients:
        rejection = resolution.rejections[0]
    kind = None if rejection is None else rejection.kind
    found = _kinds("", kind, expect)
    if "clients" in expect:
        found += [line for role, wanted in expect["clients"].items() for line in _client(role, clients[role], wanted)]
    elif expect["ok"] and kind is None:
        (client,) = resolution.clients
        found += _client("", client, expect)
    return found


def _client(role: str, client: Client, wanted: dict[str, Any]) -> list[str]:
    found = _kinds(role, client.rejection and client.rejection.kind, wanted)
    if found or client.rejection is not None:
        return found
    (endpoint,) = client.endpoints
    pairs = {
        "section": (endpoint.section, wanted["section"]),
        "endpoint": (_without_query(endpoint.uri), _without_query(wanted["endpoint"])),
        "auth": (endpoint.auth, wanted["auth"]),
        # Recorded only where the setting itself is the string, not for a "connectionString" below it.
        "connection_string": (endpoint.connection_string, wanted.get("connection_string", endpoint.connection_string)),
        "token_scopes": ([endpoint.scope] if endpoint.scope else None, wanted.get("token_scopes")),
    }
    found = [f"{role} {key} {got!r} not {recorded!r}" for key, (got, recorded) in pairs.items() if got != recorded]
    return found + credential.differences(endpoint.credential, wanted.get("credential"))


def _kinds(role: str, kind: str | None, wanted: dict[str, Any]) -> list[str]:
    recorded = None if wanted["ok"] else wanted["kind"]
    if kind == recorded or {kind, recorded} == _EQUAL:
        return []
    return [f"{role} {kind} not {recorded}"]


def _without_query(uri: str) -> str:
    rest, mark, fragment = uri.partition("#")
    return rest.partition("?")[0] + mark + fragment
