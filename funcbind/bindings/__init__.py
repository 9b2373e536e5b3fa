"""Which connections an app uses, read from its files; nothing of the app is run.

``find_apps(path)`` gives the folders of the apps at or below a path, ``read_app(folder)`` everything that
``function.json`` folders, ``function_app.py`` and ``host.json`` say.
"""

from __future__ import annotations

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from funcbind.bindings.credential_uses import CredentialUse
    from funcbind.connections import Binding
    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.model import Origin

__all__ = ["App", "Found", "find", "find_apps", "read_app"]


class App(Record):
    """A function app as its files describe it.

    Attributes:
        root: its folder, as the user gave it.
        bindings: every binding found, those of functions that may not exist included.
        functions: names of the functions, each once.
        problems: what could not be read, and what the host would not see.
        bundle: version range of the extension bundle, empty when host.json names none.
        host: host.json as parsed, ``None`` when there is none that can be read.
        model: ``v2`` with a ``function_app.py``, ``v1`` with ``function.json`` folders only, empty with neither.
        environ_reads: environment variables that the app's own code reads, with the places.
        files: the files that were read.
        bundle_id: id of the extension bundle.
        imports: dotted names that the app's own modules import from elsewhere (``azure.identity.aio``), each with its
            file.
        required_reads: those of ``environ_reads`` that end in KeyError when the variable is missing: not under a
            condition, nor of a name that the code also tests or sets.
        credential_uses: credentials of azure-identity that a function makes anew in each invocation.
    """

    root: str
    bindings: tuple[Binding, ...] = ()
    functions: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    bundle: str = ""
    host: Mapping[str, object] | None = None
    model: str = ""
    environ_reads: tuple[tuple[str, Origin], ...] = ()
    files: tuple[str, ...] = ()
    bundle_id: str = ""
    imports: tuple[tuple[str, Origin], ...] = ()
    required_reads: tuple[tuple[str, Origin], ...] = ()
    credential_uses: tuple[CredentialUse, ...] = ()

    def extension(self, name: str) -> Mapping[str, object]:
        """Return an extension's section of host.json (``durableTask``), its name in any letter case; else empty."""
        from funcbind.bindings.host_json import member, section

        return section(member(section(member(self.host, "extensions")), name))


class Found(Record):
    """The apps below a path, and what could not be looked into."""

    apps: tuple[str, ...]
    problems: tuple[Diagnostic, ...] = ()


def find(path: str) -> Found:
    """Return the apps at or below a path: the path itself when it holds a host.json, else every folder with one."""
    from funcbind.bindings.folders import find as find_folders

    return find_folders(path)


def find_apps(path: str) -> tuple[str, ...]:
    """Return the folders of the apps at or below a path, in alphabetical order."""
    return find(path).apps


def read_app(folder: str) -> App:
    """Read an app's bindings; never raises, what cannot be read is among the app's problems."""
    from funcbind.bindings.app import read

    return read(folder)
