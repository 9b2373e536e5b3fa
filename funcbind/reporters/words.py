"""How endpoints, identities and places are said, the same in every rendering."""

from __future__ import annotations

from funcbind.credential_specs import (
    AzurePipelines,
    ClientCertificate,
    ClientSecret,
    DefaultCredential,
    ManagedIdentity,
    ManagedIdentityAsFederatedIdentity,
    WorkloadIdentity,
)
from funcbind.redaction import HIDDEN, has_secret_mark, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Endpoint
    from funcbind.credential_specs import CredentialSpec, ManagedIdentityId
    from funcbind.settings.model import Origin

_AUTH = {
    "shared_key": "account key",
    "sas": "shared access signature",
    "connection_string": "connection string",
    "access_key": "access key",
    "none": "no credential",
}
_ID_KINDS = {"client_id": "client id", "resource_id": "resource id", "object_id": "object id"}


def printable(text: str) -> str:
    """Return ``text`` with control characters and lone surrogates escaped; a terminal may be driven by neither."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def shown_uri(uri: str) -> str:
    """Return an address without user information, query and fragment, and nothing of it when it is a secret."""
    scheme, slashes, rest = uri.partition("://")
    if not slashes:
        scheme, rest = "", uri
    for mark in "?#;":
        rest = rest.partition(mark)[0]
    host, slash, path = rest.partition("/")
    host = host.rpartition("@")[2]
    shown = scheme + slashes + host + slash + path
    # Not taken for a bare key: a host name may be long and have capitals and digits.
    return HIDDEN if "=" in shown or has_secret_mark(shown) else printable(shown)


def shown_id(text: str) -> str:
    """Return a client, tenant, object or resource id as it may be shown."""
    return printable(text[:300]) if text.lower().startswith("/subscriptions/") else shown_name(text)


def shown_place(origin: Origin | None) -> str:
    """Return ``file:line:column``, empty when there is no place."""
    if origin is None:
        return ""
    path = shown_path(origin.source)
    return f"{path}:{origin.line}:{origin.column}" if origin.line else path


def shown_path(path: str) -> str:
    """Return a file's or folder's path without the ``./`` of the current folder."""
    for here in ("./", ".\\"):
        if len(path) > 2:
            path = path.removeprefix(here)
    # Somebody may have typed a secret where a path belongs.
    return HIDDEN if has_secret_mark(path) else printable(path)


def auth_words(endpoint: Endpoint) -> str:
    """Say in a few words how a client proves who it is."""
    if endpoint.credential is not None:
        return credential_words(endpoint.credential)
    return _AUTH.get(endpoint.auth, "identity" if endpoint.auth == "token" else endpoint.auth)


def credential_words(spec: CredentialSpec) -> str:
    """Say in a few words which identity is used; ids are shown, secrets are not."""
    match spec:
        case DefaultCredential(managed_identity=identity, tenant_id=tenant):
            extra = "" if identity is None or identity.kind == "system" else ", " + _id_words(identity)
            return "default credential" + extra + (f", tenant {shown_id(tenant)}" if tenant else "")
        case ManagedIdentity(identity=identity):
            return "managed identity, " + _id_words(identity)
        case WorkloadIdentity():
            return f"workload identity, client id {shown_id(spec.client_id)}"
        case ManagedIdentityAsFederatedIdentity(identity=identity):
            return f"application {shown_id(spec.client_id)} through managed identity, {_id_words(identity)}"
        case ClientSecret():
            return f"application {shown_id(spec.client_id)} with a secret"
        case ClientCertificate():
            return f"application {shown_id(spec.client_id)} with a certificate"
        case AzurePipelines():
            return f"Azure Pipelines service connection, client id {shown_id(spec.client_id)}"


def _id_words(identity: ManagedIdentityId) -> str:
    if identity.kind == "system":
        return "system-assigned"
    return f"{_ID_KINDS[identity.kind]} {shown_id(identity.value)}"


def count(number: int, thing: str) -> str:
    """Return ``1 binding``, ``2 bindings``, ``10,000 bindings``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def listed(words: list[str]) -> str:
    """Return ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
