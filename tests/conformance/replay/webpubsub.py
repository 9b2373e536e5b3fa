"""Replay of webpubsub cases."""

from __future__ import annotations

from typing import Any

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Connection, Endpoint, resolve

from .credential import differences
from .signalr import refusals

_SIGNATURES = {"checked": "required", "skipped": "skipped"}


def compare(case: dict[str, Any]) -> list[str]:
    found = _compare(case, case["extension"], case["expect"])
    if "in_1_10_0" in case["expect"]:
        found += [f"1.10.0: {line}" for line in _compare(case, "1.10.0", case["expect"]["in_1_10_0"])]
    return found


def _compare(case: dict[str, Any], version: str, expect: dict[str, Any]) -> list[str]:
    configuration = Configuration(case["settings"], runtime="net8")
    binding = Binding(case["binding"], case["connection"], name="m", properties=case["properties"], extension=version)
    resolution = resolve(configuration, binding)
    if resolution.rejections or not expect["ok"]:
        return refusals(resolution, expect)
    assert isinstance(resolution.outcome, Connection)
    endpoints = resolution.outcome.endpoints
    hub = resolution.fact("hub")
    found = [] if hub == expect.get("hub", "") else [f"hub {hub!r} not {expect['hub']!r}"]
    if "hosts" not in expect:
        return found + _endpoint(endpoints[0], expect)
    if resolution.fact("validation") != expect["validation"]:
        found.append(f"validation {resolution.fact('validation')} not {expect['validation']}")
    if len(endpoints) != len(expect["hosts"]):
        found.append(f"{len(endpoints)} hosts not {len(expect['hosts'])}")
    for endpoint, recorded in zip(endpoints, expect["hosts"], strict=False):
        found += _endpoint(endpoint, recorded)
        wanted = _SIGNATURES.get(recorded.get("signature", ""))
        if wanted is not None and endpoint.detail("signature") != wanted:
            found.append(f"signature {endpoint.detail('signature')} not {wanted}")
    return found


def _endpoint(endpoint: Endpoint, recorded: dict[str, Any]) -> list[str]:
    got = {"endpoint": endpoint.uri, "host": endpoint.host, "auth": endpoint.auth}
    found = [f"{key} {value!r} not {recorded[key]!r}" for key, value in got.items() if recorded[key] != value]
    if "access_key" in recorded and (recorded["access_key"],) != endpoint.keys:
        found.append("another access key")
    return found + differences(endpoint.credential, recorded.get("credential"))
