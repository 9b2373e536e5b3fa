"""Resolve Azure Functions connections exactly as the Functions host does.

>>> import funcbind
>>> configuration = funcbind.Configuration({"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"})
>>> funcbind.connection("Orders", "serviceBus", configuration).endpoint.uri
'contoso.servicebus.windows.net'

Names are loaded when they are first used: importing the package costs nothing at a cold start.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.api import connection, load
    from funcbind.configuration import Configuration
    from funcbind.connections import Binding, Connection, Endpoint, Rejection, Resolution, resolve
    from funcbind.diagnostics import Diagnostic
    from funcbind.errors import FuncbindError, ResolutionError, SettingsFileError
    from funcbind.settings.model import Origin, Setting

__version__ = "0.1.0"

_HOMES = {
    "Binding": "connections",
    "Configuration": "configuration",
    "Connection": "connections",
    "Diagnostic": "diagnostics",
    "Endpoint": "connections",
    "FuncbindError": "errors",
    "Origin": "settings.model",
    "Rejection": "connections",
    "Resolution": "connections",
    "ResolutionError": "errors",
    "Setting": "settings.model",
    "SettingsFileError": "errors",
    "connection": "api",
    "load": "api",
    "resolve": "connections",
}

__all__ = [
    "Binding",
    "Configuration",
    "Connection",
    "Diagnostic",
    "Endpoint",
    "FuncbindError",
    "Origin",
    "Rejection",
    "Resolution",
    "ResolutionError",
    "Setting",
    "SettingsFileError",
    "connection",
    "load",
    "resolve",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'funcbind' has no attribute {name!r}")
    # importlib.import_module would load importlib and warnings first.
    value: object = getattr(__import__(f"funcbind.{home}", fromlist=(name,)), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
