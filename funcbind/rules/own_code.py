"""Whether the app's own Python code signs in by azure-identity's default chain, and as whom."""

from __future__ import annotations

from funcbind.readers.identity import of_python_default
from funcbind.rules.uses import in_python

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.readers.identity import Identity
    from funcbind.rules.model import Context
    from funcbind.settings.model import Origin

_MODULES = ("azure.identity", "azure.identity.aio")
_CLASSES = tuple(f"{module}.DefaultAzureCredential" for module in _MODULES)


def imports_default(context: Context) -> Origin | None:
    """The first file of the app that imports ``DefaultAzureCredential``."""
    return next((origin for name, origin in context.app.imports if name in _CLASSES), None)


def evidence(context: Context) -> str:
    """Say whether ``DefaultAzureCredential()`` runs in the app: ``yes``, ``no`` or ``unknown``.

    A parameter of Cosmos DB's SDK types counts as well. It is unknown when a module is imported whole, or when no
    Python code was read.
    """
    if imports_default(context) is not None or any(in_python(use, "cosmosdb") for use in context.identities()):
        return "yes"
    whole = any(name.removesuffix(".*") in _MODULES for name, _ in context.app.imports)
    read = any(path.endswith(".py") for path in context.app.files)
    return "unknown" if whole or not read else "no"


def concerns(context: Context) -> bool:
    """Whether anything of the app signs in by an identity, as far as is known."""
    return bool(context.identities()) or evidence(context) != "no"


def weight(context: Context, certain: str = "error") -> str:
    """The severity of something that only ``DefaultAzureCredential()`` in the app's code runs into."""
    return {"yes": certain, "unknown": "warning", "no": "info"}[evidence(context)]


def identity(context: Context) -> Identity:
    """The identity of ``DefaultAzureCredential()`` with these settings."""
    return of_python_default(context.configuration)
