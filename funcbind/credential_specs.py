"""The credentials that the host can build, as data: a closed union of records, without azure-identity.

Sources: Azure.Identity 1.17.1 and Microsoft.Extensions.Azure 1.13.1 in Azure/azure-sdk-for-net.
"""

from __future__ import annotations

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias


class ManagedIdentityId(Record):
    """Which managed identity is meant: ``kind`` is ``system``, ``client_id``, ``resource_id`` or ``object_id``."""

    kind: str = "system"
    value: str = ""


class TokenExchange(Record):
    """A federated token file that is exchanged for a token of ``client_id`` in ``tenant_id``."""

    tenant_id: str
    client_id: str
    token_file_path: str
    authority: str
    additionally_allowed_tenants: tuple[str, ...] = ()


class EnvironmentIdentity(Record, secret=("client_secret", "certificate_password", "password")):
    """What the ``AZURE_*`` variables make of the chain's EnvironmentCredential.

    ``kind`` is ``ClientSecretCredential``, ``ClientCertificateCredential`` or ``UsernamePasswordCredential``.
    """

    kind: str
    tenant_id: str
    client_id: str
    authority: str
    additionally_allowed_tenants: tuple[str, ...] = ()
    client_secret: str = ""
    certificate_path: str = ""
    certificate_password: str = ""
    send_certificate_chain: bool = False
    username: str = ""
    password: str = ""


class DefaultCredential(Record):
    """DefaultAzureCredential with the connection's ids; ``plain`` when the connection names none.

    ``sources`` are the members of the chain in order. A member that is not in it, or that the environment does not
    configure, is ``None``. ``tenant_id`` is what ``__tenantId`` gives to the members that take one.
    """

    plain: bool
    sources: tuple[str, ...]
    environment: EnvironmentIdentity | None = None
    workload_identity: TokenExchange | None = None
    managed_identity: ManagedIdentityId | None = None
    token_exchange: TokenExchange | None = None
    tenant_id: str = ""
    additionally_allowed_tenants: tuple[str, ...] = ()


class ManagedIdentity(Record):
    """The app's managed identity. With ``token_exchange`` a federated token file is used in its place."""

    identity: ManagedIdentityId
    token_exchange: TokenExchange | None = None


class WorkloadIdentity(Record):
    """Kubernetes workload identity: a projected token file exchanged for a token of ``client_id``."""

    tenant_id: str
    client_id: str
    token_file_path: str
    authority: str
    additionally_allowed_tenants: tuple[str, ...] = ()


class ManagedIdentityAsFederatedIdentity(Record):
    """An application of another tenant that trusts this app's user-assigned managed identity."""

    tenant_id: str
    client_id: str
    identity: ManagedIdentityId
    assertion_scope: str
    authority: str
    additionally_allowed_tenants: tuple[str, ...] = ()
    token_exchange: TokenExchange | None = None


class ClientSecret(Record, secret=("client_secret",)):
    """A service principal with a secret."""

    tenant_id: str
    client_id: str
    client_secret: str
    authority: str
    additionally_allowed_tenants: tuple[str, ...] = ()


class ClientCertificate(Record):
    """A service principal with a certificate of a .NET certificate store, named by its thumbprint.

    ``path`` is set instead of the thumbprint when a SignalR connection string names a certificate file.
    """

    tenant_id: str
    client_id: str
    thumbprint: str
    store_name: str
    store_location: str
    authority: str
    additionally_allowed_tenants: tuple[str, ...] = ()
    path: str | None = None


class AzurePipelines(Record, secret=("system_access_token",)):
    """An Azure Pipelines service connection."""

    tenant_id: str
    client_id: str
    service_connection_id: str
    system_access_token: str
    authority: str
    additionally_allowed_tenants: tuple[str, ...] = ()


if TYPE_CHECKING:
    CredentialSpec: TypeAlias = (
        DefaultCredential
        | ManagedIdentity
        | WorkloadIdentity
        | ManagedIdentityAsFederatedIdentity
        | ClientSecret
        | ClientCertificate
        | AzurePipelines
    )
