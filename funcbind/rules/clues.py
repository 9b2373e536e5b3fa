"""Which groups of rules could have anything to say about an app: loading a rule costs more than running it.

A condition may be true for nothing, it must never be false for something; a test compares with running every rule.
"""

from __future__ import annotations

from funcbind.dotnet.text import fold, is_blank
from funcbind.extensions import extension_of
from funcbind.redaction import has_secret_mark, looks_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from funcbind.bindings import App
    from funcbind.check import Given
    from funcbind.connections import Binding, Endpoint, Resolution
    from funcbind.settings.model import Origin

_VARIABLES = ("AZURE_", "IDENTITY_", "MSI_", "IMDS_", "SYSTEM_", "ARM_")
# Last parts of keys that say who connects.
_WHO = ("CREDENTIAL", "CLIENT", "TENANT", "SECRET", "IDENTITY", "TOKEN", "CLOUD", "CERTIFICATE", "SERVICECONNECTION")
# What a host name of the service ends in when nothing is unusual about it.
_ENDINGS = {
    "blob": ".blob.core.windows.net",
    "queue": ".queue.core.windows.net",
    "table": ".table.core.windows.net",
    "serviceBus": ".servicebus.windows.net",
    "eventHubs": ".servicebus.windows.net",
    "cosmosDB": ".documents.azure.com",
    "signalR": ".service.signalr.net",
    "webPubSub": ".webpubsub.azure.com",
}


class Clues:
    """What can be seen of an app at a glance.

    Attributes:
        deployed: whether the settings are those of an app in Azure.
        unread: a sub-key that no binding uses, or a setting that a binding ignores.
        who: a setting or a connection string says who connects.
        variables: AZURE_* variables and their like.
        blank: a setting without a value.
        prefixed: a connection that is found by the prefix AzureWebJobs.
        addresses: an address that is not the usual one of its service.
        unnamed: a binding that uses a default connection.
        leaking: a secret in a binding.
        strings: a service other than storage that is reached by a connection string.
        keys: a connection string that is not the emulator's.
        open: an endpoint without any authentication.
        odd_uris: an address with more than a scheme and a host.
        types: the binding types of the app.
    """

    def __init__(self, app: App, given: Given, resolutions: Iterable[Resolution]) -> None:
        resolutions = tuple(resolutions)
        self.app = app
        self.given = given
        self.resolutions = resolutions
        self.deployed = given.target == "deployed"
        used = {setting.name for resolution in resolutions for setting in resolution.used}
        endpoints = {
            endpoint: None
            for resolution in resolutions
            for client in resolution.clients
            for endpoint in client.endpoints
        }
        names = [fold(setting.name) for setting in given.configuration.settings]
        self.variables: bool = any(name.startswith(_VARIABLES) for name in (*names, *map(fold, given.environment)))
        self.unread: bool = any(resolution.ignored for resolution in resolutions)
        self.who: bool = any(one.credential is not None and one.connection_string is not None for one in endpoints)
        self.blank: bool = False
        self.prefixed: bool = False
        self.addresses: bool = False
        self.odd_uris: bool = False
        self.strings: bool = any(one.connection_string is not None and one.service not in _STORAGE for one in endpoints)
        self.keys: bool = any(one.connection_string not in (None, "UseDevelopmentStorage=true") for one in endpoints)
        self.open: bool = any(one.auth in ("none", "sas") for one in endpoints)
        self.types: set[str] = {fold(binding.type) for binding in app.bindings}
        for entry in given.configuration.entries():
            key = fold(entry.key)
            self.blank = self.blank or is_blank(entry.value)
            self.prefixed = self.prefixed or ("AZUREWEBJOBS" in key and not key.startswith("AZUREWEBJOBSSTORAGE"))
            section, _, last = key.rpartition(":")
            if section:
                self.unread = self.unread or any(setting.name not in used for setting in entry.settings)
                self.who = self.who or any(word in last for word in _WHO) or "CREDENTIAL" in section
                self.odd_uris = self.odd_uris or (last.endswith(_ADDRESS_KEYS) and not _plain(entry.value))
                if last == "ACCOUNTNAME" and not (entry.value.isalnum() and 3 <= len(entry.value) <= 24):
                    self.odd_uris = True
                if last == "FULLYQUALIFIEDNAMESPACE" and not entry.value.isascii():
                    self.addresses = True
                if last == "FULLYQUALIFIEDNAMESPACE" and not entry.value.replace(".", "").replace("-", "").isalnum():
                    self.addresses = True
        self.prefixed = self.prefixed or any(fold(resolution.name) == "STORAGE" for resolution in resolutions)
        self.addresses = self.addresses or not all(map(_usual, endpoints))
        self.unnamed: bool = any(map(_uses_default, app.bindings))
        self.leaking: bool = any(map(_leaks, app.bindings))


def _plain(address: str) -> bool:
    """Whether an address is ``https://`` and a host."""
    rest = address[8:].removesuffix("/").removesuffix(":443")
    return address.startswith("https://") and rest.replace(".", "").replace("-", "").isalnum() and rest.isascii()


def _usual(endpoint: Endpoint) -> bool:
    ending = _ENDINGS.get(endpoint.service)
    if ending is None:
        return False
    uri, client = endpoint.uri, endpoint.client_uri
    if uri.startswith("http://127.0.0.1:") and uri.endswith("/devstoreaccount1"):
        return True
    if endpoint.service not in ("serviceBus", "eventHubs"):
        if not uri.startswith("https://"):
            return False
        uri = uri[8:].removesuffix("/").removesuffix(":443")
    if client and not client.endswith(f"{ending}/"):
        return False
    name = uri.removesuffix(ending)
    return uri.endswith(ending) and name.isascii() and name.replace("-", "").isalnum()


def _uses_default(binding: Binding) -> bool:
    extension = extension_of(binding.type)
    if extension is None or not extension.property or binding.get("connections"):
        return False
    return not binding.get(extension.property, binding.connection)


def _leaks(binding: Binding) -> bool:
    texts = (binding.connection, *binding.properties.values())
    return any(isinstance(text, str) and has_secret_mark(text) for text in texts)


def _absent(clues: Clues, reads: Iterable[tuple[str, Origin]]) -> bool:
    """Whether own code reads a variable that neither the settings nor this process have."""
    environment = clues.given.environment
    return any(
        clues.given.configuration.environment(name) is None and name not in environment
        for name in {one for one, _ in reads}
    )


def _odd_names(clues: Clues) -> bool:
    """A name that Linux does not take, one that own code spells in another way, an SDK-type parameter."""
    plain = all(
        one.name.isascii() and one.name.replace("_", "").isalnum() for one in clues.given.configuration.settings
    )
    return not plain or any(one.sdk_type for one in clues.app.bindings) or _absent(clues, clues.app.environ_reads)


def _odd_values(clues: Clues) -> bool:
    """A value that may be a placeholder or has blanks around it, a name between percent signs, a disabled function."""
    for setting in clues.given.configuration.settings:
        text = fold(setting.value)
        if text != text.strip() or not _MARKS.isdisjoint(text) or any(word in text for word in _UNSAID):
            return True
        if fold(setting.name).endswith("DISABLED"):
            return True
    return any(
        isinstance(value, str) and "%" in value for one in clues.app.bindings for value in one.properties.values()
    )


def _odd_delimiters(clues: Clues) -> bool:
    """A name that ends in what may be a sub-key, joined by something else than two underscores."""
    for setting in clues.given.configuration.settings:
        key = setting.name[max(map(setting.name.rfind, "_.-:")) + 1 :]
        start = setting.name[: len(setting.name) - len(key)]
        if key[:1].islower() and not start.endswith(":") and (start.endswith("___") or not start.endswith("__")):
            return True
    return False


_MARKS = frozenset("<>{}#$\"'")
_UNSAID = ("YOUR", "CHANGE", "REPLACE", "FILL", "TODO", "TBD", "PLACEHOLDER", "INSERT", "XXXX", "__")

_ADDRESSES: Callable[[Clues], bool] = lambda clues: clues.addresses or clues.variables  # noqa: E731
_WHO_CONNECTS: Callable[[Clues], bool] = lambda clues: clues.who or clues.variables  # noqa: E731


def _bundle(clues: Clues) -> bool:
    """Another bundle than every app gets by default, or a property that some releases do not read."""
    if not clues.app.bundle.replace(" ", "").startswith(("[4.*,5", "[4.0.0,5")):
        return True
    return any(
        (fold(one.type) in _CHECKING and (one.connection is not None or one.has("connection")))
        or (
            "COSMOSDB" in fold(one.type)
            and any("SETTING" in fold(key) or "COLLECTION" in fold(key) for key in one.properties)
        )
        for one in clues.app.bindings
    )


def _secret_words(clues: Clues) -> bool:
    """A tracked file that may hold a secret, or that should not be tracked."""
    if any(name.lower().endswith("local.settings.json") for name in clues.given.tracked):
        return True
    return bool(clues.given.tracked) and any(
        looks_secret(one.value) or any(word in fold(one.name) for word in _SECRET_NAMES)
        for one in clues.given.configuration.settings
    )


def _local_addresses(clues: Clues) -> bool:
    """An emulator that is not just the usual string for host storage."""
    return clues.addresses or any(
        one.value != "UseDevelopmentStorage=true" and any(word in fold(one.value) for word in _LOCAL)
        for one in clues.given.configuration.settings
    )


_STORAGE = ("blob", "queue", "table")
_CHECKING = ("WEBPUBSUBTRIGGER", "WEBPUBSUBCONTEXT")
_ADDRESS_KEYS = ("URI", "ENDPOINT")
_SECRET_NAMES = ("KEY", "SECRET", "PASSWORD", "PWD", "TOKEN", "SIG", "CONN", "CREDENTIAL")
_LOCAL = ("DEVELOPMENT", "LOCALHOST", "127.", "::1", "AZURITE", "EMULATOR", "HOST.DOCKER", "DEVSTORE")
_BY_STRING = ("SQL", "RABBIT", "KAFKA", "KUSTO")
_VARIABLES_OR_CODE: Callable[[Clues], bool] = lambda clues: (  # noqa: E731
    clues.variables or any(name.startswith("azure.identity") for name, _ in clues.app.imports)
)
_STORAGE_ADDRESSES: Callable[[Clues], bool] = lambda clues: (  # noqa: E731
    clues.addresses or clues.odd_uris or clues.unread or clues.open or clues.variables
)

# A group that is not here always runs.
APPLIES: dict[str, Callable[[Clues], object]] = {
    "settings": _odd_names,
    "setting_values": _odd_values,
    "delimiters": _odd_delimiters,
    "connections": lambda clues: clues.unread or clues.blank,
    "connection_names": lambda clues: clues.unread or clues.prefixed,
    "binding_names": lambda clues: clues.unnamed or clues.leaking,
    "sub_keys": lambda clues: clues.unread or clues.who,
    "endpoints": _ADDRESSES,
    "namespaces": _ADDRESSES,
    "identity": _WHO_CONNECTS,
    "identity_keys": _WHO_CONNECTS,
    "identity_values": _WHO_CONNECTS,
    "identity_hosting": _WHO_CONNECTS,
    "environment": lambda clues: clues.variables,
    "environment_chain": _VARIABLES_OR_CODE,
    "environment_python": _VARIABLES_OR_CODE,
    "environment_places": lambda clues: clues.variables or clues.addresses or clues.who,
    "storage_accounts": _STORAGE_ADDRESSES,
    "storage_uris": _STORAGE_ADDRESSES,
    "signalr_endpoints": lambda clues: (
        clues.strings or clues.unread or clues.blank or clues.given.configuration.exists("Azure:SignalR")
    ),
    "extensions": lambda clues: clues.strings or any(word in type_ for type_ in clues.types for word in _BY_STRING),
    "versions": _bundle,
    "emulators": _local_addresses,
    "sdk_parameters": lambda clues: any(one.sdk_type for one in clues.app.bindings),
    "upstream": lambda clues: clues.keys or any("SIGNALR" in type_ or "WEBPUBSUB" in type_ for type_ in clues.types),
    "deployment": lambda clues: clues.deployed,
    "references": lambda clues: any(
        fold(one.value).lstrip().startswith("@MICROSOFT.") for one in clues.given.configuration.settings
    ),
    "secrets": _secret_words,
    "code": lambda clues: clues.app.credential_uses or _absent(clues, clues.app.required_reads),
}
