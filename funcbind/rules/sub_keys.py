"""Rules about sub-keys of an identity-based connection that nothing reads, or that win against the identity."""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.extensions.client_options import OPTIONS
from funcbind.nearest import Names
from funcbind.redaction import shown_name
from funcbind.rules.common import (
    CREDENTIAL_KEYS,
    ENDPOINT_KEYS,
    STORAGE,
    built,
    by_section,
    filled,
    name_of,
    quoted,
    users_of,
)
from funcbind.rules.model import Example, Finding, Rule, at_setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.common import Built
    from funcbind.rules.model import Context
    from funcbind.settings.model import Setting

_DOCS = "https://learn.microsoft.com/azure/azure-functions/functions-reference#common-properties-for-identity-based-connections"
_FACTORY = (
    "https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/extensions/Microsoft.Extensions.Azure/src/Internal/"
    "ClientFactory.cs"
)
# What people write -> what the host reads. All of these are somebody's real settings for an identity.
_MEANT = {
    "identityclientid": "clientId",
    "userassignedclientid": "clientId",
    "userassignedidentityclientid": "clientId",
    "miclientid": "clientId",
    "msiclientid": "clientId",
    "applicationid": "clientId",
    "appid": "clientId",
    "principalid": "clientId",
    "resourceid": "managedIdentityResourceId",
    "identityresourceid": "managedIdentityResourceId",
    "managedidentityid": "managedIdentityResourceId",
    "objectid": "managedIdentityObjectId",
    "secret": "clientSecret",
    "tenant": "tenantId",
    "directoryid": "tenantId",
    "credentialtype": "credential",
    "authtype": "credential",
    "authenticationtype": "credential",
    "authentication": "credential",
    "managedidentity": "credential",
    "usemanagedidentity": "credential",
}
# Their names look like secrets, so they are shown as they stand here and not as somebody wrote them.
_SECRETS = {
    fold(key): key.replace(":", "__")
    for key in (
        "accountKey",
        "accessKey",
        "sharedAccessKey",
        "sharedAccessSignature",
        "sasToken",
        "connectionString",
        "credential:accountKey",
        "credential:signature",
    )
}
_CREDENTIAL_NAMES = Names(CREDENTIAL_KEYS)
_SHORTEST = 8
# Keys that say more about an endpoint, by service.
_MORE = {
    "signalR": ("type", "clientEndpoint", "serverEndpoint"),
    "redis": ("principalId",),
    "openAI": ("Endpoint", "Key"),
    "search": ("endPoint", "apiKey"),
}
_ENDPOINTS = {fold(key): key for keys in ENDPOINT_KEYS.values() for key in keys}


def _unknown(context: Context) -> Iterator[Finding]:
    read = {setting.name for resolution in context.resolutions for setting in resolution.used}
    read |= {name for name, _ in context.app.environ_reads}
    tokens = [one for one in built(context) if one.endpoint.auth == "token" and one.endpoint.section]
    services: dict[str, set[str]] = {}
    for one in tokens:
        services.setdefault(fold(one.endpoint.section), set()).add(one.endpoint.service)
    for one in by_section(tokens):
        section = one.endpoint.section
        known = _known(services[fold(section)])
        for entry in context.configuration.below(section):
            setting = entry.settings[-1]
            key = entry.key[len(section) + 1 :]
            if key and setting.name not in read and fold(key) not in known:
                finding = _judge(context, one, setting, key)
                if finding is not None:
                    yield finding


def _known(services: set[str]) -> set[str]:
    keys = [*CREDENTIAL_KEYS]
    for service in services:
        keys += [*ENDPOINT_KEYS.get(service, ()), *_MORE.get(service, ()), *OPTIONS.get(service, ())]
    return {fold(key) for key in keys}


def _judge(context: Context, one: Built, setting: Setting, key: str) -> Finding | None:
    """Say what an unread sub-key was meant to be; ``None`` for a key that is somebody else's."""
    name, plain = shown_name(setting.name), key.lower()
    start = name[: len(name) - len(key)] if name.lower().endswith(plain) else ""
    if secret := _SECRETS.get(fold(key)):
        name = f"{name_of(one.endpoint.section)}__{secret}"
        message = f'"{name}" is not read: the host connects with an identity to the address beside it'
        hint = "delete it; a connection string is the value of the connection's own name"
        severity = "warning"
    elif meant := _MEANT.get(plain) or (_CREDENTIAL_NAMES.nearest(key) if len(key) >= _SHORTEST else None):
        message = f'"{name}" is no key that the host knows, so another identity may be used than the one it names'
        hint = f'did you mean "{start}{meant}"?'
        severity = "error"
    elif fold(key) in _ENDPOINTS:
        message = f'"{name}" is not read: the key is for connections of another service'
        hint = "delete it if nothing else reads it"
        severity = "info"
    else:
        return None
    return at_setting(
        setting,
        message,
        hint,
        severity=severity,
        connection=one.name,
        related=users_of(context, one.endpoint.section),
    )


def _key_wins(context: Context) -> Iterator[Finding]:
    for one in by_section(built(context, *STORAGE)):
        endpoint = one.endpoint
        if endpoint.auth not in ("shared_key", "sas") or endpoint.connection_string is not None:
            continue
        identity = filled(context, endpoint.section, CREDENTIAL_KEYS)
        if identity:
            yield at_setting(
                identity[0],
                "the connection has an account key or a signature as well, and the host prefers those: "
                f"{quoted(identity)} count for nothing",
                "delete credential__accountKey and credential__signature to use the identity",
                connection=one.name,
                related=users_of(context, endpoint.section),
            )


RULES: tuple[Rule, ...] = (
    Rule(
        "FB208",
        "unknown-property",
        "error",
        what="An identity-based connection has a sub-key that nothing reads.",
        why="Sub-keys that the host does not know are no error. One that was to choose the identity leaves the choice "
        "to the default credential; a key beside an address is never used.",
        source=_DOCS,
        bad=Example(
            {
                "Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net",
                "Orders__resourceId": "/subscriptions/0/resourcegroups/rg/providers/Microsoft.ManagedIdentity/x",
            },
            (("serviceBus", "Orders"),),
        ),
        good=Example(
            {
                "Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net",
                "Orders__queueName": "orders",
            },
            (("serviceBus", "Orders", {"queueName": "%Orders:queueName%"}),),
        ),
        check=_unknown,
    ),
    Rule(
        "FB225",
        "key-beats-identity",
        "error",
        what="A storage connection has an account key or a signature in sub-keys, and an identity.",
        why="With serviceUri (endpoint for tables) the client's constructor that takes the key is preferred to the one "
        "that takes the identity.",
        source=_FACTORY,
        bad=Example(
            {
                "Files__serviceUri": "https://contoso.queue.core.windows.net",
                "Files__credential": "managedidentity",
                "Files__credential__accountName": "contoso",
                "Files__credential__accountKey": "ZmFrZQ==",
            },
            (("queue", "Files"),),
        ),
        good=Example(
            {"Files__queueServiceUri": "https://contoso.queue.core.windows.net"},
            (("queue", "Files"),),
        ),
        check=_key_wins,
    ),
)
