"""The promises of the layout: one direction of imports, nothing loaded that is not needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import funcbind

PACKAGE = Path(funcbind.__file__).parent

# A module may import from its own layer and from the layers before it.
LAYERS = [
    ["_record"],
    ["dotnet", "redaction"],
    ["errors", "diagnostics", "settings", "policy"],
    ["configuration"],
    ["lookup"],
    ["names", "credential_specs"],
    ["credentials"],
    ["connections"],
    ["extensions", "nearest"],
    ["readers", "bundles"],
    ["bindings"],
    ["refusals"],
    ["rules"],
    ["check"],
    ["fix_text"],
    ["fix", "fix_diff"],
    ["api", "explain"],
    ["reporters"],
    ["cli", "__main__"],
]
HEAVY = ("azure", "pydantic", "pydantic_settings", "dotenv", "jwt", "asyncio", "typing", "dataclasses", "inspect", "re")


def layer_of(module: str) -> int:
    part = module.split(".")[1]
    found = [index for index, names in enumerate(LAYERS) if part in names]
    assert found, f"{module} has no layer: give it one in {Path(__file__).name}"
    return found[0]


def imports(path: Path) -> set[str]:
    """Modules of the package that are imported at module level and run (a type checker's imports do not)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("funcbind."):
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("funcbind.")}
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    """No module imports from a later layer at its top level."""
    module = ".".join(("funcbind", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    if module == "funcbind":
        assert not imports(path)
        return
    late = [name for name in imports(path) if layer_of(name) > layer_of(module)]
    assert not late, f"{module} imports {late} of a later layer"


def loaded_by(statement: str) -> set[str]:
    program = f"import sys; before = set(sys.modules)\n{statement}\nprint(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_loads_the_package_and_nothing_else() -> None:
    """``import funcbind`` costs nothing at a cold start."""
    statement = f"sys.path.insert(0, {str(PACKAGE.parent)!r}); import funcbind"
    assert {name for name in loaded_by(statement) if not name.startswith("funcbind")} <= {"__future__"}


def test_resolving_loads_no_library() -> None:
    """A connection is resolved without azure-identity, pydantic, dotenv or any other library."""
    statement = (
        f"sys.path.insert(0, {str(PACKAGE.parent)!r}); import funcbind; "
        "funcbind.resolve(funcbind.Configuration({'A__fullyQualifiedNamespace': 'x.example'}), 'serviceBus', 'A')"
    )
    libraries = {name.partition(".")[0] for name in loaded_by(statement)} - {"re"}
    assert not libraries & set(HEAVY)


def test_public_names_are_sorted_and_exist() -> None:
    assert list(funcbind.__all__) == sorted(funcbind.__all__)
    for name in funcbind.__all__:
        assert getattr(funcbind, name) is not None
    assert set(funcbind.__all__) <= set(dir(funcbind))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = funcbind.nothing
