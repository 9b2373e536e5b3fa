"""Section -> :class:`CredentialSpec`: which credential the host builds, as data, without azure-identity.

Sources: ``ClientFactory.cs`` and ``ManagedFederatedIdentityCredential.cs`` of Microsoft.Extensions.Azure 1.13.1;
``DefaultAzureCredentialFactory.cs``, ``EnvironmentVariables.cs`` and ``Validations.cs`` of Azure.Identity 1.17.1
(both in Azure/azure-sdk-for-net). The order of the checks is the order in which the host finds a fault.
"""

from __future__ import annotations

from funcbind.credential_specs import (
    AzurePipelines,
    ClientCertificate,
    ClientSecret,
    DefaultCredential,
    EnvironmentIdentity,
    ManagedIdentity,
    ManagedIdentityAsFederatedIdentity,
    ManagedIdentityId,
    TokenExchange,
    WorkloadIdentity,
)
from funcbind.dotnet.text import WHITE_SPACE, fold, is_blank, trim
from funcbind.dotnet.uri import parse_absolute
from funcbind.errors import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

    from funcbind.credential_specs import CredentialSpec
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
# Sub-keys that name a managed identity, in the order of their precedence.
_ID_KINDS = {
    "managedIdentityResourceId": "resource_id",
    "managedIdentityObjectId": "object_id",
    "managedIdentityClientId": "client_id",
}


def resolve_credential(section: Section) -> CredentialSpec:
    """Return the credential that the host builds from a connection's section.

    Key names are compared without letter case; a blank value counts as absent, except where noted. An unknown
    ``credential`` is not an error to the host: it goes on as if none was given.

    Raises:
        Refused: with the kind of the host's message.
    """
    keys = _Keys(section)
    match fold(keys.text("credential") or ""):
        case "MANAGEDIDENTITY":
            return _managed_identity(keys)
        case "WORKLOADIDENTITY":
            return _workload_identity(keys)
        case "MANAGEDIDENTITYASFEDERATEDIDENTITY":
            return _federated(keys)
        case "AZUREPIPELINES":
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
    given = [name for name in (*_ID_KINDS, "clientId") if keys.text(name)]
    if len(given) > 1:
        _two_identities(keys, given)
    if given and given[0] != "clientId":
        identity = ManagedIdentityId(_ID_KINDS[given[0]], keys.text(given[0]) or "")
    else:
        # A blank clientId is not counted above, yet the constructor takes everything but "" for an id.
        client = keys.section.take("clientId")
        identity = ManagedIdentityId("client_id", client) if client else ManagedIdentityId()
    authority = _authority(keys, https=False)
    return ManagedIdentity(identity, token_exchange(keys.lookup, identity, authority))


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
    given = [name for name in _ID_KINDS if keys.text(name)]
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
    identity = ManagedIdentityId(_ID_KINDS[given[0]], keys.text(given[0]) or "")
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
    exchange = token_exchange(keys.lookup, identity, authority)
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
    # The store is searched without letter case, blanks and the left-to-right mark that a copy from a dialog brings.
    digits = "".join(char for char in thumbprint if char not in WHITE_SPACE and char != "\u200e").upper()
    return ClientCertificate(tenant, client, digits, name, location, authority, tenants)


def _complete(keys: _Keys, found: Mapping[str, str | None], credential: str) -> None:
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
    """The default chain, checked in the order in which the host builds its members."""
    tenant = keys.text("tenantId")
    client = keys.text("managedIdentityClientId") or keys.text("clientId")
    resource = keys.text("managedIdentityResourceId")
    own_tenants = keys.tenants()
    plain = not (tenant or client or resource or keys.text("additionallyAllowedTenants"))
    authority = _authority(keys, https=True)
    sources = _sources(keys)
    env_tenant, env_client = keys.env("AZURE_TENANT_ID"), keys.env("AZURE_CLIENT_ID")
    effective = tenant or env_tenant
    tenants = _merge(_environment_tenants(keys), own_tenants)
    environment = workload = managed = exchange = None
    if "EnvironmentCredential" in sources and env_tenant:
        environment = _environment_identity(keys, effective, env_client, authority, tenants)
    token_file = keys.env("AZURE_FEDERATED_TOKEN_FILE")
    if "WorkloadIdentityCredential" in sources and effective and env_client and token_file:
        workload = TokenExchange(effective, env_client, token_file, authority, tenants)
    if environment or workload:
        _check_tenant(effective, keys, own=bool(tenant))
    if "ManagedIdentityCredential" in sources:
        managed = _chain_identity(keys, client, env_client, resource)
        exchange = token_exchange(keys.lookup, managed, authority)
    if any(name not in CHAIN[:3] for name in sources):
        _check_tenant(effective, keys, own=bool(tenant))
    return DefaultCredential(plain, sources, environment, workload, managed, exchange, tenant or "", tenants)


def _chain_identity(keys: _Keys, client: str | None, env_client: str, resource: str | None) -> ManagedIdentityId:
    """The managed identity of the default chain; it refuses a resource id beside a client id, AZURE_CLIENT_ID's too."""
    if resource and (client or env_client):
        other = "a client id as well" if client else "the variable AZURE_CLIENT_ID gives a client id"
        keys.refuse(
            "conflicting_identity",
            f"{keys.section.path} gives managedIdentityResourceId and {other}; "
            "the host's default chain refuses the two together",
            f'set "{_name(keys.section)}__credential" to "managedidentity" and keep one identity',
            "managedIdentityResourceId",
        )
    if resource:
        return ManagedIdentityId("resource_id", resource)
    value = client or env_client
    return ManagedIdentityId("client_id", value) if value else ManagedIdentityId()


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


def _environment_identity(
    keys: _Keys, tenant: str, client: str, authority: str, tenants: tuple[str, ...]
) -> EnvironmentIdentity | None:
    """The chain's first member; only an empty variable counts as unset, a blank one is a value."""
    if not tenant or not client:
        return None
    common = (tenant, client, authority, tenants)
    if secret := keys.env("AZURE_CLIENT_SECRET"):
        return EnvironmentIdentity("ClientSecretCredential", *common, client_secret=secret)
    if path := keys.env("AZURE_CLIENT_CERTIFICATE_PATH"):
        chain = keys.env("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN").lower() in ("true", "1")
        return EnvironmentIdentity(
            "ClientCertificateCredential",
            *common,
            certificate_path=path,
            certificate_password=keys.env("AZURE_CLIENT_CERTIFICATE_PASSWORD"),
            send_certificate_chain=chain,
        )
    username, password = keys.env("AZURE_USERNAME"), keys.env("AZURE_PASSWORD")
    if username and password:
        return EnvironmentIdentity("UsernamePasswordCredential", *common, username=username, password=password)
    return None


def _environment_tenants(keys: _Keys) -> tuple[str, ...]:
    """AZURE_ADDITIONALLY_ALLOWED_TENANTS: split, not trimmed (the setting is)."""
    return _collapse(keys.env("AZURE_ADDITIONALLY_ALLOWED_TENANTS").split(";"))


def _merge(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return _collapse([*first, *second])


def token_exchange(lookup: Lookup, identity: ManagedIdentityId, authority: str) -> TokenExchange | None:
    """Return what a managed identity turns into when a federated token file is announced, else ``None``."""
    token_file, tenant = (
        lookup.take_environment("AZURE_FEDERATED_TOKEN_FILE"),
        lookup.take_environment("AZURE_TENANT_ID"),
    )
    client = identity.value or lookup.take_environment("AZURE_CLIENT_ID")
    if not (token_file and tenant and client):
        return None
    return TokenExchange(tenant, client, token_file, authority)


def _unless_blank(value: str) -> str:
    return value if value.strip(WHITE_SPACE) else ""


def _authority(keys: _Keys, *, https: bool, tenant: str | None = None) -> str:
    """Check a tenant's syntax, then AZURE_AUTHORITY_HOST; return the authority."""
    if tenant:
        _check_tenant(tenant, keys, own=True)
    return authority_host(keys.lookup, https=https)


def authority_host(lookup: Lookup, *, https: bool) -> str:
    """Return the authority that AZURE_AUTHORITY_HOST names, the public one by default.

    Raises:
        Refused: ``invalid_endpoint``, or ``authority_not_https`` when ``https`` is demanded.
    """
    host = lookup.take_environment("AZURE_AUTHORITY_HOST")
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


def is_tenant(text: str) -> bool:
    """Whether a tenant has the syntax that Azure.Identity accepts: letters, digits, dots and hyphens."""
    plain = text.replace(".", "").replace("-", "")
    return bool(text) and text.isascii() and (plain.isalnum() or not plain)


def _check_tenant(tenant: str, keys: _Keys, *, own: bool) -> None:
    if not tenant or is_tenant(tenant):
        return
    where = keys.section.at("tenantId") if own else "AZURE_TENANT_ID"
    raise Refused(
        "invalid_tenant",
        f"{where} is not a tenant: only letters, digits, dots and hyphens are allowed",
        hint="write the tenant id (a GUID) or a verified domain",
        key=where,
    )
