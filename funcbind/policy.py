"""Which findings count: selected, ignored with a reason, weighed otherwise, or known from before."""

from __future__ import annotations

import os

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.model import Origin

SEVERITIES = ("info", "warning", "error")
KNOWN = "listed in the baseline"


class Ignore(Record):
    """One decision not to hear of something: a code or name, of one connection or (empty) of all, and why."""

    what: str
    connection: str
    reason: str

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding is meant."""
        if self.what not in (diagnostic.code, diagnostic.name):
            return False
        return not self.connection or self.connection.upper() == diagnostic.connection.upper()


class Policy(Record):
    """What the user decided about findings.

    Attributes:
        select: codes, beginnings of codes or names; empty is everything.
        ignores: what is not reported, with reasons.
        severities: code or name -> severity in place of its own.
        fail_on: the least severity that fails the check.
        known: keys of findings that were there before, with how many times.
        folder: what the paths in ``known`` are relative to.
    """

    select: tuple[str, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    severities: tuple[tuple[str, str], ...] = ()
    fail_on: str = "warning"
    known: Mapping[tuple[str, ...], int] = {}
    folder: str = ""

    def fails(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding fails the check."""
        return SEVERITIES.index(diagnostic.severity) >= SEVERITIES.index(self.fail_on)

    def sort(self, found: Iterable[Diagnostic]) -> tuple[list[Diagnostic], list[tuple[Diagnostic, str]]]:
        """Return what is reported, and what is not, each with the reason."""
        kept: list[Diagnostic] = []
        ignored: list[tuple[Diagnostic, str]] = []
        left = dict(self.known)
        for diagnostic in found:
            if self.select and not any(
                one == diagnostic.name or diagnostic.code.startswith(one) for one in self.select
            ):
                continue
            for what, severity in self.severities:
                if what in (diagnostic.code, diagnostic.name):
                    diagnostic = diagnostic.replace(severity=severity)
            reason = next((ignore.reason for ignore in self.ignores if ignore.covers(diagnostic)), "")
            if not reason and left and left.get(key := key_of(diagnostic, self.folder)):
                left[key] -= 1
                reason = KNOWN
            if reason:
                ignored.append((diagnostic, reason))
            else:
                kept.append(diagnostic)
        return kept, ignored


def key_of(diagnostic: Diagnostic, folder: str) -> tuple[str, ...]:
    """Return what stays the same about a finding when lines move and words change: code, file, names."""
    names = (diagnostic.function, diagnostic.binding, diagnostic.connection, diagnostic.setting)
    return (diagnostic.code, relative(diagnostic.origin, folder), *names)


def relative(origin: Origin | None, folder: str) -> str:
    """Return a place's file relative to a folder, with slashes; empty when there is no file."""
    if origin is None or origin.source in ("environment", "-", "<memory>"):
        return ""
    try:
        path = os.path.relpath(origin.source, folder or None)
    except ValueError:  # another drive
        path = os.path.abspath(origin.source)
    return path.replace(os.sep, "/")
