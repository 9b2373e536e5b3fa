"""A .env file as python-dotenv reads it.

Neither the host nor Core Tools reads such a file; python-dotenv and pydantic-settings do, and they decide what a line
means: quotes, escapes, ``export``, comments, and ``${NAME}``. One thing differs on purpose: python-dotenv looks for
``${NAME}`` in the process environment too. A report must not depend on the shell it was made in, so here only what
the file sets above the line counts, then the default of ``${NAME:-default}``, then nothing; where that may differ, a
problem says so.
"""

from __future__ import annotations

import io
import re

from funcbind.diagnostics import of_kind
from funcbind.redaction import HIDDEN, shown_name
from funcbind.settings.json_text import Lines
from funcbind.settings.model import Origin, Setting
from funcbind.settings.source import SettingsSource, limited

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.diagnostics import Diagnostic

# python-dotenv takes quadratic time over blanks in a row and over "${", and interpolation can double a text on every
# line; nobody needs more than this.
LONGEST = 1024 * 1024
MOST_REFERENCES = 100
_TOO_MANY_BLANKS = re.compile(r"[^\S\r\n]{256}")
_BEFORE_NAME = re.compile(r"\s*(?:export[^\S\r\n]+)?")


def read_dotenv(name: str, text: str) -> SettingsSource:
    """Return the settings of a .env file; any text gives an answer.

    Args:
        name: the path, for the places.
        text: the decoded text, without a byte order mark.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # as a file that is opened in text mode
    if len(text) > LONGEST:
        return _refused(name, f"it is larger than {LONGEST // 1024} KiB, which no .env file is")
    if blanks := _TOO_MANY_BLANKS.search(text):
        place = Origin(name, *Lines(text).place(blanks.start()))
        return _refused(name, "there are hundreds of blanks in a row here, which no .env file needs", place)
    return _Reading(name, text).read()


class _Reading:
    """One reading: the values so far, for ``${NAME}``, and what was wrong."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.lines = Lines(text)
        self.known: dict[str, str] = {}
        self.length = 0
        self.broken = False
        self.settings: list[Setting] = []
        self.members: list[tuple[str, Origin]] = []
        self.problems: list[Diagnostic] = []

    def read(self) -> SettingsSource:
        from dotenv.parser import parse_stream

        at = 0
        for binding in parse_stream(io.StringIO(self.text)):
            start = _BEFORE_NAME.match(self.text, at)
            origin = self._origin(start.end() if start else at)
            at += len(binding.original.string)
            if binding.error:
                self.broken = True
                message = "python-dotenv cannot read this line and skips it"
                hint = "write NAME=VALUE, the value in quotes when it holds quotes or #"
                self._problem("setting_skipped", message, origin, hint=hint)
            elif binding.key is not None:
                self._setting(binding.key, binding.value, origin)
        return SettingsSource(
            self.name,
            "dotenv",
            "local",
            tuple(self.settings),
            limited(self.problems),
            members=tuple(self.members),
        )

    def _setting(self, key: str, raw: str | None, origin: Origin) -> None:
        if raw is not None or not self.broken:
            self.members.append((key, origin))
        if raw is None:  # what stands here may be the rest of a value, so it is not shown
            message = 'this line has no "=", so it sets nothing'
            self._problem("setting_skipped", message, origin, hint='write "NAME=" for an empty value')
            return
        shown = self._shown(key)
        value = raw
        if "${" in raw:
            if raw.count("${") > MOST_REFERENCES:
                message = f'"{shown}" refers to more than {MOST_REFERENCES} variables, so it is not read'
                self._problem("setting_skipped", message, origin, key)
                return
            value = self._interpolated(key, raw, origin)
        self.length += len(value)
        if self.length > LONGEST * 2:
            message = f'with "{shown}" the values of this file grow beyond all measure, so it is not read'
            self._problem("setting_skipped", message, origin, key)
            return
        if key in self.known:
            severity = "info" if self.known[key] == value else "warning"
            message = f'"{shown}" is set above already; this line is the one that counts'
            self._problem("repeated_setting", message, origin, key, hint="delete one of them", severity=severity)
        self.known[key] = value
        self.settings.append(Setting(key, value, origin))

    def _interpolated(self, key: str, raw: str, origin: Origin) -> str:
        from dotenv.variables import Variable, parse_variables

        parts: list[str] = []
        unknown = False
        room = LONGEST * 2 + 1  # enough for the caller to see that it is too much
        for atom in parse_variables(raw):
            unknown = unknown or (isinstance(atom, Variable) and atom.name not in self.known)
            part = atom.resolve(self.known)
            parts.append(part[:room])
            room -= len(parts[-1])
        if unknown:
            message = (
                f'the value of "{self._shown(key)}" refers to a variable that is not set above it in this file; '
                "python-dotenv takes it from the process environment, which is not looked at here"
            )
            self._problem("setting_skipped", message, origin, key, hint="set it in this file", severity="info")
        return "".join(parts)

    def _problem(
        self, kind: str, message: str, origin: Origin, key: str = "", *, hint: str = "", severity: str = "warning"
    ) -> None:
        setting = self._shown(key) if key else ""
        self.problems.append(of_kind(kind, message, severity=severity, hint=hint, origin=origin, setting=setting))

    def _shown(self, key: str) -> str:
        """A quote too many turns values into names, so after a broken line no name is shown."""
        return HIDDEN if self.broken else shown_name(key)

    def _origin(self, offset: int) -> Origin:
        return Origin(self.name, *self.lines.place(offset))


def _refused(name: str, message: str, origin: Origin | None = None) -> SettingsSource:
    problem = of_kind("settings_unreadable", message, origin=origin or Origin(name))
    return SettingsSource(name, "dotenv", "local", problems=(problem,), usable=False)
