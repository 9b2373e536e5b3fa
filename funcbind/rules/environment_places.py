"""Rules about where tokens come from: the cloud's sign-in, the managed identity's endpoint, the token's scope."""

from __future__ import annotations

from funcbind.credential_specs import DefaultCredential, ManagedIdentity, ManagedIdentityAsFederatedIdentity
from funcbind.dotnet.text import is_blank
from funcbind.dotnet.uri import parse_absolute
from funcbind.rules.common import address_of
from funcbind.rules.hosts import cloud_of, cloud_of_authority, service_of
from funcbind.rules.model import Example, Finding, Rule, at_binding, at_setting
from funcbind.rules.uses import elsewhere, is_known, key_of, listed, named, related, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.connections import Endpoint
    from funcbind.credential_specs import CredentialSpec, ManagedIdentityId
    from funcbind.rules.model import Context
    from funcbind.rules.uses import Use
    from funcbind.settings.model import Setting

_AUTHORITY = "AZURE_AUTHORITY_HOST"
_PUBLIC = ("login.microsoftonline.com", "login.microsoft.com", "login.windows.net", "sts.windows.net")
_SIGN_IN = {
    "": "https://login.microsoftonline.com",
    "US government": "https://login.microsoftonline.us",
    "China": "https://login.chinacloudapi.cn",
}
_ASSERTION_CLOUDS = {"public": "", "usgov": "US government", "china": "China"}
_COSMOS = "AZURE_COSMOS_AAD_SCOPE_OVERRIDE"
_MANAGED_IDENTITY = "https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference"
_GUID = "11111111-1111-1111-1111-111111111111"
_TENANT = "22222222-2222-2222-2222-222222222222"
_ORDERS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
_MANAGED = {**_ORDERS, "Orders__credential": "managedidentity"}
_GOVERNMENT = {
    "Orders__fullyQualifiedNamespace": "contoso.servicebus.usgovcloudapi.net",
    "Orders__tenantId": _TENANT,
    "Orders__clientId": _GUID,
    "Orders__clientSecret": "obviously-not-real",
}
_BINDING = (("serviceBus", "Orders"),)
_DOCUMENTS = {"Documents__accountEndpoint": "https://contoso.documents.azure.com"}


def _other_cloud(context: Context) -> Iterator[Finding]:
    for use in context.identities():
        authority = parse_absolute(_authority_of(use.spec) or "")
        if authority is None:
            continue
        signs_in = cloud_of_authority(authority.host)
        if not signs_in and authority.host not in _PUBLIC:
            continue
        endpoint = next((one for one in use.endpoints if _is_in_other(context, one, signs_in)), None)
        assertion = key_of(context, use, "azureCloud")
        federated = isinstance(use.spec, ManagedIdentityAsFederatedIdentity) and assertion is not None
        if endpoint is not None:
            cloud = cloud_of(_host(endpoint))
            place = variable(context, _AUTHORITY) or (assertion if federated else None) or _address(context, endpoint)
            what = f"the connection's address is in {_words(cloud)}"
            severity = ""
        elif federated and assertion is not None and _ASSERTION_CLOUDS.get(assertion.value, signs_in) != signs_in:
            if any(service_of(_host(one)) for one in use.endpoints):
                continue  # the address agrees with the sign-in
            cloud, place = _ASSERTION_CLOUDS[assertion.value], assertion
            what = f"{named(assertion)} is {_words(cloud)}"
            severity = "warning"
        else:
            continue
        aside = (
            "; azureCloud does not change where it signs in"
            if federated and variable(context, _AUTHORITY) is None
            else ""
        )
        message = (
            f"the host signs in at {_words(signs_in)}, but {what}{aside}; no token of one cloud is good in another"
        )
        hint = f'set "{_AUTHORITY}" to "{_SIGN_IN[cloud]}"'
        if cloud == "":
            hint = f'delete "{_AUTHORITY}", or set it to "{_SIGN_IN[cloud]}"'
        if place is None:
            yield at_binding(use.resolutions[0].binding, message, hint, connection=use.connection, severity=severity)
        else:
            yield at_setting(place, message, hint, connection=use.connection, related=use.users, severity=severity)


def _authority_of(spec: CredentialSpec) -> str | None:
    """Where a credential signs in; a managed identity does not, unless a token file takes its place."""
    match spec:
        case DefaultCredential():
            member = spec.environment or spec.workload_identity or spec.token_exchange
            return None if member is None else member.authority
        case ManagedIdentity():
            return None if spec.token_exchange is None else spec.token_exchange.authority
    return spec.authority


def _is_in_other(context: Context, endpoint: Endpoint, cloud: str) -> bool:
    host = _host(endpoint)
    if not service_of(host) or cloud_of(host) == cloud:
        return False
    place = address_of(context, endpoint)
    # accountName can mean the public cloud only: that is FB307.
    return not (cloud and place is not None and place[0].name.lower().endswith("accountname"))


def _host(endpoint: Endpoint) -> str:
    uri = parse_absolute(endpoint.uri) if "://" in endpoint.uri else None
    return uri.host if uri is not None else endpoint.uri.partition("/")[0].partition(":")[0]


def _address(context: Context, endpoint: Endpoint) -> Setting | None:
    found = address_of(context, endpoint)
    return found[0] if found is not None else context.setting(f"{endpoint.section}:fullyQualifiedNamespace")


def _words(cloud: str) -> str:
    return f"the {cloud} cloud" if cloud else "the public cloud"


def _managed(use: Use) -> ManagedIdentityId | None:
    """The managed identity that the host asks for, ``None`` when it asks somebody else first."""
    match use.spec:
        case ManagedIdentity() | ManagedIdentityAsFederatedIdentity():
            return None if use.spec.token_exchange else use.spec.identity
        case DefaultCredential():
            first = use.spec.environment or use.spec.workload_identity or use.spec.token_exchange
            return None if first else use.spec.managed_identity
    return None


def _half_endpoint(context: Context) -> Iterator[Finding]:
    # In Azure the platform adds variables that exported settings do not show.
    whole = not context.deployed or any(source.kind == "environment" for source in context.sources)
    names = ("IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET")
    if not whole or elsewhere(context, *names):
        return
    endpoint, header, arc, old, secret = (variable(context, name) for name in names)
    uses = [use for use in context.identities() if _managed(use) is not None]
    if not context.deployed:
        uses = [use for use in uses if not isinstance(use.spec, DefaultCredential)]
    severity = "" if context.deployed else "warning"
    if endpoint is not None and header is None and arc is None and uses:
        yield at_setting(
            endpoint,
            f"{named(endpoint)} is there without IDENTITY_HEADER, so it is not used and no managed identity answers "
            f"for {listed(uses)}",
            "leave both to the platform, or give both",
            related=related(uses),
            severity=severity,
        )
    elif endpoint is None and old is not None and secret is None:
        uses = [use for use in uses if (found := _managed(use)) is not None and found.kind != "system"]
        if uses:
            yield at_setting(
                old,
                f"{named(old)} without IDENTITY_ENDPOINT is the managed identity of a Cloud Shell, which takes no id; "
                f"{listed(uses)} names one",
                "run the app where the identity is, or remove the id and the credential",
                related=related(uses),
                severity="warning",
            )


def _service_fabric(context: Context) -> Iterator[Finding]:
    setting = variable(context, "IDENTITY_SERVER_THUMBPRINT")
    here = variable(context, "IDENTITY_ENDPOINT") and variable(context, "IDENTITY_HEADER")
    if setting is None or not (context.deployed or here):
        return
    uses = [use for use in context.identities() if (found := _managed(use)) is not None and found.kind != "system"]
    if uses:
        yield at_setting(
            setting,
            f"{named(setting)} makes a Service Fabric cluster of the managed identity's endpoint, which chooses the "
            f"identity itself and refuses a request that names one, as for {listed(uses)}",
            f"delete {named(setting)}, or the id of the identity",
            related=related(uses),
        )


def _cosmos_scope(context: Context) -> Iterator[Finding]:
    setting = variable(context, _COSMOS)
    if setting is None or is_blank(setting.value):
        return
    uses = [use for use in context.identities() if any(one.service == "cosmosDB" for one in use.endpoints)]
    if uses:
        broken = is_known(setting) and not setting.value.endswith("/.default")
        yield at_setting(
            setting,
            f"{named(setting)} replaces what the token of {listed(uses)} is asked for, in the host and in Python, for "
            "every account" + (', and it does not end with "/.default"' if broken else ""),
            "delete it unless the account needs another scope than its own address",
            related=related(uses),
            severity="warning" if broken else "",
        )


RULES: tuple[Rule, ...] = (
    Rule(
        "FB706",
        "authority-of-other-cloud",
        "error",
        what="A connection signs in at another cloud than the one its address is in.",
        why="AZURE_AUTHORITY_HOST alone decides where a secret, a certificate or a token file signs in, and without it "
        "that is the public cloud; azureCloud chooses only the scope of the assertion. A managed identity alone does "
        "not sign in there and works in its own cloud.",
        source="https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud",
        bad=Example(_GOVERNMENT, _BINDING, target="local"),
        good=Example({**_GOVERNMENT, _AUTHORITY: "https://login.microsoftonline.us"}, _BINDING, target="local"),
        check=_other_cloud,
    ),
    Rule(
        "FB717",
        "managed-identity-endpoint-half",
        "error",
        what="The variables of the managed identity's endpoint are incomplete.",
        why="IDENTITY_ENDPOINT counts only together with IDENTITY_HEADER, and MSI_ENDPOINT alone is a Cloud Shell, "
        "where no identity can be named. On a developer machine it is a warning.",
        source=_MANAGED_IDENTITY,
        bad=Example({**_MANAGED, "IDENTITY_ENDPOINT": "http://localhost:4141/token"}, _BINDING, target="local"),
        good=Example(
            {**_MANAGED, "IDENTITY_ENDPOINT": "http://localhost:4141/token", "IDENTITY_HEADER": "not-a-secret"},
            _BINDING,
            target="local",
        ),
        check=_half_endpoint,
    ),
    Rule(
        "FB718",
        "service-fabric-identity",
        "error",
        what="IDENTITY_SERVER_THUMBPRINT is set beside a connection that names its managed identity.",
        why="With that variable both .NET and Python speak the protocol of Service Fabric, whose endpoint chooses the "
        "identity by itself; a request with an id is an error.",
        source="https://learn.microsoft.com/azure/service-fabric/how-to-managed-identity-service-fabric-app-code",
        bad=Example({**_MANAGED, "Orders__clientId": _GUID, "IDENTITY_SERVER_THUMBPRINT": "0" * 40}, _BINDING),
        good=Example({**_MANAGED, "IDENTITY_SERVER_THUMBPRINT": "0" * 40}, _BINDING),
        check=_service_fabric,
    ),
    Rule(
        "FB721",
        "cosmos-scope-override",
        "info",
        what="AZURE_COSMOS_AAD_SCOPE_OVERRIDE replaces the scope of every Cosmos DB token.",
        why="Both Cosmos DB clients, .NET's and Python's, then ask for this scope and for nothing else, whatever the "
        "account. It is a warning when the scope has the wrong ending.",
        source="https://github.com/Azure/azure-cosmos-dotnet-v3/blob/master/Microsoft.Azure.Cosmos/src/Util/"
        "ConfigurationManager.cs",
        bad=Example(
            {**_DOCUMENTS, _COSMOS: "https://contoso.documents.azure.com/.default"}, (("cosmosDB", "Documents"),)
        ),
        good=Example({**_DOCUMENTS, _COSMOS: ""}, (("cosmosDB", "Documents"),)),
        check=_cosmos_scope,
    ),
)
