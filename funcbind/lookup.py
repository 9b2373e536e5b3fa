"""Reading a configuration while remembering what was looked at.

An extension reads its settings through a :class:`Lookup`. What it took is *used*; what lies in the same section and
was never taken is *ignored*, and so is everything in a section that another one hides. No second list of keys exists.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.dotnet.text import fold
from funcbind.errors import Refused
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.configuration import Configuration, Entry
    from funcbind.settings.model import Setting

# Candidate paths of a connection name, first that exists wins. Sources: IConfigurationExtensions.cs
# (GetWebJobsConnectionSection) of Azure/azure-webjobs-sdk, ConfigurationExtensions.cs of the Service Bus extension.
ORDERS: dict[str, tuple[str, ...]] = {
    "webjobs": ("ConnectionStrings:AzureWebJobs{}", "AzureWebJobs{}", "ConnectionStrings:{}", "{}"),
    "service bus": ("ConnectionStrings:{}", "{}", "ConnectionStrings:AzureWebJobs{}", "AzureWebJobs{}"),
    "connection strings": ("ConnectionStrings:{}", "{}"),
    "raw": ("{}",),
    "none": (),
}


class LookedUp(Record):
    """One path that was tried. ``found`` is ``"value"``, ``"section"``, ``"value and section"`` or ``""``."""

    path: str
    found: str = ""
    chosen: bool = False


class Lookup:
    """One resolution's reading of a configuration."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.looked_up: list[LookedUp] = []
        self.sections: list[str] = []
        self._used: dict[tuple[str, object], Setting] = {}
        self.collided: dict[str, Entry] = {}

    def take(self, key: str) -> str | None:
        """Return the value under ``key`` and remember that it was used.

        Raises:
            Refused: several settings claim this key with different values; the host picks one at random.
        """
        entry = self.configuration.entry(key)
        if entry is None:
            return None
        if len(entry.settings) > 1:
            self.collided[fold(key)] = entry
            if entry.contradictory:
                names = " and ".join(sorted(f'"{shown_name(setting.name)}"' for setting in entry.settings))
                raise Refused(
                    "collision",
                    f'the settings {names} are one key to the host ("{shown_name(entry.key)}") and have different '
                    "values; the host takes one of them at random",
                    hint="keep one of them",
                    key=entry.key,
                )
        for setting in entry.settings:
            self._used[setting.name, setting.origin] = setting
        return entry.value

    def take_environment(self, name: str) -> str:
        """Return the environment variable of exactly this name, ``""`` when unset, and remember that it was used."""
        setting = self.configuration.environment(name)
        if setting is None:
            return ""
        self._used[setting.name, setting.origin] = setting
        return setting.value

    def section(self, path: str) -> Section:
        """Return the section at ``path``; its unread settings will count as ignored."""
        if path not in self.sections:
            self.sections.append(path)
        return Section(self, path)

    def choose(self, name: str | None, order: str) -> Section:
        """Return the first candidate section of a connection name that exists.

        The whole section is chosen; candidates are never merged. When nothing exists the section returned is the one
        the host would return: the unprefixed one, for Service Bus the prefixed one (``exists`` is then false).

        Raises:
            Refused: ``name`` is ``None`` and the search comes to the name itself.
        """
        chosen: str | None = None
        path = ""
        for pattern in ORDERS[order]:
            if name is None and pattern == "{}" and chosen is None:
                raise Refused("empty_name", "the connection has no name")
            path = pattern.replace("{}", name or "")
            found = self.describe(path)
            first = chosen is None and bool(found)
            self.looked_up.append(LookedUp(path, found, first))
            if first:
                chosen = path
            elif found and path not in self.sections:
                self.sections.append(path)  # hidden by the chosen one: all of it is ignored
        return self.section(path if chosen is None else chosen)

    def describe(self, path: str) -> str:
        """Say what exists at ``path``: ``"value"``, ``"section"``, ``"value and section"`` or ``""``."""
        value = self.configuration.entry(path) is not None
        below = bool(self.configuration.children(path))
        return " and ".join(word for word, there in (("value", value), ("section", below)) if there)

    def used(self) -> tuple[Setting, ...]:
        """Return the settings that decided the outcome, in the order they were read."""
        return tuple(self._used.values())

    def ignored(self) -> tuple[Setting, ...]:
        """Return the settings of the sections looked at that nothing took."""
        found: dict[tuple[str, object], Setting] = {}
        for path in self.sections:
            for entry in self.configuration.below(path):
                for setting in entry.settings:
                    key = (setting.name, setting.origin)
                    if key not in self._used:
                        found[key] = setting
        return tuple(found.values())


class Section:
    """.NET's ``IConfigurationSection``, read through a :class:`Lookup`."""

    def __init__(self, lookup: Lookup, path: str) -> None:
        self.lookup = lookup
        self.path = path

    @property
    def exists(self) -> bool:
        """Whether there is a value, also an empty one, or anything below."""
        return self.lookup.configuration.exists(self.path)

    @property
    def key(self) -> str:
        """The last segment of the path, in the spelling that was asked for."""
        return self.path.rpartition(":")[2]

    def value(self) -> str | None:
        """Return the section's own value and mark it used."""
        return self.lookup.take(self.path)

    def peek(self, key: str | None = None) -> str | None:
        """Return the value under ``key`` (or the section's own) without marking it used."""
        return self.lookup.configuration.get(self.at(key))

    def take(self, key: str) -> str | None:
        """Return the value of the sub-key ``key`` and mark it used."""
        return self.lookup.take(f"{self.path}:{key}")

    def children(self) -> tuple[str, ...]:
        """Return the names directly below, ordered as .NET orders them."""
        return self.lookup.configuration.children(self.path)

    def section(self, key: str) -> Section:
        """Return the section below this one; it counts as part of this one for what is ignored."""
        return Section(self.lookup, f"{self.path}:{key}")

    def at(self, key: str | None = None) -> str:
        """Return the configuration path of a sub-key, or the section's own."""
        return self.path if key is None else f"{self.path}:{key}"
