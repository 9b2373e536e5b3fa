"""Did you mean: the existing name that a missing one was probably meant to be.

Names are compared without letter case, ``_``, ``-``, ``.`` and blanks, and by edit distance up to a limit that grows
with the length. One search is linear in the number of names and looks closely at few of them.
"""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.lookup import ORDERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from funcbind.configuration import Configuration
    from funcbind.settings.model import Setting

# Nobody mistypes a longer name; what is longer is no name but a value in the wrong place.
_LONGEST = 200
# The same for groups of sub-keys, with what a comparison leaves out: a name may have any number of colons.
_LONGEST_GROUP = 2 * _LONGEST
_IGNORED = str.maketrans("", "", "_-. \t")
# Prefixes the host adds itself, and endings that name the kind of thing: neither tells two names apart.
_PREFIXES = ("CONNECTIONSTRINGS:", "AZUREWEBJOBS")
_ENDINGS = ("CONNECTIONSTRINGSETTING", "CONNECTIONSTRING", "CONNECTIONSETTING", "CONNECTION", "CONNSTR", "CONN")
_SHORTEST_STEM = 3


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate most like ``name``, the first of equals; ``None`` when none is near.

    Args:
        name: what somebody wrote.
        candidates: names that exist; ``name`` itself is never the answer.
    """
    return Names(candidates).nearest(name)


def nearest_connection(configuration: Configuration, name: str, order: str = "webjobs") -> str | None:
    """Return the existing connection name most like a missing one, as a binding would write it.

    Args:
        configuration: the settings that exist.
        name: the missing connection.
        order: where the extension looks, a key of :data:`funcbind.lookup.ORDERS`: it decides whether
            ``AzureWebJobsOrders`` is called ``Orders``.

    For many names of one configuration build ``Names(connection_names(configuration, order))`` once.
    """
    return Names(connection_names(configuration, order)).nearest(name)


def connection_names(configuration: Configuration, order: str = "webjobs") -> Iterator[str]:
    """Yield every name that a lookup in this order would find something under, groups of sub-keys included.

    ``Orders__queueServiceUri`` gives ``Orders`` and, because a name may have colons, ``Orders:queueServiceUri``. A name
    may come more than once.
    """
    prefixes = sorted((fold(pattern.partition("{}")[0]) for pattern in ORDERS[order]), key=len, reverse=True)
    for entry in configuration.entries():
        folded = fold(entry.key)
        prefix = next((prefix for prefix in prefixes if folded.startswith(prefix)), None)
        if prefix is None:
            continue
        name = entry.key[len(prefix) :]
        end = name.find(":")
        while 0 <= end <= _LONGEST_GROUP:
            yield name[:end]
            end = name.find(":", end + 1)
        yield name


class Names:
    """Existing names, prepared for many searches."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_length: dict[int, dict[str, str]] = {}
        self._by_stem: dict[str, str] = {}
        for name in dict.fromkeys(names):
            plain = _plain(name)
            if plain and len(plain) <= _LONGEST:
                self._by_length.setdefault(len(plain), {}).setdefault(plain, name)
                self._by_stem.setdefault(_stem(plain), name)

    def nearest(self, name: str) -> str | None:
        """Return the name most like ``name``, the first of equals; ``None`` when none is near."""
        wanted = _plain(name)
        if not wanted or len(wanted) > _LONGEST:
            return None
        found = self._within(wanted, _limit(wanted))
        if found is None and len(stem := _stem(wanted)) >= _SHORTEST_STEM:
            found = self._by_stem.get(stem)
        return None if found == name else found

    def _within(self, wanted: str, limit: int) -> str | None:
        """The name with the fewest edits, ``None`` when more than ``limit`` are needed."""
        same = self._by_length.get(len(wanted), {}).get(wanted)
        if same is not None:
            return same
        found = None
        for difference in sorted(range(-limit, limit + 1), key=abs):
            if abs(difference) > limit:
                break
            # Cut into one piece more than there may be edits: at least one piece is in the other name unchanged.
            pieces = _pieces(wanted, limit + 1)
            for plain, name in self._by_length.get(len(wanted) + difference, {}).items():
                if any(piece in plain for piece in pieces) and (edits := _distance(wanted, plain, limit)) <= limit:
                    found, limit = name, edits - 1
                    pieces = _pieces(wanted, limit + 1)
        return found


def _plain(name: str) -> str:
    plain = fold(name.replace("__", ":"))
    for prefix in _PREFIXES:
        if len(plain) > len(prefix):
            plain = plain.removeprefix(prefix)
    return plain.translate(_IGNORED)


def _stem(plain: str) -> str:
    """``plain`` without an ending that only says "connection"."""
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= _SHORTEST_STEM:
            return plain.removesuffix(ending)
    return plain


def _limit(plain: str) -> int:
    """How many edits may lie between a name and what was meant."""
    length = len(plain)
    return 0 if length < 3 else 1 if length < 5 else 2 if length < 9 else 3


def _pieces(text: str, count: int) -> list[str]:
    return [text[len(text) * index // count : len(text) * (index + 1) // count] for index in range(count)]


def _distance(left: str, right: str, limit: int) -> int:
    """Levenshtein distance; some number above ``limit`` when it is more than that."""
    start = 0
    shorter = min(len(left), len(right))
    while start < shorter and left[start] == right[start]:
        start += 1
    end = 0
    while end < shorter - start and left[-1 - end] == right[-1 - end]:
        end += 1
    left, right = left[start : len(left) - end], right[start : len(right) - end]
    if not left or not right:
        return len(left) + len(right)
    above = limit + 1
    row = list(range(len(right) + 1))
    for index, char in enumerate(left, 1):
        previous, row = row, [above] * (len(right) + 1)
        row[0] = index
        # Only cells this near to the diagonal can stay within the limit.
        for column in range(max(1, index - limit), min(len(right), index + limit) + 1):
            edits = previous[column - 1] + (char != right[column - 1])
            row[column] = min(edits, previous[column] + 1, row[column - 1] + 1)
        if min(row) > limit:
            return above
    return row[-1]


def mistyped(configuration: Configuration, keys: Iterable[str]) -> dict[str, list[tuple[Setting, str]]]:
    """Return settings that were probably meant to be sub-keys, by the folded path of the section they were meant for.

    Args:
        configuration: the settings that exist.
        keys: sub-keys in the spelling of the documentation. ``Orders_accountName``, ``Orders.accountName`` and
            ``Orders___accountName`` are near the key ``accountName`` of ``Orders``; ``ORDERS_ACCOUNTNAME`` is
            somebody else's. The right name comes with each setting.
    """
    known = set(keys)
    found: dict[str, list[tuple[Setting, str]]] = {}
    for setting in configuration.settings:
        name = setting.name
        key = name[max(name.rfind(mark) for mark in _MARKS) + 1 :]
        start = name[: len(name) - len(key)].rstrip(_MARKS)
        if key not in known or name[len(start) : len(name) - len(key)] in ("__", ":"):
            continue
        section = start.replace("__", ":")
        if section and configuration.entry(f"{section}:{key}") is None:
            found.setdefault(fold(section), []).append((setting, f"{start}__{key}"))
    return found


_MARKS = "_.-:"
