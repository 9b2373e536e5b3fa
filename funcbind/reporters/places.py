"""Where findings are, as other programs want to hear it: relative to the repository's root."""

from __future__ import annotations

import os

from funcbind.policy import key_of, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.check import Report
    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.model import Origin


def repository() -> str:
    """Return the root of the repository around the current folder, or that folder."""
    here = folder = os.getcwd()
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return here
        folder = parent
    return folder


def place_of(diagnostic: Diagnostic, report: Report, root: str) -> tuple[str, Origin | None]:
    """Return the file that a finding is shown at, and the place in it if any.

    A finding without a file of its own (a variable of the environment) is shown at the first other place that has one,
    else at the host.json of the first app.
    """
    for origin in (diagnostic.origin, *(origin for origin, _ in diagnostic.related)):
        if path := relative(origin, root):
            return path, origin
    if report.apps:
        return os.path.relpath(os.path.join(report.apps[0].app.root, "host.json"), root).replace(os.sep, "/"), None
    return "", None


def fingerprints(found: Iterable[Diagnostic], root: str) -> list[str]:
    """Return for each finding a hash that lines and words do not change; the second alike gets another one."""
    from hashlib import sha256

    seen: dict[tuple[str, ...], int] = {}
    hashes = []
    for diagnostic in found:
        key = key_of(diagnostic, root)
        seen[key] = seen.get(key, 0) + 1
        hashes.append(sha256("\0".join((*key, str(seen[key]))).encode("utf-8", "replace")).hexdigest()[:32])
    return hashes
