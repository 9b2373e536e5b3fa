"""``funcbind check --fix`` and ``--diff``: the files behind the repairs."""

from __future__ import annotations

import os

from funcbind.cli import terminal
from funcbind.cli.output import write_bytes
from funcbind.fix import FORMATS, repair
from funcbind.reporters.words import shown_path
from funcbind.settings.sources import MARKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.check import Checked, Report
    from funcbind.fix import Repaired


class _Content:
    """The bytes of a file as a text, and back."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.mark, self.encoding = next((one for one in MARKS if content.startswith(one[0])), (b"", "utf-8"))
        self.text = content[len(self.mark) :].decode(self.encoding)

    def encoded(self, text: str) -> bytes:
        return self.mark + text.encode(self.encoding)


def fix(report: Report, *, preview: bool) -> Report | None:
    """Repair the local settings files of a report and return the report of afterwards.

    With ``preview`` the changes are printed and nothing is written, so the report stays as it is. ``None`` when a file
    cannot be written, which is said; that file is as it was.
    """
    contents = _contents(report.apps)
    apps, files = repair(report.apps, {name: one.text for name, one in contents.items()}, report.policy)
    if preview:
        from funcbind.fix_diff import preview as diff_of

        terminal.say("".join(diff_of(shown_path(name), file) for name, file in sorted(files.items())))
        return report
    for name, file in sorted(files.items()):
        if not _write(name, contents[name], file):
            return None
    return report.replace(apps=apps)


def _contents(apps: Iterable[Checked]) -> dict[str, _Content]:
    """The files that may be changed: those of a developer's machine, each once, in an encoding that is understood."""
    apps = tuple(apps)
    kept = {os.path.realpath(one.name) for app in apps if app.given.target != "local" for one in app.given.sources}
    found: dict[str, _Content] = {}
    for app in apps:
        for source in app.given.sources:
            path = os.path.realpath(source.name)
            if source.name in found or source.kind not in FORMATS or source.name == "-" or path in kept:
                continue
            kept.add(path)
            try:
                with open(source.name, "rb") as file:
                    found[source.name] = _Content(file.read())
            except (OSError, ValueError):  # not readable, or no text: the check says it
                continue
    return found


def _write(name: str, content: _Content, file: Repaired) -> bool:
    try:
        with open(name, "rb") as now:
            if now.read() != content.content:
                raise OSError(None, "another program has just changed it")
        if not os.access(name, os.W_OK):
            raise PermissionError(None, "it is write-protected")
        write_bytes(name, content.encoded(file.after))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its text cannot be encoded"
        terminal.complain(f"cannot fix {shown_path(name)}: {reason}")
        return False
    terminal.complain(f"fixed {', '.join(sorted(set(file.codes)))} in {shown_path(name)}")
    return True
