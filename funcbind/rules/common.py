"""What several groups of rules ask: which clients exist, what lies in a connection's section, who uses it."""

from __future__ import annotations

from funcbind._record import Record
from funcbind.dotnet.text import fold, is_blank
from funcbind.dotnet.uri import parse_absolute
from funcbind.extensions.storage_client import account_address
from funcbind.redaction import shown_name
from funcbind.rules.model import at_setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from funcbind.connections import Endpoint, Resolution
    from funcbind.dotnet.uri import Uri
    from funcbind.rules.model import Context, Finding
    from funcbind.settings.model import Origin, Setting

STORAGE = ("blob", "queue", "table")
# Sub-keys that say where a service is, by the service of the endpoint.
_STORAGE_KEYS = ("accountName", "blobServiceUri", "queueServiceUri", "tableServiceUri", "serviceUri", "endpoint")
ENDPOINT_KEYS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(STORAGE, _STORAGE_KEYS),
    "serviceBus": ("fullyQualifiedNamespace",),
    "eventHubs": ("fullyQualifiedNamespace",),
    "cosmosDB": ("accountEndpoint",),
    "eventGrid": ("topicEndpointUri",),
    "signalR": ("serviceUri",),
    "webPubSub": ("serviceUri",),
    "redis": ("redisHostName",),
}
# Sub-keys that say who connects; Microsoft.Extensions.Azure reads them for every service.
CREDENTIAL_KEYS = (
    "credential",
    "clientId",
    "tenantId",
    "clientSecret",
    "clientCertificate",
    "clientCertificateStoreName",
    "clientCertificateStoreLocation",
    "managedIdentityClientId",
    "managedIdentityResourceId",
    "managedIdentityObjectId",
    "additionallyAllowedTenants",
    "tokenFilePath",
    "azureCloud",
    "serviceConnectionId",
    "systemAccessToken",
)


class Built(Record):
    """A client that the host builds, with one of its endpoints.

    ``name`` is the connection it belongs to: the binding's own, or the one it needs besides (``Storage``).
    """

    resolution: Resolution
    role: str
    own: bool
    endpoint: Endpoint

    @property
    def name(self) -> str:
        """The connection's name as it may be shown."""
        if self.own and self.resolution.name:
            return shown_name(self.resolution.name)
        return shown_name(self.endpoint.section.rpartition(":")[2])


def built(context: Context, *services: str) -> Iterator[Built]:
    """Yield every endpoint that the host builds for the app's bindings, of the given services (all without any)."""
    for resolution in context.resolutions:
        for client in resolution.clients:
            for endpoint in client.endpoints:
                if not services or endpoint.service in services:
                    yield Built(resolution, client.role, client.own, endpoint)


def by_section(found: Iterable[Built]) -> Iterator[Built]:
    """Keep one of the endpoints that a section gives."""
    seen: set[str] = set()
    for one in found:
        key = fold(one.endpoint.section)
        if key not in seen:
            seen.add(key)
            yield one


def users_of(context: Context, section: str) -> tuple[tuple[Origin, str], ...]:
    """Return the bindings that a section serves, as related places, each once."""
    return context.users_of_section(section)


def filled(context: Context, section: str, keys: Iterable[str]) -> tuple[Setting, ...]:
    """Return the settings of a section's sub-keys that have a value."""
    found = (context.setting(f"{section}:{key}") for key in keys)
    return tuple(setting for setting in found if setting is not None and not is_blank(setting.value))


def quoted(settings: Iterable[Setting]) -> str:
    """Return names of settings for a message, at most three of them."""
    names = [f'"{shown_name(setting.name)}"' for setting in settings]
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")


def name_of(section: str) -> str:
    """Return a section's path as the name of an app setting, fit to be shown."""
    return shown_name(section.replace(":", "__"))


def address_of(context: Context, endpoint: Endpoint) -> tuple[Setting, Uri] | None:
    """Return the setting of a sub-key that gives an endpoint its address, and the address as it is written there.

    ``None`` when the address comes from somewhere else, such as a connection string.
    """
    for key in ENDPOINT_KEYS.get(endpoint.service, ()):
        setting = context.setting(f"{endpoint.section}:{key}")
        if setting is None:
            continue
        text = account_address(setting.value, endpoint.service) if key == "accountName" else setting.value
        uri = parse_absolute(text)
        if uri is not None and _same(uri, endpoint):
            return setting, uri
    return None


def storage_tokens(context: Context) -> Iterator[tuple[Built, Setting, Uri]]:
    """Yield storage clients with an identity and the setting that gives the address, each of those once."""
    seen = set()
    for one in built(context, *STORAGE):
        found = address_of(context, one.endpoint) if one.endpoint.auth == "token" else None
        if found is not None and found[0].name not in seen:
            seen.add(found[0].name)
            yield one, *found


def _same(uri: Uri, endpoint: Endpoint) -> bool:
    """Whether an endpoint was built from a URI; some services keep only a part of it, storage hides a signature."""
    if endpoint.service in STORAGE:
        return endpoint.uri in (uri.absolute_uri, uri.absolute_uri.replace(uri.query, "", 1))
    if endpoint.service == "signalR":
        return endpoint.host == uri.host
    return endpoint.uri == uri.absolute_uri


def at_address(context: Context, one: Built, setting: Setting, message: str, hint: str, severity: str = "") -> Finding:
    """A finding about an address, at the setting that gives it."""
    related = users_of(context, one.endpoint.section)
    return at_setting(setting, message, hint, severity=severity, connection=one.name, related=related)
