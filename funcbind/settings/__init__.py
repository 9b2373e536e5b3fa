"""Settings: what somebody wrote. The only place of the package that opens settings files.

Every setting keeps its origin; every problem has a place; nothing is raised and no value is ever in a message.
The names load when they are first used: the JSON reader and the setting itself do without the rest.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.settings.source import SettingsSource, layered
    from funcbind.settings.sources import environment_source, find_local_settings, read_source

_MODULES = {
    "SettingsSource": "source",
    "environment_source": "sources",
    "find_local_settings": "sources",
    "layered": "source",
    "read_source": "sources",
}

__all__ = ["SettingsSource", "environment_source", "find_local_settings", "layered", "read_source"]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(__import__(f"{__name__}.{_MODULES[name]}", fromlist=(name,)), name)
