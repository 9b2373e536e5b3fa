"""Finding the apps below a folder."""

from __future__ import annotations

import os

from funcbind.bindings import Found
from funcbind.bindings.json_files import size_of
from funcbind.diagnostics import of_kind
from funcbind.settings.model import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.diagnostics import Diagnostic

# What never holds an app of one's own: environments, packages, caches.
SKIPPED = frozenset(
    {
        ".venv",
        "venv",
        "node_modules",
        ".git",
        "__pycache__",
        ".python_packages",
        "site-packages",
    }
)
_LONGEST_IGNORE_FILE = 1024 * 1024


def find(path: str) -> Found:
    """Return the folders with a host.json at or below ``path``; links to folders are not followed."""
    if os.path.isfile(os.path.join(path, "host.json")):
        return Found((path,))
    apps: list[str] = []
    problems: list[Diagnostic] = []
    waiting: list[tuple[str, tuple[_Ignored, ...]]] = [(path, ())]
    while waiting:
        folder, ignored = waiting.pop()
        names: list[str] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        names.append(entry.name)
                    elif entry.name == "host.json":
                        apps.append(folder)
                    elif entry.name == ".funcignore":
                        ignored = (*ignored, _Ignored(folder, _patterns(entry.path)))
        except OSError as error:
            message = f"the folder cannot be looked into ({error.strerror or type(error).__name__})"
            problems.append(of_kind("app_unreadable", message, origin=Origin(folder)))
        for name in names:
            inner = os.path.join(folder, name)
            if name not in SKIPPED and not any(rules.match(inner) for rules in ignored):
                waiting.append((inner, ignored))
    return Found(tuple(sorted(apps)), tuple(sorted(problems, key=str)))


class _Ignored:
    """The patterns of one .funcignore and the folder they count from."""

    def __init__(self, folder: str, patterns: list[tuple[bool, tuple[str, ...]]]) -> None:
        self.folder = folder
        self.patterns = patterns

    def match(self, path: str) -> bool:
        """Whether a folder is left out; the last pattern that matches decides, as in .gitignore."""
        parts = tuple(os.path.relpath(path, self.folder).split(os.sep))
        left_out = False
        for keep, pattern in self.patterns:
            if _matches(parts, pattern):
                left_out = not keep
        return left_out


def _patterns(path: str) -> list[tuple[bool, tuple[str, ...]]]:
    """Return the patterns of a .funcignore as (whether it is taken back, path parts)."""
    try:
        size_of(path)
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read(_LONGEST_IGNORE_FILE).splitlines()
    except OSError:
        return []  # without the file nothing is left out: more is looked at, never less
    found = []
    for line in lines:
        text = line.rstrip()
        keep = text.startswith("!")
        text = text[1:] if keep else text
        if not text or text.startswith("#"):
            continue
        text = text.removeprefix("\\").rstrip("/")
        anchored = "/" in text
        parts = tuple(part for part in text.split("/") if part)
        if parts:
            found.append((keep, parts if anchored else ("**", *parts)))
    return found


def _matches(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Match path parts with a pattern's, ``**`` standing for any number of them."""
    from fnmatch import fnmatchcase

    # places in the pattern that can be reached before the next part
    places = {0}
    for part in parts:
        places = _skip(places, pattern)
        reached = {at for at in places if at < len(pattern) and pattern[at] == "**"}
        reached |= {
            at + 1 for at in places if at < len(pattern) and pattern[at] != "**" and fnmatchcase(part, pattern[at])
        }
        places = reached
    return len(pattern) in places or (pattern[-1] == "**" and len(pattern) - 1 in places)


def _skip(places: set[int], pattern: tuple[str, ...]) -> set[int]:
    found = set(places)
    for at in sorted(places):
        while at < len(pattern) and pattern[at] == "**":
            at += 1
            found.add(at)
    return found
