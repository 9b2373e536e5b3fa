"""One source of settings as it was read: its settings, and everything that was wrong with it."""

from __future__ import annotations

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.model import Origin, Setting

# More than this of one source are counted only.
MOST_PROBLEMS = 100
_RANKS = {"error": 0, "warning": 1, "info": 2}


class SettingsSource(Record):
    """A settings file, standard input or the process environment, after reading.

    Attributes:
        name: the path as the user gave it, ``-`` for standard input, or ``environment``.
        kind: ``local`` (local.settings.json), ``dotenv``, ``export``, ``environment`` or ``memory``.
        target: ``local`` or ``deployed``: where such settings belong.
        settings: what the app may be checked with. Where Core Tools would drop a file whole, these are the values that
            can be read all the same, and one of ``problems`` says that the host sees none of them.
        problems: everything that is wrong, with its place.
        usable: whether the program that normally reads this source would take its settings.
        empty: settings without a value that ``func start`` exports on Windows only.
        members: names as they are written, those of null and empty values included, with their places.
        unknown: names that the app will have with a value that is not written here, such as a template's expression
            or what Core Tools has encrypted, with their places. They are not in ``settings``.
    """

    name: str
    kind: str
    target: str
    settings: tuple[Setting, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    usable: bool = True
    empty: tuple[Setting, ...] = ()
    members: tuple[tuple[str, Origin], ...] = ()
    unknown: tuple[tuple[str, Origin], ...] = ()

    def exported(self, os: str) -> tuple[Setting, ...]:
        """Return the settings that reach the host on an operating system.

        Windows has one variable of a name in any letter case, and ``func start`` leaves the first one that it sets.
        """
        if os == "linux":
            return self.settings
        settings = (*self.settings, *self.empty)
        if self.kind != "local":
            return settings
        return tuple({setting.name.upper(): setting for setting in reversed(settings)}.values())[::-1]


def limited(problems: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the problems of a source; where there are more than anybody reads, the worst and one that counts the rest.

    The ones that stay keep their order.
    """
    if len(problems) <= MOST_PROBLEMS:
        return tuple(problems)
    worst = sorted(range(len(problems)), key=lambda at: _RANKS.get(problems[at].severity, 0))
    rest = worst[MOST_PROBLEMS:]
    message = f"and {len(rest)} more problems of these settings, which are not listed"
    last = problems[rest[0]].replace(message=message, hint="", related=(), setting="")
    return (*(problems[at] for at in sorted(worst[:MOST_PROBLEMS])), last)


def layered(sources: Iterable[SettingsSource], environment: SettingsSource | None, *, os: str) -> list[Setting]:
    """Return the settings of several sources in ascending precedence, as ``func start`` layers them.

    Files come first, a later one over an earlier one. A variable of the process wins over them unless it is empty.
    """
    settings = [setting for source in sources for setting in source.exported(os)]
    if environment is None:
        return settings

    def variable(setting: Setting) -> str:
        return setting.name if os == "linux" else setting.name.upper()

    written = {variable(setting) for setting in settings if setting.value}
    return settings + [one for one in environment.settings if one.value or variable(one) not in written]
