"""Section -> :class:`CredentialSpec`: which credential the host builds, as data, without azure-identity.

Sources: ``ClientFactory.cs`` and ``ManagedFederatedIdentityCredential.cs`` of Microsoft.Extensions.Azure 1.13.1;
``DefaultAzureCredentialFactory.cs``, ``EnvironmentVariables.cs`` and ``Validations.cs`` of Azure.Identity 1.17.1
(both in Azure/azure-sdk-for-net). The order of the checks is the order in which the host finds a fault.
"""

from __future__ import annotations

import re

from funcbind._record import Record
from funcbind.dotnet.text import WHITE_SPACE, is_blank, trim
from funcbind.dotnet.uri import parse_absolute
from funcbind.errors import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, TypeAlias

    from funcbind.lookup import Lookup, Section

PUBLIC_AUTHORITY = "https://login.microsoftonline.com/"
ASSERTION_SCOPES = {
    "public": "api://AzureADTokenExchange/.default",
    "usgov": "api://AzureADTokenExchangeUSGov/.default",
    "china": "api://AzureADTokenExchangeChina/.default",
}
# The default chain in its order; ``prod`` is the first three, ``dev`` the others.
CHAIN = (
    "EnvironmentCredential",
    "WorkloadIdentityCredential",
    "ManagedIdentityCredential",
    "VisualStudioCredential",
    "VisualStudioCodeCredential",
    "AzureCliCredential",
    "AzurePowerShellCredential",
    "AzureDeveloperCliCredential",
    "BrokerCredential",
)
_SINGLE = (*CHAIN, "InteractiveBrowserCredential")
_TENANT = re.compile(r"[A-Za-z0-9.-]+\Z")


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


class EnvironmentIdentity(Record):
    """What the ``AZURE_*`` variables make of the chain's EnvironmentCredential.

    ``kind`` is ``ClientSecretCredential``, ``ClientCertificateCredential`` or ``UsernamePasswordCredential``.
    """

    kind: str
    tenant_id: str
    client_id: str


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
    """A service principal with a certificate of a .NET certificate store, named by its thumbprint."""

    tenant_id: str
    client_id: str
    thumbprint: str
    store_name: str
    store_location: str
    authority: str
    additionally_allowed_tenants: tuple[str, ...] = ()


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


def resolve_credential(section: Section) -> CredentialSpec:
    """Return the credential that the host builds from a connection's section.

    Key names are compared without letter case; a blank value counts as absent, except where noted. An unknown
    ``credential`` is not an error to the host: it goes on as if none was given.

    Raises:
        Refused: with the kind of the host's message.
    """
    keys = _Keys(section)
    match (keys.text("credential") or "").lower():
        case "managedidentity":
            return _managed_identity(keys)
        case "workloadidentity":
            return _workload_identity(keys)
        case "managedidentityasfederatedidentity":
            return _federated(keys)
        case "azurepipelines":
            return _pipelines(keys)
    tenant, client = keys.text("tenantId"), keys.text("clientId")
    if tenant and client:
        secret = keys.text("clientSecret")
        if secret:
            tenants = keys.tenants()
            authority = _authority(keys, https=True, tenant=tenant)
            return ClientSecret(tenant, client, secret, authority, tenants)
        thumbprint = keys.text("clientCertificate")
        if thumbprint:
            return _certificate(keys, tenant, client, thumbprint)
    if keys.text("managedIdentityObjectId"):
        raise Refused(
            "object_id_without_managed_identity",
            f"{section.path} gives managedIdentityObjectId without credential=managedidentity; the host refuses that",
            hint=f'set "{_name(section)}__credential" to "managedidentity"',
            key=section.at("managedIdentityObjectId"),
        )
    return _default(keys)


class _Keys:
    """The sub-keys of a connection's section and the ``AZURE_*`` variables, read with the host's idea of blank."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.lookup: Lookup = section.lookup

    def text(self, key: str) -> str | None:
        """The value of a sub-key, ``None`` when absent or blank."""
        value = self.section.take(key)
        return None if is_blank(value) else value

    def env(self, name: str) -> str:
        return self.lookup.take_environment(name)

    def tenants(self) -> tuple[str, ...]:
        value = self.text("additionallyAllowedTenants")
        return _collapse([trim(part) for part in value.split(";")] if value else [])

    def refuse(self, kind: str, message: str, hint: str = "", key: str = "") -> NoReturn:
        raise Refused(kind, message, hint=hint, key=self.section.at(key))


def _name(section: Section) -> str:
    return section.path.replace(":", "__")


def _collapse(tenants: list[str]) -> tuple[str, ...]:
    kept = [tenant for tenant in tenants if tenant]
    return ("*",) if "*" in kept else tuple(kept)


def _managed_identity(keys: _Keys) -> ManagedIdentity:
    names = ("managedIdentityResourceId", "managedIdentityObjectId", "managedIdentityClientId", "clientId")
    given = [name for name in names if keys.text(name)]
    if len(given) > 1:
        _two_identities(keys, given)
    identity = ManagedIdentityId()
    for name, kind in zip(names, ("resource_id", "object_id", "client_id", "client_id"), strict=True):
        value = keys.section.take(name)
        # A blank id is not counted above, yet the constructor takes everything but "" for an id.
        if value and (given == [name] or not given):
            identity = ManagedIdentityId(kind, value)
            break
    authority = _authority(keys, https=False)
    return ManagedIdentity(identity, _token_exchange(keys, identity, authority))


def _two_identities(keys: _Keys, given: list[str]) -> NoReturn:
    listed = " and ".join(sorted(given))
    keys.refuse(
        "conflicting_identity",
        f"{keys.section.path} names more than one managed identity ({listed}); the host accepts only one of them",
        "keep one of them",
        sorted(given)[-1],
    )


def _workload_identity(keys: _Keys) -> WorkloadIdentity:
    tenant = keys.text("tenantId") or _unless_blank(keys.env("AZURE_TENANT_ID"))
    client = keys.text("clientId") or _unless_blank(keys.env("AZURE_CLIENT_ID"))
    token_file = keys.text("tokenFilePath") or _unless_blank(keys.env("AZURE_FEDERATED_TOKEN_FILE"))
    found = {
        "tenantId (or AZURE_TENANT_ID)": tenant,
        "clientId (or AZURE_CLIENT_ID)": client,
        "tokenFilePath (or AZURE_FEDERATED_TOKEN_FILE)": token_file,
    }
    _complete(keys, found, "workloadidentity")
    tenants = _merge(_environment_tenants(keys), keys.tenants())
    authority = _authority(keys, https=True, tenant=tenant)
    return WorkloadIdentity(tenant, client, token_file, authority, tenants)


def _federated(keys: _Keys) -> ManagedIdentityAsFederatedIdentity:
    names = ("managedIdentityResourceId", "managedIdentityObjectId", "managedIdentityClientId")
    given = [name for name in names if keys.text(name)]
    if len(given) > 1:
        _two_identities(keys, given)
    if not given:
        keys.refuse(
            "incomplete_credential",
            f"{keys.section.path} has credential=managedidentityasfederatedidentity without a user-assigned managed "
            "identity; the host needs exactly one of managedIdentityClientId, managedIdentityResourceId and "
            "managedIdentityObjectId",
            f'add "{_name(keys.section)}__managedIdentityClientId"',
            "credential",
        )
    tenant, client, cloud = keys.text("tenantId"), keys.text("clientId"), keys.text("azureCloud")
    _complete(keys, {"tenantId": tenant, "clientId": client, "azureCloud": cloud}, "managedidentityasfederatedidentity")
    kind = {"managedIdentityResourceId": "resource_id", "managedIdentityObjectId": "object_id"}.get(given[0], "client_id")
    identity = ManagedIdentityId(kind, keys.text(given[0]) or "")
    scope = ASSERTION_SCOPES.get(cloud or "")
    if scope is None:
        keys.refuse(
            "unknown_cloud",
            f"{keys.section.path} has an azureCloud that the host does not know",
            'write "public", "usgov" or "china", in lower case',
            "azureCloud",
        )
    tenants = keys.tenants()
    authority = _authority(keys, https=False, tenant=tenant)
    exchange = _token_exchange(keys, identity, authority)
    return ManagedIdentityAsFederatedIdentity(tenant or "", client or "", identity, scope, authority, tenants, exchange)


def _pipelines(keys: _Keys) -> AzurePipelines:
    names = ("tenantId", "clientId", "serviceConnectionId", "systemAccessToken")
    tenant, client, connection, token = values = [keys.text(name) or "" for name in names]
    _complete(keys, dict(zip(names, values, strict=True)), "azurepipelines")
    tenants = keys.tenants()
    authority = _authority(keys, https=True, tenant=tenant)
    return AzurePipelines(tenant, client, connection, token, authority, tenants)


def _certificate(keys: _Keys, tenant: str, client: str, thumbprint: str) -> ClientCertificate:
    name = keys.text("clientCertificateStoreName") or "MY"
    location = keys.text("clientCertificateStoreLocation") or "CurrentUser"
    tenants = keys.tenants()
    authority = _authority(keys, https=True, tenant=tenant)
    return ClientCertificate(tenant, client, thumbprint, name, location, authority, tenants)


def _complete(keys: _Keys, found: dict[str, str | None], credential: str) -> None:
    missing = [name for name, value in found.items() if not value]
    if missing:
        keys.refuse(
            "incomplete_credential",
            f"{keys.section.path} has credential={credential} but no {', '.join(missing)}; the host needs all of "
            + ", ".join(found),
            f'add "{_name(keys.section)}__{missing[0].partition(" ")[0]}"',
            "credential",
        )


def _default(keys: _Keys) -> DefaultCredential:
    tenant = keys.text("tenantId")
    client = keys.text("managedIdentityClientId") or keys.text("clientId")
    resource = keys.text("managedIdentityResourceId")
    own_tenants = keys.tenants()
    plain = not (tenant or client or resource or keys.text("additionallyAllowedTenants"))
    sources = _sources(keys)
    env_tenant, env_client = keys.env("AZURE_TENANT_ID"), keys.env("AZURE_CLIENT_ID")
    managed: ManagedIdentityId | None = None
    if "ManagedIdentityCredential" in sources:
        identity_client = client or env_client
        if resource and identity_client:
            environment = "" if client else "the variable AZURE_CLIENT_ID gives a client id, "
            keys.refuse(
                "conflicting_identity",
                f"{keys.section.path} gives managedIdentityResourceId, and {environment or 'a client id as well; '}"
                "the host's default chain refuses the two together",
                f'set "{_name(keys.section)}__credential" to "managedidentity" and keep one identity',
                "managedIdentityResourceId",
            )
        managed = ManagedIdentityId("resource_id", resource) if resource else None
        managed = managed or (ManagedIdentityId("client_id", identity_client) if identity_client else ManagedIdentityId())
    tenants = own_tenants or _environment_tenants(keys)
    effective = tenant or env_tenant
    if effective and not _TENANT.match(effective):
        _bad_tenant(keys, own=bool(tenant))
    authority = _authority(keys, https=True)
    member_tenant = effective if env_tenant else ""
    environment_identity = None
    if "EnvironmentCredential" in sources:
        environment_identity = _environment_identity(keys, member_tenant, env_client)
    workload = None
    token_file = keys.env("AZURE_FEDERATED_TOKEN_FILE")
    if "WorkloadIdentityCredential" in sources and not any(map(is_blank, (effective, env_client, token_file))):
        workload = TokenExchange(effective, env_client, token_file, authority, tenants)
    exchange = None
    if managed is not None:
        exchange = _token_exchange(keys, managed, authority)
    return DefaultCredential(
        plain, sources, environment_identity, workload, managed, exchange, tenant or "", tenants
    )


def _sources(keys: _Keys) -> tuple[str, ...]:
    """Members of the default chain that AZURE_TOKEN_CREDENTIALS leaves in."""
    chosen = keys.env("AZURE_TOKEN_CREDENTIALS")
    if not chosen:
        return CHAIN
    word = trim(chosen).lower()
    if word == "prod":
        return CHAIN[:3]
    if word == "dev":
        return CHAIN[3:]
    for name in _SINGLE:
        if word == name.lower():
            return (name,)
    raise Refused(
        "token_credentials_invalid",
        "AZURE_TOKEN_CREDENTIALS has a value that the host does not know; no default chain can be built",
        hint='write "prod", "dev" or the name of one credential such as "ManagedIdentityCredential", or remove it',
        key="AZURE_TOKEN_CREDENTIALS",
    )


def _environment_identity(keys: _Keys, tenant: str, client: str) -> EnvironmentIdentity | None:
    if not tenant or not client:
        return None
    if keys.env("AZURE_CLIENT_SECRET"):
        return EnvironmentIdentity("ClientSecretCredential", tenant, client)
    if keys.env("AZURE_CLIENT_CERTIFICATE_PATH"):
        return EnvironmentIdentity("ClientCertificateCredential", tenant, client)
    if keys.env("AZURE_USERNAME") and keys.env("AZURE_PASSWORD"):
        return EnvironmentIdentity("UsernamePasswordCredential", tenant, client)
    return None


def _environment_tenants(keys: _Keys) -> tuple[str, ...]:
    """AZURE_ADDITIONALLY_ALLOWED_TENANTS: split, not trimmed (the setting is)."""
    return _collapse(keys.env("AZURE_ADDITIONALLY_ALLOWED_TENANTS").split(";"))


def _merge(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return _collapse([*first, *second])


def _token_exchange(keys: _Keys, identity: ManagedIdentityId, authority: str) -> TokenExchange | None:
    """A managed identity turns into a token exchange when a federated token file is announced."""
    token_file, tenant = keys.env("AZURE_FEDERATED_TOKEN_FILE"), keys.env("AZURE_TENANT_ID")
    client = identity.value or keys.env("AZURE_CLIENT_ID")
    if not (token_file and tenant and client):
        return None
    return TokenExchange(tenant, client, token_file, authority)


def _unless_blank(value: str) -> str:
    return value if value.strip(WHITE_SPACE) else ""


def _authority(keys: _Keys, *, https: bool, tenant: str | None = None) -> str:
    """Check a tenant's syntax, then AZURE_AUTHORITY_HOST; return the authority."""
    if tenant and not _TENANT.match(tenant):
        _bad_tenant(keys, own=True)
    host = keys.env("AZURE_AUTHORITY_HOST")
    if not host:
        return PUBLIC_AUTHORITY
    uri = parse_absolute(host)
    if uri is None:
        raise Refused(
            "invalid_endpoint",
            "AZURE_AUTHORITY_HOST is not an absolute URI; the host can build no credential at all",
            hint=f'write "{PUBLIC_AUTHORITY}", with the scheme, or remove it',
            key="AZURE_AUTHORITY_HOST",
        )
    if https and uri.scheme != "https":
        raise Refused(
            "authority_not_https",
            "AZURE_AUTHORITY_HOST is not an https address; the host refuses to send credentials to it",
            hint=f'write "{PUBLIC_AUTHORITY}" or remove it',
            key="AZURE_AUTHORITY_HOST",
        )
    return uri.absolute_uri


def _bad_tenant(keys: _Keys, *, own: bool) -> NoReturn:
    where = f"{keys.section.path}:tenantId" if own else "AZURE_TENANT_ID"
    raise Refused(
        "invalid_tenant",
        f"{where} is not a tenant: only letters, digits, dots and hyphens are allowed",
        hint="write the tenant id (a GUID) or a verified domain",
        key=where,
    )
