"""What the Python packages behind SDK-type parameters build from the settings, instead of the host.

Sources: ``utils.py`` of azurefunctions-extensions-bindings-blob 1.1.2 and -cosmosdb 1.0.0. Both read environment
variables of exactly one spelling: no ``AzureWebJobs`` prefix, no ``ConnectionStrings``, letter case counts.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.readers.identity import Identity, of_client_id, of_python_default

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.configuration import Configuration
    from funcbind.connections import Binding

BLOB = "azurefunctions-extensions-bindings-blob"
COSMOS = "azurefunctions-extensions-bindings-cosmosdb"
_PACKAGES = {"blobtrigger": BLOB, "blob": BLOB, "cosmosdb": COSMOS}


class Built(Record, secret=("text",)):
    """The client that a package would build.

    Attributes:
        looked_for: settings it looks for, in its order.
        setting: the first of them that is there, empty when none is: then it raises an error.
        text: that setting's value, the account's name made an address.
        plain: whether it is the value of the connection's own name, meant to be a connection string.
        identity: who asks for tokens; ``None`` when the text is used as a connection string.
        read: identity keys that it reads besides, in lower case.
    """

    looked_for: tuple[str, ...]
    setting: str = ""
    text: str = ""
    plain: bool = False
    identity: Identity | None = None
    read: tuple[str, ...] = ()


def package_of(binding: Binding) -> str:
    """Return the package that has parameters for a binding's type, empty when none has."""
    return "" if binding.direction == "out" else _PACKAGES.get(binding.type.lower(), "")


def build(package: str, configuration: Configuration, name: str) -> Built:
    """Return what ``package`` builds for the connection ``name``."""
    return (_blob if package == BLOB else _cosmos)(configuration, name)


def _blob(configuration: Configuration, name: str) -> Built:
    keys = ["serviceUri", "blobServiceUri"]
    if name == "AzureWebJobsStorage":
        keys.append("accountName")
    looked_for = (name, *(f"{name}__{key}" for key in keys))
    found = _first(configuration, looked_for)
    credential, client = (_value(configuration, f"{name}__{key}") for key in ("credential", "clientId"))
    read: tuple[str, ...] = ()
    identity = None
    if credential is not None and client is not None:
        read = ("credential", "clientid")
        identity = Identity("managed", managed=of_client_id(client))
    elif any(_value(configuration, setting) is not None for setting in looked_for[1:]):
        identity = Identity("managed", managed=of_client_id(None))
    text = _value(configuration, found) or ""
    if found.endswith("__accountName") and found != name:
        text = f"https://{text}.blob.core.windows.net"
    return Built(looked_for, found, text, found == name, identity, read)


def _cosmos(configuration: Configuration, name: str) -> Built:
    looked_for = (name, f"{name}__accountEndpoint")
    found = _first(configuration, looked_for)
    by_identity = _value(configuration, looked_for[1]) is not None
    identity = of_python_default(configuration) if by_identity else None
    return Built(looked_for, found, _value(configuration, found) or "", found == name, identity)


def _first(configuration: Configuration, names: tuple[str, ...]) -> str:
    return next((name for name in names if configuration.environment(name) is not None), "")


def _value(configuration: Configuration, name: str) -> str | None:
    setting = configuration.environment(name)
    return None if setting is None else setting.value
