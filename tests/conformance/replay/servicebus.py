"""Replay of Service Bus cases."""

from __future__ import annotations

from typing import Any

from .messaging import differences, resolution_of, same_kind


def compare(case: dict[str, Any]) -> list[str]:
    expect = case["expect"]
    endpoint = {"fully_qualified_namespace": "uri", "address": "details", "entity_path": "details"}
    found = differences(resolution_of(case, case["binding"]), expect, endpoint)
    if "admin" in expect:
        found += _administration(case, expect["admin"])
    return found


def _administration(case: dict[str, Any], expect: dict[str, Any]) -> list[str]:
    # Recorded for every case; the extension builds it for triggers only.
    (client,) = (client for client in resolution_of(case, "serviceBusTrigger").clients if client.role == "admin")
    if client.rejection is not None:
        kind = client.rejection.kind
        return [] if same_kind(kind, expect.get("kind")) else [f"admin refused as {kind} not {expect.get('kind')}"]
    got = client.endpoints[0].detail("address")
    return [] if expect["ok"] and got == expect["address"] else [f"admin {got!r} not {expect}"]
