"""Replay of local.settings.json cases: the file, then what ``func start`` exports."""

from __future__ import annotations

import base64
from typing import Any
from zoneinfo import ZoneInfo

from funcbind.settings.func_start import start
from funcbind.settings.local_settings import LocalFile, parse_local_settings
from funcbind.settings.sources import decode


def compare(case: dict[str, Any]) -> list[str]:
    expect = case["expect"]
    if "file_base64" in case:
        text: str | None = decode(base64.b64decode(case["file_base64"]))[0]
    else:
        text = case["file"]
    file = (
        LocalFile("local.settings.json", dropped=True)
        if text is None
        else parse_local_settings("local.settings.json", text, ZoneInfo(case["tz"]))
    )
    zone = ZoneInfo(case["tz"])
    started = start(file, case.get("environment", {}), case.get("functions"), root="/app", zone=zone)
    got: dict[str, Any] = {
        "ok": not started.refused,
        "values": [[value.name, value.value] for value in file.values],
        "is_encrypted": file.encrypted,
        "env": dict(started.environment),
    }
    if started.refused:
        code = started.problems[-1].code
        wanted = KIND_CODES.get(expect.get("kind", ""))
        got["kind"] = expect.get("kind") if code == wanted else code
    if "connection_strings" in expect or not started.refused:  # they are not recorded where they cannot be had
        got["connection_strings"] = [[one.name, one.value, one.provider] for one in file.connection_strings]
    if expect.get("host") is not None:
        got["host"] = expect["host"] | {"LocalHttpPort": file.port}
    found = [f"{key}: {value!r} not {expect.get(key)!r}" for key, value in got.items() if expect.get(key) != value]
    if expect.get("printed") and not (file.problems or started.problems):
        found.append("nothing is reported")
    return found


KIND_CODES = {
    "cannot_decrypt": "FB103",
    "invalid_setting_name": "FB111",
    "duplicate_setting": "FB112",
    "port_unavailable": "FB113",
    "not_found": "FB201",
}
