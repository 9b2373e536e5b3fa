"""Options of host.json that an extension reads, with the app settings that override them.

Source: ``HostJsonFileConfigurationSource.cs`` of Azure/azure-functions-host: host.json is the configuration section
``AzureFunctionsJobHost``, and an app setting of that name (``AzureFunctionsJobHost__extensions__...``) wins over it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from funcbind.connections import Request

ROOT = "AzureFunctionsJobHost:extensions"


def host_option(request: Request, extension: str, path: tuple[str, ...]) -> str | None:
    """Return an extension's option as text, ``None`` when nothing gives it.

    Args:
        request: the binding, with host.json.
        extension: the extension's section, such as ``durableTask``; names are compared without letter case.
        path: the option's names below it.
    """
    setting = request.lookup.take(":".join((ROOT, extension, *path)))
    if setting is not None:
        return setting
    value: object = request.binding.host
    for name in ("extensions", extension, *path):
        value = _member(value, name)
    if value is None or isinstance(value, list | dict):
        return None
    return str(value)


def _member(value: object, name: str) -> object:
    if not isinstance(value, dict):
        return None
    members: Mapping[str, object] = value
    found = None
    for key, member in members.items():
        if key.lower() == name.lower():
            found = member  # of two spellings the last one wins
    return found
