"""The two calls of the library: :func:`load` the settings, ask for a :func:`connection`."""

from __future__ import annotations

import os as _os
import sys
from collections.abc import Mapping

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Rejection, resolve
from funcbind.errors import ResolutionError, SettingsFileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.connections import Connection
    from funcbind.settings import SettingsSource

# Set by the host for its workers: the environment then holds every setting already.
_UNDER_HOST = ("AzureWebJobsScriptRoot", "WEBSITE_INSTANCE_ID", "FUNCTIONS_WORKER_DIRECTORY")


def load(
    project: str | _os.PathLike[str] = ".",
    *,
    settings: str | _os.PathLike[str] | Mapping[str, str] | Iterable[str | _os.PathLike[str]] | None = None,
    environ: Mapping[str, str] | None = None,
    os: str | None = None,
    runtime: str = "net10",
) -> Configuration:
    """Read an app's settings as the host would see them.

    Under the Functions host and ``func start`` the process environment is everything there is. Elsewhere
    ``local.settings.json`` is found as Core Tools finds it (from ``project`` upwards, the first folder with a
    ``host.json`` or a ``local.settings.json``) and layered under the environment: a variable that is set and not empty
    wins over the file.

    Args:
        project: a folder of the function app.
        settings: instead of searching: a settings file, several of them (a later one wins), or a mapping of names to
            values. Files may be local.settings.json, ``.env`` or exported app settings.
        environ: the process environment; ``os.environ`` by default, ``{}`` to leave it out.
        os: ``"linux"`` or ``"windows"``; this machine's by default.
        runtime: ``"net10"`` (today's host) or ``"net8"``.

    Raises:
        SettingsFileError: a settings file is missing, broken, encrypted, or one that Core Tools would drop.
    """
    system = os or ("windows" if sys.platform == "win32" else "linux")
    variables = _os.environ if environ is None else environ
    if settings is None:
        if any(variables.get(name) for name in _UNDER_HOST):
            paths: list[str] = []
        else:
            from funcbind.settings import find_local_settings

            found = find_local_settings(_os.fspath(project))
            paths = [found] if found is not None and _os.path.exists(found) else []
    elif isinstance(settings, (str, _os.PathLike)):
        paths = [_os.fspath(settings)]
    elif isinstance(settings, Mapping):
        return Configuration(settings, os=system, runtime=runtime)
    else:
        paths = [_os.fspath(path) for path in settings]
    from funcbind.settings import environment_source, read_source
    from funcbind.settings.source import layered

    files = [_usable(read_source(path)) for path in paths]
    return Configuration(layered(files, environment_source(variables), os=system), os=system, runtime=runtime)


def _usable(source: SettingsSource) -> SettingsSource:
    errors = [problem for problem in source.problems if problem.severity == "error"]
    if errors:
        raise SettingsFileError(str(errors[0]))
    return source


def connection(name: str | None, binding_type: str, configuration: Configuration | None = None) -> Connection:
    """Return what the host would use for the connection ``name`` of a binding type.

    It answers for the named connection's own clients. What a trigger needs besides (a blob trigger's host storage) is
    in :func:`funcbind.resolve` and reported by ``funcbind check``.

    Args:
        name: the connection name as the binding gives it, ``None`` for the extension's default.
        binding_type: a binding type such as ``"serviceBus"``, ``"blobTrigger"`` or ``"signalR"``, any letter case.
        configuration: the host's view of the settings; :func:`load` with its defaults when absent.

    Raises:
        ResolutionError: the host would refuse; same code and words as ``funcbind check``.
        SettingsFileError: see :func:`load`.
    """
    configuration = load() if configuration is None else configuration
    resolution = resolve(configuration, Binding(binding_type, name))
    if isinstance(resolution.outcome, Rejection):
        from funcbind.refusals import Known, diagnostic_of

        raise ResolutionError(resolution.outcome, diagnostic_of(resolution, resolution.outcome, Known(configuration)))
    return resolution.outcome
