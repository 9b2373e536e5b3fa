"""The list of findings that were there when a project began to be checked."""

from __future__ import annotations

import json
import os

from funcbind.cli.config import ConfigError
from funcbind.policy import key_of
from funcbind.reporters.words import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.diagnostics import Diagnostic

_VERSION = 1
_FIELDS = ("code", "file", "function", "binding", "connection", "setting")


def baseline_text(found: Iterable[Diagnostic], path: str) -> str:
    """Return the text of a baseline: names, no lines and no words, so that it stays true while a file is edited."""
    counts: dict[tuple[str, ...], int] = {}
    for diagnostic in found:
        key = key_of(diagnostic, folder_of(path))
        counts[key] = counts.get(key, 0) + 1
    rows = [{**dict(zip(_FIELDS, key, strict=True)), "count": count} for key, count in sorted(counts.items())]
    return json.dumps({"version": _VERSION, "findings": rows}, indent=2) + "\n"


def read_baseline(path: str) -> dict[tuple[str, ...], int]:
    """Return the keys of a baseline's findings and how many of each there were.

    Raises:
        ConfigError: the file cannot be read, or is no baseline.
    """
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        if data["version"] != _VERSION:
            raise ConfigError(f"{shown_path(path)} is a baseline of another version of funcbind; write it anew")
        return {tuple(str(row[field]) for field in _FIELDS): int(row["count"]) for row in data["findings"]}
    except OSError as error:
        raise ConfigError(f"cannot read the baseline {shown_path(path)}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ConfigError(f"{shown_path(path)} is not a baseline; --write-baseline makes one") from None


def folder_of(path: str) -> str:
    """Return the folder that the paths in a baseline are relative to."""
    return os.path.dirname(os.path.abspath(path))
