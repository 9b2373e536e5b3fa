"""The host's view of the settings: .NET's ``IConfiguration`` over environment variables.

Source: ``EnvironmentVariablesConfigurationProvider`` of dotnet/runtime, and for today's host
``CompatEnvironmentVariablesProvider`` of Azure/azure-functions-host (pull request 11793).
"""

from __future__ import annotations

from bisect import bisect_left

from funcbind._record import Record
from funcbind.dotnet.text import fold, ordered
from funcbind.settings.model import Setting, effective, settings_from_mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Prefix of an App Service connection string -> ADO.NET provider name written beside it (.NET 8 and later).
PREFIXES_NET8: tuple[tuple[str, str], ...] = (
    ("MYSQLCONNSTR_", "MySql.Data.MySqlClient"),
    ("SQLAZURECONNSTR_", "System.Data.SqlClient"),
    ("SQLCONNSTR_", "System.Data.SqlClient"),
    ("CUSTOMCONNSTR_", ""),
)
# New with .NET 10. Today's host keeps such a variable under its own name as well.
PREFIXES_NET10: tuple[tuple[str, str], ...] = (
    ("POSTGRESQLCONNSTR_", "Npgsql"),
    ("APIHUBCONNSTR_", ""),
    ("DOCDBCONNSTR_", ""),
    ("EVENTHUBCONNSTR_", ""),
    ("NOTIFICATIONHUBCONNSTR_", ""),
    ("REDISCACHECONNSTR_", ""),
    ("SERVICEBUSCONNSTR_", ""),
)


class Entry(Record, secret=("value",)):
    """One configuration key with its value and every setting that claims it.

    ``settings`` has more than one member when several names become this key; the host then takes one at random.
    """

    key: str
    value: str
    settings: tuple[Setting, ...]

    @property
    def contradictory(self) -> bool:
        """Whether the settings that claim this key have different values."""
        return any(setting.value != self.settings[0].value for setting in self.settings[1:])


def normalise(name: str, *, runtime: str = "net10") -> tuple[tuple[str, str | None], ...]:
    """Return the configuration keys that an environment variable becomes.

    Each is a pair of the key and ``None`` (the variable's own value) or the provider name that is its value.

    Args:
        name: the environment variable.
        runtime: ``"net10"`` (today's host) or ``"net8"``.
    """
    if "CONNSTR_" in (upper := fold(name)):
        for prefix, provider in PREFIXES_NET8:
            if upper.startswith(prefix):
                return _connection_string_keys(name[len(prefix) :], provider)
        if runtime != "net8":
            for prefix, provider in PREFIXES_NET10:
                if upper.startswith(prefix):
                    own = (name.replace("__", ":"), None)
                    return (*_connection_string_keys(name[len(prefix) :], provider), own)
    return ((name.replace("__", ":"), None),)


def _connection_string_keys(rest: str, provider: str) -> tuple[tuple[str, str | None], ...]:
    key = "ConnectionStrings:" + rest.replace("__", ":")
    return ((key, None), (key + "_ProviderName", provider)) if provider else ((key, None),)


class Configuration:
    """What the host finds under each key, and which setting said so.

    Args:
        settings: app settings in ascending precedence (a later one of the same name wins), or a plain mapping.
        os: ``"linux"`` or ``"windows"``: whether two names that differ in letter case are two variables.
        runtime: ``"net10"`` (today's host) or ``"net8"``.
    """

    def __init__(
        self, settings: Iterable[Setting] | Mapping[str, str], *, os: str = "linux", runtime: str = "net10"
    ) -> None:
        if os not in ("linux", "windows"):
            raise ValueError(f"os must be 'linux' or 'windows', not {os!r}")
        if runtime not in ("net10", "net8"):
            raise ValueError(f"runtime must be 'net10' or 'net8', not {runtime!r}")
        self.os = os
        self.runtime = runtime
        self.settings: tuple[Setting, ...] = effective(_settings(settings), os=os)
        self._environment: dict[str, Setting] | None = None
        self._entries: dict[str, Entry] = {}
        self._places: dict[str, int] | None = None
        self._sorted: list[str] = []
        self._children: dict[str | None, tuple[str, ...]] = {}
        for setting in self.settings:
            for key, provider in normalise(setting.name, runtime=runtime):
                claim = setting if provider is None else setting.replace(value=provider)
                known = self._entries.get(folded := fold(key))
                if known is None:
                    self._entries[folded] = Entry(key, claim.value, (claim,))
                else:
                    self._entries[folded] = Entry(known.key, claim.value, (*known.settings, claim))

    def __repr__(self) -> str:
        return f"Configuration({len(self.settings)} settings, os={self.os!r}, runtime={self.runtime!r})"

    def entry(self, key: str) -> Entry | None:
        """Return what is stored under ``key`` (``:`` form, any letter case), or ``None``."""
        return self._entries.get(fold(key))

    def get(self, key: str) -> str | None:
        """Return the value under ``key``, or ``None`` when there is none; an empty value is a value."""
        entry = self._entries.get(fold(key))
        return None if entry is None else entry.value

    def entries(self) -> tuple[Entry, ...]:
        """Return every key that has a value, in the order of the settings."""
        return tuple(self._entries.values())

    def collisions(self) -> tuple[Entry, ...]:
        """Return the keys that more than one setting claims."""
        return tuple(entry for entry in self._entries.values() if len(entry.settings) > 1)

    def children(self, path: str | None) -> tuple[str, ...]:
        """Return the names directly below ``path``, ordered as .NET orders them; ``None`` is the root.

        Empty first, then integers by value, then text by upper case.
        """
        folded = None if path is None else fold(path)
        found = self._children.get(folded)
        if found is None:
            keys = list(self._entries) if folded is None else self._under(folded)
            start = 0 if folded is None else len(folded) + 1
            found = self._children[folded] = tuple(ordered(name for name, _ in self._grouped(keys, start).values()))
        return found

    def exists(self, path: str) -> bool:
        """``IConfigurationSection.Exists()``: there is a value (also an empty one) or anything below."""
        folded = fold(path)
        if folded in self._entries:
            return True
        prefix = folded + ":"
        at = bisect_left(self._ordinal(), prefix)
        return at < len(self._sorted) and self._sorted[at].startswith(prefix)

    def below(self, path: str) -> tuple[Entry, ...]:
        """Return every entry at or below ``path``, at any depth, in .NET's order."""
        folded = fold(path)
        own = self._entries.get(folded)
        found = [] if own is None else [own]
        pending = [(self._under(folded), len(folded) + 1)]
        while pending:
            keys, start = pending.pop()
            if len(keys) == 1:
                found.append(self._entries[keys[0]])
                continue
            itself = [folded for folded in keys if len(folded) < start]
            if itself:  # comes before what is below it
                found.append(self._entries[itself[0]])
                keys = [folded for folded in keys if len(folded) >= start]
            groups = dict(self._grouped(keys, start).values())
            pending += [(groups[name], start + len(name) + 1) for name in reversed(ordered(groups))]
        return tuple(found)

    def environment(self, name: str) -> Setting | None:
        """Return the process environment's variable of exactly this name, as libraries inside the host read it."""
        if self._environment is None:
            self._environment = {_variable(setting.name, self.os): setting for setting in self.settings}
        return self._environment.get(_variable(name, self.os))

    def _ordinal(self) -> list[str]:
        """The keys, folded and sorted: what is below a section stands together, however deep its names go."""
        if self._places is None:
            self._sorted = sorted(self._entries)
            self._places = {folded: place for place, folded in enumerate(self._entries)}
        return self._sorted

    def _under(self, folded: str) -> list[str]:
        """Return the keys below a section, in the order of the settings."""
        keys = self._ordinal()
        prefix = folded + ":"
        first = last = bisect_left(keys, prefix)
        while last < len(keys) and keys[last].startswith(prefix):
            last += 1
        places = self._places or {}
        return sorted(keys[first:last], key=places.__getitem__)

    def _grouped(self, keys: list[str], start: int) -> dict[str, tuple[str, list[str]]]:
        """Group keys by their segment at ``start``, folded: its first spelling, and the keys."""
        groups: dict[str, tuple[str, list[str]]] = {}
        for folded in keys:
            end = folded.find(":", start)
            stop = len(folded) if end < 0 else end
            # fold() maps code point to code point, so positions in the key are the same.
            group = groups.get(name := folded[start:stop])
            if group is None:
                group = groups[name] = (self._entries[folded].key[start:stop], [])
            group[1].append(folded)
        return groups


def _settings(settings: Iterable[Setting] | Mapping[str, str]) -> Iterable[Setting]:
    items = getattr(settings, "items", None)
    return settings_from_mapping(dict(items())) if items else settings  # type: ignore[return-value]


def _variable(name: str, os: str) -> str:
    return name if os == "linux" else name.upper()
