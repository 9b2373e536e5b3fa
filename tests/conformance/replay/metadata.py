"""Replay of metadata cases: a binding's JSON, the attribute it becomes, and what its settings resolve to."""

from __future__ import annotations

from typing import Any

from funcbind.bindings.attributes import attribute_of, resolved
from funcbind.bindings.json_files import plain
from funcbind.configuration import Configuration
from funcbind.errors import Refused
from funcbind.lookup import Lookup
from funcbind.settings.jsonc import parse

# The properties that carry a connection, a setting's name or a hub; the others decide only whether it is refused.
COMPARED = {
    "Connection",
    "Connections",
    "ConnectionStringSetting",
    "LeaseConnection",
    "TopicEndpointUri",
    "TopicKeySetting",
    "ApiKey",
    "AccountSidSetting",
    "AuthTokenSetting",
    "Hub",
    "HubName",
}


def parsed(text: str) -> dict[str, Any]:
    document = parse(text)
    assert not document.problems
    assert document.value is not None
    value = plain(document.value)
    assert isinstance(value, dict)
    return value


def compare(case: dict[str, Any]) -> list[str]:
    expect = case["expect"]
    try:
        attribute = attribute_of(case["binding"], parsed(case["metadata"]))
    except Refused as refused:
        return _refusal("", refused, expect)
    if not expect["ok"]:
        return [f"not refused, should be: {expect['kind']}"]
    if attribute is None or "attribute" not in expect:
        found = None if attribute is None else attribute.shape.name
        return [] if found == expect.get("attribute") else [f"attribute {found} not {expect.get('attribute')}"]
    differences = _values("", attribute.values, expect.get("properties", {}))
    if attribute.shape.name != expect["attribute"]:
        differences.append(f"attribute {attribute.shape.name} not {expect['attribute']}")
    if "resolved" in expect:
        differences += _resolved(attribute, case["settings"], expect["resolved"])
    return differences


def _resolved(attribute: Any, settings: dict[str, str], expect: dict[str, Any]) -> list[str]:
    try:
        values = resolved(attribute, Lookup(Configuration(settings, runtime="net8")))
    except Refused as refused:
        return _refusal("resolved ", refused, expect)
    if not expect["ok"]:
        return [f"resolved: not refused, should be: {expect['kind']}"]
    return _values("resolved ", values, expect["properties"])


def _refusal(where: str, refused: Refused, expect: dict[str, Any]) -> list[str]:
    if expect["ok"]:
        return [f"{where}refused ({refused.kind}: {refused}), should not be"]
    return [] if refused.kind == expect["kind"] else [f"{where}kind {refused.kind} not {expect['kind']}"]


def _values(where: str, values: Any, expect: dict[str, Any]) -> list[str]:
    return [
        f"{where}{name}: {values.get(name, '(none)')!r} not {expect[name]!r}"
        for name in sorted(COMPARED & set(expect))
        if values.get(name, "(none)") != expect[name]
    ]
