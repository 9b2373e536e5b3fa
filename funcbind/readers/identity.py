"""Which identity a credential comes down to, so that the host's and Python's can be compared.

Source of the Python half: ``_credentials/default.py``, ``environment.py`` and ``workload_identity.py`` of
azure-identity 1.27. What a machine's login or network decides is left out: of a chain counts what the settings decide.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.credential_specs import (
    AzurePipelines,
    ClientCertificate,
    ClientSecret,
    DefaultCredential,
    ManagedIdentity,
    ManagedIdentityAsFederatedIdentity,
    ManagedIdentityId,
    WorkloadIdentity,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.configuration import Configuration
    from funcbind.credential_specs import CredentialSpec

_HOSTED = ("EnvironmentCredential", "WorkloadIdentityCredential", "ManagedIdentityCredential")
# What AZURE_TOKEN_CREDENTIALS leaves of Python's chain; every way a developer signs in is one member here.
_ALL = ("environment", "workload", "managed", "developer")
_CHAINS = {
    "": _ALL,
    "prod": _ALL[:3],
    "dev": _ALL[3:],
    "environmentcredential": _ALL[:1],
    "workloadidentitycredential": _ALL[1:2],
    "managedidentitycredential": _ALL[2:3],
    "visualstudiocodecredential": _ALL[3:],
    "azureclicredential": _ALL[3:],
    "azurepowershellcredential": _ALL[3:],
    "azuredeveloperclicredential": _ALL[3:],
    "interactivebrowsercredential": _ALL[3:],
}
_WORDS = {
    "application": "an application's own secret or certificate",
    "user": "a user's name and password",
    "workload": "a workload identity's token file",
    "federated": "an application that trusts a managed identity",
    "pipelines": "an Azure Pipelines service connection",
    "developer": "the developer's sign-in",
    "none": "no identity at all",
}
_ID_WORDS = {
    "system": "the system-assigned identity",
    "client_id": "the user-assigned identity of a client id",
    "resource_id": "the user-assigned identity of a resource id",
    "object_id": "the user-assigned identity of an object id",
}


class Identity(Record):
    """Who asks for the token.

    Attributes:
        kind: ``managed``, ``application``, ``user``, ``workload``, ``federated``, ``pipelines``, ``developer``,
            ``none`` or ``error``.
        tenant, client: of an application.
        managed: which managed identity.
        developer: whether a developer's sign-in comes next on a machine without the identity.
        fault: what is wrong, for an ``error``.
        culprits: the variables that make the error.
    """

    kind: str
    tenant: str = ""
    client: str = ""
    managed: ManagedIdentityId | None = None
    developer: bool = False
    fault: str = ""
    culprits: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The identity in words, without any id."""
        if self.managed is not None:
            return _ID_WORDS[self.managed.kind]
        return f"an error: {self.fault}" if self.fault else _WORDS[self.kind]

    def same(self, other: Identity) -> bool:
        """Whether both are one identity where it is to be had."""
        return (self.kind, self.tenant, self.client, self.managed) == (
            other.kind,
            other.tenant,
            other.client,
            other.managed,
        )


def of_client_id(client: str | None) -> ManagedIdentityId:
    """The managed identity of a client id; none or an empty one means the system-assigned identity."""
    return ManagedIdentityId("client_id", client) if client else ManagedIdentityId()


def of_spec(spec: CredentialSpec) -> Identity:
    """The identity that the host's credential comes down to."""
    match spec:
        case DefaultCredential():
            return _of_chain(spec)
        case ManagedIdentity():
            if spec.token_exchange is not None:
                return Identity("workload", spec.token_exchange.tenant_id, spec.token_exchange.client_id)
            return Identity("managed", managed=spec.identity)
        case WorkloadIdentity():
            return Identity("workload", spec.tenant_id, spec.client_id)
        case ManagedIdentityAsFederatedIdentity():
            return Identity("federated", spec.tenant_id, spec.client_id)
        case ClientSecret() | ClientCertificate():
            return Identity("application", spec.tenant_id, spec.client_id)
        case AzurePipelines():
            return Identity("pipelines", spec.tenant_id, spec.client_id)


def _of_chain(spec: DefaultCredential) -> Identity:
    developer = any(name not in _HOSTED for name in spec.sources)
    if spec.environment is not None:
        member = spec.environment
        kind = "user" if member.kind == "UsernamePasswordCredential" else "application"
        return Identity(kind, member.tenant_id, member.client_id)
    exchange = spec.workload_identity or spec.token_exchange
    if exchange is not None:
        return Identity("workload", exchange.tenant_id, exchange.client_id, developer=developer)
    if spec.managed_identity is not None:
        return Identity("managed", managed=spec.managed_identity, developer=developer)
    return Identity("developer" if developer else "none", developer=developer)


def of_python_default(configuration: Configuration) -> Identity:
    """The identity of ``DefaultAzureCredential()`` in Python code that runs with these settings."""

    def env(name: str) -> str | None:
        setting = configuration.environment(name)
        return None if setting is None else setting.value

    members = _CHAINS.get((env("AZURE_TOKEN_CREDENTIALS") or "").strip().lower())
    if members is None:
        fault = "AZURE_TOKEN_CREDENTIALS has a value that azure-identity does not know"
        return Identity("error", fault=fault, culprits=("AZURE_TOKEN_CREDENTIALS",))
    if (env("AZURE_AUTHORITY_HOST") or "").lower().startswith("http://"):
        fault = "AZURE_AUTHORITY_HOST is not an https address"
        return Identity("error", fault=fault, culprits=("AZURE_AUTHORITY_HOST",))
    client, tenant = env("AZURE_CLIENT_ID"), env("AZURE_TENANT_ID")
    developer = "developer" in members
    if "environment" in members and client is not None:
        # An empty variable counts as set, unlike in .NET.
        for last in ("AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH"):
            if tenant is not None and env(last) is not None:
                names = ("AZURE_CLIENT_ID", "AZURE_TENANT_ID", last)
                empty = [name for name in names if not env(name)]
                if empty:
                    fault = f"{' and '.join(empty)} set to an empty text"
                    return Identity("error", fault=fault, culprits=tuple(empty))
                return Identity("application", tenant, client)
        if env("AZURE_USERNAME") is not None and env("AZURE_PASSWORD") is not None:
            return Identity("user", tenant or "", client)
    if "workload" in members and client and tenant and env("AZURE_FEDERATED_TOKEN_FILE"):
        return Identity("workload", tenant, client, developer=developer)
    if "managed" in members:
        return Identity("managed", managed=of_client_id(client), developer=developer)
    return Identity("developer" if developer else "none", developer=developer)
