"""Why a connection is what it is: every path, every setting, what became of it."""

from __future__ import annotations

from funcbind._record import Record
from funcbind.configuration import normalise
from funcbind.dotnet.text import fold, is_blank
from funcbind.extensions import extension_of
from funcbind.readers import readers
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from funcbind.check import Given, Verdict
    from funcbind.connections import Binding, Reader, Resolution
    from funcbind.lookup import LookedUp
    from funcbind.settings.model import Setting

# What a lookup puts before a connection's name, in the form of folded keys.
_PREFIXES = ("", "AZUREWEBJOBS", "CONNECTIONSTRINGS:", "CONNECTIONSTRINGS:AZUREWEBJOBS")


class Use(Record):
    """What became of one setting: ``reason`` says why it was ignored and is empty when it was used."""

    setting: Setting
    reason: str = ""


class Step(Record):
    """One path that the host looks at, in words, with the settings that lie there.

    ``own`` is false for what the binding needs besides its connection, such as host storage.
    """

    path: str
    found: str
    outcome: str
    chosen: bool
    own: bool
    uses: tuple[Use, ...]


class Explanation(Record):
    """One connection, for the bindings that see it the same way.

    Attributes:
        verdict: of the first of these bindings.
        resolution: the verdict's.
        bindings: all of these bindings.
        steps: the paths in the order of the host.
        others: settings that decided the outcome from elsewhere (``AZURE_*`` variables, host storage).
        overridden: settings of the same names that a later file or the environment replaces.
        readers: what other programs make of the same name.
    """

    verdict: Verdict
    resolution: Resolution
    bindings: tuple[Binding, ...]
    steps: tuple[Step, ...]
    others: tuple[Use, ...]
    overridden: tuple[Setting, ...]
    readers: tuple[Reader, ...]


class Section(Record):
    """The explanations of one app, with the settings that they are about."""

    root: str
    given: Given
    explanations: tuple[Explanation, ...]


def explain(verdicts: Iterable[Verdict], given: Given) -> tuple[Explanation, ...]:
    """Explain connections; bindings with the same type, settings and endpoints are explained once."""
    groups: dict[tuple[object, ...], list[tuple[Verdict, Resolution]]] = {}
    for verdict in verdicts:
        resolution = verdict.resolution
        if resolution is not None:
            clients = tuple((client.role, client.endpoints, client.rejection) for client in resolution.clients)
            same = (resolution.binding.type, fold(resolution.name), resolution.looked_up, resolution.used, clients)
            groups.setdefault(same, []).append((verdict, resolution))
    written: dict[str, list[Setting]] = {}
    for setting in (setting for source in given.sources for setting in source.settings):
        written.setdefault(_variable(setting, given), []).append(setting)
    return tuple(
        _explain(*group[0], tuple(verdict.binding for verdict, _ in group), given, written) for group in groups.values()
    )


def _explain(
    verdict: Verdict,
    resolution: Resolution,
    bindings: tuple[Binding, ...],
    given: Given,
    written: Mapping[str, list[Setting]],
) -> Explanation:
    own = fold(resolution.name)
    searches = sorted(_searches(resolution.looked_up), key=lambda search: own not in search[0])
    chosen: dict[str, str] = {}
    for _, search in searches:
        taken = next((one.path for one in search if one.chosen), "")
        chosen = {**dict.fromkeys((one.path for one in search), taken), **chosen}
    uses: dict[str, list[Use]] = {path: [] for path in chosen}
    others: list[Use] = []
    for setting in resolution.used:
        uses.get(_home(setting, uses, given), others).append(Use(setting))
    for setting in resolution.ignored:
        home = _home(setting, uses, given)
        reason = _reason(setting, home, chosen.get(home, ""), resolution, given)
        uses.get(home, others).append(Use(setting, reason))
    steps = [
        _step(one, chosen[one.path], own in names, uses.pop(one.path, []))
        for names, search in searches
        for one in dict.fromkeys(search)
    ]
    return Explanation(
        verdict,
        resolution,
        bindings,
        tuple(steps),
        tuple(others),
        tuple(
            other
            for setting in (*resolution.used, *resolution.ignored)
            for other in written.get(_variable(setting, given), ())
            if other.origin != setting.origin
        ),
        readers(given.configuration, resolution.binding, resolution),
    )


def _searches(looked_up: Iterable[LookedUp]) -> list[tuple[set[str], list[LookedUp]]]:
    """Tell the searches of one resolution apart: the folded names that each may be for, and its paths in order."""
    found: list[tuple[set[str], list[LookedUp]]] = []
    for one in looked_up:
        path = fold(one.path)
        names = {path[len(prefix) :] for prefix in _PREFIXES if path.startswith(prefix)}
        if found and (common := found[-1][0] & names):
            found[-1] = (common, [*found[-1][1], one])
        else:
            found.append((names, [one]))
    return found


def _step(one: LookedUp, chosen: str, own: bool, uses: list[Use]) -> Step:
    outcome = one.found or "not there"
    if one.chosen:
        outcome += ": taken"
    elif one.found and chosen:
        outcome += f', but "{shown_name(chosen)}" comes first'
    return Step(one.path, one.found, outcome, one.chosen, own, tuple(uses))


def _keys(setting: Setting, given: Given) -> tuple[str, ...]:
    return tuple(key for key, _ in normalise(setting.name, runtime=given.configuration.runtime))


def _home(setting: Setting, paths: Iterable[str], given: Given) -> str:
    """The path, of those looked at, at or below which a setting lies; the longest one."""
    found = ""
    for key in _keys(setting, given):
        for path in paths:
            if len(path) > len(found) and (fold(key) + ":").startswith(fold(path) + ":"):
                found = path
    return found


def _reason(setting: Setting, home: str, chosen: str, resolution: Resolution, given: Given) -> str:
    """Why the host did not use a setting that lies where it looked."""
    extension = extension_of(resolution.binding.type)
    if chosen and home and home != chosen:
        return f'"{shown_name(chosen)}" comes first'
    keys = [fold(key) for key in _keys(setting, given)]
    if fold(home) in keys:
        return "it is empty" if is_blank(setting.value) else "the keys below it are read in its place"
    if any(fold(chosen) == fold(key) for used in resolution.used for key in _keys(used, given)):
        return f'"{shown_name(chosen)}" has a value of its own, so the keys below it are not read'
    sub_key = next((key[len(home) + 1 :] for key in keys if key.startswith(fold(home) + ":")), "")
    if extension is not None and sub_key in map(fold, extension.endpoint_keys):
        return "another key gives the endpoint"
    if resolution.rejections:
        return "the host refuses before it reads this key"
    spec = next((one.credential for client in resolution.clients for one in client.endpoints if one.credential), None)
    credential = f" with {type(spec).__name__}" if spec is not None else ""
    return f"{extension.name if extension else 'the extension'}{credential} does not read this key"


def _variable(setting: Setting, given: Given) -> str:
    """A setting's name as the operating system compares it."""
    return setting.name if given.os == "linux" else setting.name.upper()
