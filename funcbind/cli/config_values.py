"""What the configuration may say, checked: an unknown key or a value that means nothing is an error."""

from __future__ import annotations

import os

from funcbind._record import Record
from funcbind.cli.config import ConfigError, _shown
from funcbind.policy import SEVERITIES, Ignore
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.cli.arguments import Arguments
    from funcbind.policy import Policy

_LISTS = ("select", "settings", "deployed", "apps", "exclude")
_CHOICES = {
    "target": ("local", "deployed"),
    "plan": ("consumption", "flex", "premium", "dedicated", "container"),
    "fail-on": SEVERITIES,
}
KEYS = (*_LISTS, *_CHOICES, "baseline", "ignore", "severity")


class Config(Record):
    """The configuration of a project; paths in it are relative to its folder.

    Attributes:
        file: where it was found; folder: the folder of that file, as short as it can be said from here.
        lists: ``select``, ``settings``, ``deployed``, ``apps`` and ``exclude``.
        texts: ``target``, ``plan``, ``fail-on`` and ``baseline``.
        ignores: what is not reported, and why.
        severities: code or name -> severity.
    """

    file: str
    folder: str
    lists: dict[str, tuple[str, ...]]
    texts: dict[str, str]
    ignores: tuple[Ignore, ...]
    severities: tuple[tuple[str, str], ...]

    def paths(self, name: str) -> list[str]:
        """Return a list of paths as they are from here."""
        return [self.path(one) for one in self.lists.get(name, ())]

    def path(self, name: str) -> str:
        """Return a path as it is from here."""
        return os.path.normpath(os.path.join(self.folder, name))

    def complete(self, arguments: Arguments) -> None:
        """Fill in what the command line does not say."""
        if not arguments.settings:
            arguments.settings = self.paths("settings")
            arguments.target = arguments.target or self.texts.get("target", "")
        arguments.deployed = arguments.deployed or self.paths("deployed")
        arguments.plan = arguments.plan or self.texts.get("plan", "")
        arguments.fail_on = arguments.fail_on or self.texts.get("fail-on", "")
        if not arguments.baseline and self.texts.get("baseline"):
            arguments.baseline = self.path(self.texts["baseline"])

    def policy(self, policy: Policy) -> Policy:
        """Return a policy with this one's decisions."""
        return policy.replace(select=self.lists.get("select", ()), ignores=self.ignores, severities=self.severities)

    def verify(self, used: Iterable[str]) -> None:
        """Look up the codes and names that met no finding.

        Raises:
            ConfigError: there is no such code or name.
        """
        known = set(used)
        named = [(ignore.what, "ignore") for ignore in self.ignores]
        named += [(what, "severity") for what, _ in self.severities]
        named += [(what, "select") for what in self.lists.get("select", ()) if not _is_beginning(what)]
        if all(what in known for what, _ in named):
            return
        from funcbind.rules.pages import pages

        words = [word for page in pages() for word in (page.code, page.name)]
        for what, key in named:
            if what not in words:
                said = f'"{shown_name(what)}" in {key} is no code or name of a finding{_near(what, words)}'
                raise ConfigError(f"{_shown(self.file)}: {said}")


def _is_beginning(what: str) -> bool:
    return what.startswith("FB") and len(what) < 5 and (what == "FB" or what[2:].isdigit())


def config_of(values: dict[str, object], file: str) -> Config:
    """Check a table.

    Raises:
        ConfigError: with the file, the key and what may stand there.
    """
    shown = _shown(file)
    lists: dict[str, tuple[str, ...]] = {}
    texts: dict[str, str] = {}
    for key, value in values.items():
        if key not in KEYS:
            raise ConfigError(
                f'{shown}: there is no key "{shown_name(key)}"{_near(key, KEYS)}; known are {", ".join(sorted(KEYS))}'
            )
        if key in _LISTS:
            if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
                raise ConfigError(f"{shown}: {key} is a list of texts")
            lists[key] = tuple(value)
        elif key in _CHOICES or key == "baseline":
            if not isinstance(value, str) or (key in _CHOICES and value not in _CHOICES[key]):
                raise ConfigError(f"{shown}: {key} is {_either(_CHOICES.get(key, ('a path',)))}")
            texts[key] = value
    folder = os.path.dirname(file)
    return Config(file, _from_here(folder), lists, texts, _ignores(values, shown), _severities(values, shown))


def _ignores(values: dict[str, object], shown: str) -> tuple[Ignore, ...]:
    table = values.get("ignore", {})
    example = 'for example FB220 = "the settings are for a job", or "FB220:Orders" for one connection'
    if not isinstance(table, dict):
        raise ConfigError(f"{shown}: ignore is a table of codes and reasons, {example}")
    found = []
    for key, reason in table.items():
        if not isinstance(reason, str) or not reason.strip():
            raise ConfigError(f'{shown}: ignore needs a reason for "{shown_name(key)}", {example}')
        what, _, connection = key.partition(":")
        found.append(Ignore(what, connection, reason.strip()))
    return tuple(found)


def _severities(values: dict[str, object], shown: str) -> tuple[tuple[str, str], ...]:
    table = values.get("severity", {})
    if not isinstance(table, dict) or not all(value in SEVERITIES for value in table.values()):
        raise ConfigError(f"{shown}: severity is a table of codes, each with {_either(SEVERITIES)}")
    return tuple(table.items())


def _either(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def _near(word: str, words: Iterable[str]) -> str:
    from funcbind.nearest import nearest

    near = nearest(word, tuple(words))
    return f'; did you mean "{near}"?' if near else ""


def _from_here(folder: str) -> str:
    try:
        near = os.path.relpath(folder)
    except ValueError:  # another drive
        return folder
    return folder if near.startswith("..") else near
