"""Putting an app together: host.json, function.json folders, function_app.py, environment reads."""

from __future__ import annotations

import _ast
import os

from funcbind.bindings import App
from funcbind.bindings.host_json import read_host
from funcbind.diagnostics import of_kind
from funcbind.settings.model import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings.credential_uses import CredentialUse
    from funcbind.bindings.host_json import Host
    from funcbind.bindings.python_app import PythonApp
    from funcbind.bindings.values import Reader
    from funcbind.connections import Binding
    from funcbind.diagnostics import Diagnostic

_ENTRY = "function_app.py"


def read(folder: str) -> App:
    """Return what an app's files say; never raises."""
    host = read_host(folder)
    problems: list[Diagnostic] = list(host.problems)
    files: list[str] = [host.path] if host.path else []
    bindings: list[Binding] = []
    functions: list[str] = []
    reads: tuple[tuple[str, Origin], ...] = ()
    imports: tuple[tuple[str, Origin], ...] = ()
    required: tuple[tuple[str, Origin], ...] = ()
    uses: tuple[CredentialUse, ...] = ()
    folders = _function_folders(folder, problems)
    entry = os.path.join(folder, _ENTRY)
    scripts: list[tuple[str, str]] = []
    if folders:
        from funcbind.bindings.function_json import read_function

        for name in folders:
            function = read_function(folder, name, host)
            bindings += function.bindings
            problems += function.problems
            files.append(function.path)
            scripts += [(name, script) for script in function.scripts]
            functions.append(name)
    has_entry = os.path.lexists(entry)
    if has_entry or scripts:
        from funcbind.bindings.modules import Modules
        from funcbind.bindings.values import Reader

        reader = Reader(Modules(folder))
        if has_entry:
            problems += _mixed(entry, folders)
            found = _read_entry(reader, entry, host, problems)
            bindings += found.bindings
            functions += found.functions
            uses = found.credential_uses
        for name, script in scripts:
            uses = (*uses, *_uses_of_script(reader, name, script))
        problems += reader.modules.problems
        reads = _reads(reader)
        if any(module.reads for module in reader.modules):
            from funcbind.bindings.required import required_reads

            required = required_reads(reader)
        imports = _imports(reader)
        files += [module.path for module in reader.modules]
    return App(
        folder,
        tuple(bindings),
        tuple(dict.fromkeys(functions)),
        tuple(problems),
        host.bundle,
        host.content,
        "v2" if has_entry else "v1" if folders else "",
        reads,
        tuple(files),
        host.bundle_id,
        imports,
        required,
        uses,
    )


def _read_entry(reader: Reader, entry: str, host: Host, problems: list[Diagnostic]) -> PythonApp:
    from funcbind.bindings.python_app import PythonApp, read_python

    try:
        found = read_python(reader.modules.load(entry), reader, host)
    except RecursionError:
        message = "the code of this app is nested too deeply to be read"
        problems.append(of_kind("app_unreadable", message, origin=Origin(entry)))
        return PythonApp((), (), ())
    problems += found.problems
    return found


def _uses_of_script(reader: Reader, function: str, script: str) -> tuple[CredentialUse, ...]:
    """Return the credentials that the ``main`` of a function.json folder makes in each invocation."""
    from funcbind.bindings.credential_uses import credential_uses

    module = reader.modules.load(script)
    main = module.scope.names.get("main")
    definition = main.at(None)[0] if main is not None else None
    known = definition if isinstance(definition, _ast.AST) else None
    return tuple(credential_uses(function, known, module.scope, reader))


def _reads(reader: Reader) -> tuple[tuple[str, Origin], ...]:
    """Return the environment variables that the app's modules read by a name that the source gives away."""
    found = []
    for module in reader.modules:
        for node, argument in module.reads:
            name = reader.text(argument, module.scope)
            if name is not None:
                found.append((name, module.origin(node)))
    return tuple(found)


def _imports(reader: Reader) -> tuple[tuple[str, Origin], ...]:
    """Return what the app's modules import by an absolute name, with the file."""
    found: dict[tuple[str, str], Origin] = {}
    for module in reader.modules:
        for one in module.imports:
            if not one.level:
                dotted = f"{one.module}.{one.name}" if one.name else one.module
                found.setdefault((dotted, module.path), Origin(module.path))
    return tuple((dotted, origin) for (dotted, _), origin in found.items())


def _mixed(entry: str, folders: list[str]) -> list[Diagnostic]:
    if not folders:
        return []
    return [
        of_kind(
            "mixed_app",
            "the app has both function_app.py and function.json folders; the host asks the Python worker, which looks "
            "at function_app.py only",
            severity="warning",
            hint="move the functions of the folders into function_app.py, or take function_app.py away",
            origin=Origin(entry),
        )
    ]


def _function_folders(folder: str, problems: list[Diagnostic]) -> list[str]:
    """Return the names of the folders with a function.json, in alphabetical order."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError as error:
        message = f"the folder cannot be looked into ({error.strerror or type(error).__name__})"
        problems.append(of_kind("app_unreadable", message, origin=Origin(folder)))
        return []
    # entry.is_dir() would fail at a link that leads to itself; below what is no folder there is no file.
    return [name for name in names if os.path.lexists(os.path.join(folder, name, "function.json"))]
