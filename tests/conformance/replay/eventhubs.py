"""Replay of Event Hubs cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import credential
from .messaging import differences, resolution_of, same_kind

if TYPE_CHECKING:
    from funcbind.connections import Client


def compare(case: dict[str, Any]) -> list[str]:
    expect = case["expect"]
    resolution = resolution_of(case, case["binding"])
    endpoint = {"fully_qualified_namespace": "uri", "address": "details", "event_hub": "entity"}
    found = differences(resolution, expect, endpoint)
    if "consumer_group" in expect and resolution.fact("consumer_group") != expect["consumer_group"]:
        found.append(f"consumer group {resolution.fact('consumer_group')!r} not {expect['consumer_group']!r}")
    if "checkpoint" in expect:
        # Recorded on its own, whatever was wrong with the binding's names.
        trigger = resolution_of({"settings": case["settings"], "connection": "Any"}, "eventHubTrigger")
        found += _checkpoint(trigger.clients[0], expect["checkpoint"])
    return found


def _checkpoint(client: Client, expect: dict[str, Any]) -> list[str]:
    if client.rejection is not None:
        kind = client.rejection.kind
        return [] if same_kind(kind, expect.get("kind")) else [f"checkpoint refused: {kind} not {expect.get('kind')}"]
    if not expect["ok"]:
        return [f"checkpoint not refused as {expect['kind']}"]
    got = client.endpoints[0]
    found = credential.differences(got.credential, expect.get("credential"))
    pairs = {
        "section": (got.section, expect["section"]),
        # Recorded here by the form of the connection, not by what is in the string.
        "auth": (got.auth if got.connection_string is None else "connection_string", expect["auth"]),
        "connection_string": (got.connection_string, expect.get("connection_string")),
        # A signature in the client's address is compared nowhere.
        "uri": (f"{got.uri.partition('?')[0].rstrip('/')}/{got.entity}", expect["uri"].partition("?")[0]),
    }
    return found + [f"checkpoint {name} {have!r} not {want!r}" for name, (have, want) in pairs.items() if have != want]
