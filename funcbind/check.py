"""The loop of ``funcbind check``: bindings x resolve (x rules) -> report.

Pure functions of what was read; no file is opened here. A rejection becomes a diagnostic in :func:`diagnostic_of` and
nowhere else, so that ``check`` and the exception at run time say the same.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.configuration import Configuration
from funcbind.connections import resolve
from funcbind.diagnostics import KINDS, of_kind
from funcbind.extensions import extension_of
from funcbind.redaction import HIDDEN, looks_secret, shown_name
from funcbind.settings.model import Origin, Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.bindings import App
    from funcbind.connections import Binding, Rejection, Resolution
    from funcbind.diagnostics import Diagnostic
    from funcbind.settings import SettingsSource

# What the names in the process environment may turn from "not found" into "not seen from here".
_ABSENCES = ("not_found", "no_endpoint", "unresolved_name", "incomplete_credential")


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
    """

    sources: tuple[SettingsSource, ...]
    configuration: Configuration
    target: str
    os: str
    guessed: str = ""
    environment: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""


class Checked(Record):
    """One app after the check.

    Attributes:
        app: what was read of it.
        given: what it was checked against.
        resolutions: one a binding that has a connection, in the order of the app.
        diagnostics: the findings, in the order of files and lines.
        unchecked: why nothing could be checked, empty when something was.
    """

    app: App
    given: Given
    resolutions: tuple[Resolution, ...]
    diagnostics: tuple[Diagnostic, ...]
    unchecked: str = ""


class Report(Record):
    """The sum of a check: every app, and the problems that belong to none."""

    apps: tuple[Checked, ...]
    problems: tuple[str, ...] = ()

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every finding, the same one of several apps (a shared settings file) once."""
        return tuple(dict.fromkeys(found for checked in self.apps for found in checked.diagnostics))

    @property
    def exit_code(self) -> int:
        """0 when all is well, 1 for a warning or an error, 2 when nothing could be checked."""
        if all(checked.unchecked for checked in self.apps):
            return 2
        return int(any(found.severity != "info" for found in self.diagnostics))


def check_app(app: App, given: Given) -> Checked:
    """Resolve every connection of an app and collect the findings."""
    resolutions = tuple(resolve(given.configuration, binding) for binding in app.bindings if has_connection(binding))
    findings: list[Diagnostic] = [problem for source in given.sources for problem in source.problems]
    findings += app.problems
    unchecked = ""
    elsewhere = _seen_elsewhere(resolutions, given)
    if resolutions and given.problem and not elsewhere:
        unchecked = given.problem
    elif app.problems and not app.bindings and not app.functions:
        unchecked = "no binding of this app could be read"
    else:
        findings += _refusals(resolutions, elsewhere)
        findings += _collisions(resolutions)
    findings.sort(key=_place)
    return Checked(app, given, resolutions, tuple(dict.fromkeys(findings)), unchecked)


def has_connection(binding: Binding) -> bool:
    """Whether a binding's connection can be resolved: its extension is known and the name could be read."""
    extension = extension_of(binding.type)
    return extension is not None and extension.property not in binding.unresolved


def diagnostic_of(resolution: Resolution, rejection: Rejection) -> Diagnostic:
    """Return a rejection as the finding that ``check`` prints and :class:`funcbind.ResolutionError` carries.

    The primary place is the setting at fault, else the binding.
    """
    binding = resolution.binding
    return of_kind(
        rejection.kind,
        _without_secrets(rejection.message, resolution, rejection),
        hint=_without_secrets(rejection.hint, resolution, rejection),
        origin=rejection.origin or binding.origin,
        related=((binding.origin, user_of(binding)),) if rejection.origin and binding.origin else (),
        function=shown_name(binding.function),
        binding=shown_name(binding.name or binding.type),
        connection=shown_name(resolution.name),
        setting=shown_name(_setting_name(resolution, rejection)),
    )


def user_of(binding: Binding) -> str:
    """Say which binding uses a connection, for a related place."""
    where = f' of function "{shown_name(binding.function)}"' if binding.function else ""
    return f"used by {shown_name(binding.type)}{where}"


def _setting_name(resolution: Resolution, rejection: Rejection) -> str:
    """The setting at fault as it is written; the key in the form of a setting when nobody wrote it."""
    wanted = rejection.key.upper()
    for setting in (*resolution.used, *resolution.ignored):
        if setting.name.replace("__", ":").upper() == wanted:
            return setting.name
    return rejection.key.replace(":", "__")


def _without_secrets(text: str, resolution: Resolution, rejection: Rejection) -> str:
    """Hide a "name" that is a secret wherever a message quotes it, as a path or as a setting."""
    for name in (resolution.name, resolution.binding.connection or "", rejection.key):
        if name in text and name and looks_secret(name):
            text = text.replace(name, HIDDEN)
    return text


def _refusals(
    resolutions: Iterable[Resolution], elsewhere: dict[tuple[int, Rejection], tuple[str, ...]]
) -> list[Diagnostic]:
    """One finding for each different refusal; the bindings that share it are its related places."""
    found: dict[tuple[object, ...], tuple[Diagnostic, dict[Origin, str]]] = {}
    for resolution in resolutions:
        for rejection in resolution.rejections:
            names = elsewhere.get((id(resolution), rejection))
            if names:
                diagnostic = _only_in_environment(resolution, rejection, names)
            else:
                diagnostic = diagnostic_of(resolution, rejection)
            same = (diagnostic.code, diagnostic.message, diagnostic.connection, diagnostic.setting, rejection.origin)
            first, places = found.setdefault(same, (diagnostic, {}))
            origin = resolution.binding.origin
            if origin is not None and origin != first.origin:
                places[origin] = user_of(resolution.binding)
    return [first.replace(related=tuple(places.items())) for first, places in found.values()]


def _seen_elsewhere(resolutions: Iterable[Resolution], given: Given) -> dict[tuple[int, Rejection], tuple[str, ...]]:
    """Refusals that depend on the process environment, each with the names there that would matter.

    Each is keyed by the identity of its resolution. The names are laid below the settings with a value that means
    nothing: a refusal for something absent that is gone then depends on the environment.
    """
    refused = [r for r in resolutions if any(rejection.kind in _ABSENCES for rejection in r.rejections)]
    if not refused or not given.environment:
        return {}
    origin = Origin("environment")
    unknown = [Setting(name, "unknown", origin) for name in given.environment]
    shadow = Configuration([*unknown, *given.configuration.settings], os=given.os)
    found = {}
    for resolution in refused:
        shadowed = resolve(shadow, resolution.binding)
        names = tuple(setting.name for setting in shadowed.used if setting.origin == origin)
        still = {(rejection.kind, rejection.key) for rejection in shadowed.rejections}
        for rejection in resolution.rejections:
            if names and rejection.kind in _ABSENCES and (rejection.kind, rejection.key) not in still:
                found[id(resolution), rejection] = names
    return found


def _only_in_environment(resolution: Resolution, rejection: Rejection, names: tuple[str, ...]) -> Diagnostic:
    shown = ", ".join(f'"{shown_name(name)}"' for name in names[:3]) + (" and more" if len(names) > 3 else "")
    code, name = KINDS["only_in_environment"]
    return diagnostic_of(resolution, rejection).replace(
        code=code,
        name=name,
        severity="info",
        message=f'connection "{shown_name(resolution.name)}" is not in the settings, but the environment of this '
        f"process has {shown}",
        hint="--environ uses the values too; whoever starts the host needs them as well",
    )


def _collisions(resolutions: Iterable[Resolution]) -> list[Diagnostic]:
    """Settings that are one key to the host and agree by chance: nothing is refused today."""
    found: dict[tuple[Setting, ...], dict[Origin, str]] = {}
    first: dict[tuple[Setting, ...], Resolution] = {}
    for resolution in resolutions:
        for settings in resolution.collisions:
            places = found.setdefault(settings, {setting.origin: "the same key" for setting in settings[1:]})
            first.setdefault(settings, resolution)
            if resolution.binding.origin is not None:
                places.setdefault(resolution.binding.origin, user_of(resolution.binding))
    return [
        of_kind(
            "collision",
            "the settings "
            + " and ".join(sorted(f'"{shown_name(setting.name)}"' for setting in settings))
            + " are one key to the host; they have the same value now, and the host would take one at random if they "
            "differed",
            severity="warning",
            hint="keep one of them",
            origin=settings[0].origin,
            related=tuple(places.items()),
            connection=shown_name(first[settings].name),
            setting=shown_name(settings[0].name),
        )
        for settings, places in found.items()
    ]


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str]:
    origin = diagnostic.origin
    return (origin.source, origin.line, origin.column, diagnostic.code) if origin else ("", 0, 0, diagnostic.code)
