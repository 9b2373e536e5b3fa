"""What each extension reads: one visible table, one row an extension.

A row's ``module`` is the module of this package whose ``resolve(request)`` builds the extension's clients; it is
imported when a binding of the extension is first resolved.
"""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.extensions.table import EXTENSIONS, Extension

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from funcbind.connections import Request

__all__ = ["EXTENSIONS", "Extension", "extension_of", "resolver_of"]

_BY_TYPE: dict[str, Extension] = {fold(type_): row for row in EXTENSIONS for type_ in row.types}


def extension_of(binding_type: str) -> Extension | None:
    """Return the row of a binding type, any letter case; ``None`` when no extension has it."""
    return _BY_TYPE.get(fold(binding_type))


def resolver_of(extension: Extension) -> Callable[[Request], None]:
    """Return the function that builds an extension's clients."""
    # importlib.import_module would load importlib and warnings first.
    resolver: Callable[[Request], None] = __import__(
        f"funcbind.extensions.{extension.module}", fromlist=("resolve",)
    ).resolve
    return resolver
