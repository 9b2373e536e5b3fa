"""What a rule is: a comment on something that the host accepts in silence.

A rule never decides whether a connection works; :func:`funcbind.resolve` did that. It is a pure function of what was
resolved and read, so it needs no mock and cannot disagree with the run time.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.connections import Connection
from funcbind.diagnostics import Diagnostic
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeAlias

    from funcbind.bindings import App
    from funcbind.bundles import Bundle
    from funcbind.check import Given
    from funcbind.configuration import Configuration
    from funcbind.connections import Binding, Endpoint, Resolution
    from funcbind.rules.uses import Use
    from funcbind.settings import SettingsSource
    from funcbind.settings.model import Origin, Setting


_BUNDLE_ID = "microsoft.azure.functions.extensionbundle"


class Example(Record):
    """A small project that a test runs through the whole check.

    Attributes:
        settings: app settings of the target.
        bindings: pairs of a binding type and a connection name (``None`` for the default), or triples with further
            JSON properties of the binding.
        target, os, plan: where the settings are meant for.
        bundle: the range of the extension bundle.
        code: text of a ``function_app.py`` in place of ``bindings``, for rules about code.
        file: text of a ``local.settings.json`` in place of ``settings``, for rules about files.
        tracked: whether git tracks the settings file.
    """

    settings: Mapping[str, str] = {}
    bindings: tuple[tuple[object, ...], ...] = ()
    target: str = "deployed"
    os: str = "linux"
    plan: str = ""
    bundle: str = "[4.*, 5.0.0)"
    code: str = ""
    file: str = ""
    tracked: bool = False


class Rule(Record):
    """One row of the table of rules.

    Attributes:
        code: permanent code; name: kebab-case name of the problem, so that "ignore <name>" reads correctly.
        severity: ``error`` for a crash, a certain failure, a silent change of identity or lost protection; ``warning``
            for the same in one place only or depending on own code; ``info`` for what is worth knowing.
        what: one sentence: what the rule reports.
        why: what the host does, or who else breaks.
        source: link to the page or file that says so.
        bad: reported with exactly this code; good: not reported at all.
        check: yields the findings of one checked app.
        since: version of funcbind that brought the rule.
        fix: name of the mechanical fix in :mod:`funcbind.fix`, empty when a person has to decide.
    """

    code: str
    name: str
    severity: str
    what: str
    why: str
    source: str
    bad: Example
    good: Example
    check: Callable[[Context], Iterable[Finding]]
    since: str = "0.1.0"
    fix: str = ""


class Finding(Record, secret=("instead",)):
    """What a rule found, before it gets its code.

    ``severity`` replaces the rule's own where the same problem weighs less in one place. ``instead`` is the
    name that the setting should have, where its name is the fault.
    """

    message: str
    hint: str = ""
    origin: Origin | None = None
    related: tuple[tuple[Origin, str], ...] = ()
    function: str = ""
    binding: str = ""
    connection: str = ""
    setting: str = ""
    severity: str = ""
    instead: str = ""


if TYPE_CHECKING:
    Check: TypeAlias = Callable[["Context"], Iterable[Finding]]


class Context:
    """One checked app, as rules see it.

    Attributes:
        app: the bindings and the code that was read.
        configuration: the host's view of the settings.
        sources: the settings files, in ascending precedence.
        target: ``local`` or ``deployed``; os: ``linux`` or ``windows``; plan: empty when unknown.
        resolutions: what the host would do with each binding, in the order of the app.
        tracked: names of sources that git tracks.
    """

    def __init__(
        self,
        app: App,
        given: Given,
        resolutions: tuple[Resolution, ...],
    ) -> None:
        self.app = app
        self.given = given
        self.configuration: Configuration = given.configuration
        self.sources: tuple[SettingsSource, ...] = given.sources
        self.target = given.target
        self.os = given.os
        self.plan = given.plan
        self.tracked = given.tracked
        self.resolutions = resolutions
        self._bundles: tuple[Bundle, ...] | None = None
        self._by_connection: dict[tuple[str, str], Resolution] | None = None
        self._by_name: dict[str, dict[Origin, str]] | None = None
        self._by_section: dict[str, dict[Origin, str]] | None = None
        self._identities: tuple[Use, ...] | None = None

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        """Releases of the extension bundle inside host.json's range, oldest first; empty when there is none."""
        if self._bundles is None:
            from funcbind.bundles import matching

            # The preview and experimental bundles count their releases by themselves.
            known = self.app.bundle_id.lower() in ("", _BUNDLE_ID)
            self._bundles = (matching(self.app.bundle) or ()) if known else ()
        return self._bundles

    def extension_version(self, name: str) -> tuple[int, ...]:
        """The version of an extension in the newest release of the range, ``()`` when unknown."""
        from funcbind.bundles import parse_version

        return parse_version(self.bundles[-1].extension(name)) if self.bundles else ()

    @property
    def deployed(self) -> bool:
        """Whether the settings are those of an app in Azure."""
        return self.target == "deployed"

    def accepted(self, *types: str) -> Iterator[Resolution]:
        """Resolutions of the given binding types (all without any) that the host accepts."""
        wanted = {type_.lower() for type_ in types}
        for resolution in self.resolutions:
            if wanted and resolution.binding.type.lower() not in wanted:
                continue
            if isinstance(resolution.outcome, Connection):
                yield resolution

    def connections(self) -> Iterator[Resolution]:
        """One resolution for each accepted connection name and service: what is true of the settings, said once."""
        if self._by_connection is None:
            found: dict[tuple[str, str], Resolution] = {}
            for resolution in self.accepted():
                if resolution.name:
                    endpoints = _endpoints(resolution)
                    service = endpoints[0].service if endpoints else ""
                    found.setdefault((resolution.name.upper(), service), resolution)
            self._by_connection = found
        return iter(self._by_connection.values())

    def endpoints(self) -> Iterator[tuple[Resolution, Endpoint]]:
        """Every endpoint of every accepted connection, its companions' too, each once."""
        seen = set()
        for resolution in self.resolutions:
            for client in resolution.clients:
                for endpoint in client.endpoints:
                    key = (endpoint.section, endpoint.service, endpoint.name, endpoint.uri)
                    if key not in seen:
                        seen.add(key)
                        yield resolution, endpoint

    def identities(self) -> tuple[Use, ...]:
        """Every section that a client signs in by, each once, with all that use it."""
        if self._identities is None:
            from funcbind.rules.uses import uses

            self._identities = uses(self.resolutions)
        return self._identities

    def users(self, name: str) -> tuple[tuple[Origin, str], ...]:
        """The bindings that use a connection name, as related places."""
        if self._by_name is None:
            self._by_name = self._users(lambda resolution: {resolution.name})
        return tuple(self._by_name.get(name.upper(), {}).items())

    def users_of_section(self, section: str) -> tuple[tuple[Origin, str], ...]:
        """The bindings that get an endpoint from a section, as related places."""
        if self._by_section is None:
            self._by_section = self._users(
                lambda resolution: {one.section for client in resolution.clients for one in client.endpoints}
            )
        return tuple(self._by_section.get(section.upper(), {}).items())

    def _users(self, keys: Callable[[Resolution], set[str]]) -> dict[str, dict[Origin, str]]:
        from funcbind.refusals import user_of

        found: dict[str, dict[Origin, str]] = {}
        for resolution in self.resolutions:
            origin = resolution.binding.origin
            for key in keys(resolution) if origin is not None else ():
                found.setdefault(key.upper(), {})[origin] = user_of(resolution.binding)  # type: ignore[index]
        return found

    def setting(self, key: str) -> Setting | None:
        """The setting that gives a configuration key its value."""
        entry = self.configuration.entry(key)
        return None if entry is None else entry.settings[-1]


def _endpoints(resolution: Resolution) -> tuple[Endpoint, ...]:
    outcome = resolution.outcome
    return outcome.endpoints if isinstance(outcome, Connection) else ()


def at_setting(setting: Setting, message: str, hint: str = "", **fields: object) -> Finding:
    """A finding whose place is a setting."""
    return Finding(message, hint, origin=setting.origin, setting=shown_name(setting.name), **fields)  # type: ignore[arg-type]


def at_binding(binding: Binding, message: str, hint: str = "", **fields: object) -> Finding:
    """A finding whose place is a binding."""
    return Finding(
        message,
        hint,
        origin=binding.origin,
        function=shown_name(binding.function),
        binding=shown_name(binding.name or binding.type),
        **fields,  # type: ignore[arg-type]
    )


def diagnostic(rule: Rule, finding: Finding) -> Diagnostic:
    """Give a finding its rule's code, name and severity."""
    return Diagnostic(
        rule.code,
        rule.name,
        finding.severity or rule.severity,
        finding.message,
        finding.hint,
        finding.origin,
        finding.related,
        finding.function,
        finding.binding,
        finding.connection,
        finding.setting,
        finding.instead,
    )
