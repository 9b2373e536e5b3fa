"""Which settings files git keeps: read from its index, because starting git takes longer than a whole check.

Source: Documentation/gitformat-index.adoc of git/git. What cannot be read is not tracked, as far as anybody can say.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.settings import SettingsSource

_HEADER = 12
_LENGTH_MASK = 0xFFF


def tracked(sources: Iterable[SettingsSource]) -> frozenset[str]:
    """Return the names of those sources that are files which git tracks."""
    found = []
    for source in sources:
        if source.kind == "environment" or source.name == "-":
            continue
        folder, name = os.path.split(os.path.abspath(source.name))
        while folder != os.path.dirname(folder):
            git = os.path.join(folder, ".git")
            if os.path.exists(git):
                if _has(_index(git), os.fsencode(name.replace(os.sep, "/"))):
                    found.append(source.name)
                break
            folder, last = os.path.split(folder)
            name = os.path.join(last, name)
    return frozenset(found)


def _index(git: str) -> bytes:
    """The index of a repository, of a linked worktree or of a submodule; empty when there is none."""
    try:
        if os.path.isfile(git):
            with open(git, encoding="utf-8") as file:
                git = os.path.join(os.path.dirname(git), file.read().strip().removeprefix("gitdir: "))
        with open(os.path.join(git, "index"), "rb") as content:
            return content.read()
    except (OSError, ValueError):
        return b""


def _has(index: bytes, name: bytes) -> bool:
    if index[:4] != b"DIRC" or index[4:7] != bytes(3):
        return False
    if index[7] == 4:
        return name in _names(index)
    # Two bytes of flags, the low twelve bits of which are the length of the name, stand before each name.
    at = index.find(name + b"\0", _HEADER)
    while at > 0:
        if int.from_bytes(index[at - 2 : at], "big") & _LENGTH_MASK == min(len(name), _LENGTH_MASK):
            return True
        if index[at - 4] & 0x40 and int.from_bytes(index[at - 4 : at - 2], "big") & _LENGTH_MASK == len(name):
            return True  # version 3 has two more bytes of flags
        at = index.find(name + b"\0", at + 1)
    return False


def _names(index: bytes) -> set[bytes]:
    """The names of version 4, where each says how much to cut off the one before it."""
    found: set[bytes] = set()
    at, name = _HEADER, b""
    try:
        for _ in range(int.from_bytes(index[8:12], "big")):
            at += 64 if index[at + 60] & 0x40 else 62
            cut = index[at] & 0x7F
            while index[at] & 0x80:
                at += 1
                cut = ((cut + 1) << 7) | (index[at] & 0x7F)
            end = index.index(b"\0", at + 1)
            name = name[: len(name) - cut] + index[at + 1 : end]
            found.add(name)
            at = end + 1
    except (IndexError, ValueError):
        pass
    return found
