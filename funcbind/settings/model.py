"""What somebody wrote: settings, each with the place it was written at."""

from __future__ import annotations

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Origin(Record):
    """Where a setting was written.

    Attributes:
        source: a file path as the user gave it, ``"environment"`` or ``"<memory>"``.
        line: 1-based line, 0 when the source has no lines.
        column: 1-based column in code points, 0 when the source has no columns.
    """

    source: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source


class Setting(Record, secret=("value",)):
    """One app setting; its value never appears in ``repr``."""

    name: str
    value: str
    origin: Origin


def settings_from_mapping(values: Mapping[str, str], source: str = "<memory>") -> tuple[Setting, ...]:
    """Turn a plain mapping of names to values into settings of one source."""
    origin = Origin(source)
    return tuple(Setting(name, value, origin) for name, value in values.items())


def effective(settings: Iterable[Setting], *, os: str = "linux") -> tuple[Setting, ...]:
    """Keep, for each environment variable name, the last setting of that name.

    Names are compared exactly on Linux and without regard to letter case on Windows, as the operating systems do.
    """
    if os == "linux":
        return tuple({setting.name: setting for setting in settings}.values())
    return tuple({setting.name.upper(): setting for setting in settings}.values())
