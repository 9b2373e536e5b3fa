"""The loop of ``funcbind check``: bindings x resolve x rules -> report.

Pure functions of what was read; no file is opened here.
"""

from __future__ import annotations

import os

from funcbind._record import Record
from funcbind.connections import resolve
from funcbind.diagnostics import of_kind
from funcbind.policy import Policy
from funcbind.redaction import shown_name
from funcbind.refusals import (
    ABSENCES,
    Known,
    diagnostic_of,
    names_elsewhere,
    only_in_environment,
    reference_behind,
    shadow_of,
    user_of,
)
from funcbind.settings.model import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from funcbind.bindings import App
    from funcbind.configuration import Configuration
    from funcbind.connections import Binding, Resolution
    from funcbind.diagnostics import Diagnostic
    from funcbind.settings import SettingsSource
    from funcbind.settings.model import Setting


# The rule about groups of settings that no binding names.
_UNUSED = "FB220"


class Given(Record):
    """The settings that an app is checked against.

    Attributes:
        sources: what was read, in ascending precedence.
        configuration: the host's view of it.
        target: ``local`` or ``deployed``.
        os: ``linux`` or ``windows``.
        guessed: what the target was guessed from, empty when the user gave it.
        environment: names in the process environment whose values were not read.
        notes: what the report has to say about the choice of settings.
        problem: why there are no settings to check against, empty when there are.
        plan: ``consumption``, ``flex``, ``premium``, ``dedicated`` or ``container``; empty when unknown.
        tracked: names of the sources that git tracks.
        unknown: names that will exist with a value that is not written here, such as a template's expression.
        shared: whether other apps are checked against the same settings.
    """

    sources: tuple[SettingsSource, ...]
    configuration: Configuration
    target: str
    os: str
    guessed: str = ""
    environment: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""
    plan: str = ""
    tracked: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    shared: bool = False


class Verdict(Record):
    """What the check makes of one binding.

    Attributes:
        binding: the binding.
        resolution: what the host would do, ``None`` when that cannot be asked.
        status: ``ok``, ``refused``, ``environment`` (missing here, but a variable of this process has the name) or
            ``unchecked``.
        findings: the refusals, its companions' (host storage) included.
        reason: why it is unchecked.
    """

    binding: Binding
    resolution: Resolution | None
    status: str
    findings: tuple[Diagnostic, ...] = ()
    reason: str = ""


class Checked(Record):
    """One app after the check.

    Attributes:
        app: what was read of it.
        given: what it was checked against.
        verdicts: one a binding that connects to something, in the order of files and lines.
        diagnostics: the findings, in the order of files and lines, each once.
        unchecked: why nothing could be checked, empty when something was.
    """

    app: App
    given: Given
    verdicts: tuple[Verdict, ...]
    diagnostics: tuple[Diagnostic, ...]
    unchecked: str = ""


class Report(Record):
    """The sum of a check.

    Attributes:
        apps: every app, once for each target that it was checked for.
        strays: findings that belong to no app, such as a folder that cannot be looked into.
        problem: why there is no app at all.
        policy: which findings count.
    """

    apps: tuple[Checked, ...]
    strays: tuple[Diagnostic, ...] = ()
    problem: str = ""
    policy: Policy = Policy()

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """Every finding, ignored ones too; the same one of several apps (a shared settings file) once."""
        return tuple(dict.fromkeys((*self.strays, *agreed((one.given, one.diagnostics) for one in self.apps))))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings that are reported."""
        return tuple(self.policy.sort(self.found)[0])

    @property
    def ignored(self) -> tuple[tuple[Diagnostic, str], ...]:
        """The findings that are not reported, each with the reason."""
        return tuple(self.policy.sort(self.found)[1])

    @property
    def exit_code(self) -> int:
        """0 when all is well, 1 for a finding that fails the check, 2 when nothing could be checked."""
        if all(checked.unchecked for checked in self.apps):
            return 2
        return int(any(map(self.policy.fails, self.diagnostics)))


def agreed(apps: Iterable[tuple[Given, Iterable[Diagnostic]]]) -> Iterator[Diagnostic]:
    """Yield the findings of several apps; a setting is unused when every app that is given its file says so."""
    each = [(given, tuple(found)) for given, found in apps]
    for _, found in each:
        for one in found:
            file = one.origin.source if one.code == _UNUSED and one.origin is not None else ""
            readers = [theirs for given, theirs in each if any(source.name == file for source in given.sources)]
            if not file or len(readers) < 2 or all(one in theirs for theirs in readers):
                yield one


def check_app(app: App, given: Given) -> Checked:
    """Resolve every connection of an app and collect the findings."""
    verdicts = judge(app.bindings, given)
    asked = [verdict for verdict in verdicts if verdict.resolution is not None]
    unchecked = ""
    if app.problems and not app.bindings and not app.functions:
        unchecked = "no binding of this app could be read"
    elif given.problem and asked and (given.sources or all(verdict.status == "refused" for verdict in asked)):
        unchecked = given.problem
        verdicts = tuple(one.replace(status="unchecked", findings=(), reason="no settings") for one in verdicts)
    found: list[Diagnostic] = [problem for source in given.sources for problem in source.problems]
    found += app.problems
    if unchecked and unchecked == given.problem and not given.sources:
        hint = "name one with --settings, or use the variables of this process with --environ"
        origin = Origin(os.path.join(app.root, "host.json"))
        found.append(of_kind("no_settings", given.problem, severity="warning", hint=hint, origin=origin))
    found += _merged(verdicts)
    found += _collisions(verdicts)
    if not unchecked:
        from funcbind.rules.run import comment

        found += comment(app, given, (one.resolution for one in verdicts if one.resolution is not None))
    return Checked(app, given, verdicts, tuple(sorted(dict.fromkeys(found), key=_place)), unchecked)


def judge(bindings: Iterable[Binding], given: Given) -> tuple[Verdict, ...]:
    """Ask for every binding, in the order of files and lines, what the host would do.

    A binding that connects to nothing, such as an HTTP trigger, is left out.
    """
    found: list[Verdict] = []
    known = Known(given.configuration)
    shadow: Configuration | None = None
    for binding in sorted(bindings, key=lambda binding: _place_of(binding.origin)):
        if unread := _unread(binding):
            found.append(Verdict(binding, None, "unchecked", reason=f'"{unread}" cannot be read from the source'))
            continue
        resolution = resolve(given.configuration, binding)
        rejections = resolution.rejections
        if not rejections:
            if resolution.name or resolution.clients:
                found.append(Verdict(binding, resolution, "ok"))
            continue
        shadowed = resolution
        names = (*given.environment, *given.unknown)
        if names and any(rejection.kind in ABSENCES for rejection in rejections):
            shadow = shadow or shadow_of(given.configuration, names)
            shadowed = resolve(shadow, binding)
        found.append(_refused(resolution, shadowed, given, known))
    return tuple(found)


def _refused(resolution: Resolution, shadowed: Resolution, given: Given, known: Known) -> Verdict:
    """The verdict on a refusal, which may only mean that a value is not known here."""
    findings: list[Diagnostic] = []
    reason = ""
    for rejection in resolution.rejections:
        names = names_elsewhere(resolution, rejection, shadowed)
        waiting = reference_behind(resolution, rejection) or next((one for one in names if one in given.unknown), "")
        if waiting:
            reason = f'the value of "{shown_name(waiting)}" is not known here'
        elif names:
            findings.append(only_in_environment(resolution, rejection, names, known))
        else:
            findings.append(diagnostic_of(resolution, rejection, known))
    if not findings:
        return Verdict(resolution.binding, resolution, "unchecked", reason=reason)
    only_info = all(finding.severity == "info" for finding in findings)
    return Verdict(resolution.binding, resolution, "environment" if only_info else "refused", tuple(findings))


def _unread(binding: Binding) -> str:
    """The first property without which nothing can be said and that the source does not give away."""
    if not binding.unresolved:
        return ""
    from funcbind.bindings.decorators import NAMING_PROPERTIES

    return next((name for name in binding.unresolved if name == "type" or name in NAMING_PROPERTIES), "")


def _merged(verdicts: Iterable[Verdict]) -> list[Diagnostic]:
    """One finding for each different refusal; the other bindings that share it are its related places."""
    merged: dict[tuple[object, ...], tuple[Diagnostic, dict[Origin, str]]] = {}
    for verdict in verdicts:
        origin = verdict.binding.origin
        for finding in verdict.findings:
            same: tuple[object, ...] = (finding.code, finding.message, finding.connection)
            if finding.setting and finding.origin != origin:
                same = (finding.code, finding.setting, finding.origin)
            first, places = merged.setdefault(same, (finding, {}))
            if origin is not None and origin != first.origin:
                places[origin] = user_of(verdict.binding)
    return [first.replace(related=tuple(places.items())) for first, places in merged.values()]


def _collisions(verdicts: Iterable[Verdict]) -> list[Diagnostic]:
    """Settings that are one key to the host and agree by chance: nothing is refused today."""
    found: dict[tuple[Setting, ...], tuple[Resolution, dict[Origin, str]]] = {}
    for resolution in (verdict.resolution for verdict in verdicts if verdict.resolution is not None):
        for settings in resolution.collisions:
            others = {setting.origin: "the same key" for setting in settings[1:]}
            _, places = found.setdefault(settings, (resolution, others))
            if resolution.binding.origin is not None:
                places.setdefault(resolution.binding.origin, user_of(resolution.binding))
    return [
        of_kind(
            "collision",
            f"the settings {_quoted(settings)} are one key to the host; they have the same value now, but if they "
            "differed, the host would take one at random",
            severity="warning",
            hint="keep one of them",
            origin=settings[0].origin,
            related=tuple(places.items()),
            connection=shown_name(resolution.name),
            setting=shown_name(settings[0].name),
        )
        for settings, (resolution, places) in found.items()
    ]


def _quoted(settings: Iterable[Setting]) -> str:
    return " and ".join(sorted(f'"{shown_name(setting.name)}"' for setting in settings))


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    return (*_place_of(diagnostic.origin), diagnostic.code)


def _place_of(origin: Origin | None) -> tuple[str, int, int]:
    return (origin.source, origin.line, origin.column) if origin is not None else ("", 0, 0)
