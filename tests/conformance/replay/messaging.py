"""What the replays of Service Bus and Event Hubs share."""

from __future__ import annotations

from typing import Any

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Connection, Resolution, resolve

from . import credential

PROPERTIES = ("queueName", "topicName", "subscriptionName", "eventHubName", "consumerGroup", "cardinality")
# The services' parsers blame one or the other.
_SAME = {"invalid_endpoint": "malformed_connection_string"}


def resolution_of(case: dict[str, Any], binding_type: str) -> Resolution:
    properties = {name: case[name] for name in PROPERTIES if name in case}
    binding = Binding(binding_type, case.get("connection"), properties=properties)
    return resolve(Configuration(case["settings"], runtime="net8"), binding)


def differences(resolution: Resolution, expect: dict[str, Any], endpoint: dict[str, str]) -> list[str]:
    """Compare the named connection; ``endpoint`` maps fields of the recorded endpoint to ``Endpoint`` attributes."""
    if not isinstance(resolution.outcome, Connection):
        kind = resolution.outcome.kind
        return [] if same_kind(kind, expect.get("kind")) else [f"refused as {kind} not {expect.get('kind', 'ok')}"]
    if not expect["ok"]:
        return [] if expect["kind"] == "certificate" else [f"not refused as {expect['kind']}"]
    got = resolution.outcome.endpoint
    found = credential.differences(got.credential, expect.get("credential"))
    if "default_credential" in expect and credential.plain(got.credential) is not expect["default_credential"]:
        found.append(f"not default_credential {expect['default_credential']}")
    pairs = {name: (getattr(got, name), expect.get(name)) for name in ("section", "auth", "connection_string")}
    for name, field in endpoint.items():
        have = got.detail(name) if field == "details" else getattr(got, field)
        pairs[name] = (have or None, expect["endpoint"].get(name))
    return found + [f"{name} {have!r} not {want!r}" for name, (have, want) in pairs.items() if have != want]


def same_kind(kind: str, recorded: str | None) -> bool:
    return _SAME.get(kind, kind) == _SAME.get(recorded or "", recorded)
