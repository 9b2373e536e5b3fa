"""The modules of an app, parsed but never run.

Only ``_ast`` is used: the ``ast`` module costs more start-up time than everything else here together.
"""

from __future__ import annotations

import _ast
import os
import sys
import warnings

from funcbind.bindings.decorators import is_decorator
from funcbind.bindings.json_files import size_of
from funcbind.bindings.scopes import Import, Scope, collect, imports_of
from funcbind.diagnostics import of_kind
from funcbind.settings.model import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.diagnostics import Diagnostic

LONGEST_FILE = 8 * 1024 * 1024
_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST
_HARMLESS = 128 * 1024
_DEEP_STACK = 1024 * 1024 * 1024  # address space; only what is used takes memory
_LEAVES = (_ast.Constant, _ast.Name, _ast.expr_context, _ast.operator, _ast.cmpop, _ast.alias)
_READS = frozenset({"get", "getenv", "pop", "setdefault"})
_REGISTERS = frozenset({"register_functions", "register_blueprint"})
_INDIRECT = frozenset({"getattr", "import_module", "__import__"})


class Module:
    """One ``.py`` file of the app and the few nodes of it that matter.

    Attributes:
        path: the file, joined to the app's folder as the user gave it.
        body: its statements, empty when the file cannot be read.
        scope: its names.
        imports: every import, those inside functions included.
        decorators: every use of an attribute that is named like a decorator of the table.
        registrations: every call of ``register_functions`` or ``register_blueprint``.
        reads: every expression that may read an environment variable, with the expression of its name.
        indirect: every call of ``getattr`` or ``import_module``.
    """

    def __init__(self, path: str, source: bytes, body: list[_ast.stmt]) -> None:
        self.path = path
        self.body = body
        self.scope = Scope(self)
        self.imports: list[Import] = []
        self.decorators: list[_ast.Attribute] = []
        self.registrations: list[_ast.Call] = []
        self.reads: list[tuple[_ast.expr, _ast.expr]] = []
        self.indirect: list[_ast.Call] = []
        self._source = source
        self._lines: list[bytes] | None = None
        collect(self.scope, body)
        self._gather()

    def mentions(self, word: bytes) -> bool:
        """Whether a word stands anywhere in the source."""
        return word in self._source

    def origin(self, node: _ast.expr | _ast.stmt) -> Origin:
        """Return the place of a node; its column in code points, where ``_ast`` counts bytes."""
        if self._lines is None:
            self._lines = self._source.removeprefix(b"\xef\xbb\xbf").splitlines()
        line = self._lines[node.lineno - 1] if node.lineno <= len(self._lines) else b""
        return Origin(self.path, node.lineno, len(line[: node.col_offset].decode("utf-8", "replace")) + 1)

    def _gather(self) -> None:
        """Walk the whole tree once, with a stack of our own: an expression may be nested deeper than calls can be."""
        waiting: list[_ast.AST] = list(self.body)
        while waiting:
            node = waiting.pop()
            if isinstance(node, _ast.Attribute):
                if is_decorator(node.attr):
                    self.decorators.append(node)
            elif isinstance(node, _ast.Call):
                self._gather_call(node)
            elif isinstance(node, _ast.Subscript):
                if isinstance(node.ctx, _ast.Load) and self._is_environ(node.value):
                    self.reads.append((node, node.slice))
            elif isinstance(node, (_ast.Import, _ast.ImportFrom)):
                self._gather_imports(node)
                continue
            for value in node.__dict__.values():
                if isinstance(value, list):
                    waiting += [item for item in value if isinstance(item, _ast.AST) and not isinstance(item, _LEAVES)]
                elif isinstance(value, _ast.AST) and not isinstance(value, _LEAVES):
                    waiting.append(value)
        for found in (self.decorators, self.registrations, self.indirect):
            found.sort(key=_position)
        self.reads.sort(key=lambda read: _position(read[0]))

    def _gather_call(self, call: _ast.Call) -> None:
        function = call.func
        name = function.attr if isinstance(function, _ast.Attribute) else getattr(function, "id", "")
        if name in _REGISTERS:
            self.registrations.append(call)
        elif name in _INDIRECT:
            self.indirect.append(call)
        elif call.args and (
            (name == "getenv" and isinstance(function, (_ast.Attribute, _ast.Name)))
            or (name in _READS and isinstance(function, _ast.Attribute) and self._is_environ(function.value))
            or (isinstance(function, _ast.Name) and self._imported_from_os(function.id, "getenv"))
        ):
            self.reads.append((call, call.args[0]))

    def _is_environ(self, node: _ast.expr) -> bool:
        """Whether an expression is written like ``os.environ``; nothing else is commonly called so."""
        if isinstance(node, _ast.Name):
            return node.id == "environ" or self._imported_from_os(node.id, "environ")
        return isinstance(node, _ast.Attribute) and node.attr == "environ"

    def _imported_from_os(self, name: str, what: str) -> bool:
        names = self.scope.names.get(name)
        meaning = names.meanings[-1] if names else None
        return isinstance(meaning, Import) and meaning.module == "os" and meaning.name == what

    def _gather_imports(self, statement: _ast.Import | _ast.ImportFrom) -> None:
        if isinstance(statement, _ast.Import):
            self.imports += [Import(alias.name) for alias in statement.names]
        else:
            self.imports += [imported for _, imported in imports_of(statement)]


def _position(node: _ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


class Modules:
    """Every module of one app that its entry modules reach through imports.

    Attributes:
        root: the app's folder, as the user gave it.
        problems: files that could not be read.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self.problems: list[Diagnostic] = []
        self._modules: dict[str, Module] = {}
        self._located: dict[tuple[str, str], str] = {}

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules.values())

    def load(self, path: str) -> Module:
        """Return the module of a file and load what it imports from the app; a broken file is an empty module."""
        waiting = [path]
        while waiting:
            current = waiting.pop()
            if current not in self._modules:
                module = self._modules[current] = self._read(current)
                for imported in reversed(module.imports):
                    waiting += reversed(self.files_of(module, imported))
        return self._modules[path]

    def find(self, path: str) -> Module | None:
        """Return a module that was loaded, ``None`` for any other path."""
        return self._modules.get(path)

    def locate(self, base: str, dotted: str) -> str:
        """Return the file of a module below a folder, empty when the app has none."""
        key = (base, dotted)
        found = self._located.get(key)
        if found is None:
            stem = os.path.join(base, *dotted.split(".")) if dotted else base
            found = ""
            for candidate in (os.path.join(stem, "__init__.py"), stem + ".py"):
                if os.path.isfile(candidate):
                    found = candidate
                    break
            self._located[key] = found
        return found

    def base_of(self, module: Module, imported: Import) -> tuple[str, str]:
        """Return the folder an import starts at and the dotted name below it."""
        if not imported.level:
            head, _, rest = imported.module.partition(".")
            # "__app__" is the app's folder as a package, in apps with function.json
            return (self.root, rest) if head == "__app__" else (self.root, imported.module)
        base = os.path.dirname(module.path)
        for _ in range(imported.level - 1):
            base = os.path.dirname(base) or os.curdir
        return base, imported.module

    def files_of(self, module: Module, imported: Import) -> list[str]:
        """Return the app's files that an import runs: packages on the way, the module, a module named in it."""
        base, dotted = self.base_of(module, imported)
        parts = dotted.split(".") if dotted else []
        names = [".".join(parts[: end + 1]) for end in range(len(parts))]
        if imported.level and not parts:
            names.append("")
        if imported.name and imported.name != "*":
            names.append(".".join([*parts, imported.name]))
        return [path for path in (self.locate(base, name) for name in names) if path]

    def _read(self, path: str) -> Module:
        source = b""
        try:
            if size_of(path) > LONGEST_FILE:
                self._report(
                    path, 0, 0, f"the file is larger than {LONGEST_FILE // 1024 // 1024} MiB, so it is not read"
                )
            else:
                with open(path, "rb") as file:
                    source = file.read()
                return Module(path, source, _parse(source, path))
        except SyntaxError as error:
            message = f"Python cannot parse this file ({error.msg}), so the app cannot start"
            self._report(path, error.lineno or 0, error.offset or 0, message)
        except (ValueError, OverflowError, RecursionError, MemoryError) as error:
            what = (
                "it holds null bytes" if b"\0" in source else f"its code is nested too deeply: {type(error).__name__}"
            )
            self._report(path, 0, 0, f"Python cannot parse this file ({what}), so the app cannot start")
        except OSError as error:
            self._report(path, 0, 0, f"the file cannot be read ({error.strerror or type(error).__name__})")
        return Module(path, b"", [])

    def _report(self, path: str, line: int, column: int, message: str) -> None:
        origin = Origin(path, line, max(column, 1) if line > 0 else 0) if line > 0 else Origin(path)
        self.problems.append(of_kind("app_unreadable", message, origin=origin))


def _parse(source: bytes, path: str) -> list[_ast.stmt]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the app's odd escapes are not ours to print
        if sys.version_info < (3, 11) and len(source) > _HARMLESS:
            return _parse_deep(source, path)
        tree = compile(source, path, "exec", _ONLY_AST, True)
    body: list[_ast.stmt] = tree.body
    return body


def _parse_deep(source: bytes, path: str) -> list[_ast.stmt]:
    """Parse on a stack of its own: Python 3.10 does not count how deep it is and dies of 200,000 nested operators."""
    import threading

    done: list[list[_ast.stmt]] = []
    failed: list[Exception] = []

    def parse() -> None:
        try:
            done.append(compile(source, path, "exec", _ONLY_AST, True).body)
        except Exception as error:  # handed to the caller, whatever it is
            failed.append(error)

    before = threading.stack_size(_DEEP_STACK)
    try:
        thread = threading.Thread(target=parse)
        thread.start()
    except RuntimeError:
        raise RecursionError from None  # no room for such a stack
    finally:
        threading.stack_size(before)
    thread.join()
    for error in failed:
        raise error
    return done[0]
