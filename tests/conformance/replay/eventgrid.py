"""Replay of eventgrid cases."""

from __future__ import annotations

from typing import Any

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Rejection, resolve

from .credential import differences


def compare(case: dict[str, Any]) -> list[str]:
    expect = case["expect"]
    properties = {key: case[key] for key in ("topicEndpointUri", "topicKeySetting") if key in case}
    binding = Binding(case["binding"], case.get("connection"), properties=properties)
    outcome = resolve(Configuration(case["settings"], runtime="net8"), binding).outcome
    if expect.get("kind") == "certificate" and not isinstance(outcome, Rejection):
        return []  # funcbind has no certificate store to look into
    kind = outcome.kind if isinstance(outcome, Rejection) else "ok"
    if kind != expect.get("kind", "ok"):
        return [f"{kind} not {expect.get('kind', 'ok')}"]
    if isinstance(outcome, Rejection):
        return []
    endpoint = outcome.endpoint
    got = {"endpoint": endpoint.uri, "auth": endpoint.auth}
    if endpoint.auth == "token":
        got["section"] = endpoint.section
    else:
        got["key"] = endpoint.keys[0]
    found = [f"{key} {value!r} not {expect.get(key)!r}" for key, value in got.items() if expect.get(key) != value]
    return found + differences(endpoint.credential, expect.get("credential"))
