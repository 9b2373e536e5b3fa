"""Rules about the values of identity keys: ids that cannot be ids, lists with the wrong separator."""

from __future__ import annotations

from funcbind.credential_specs import DefaultCredential, ManagedIdentity
from funcbind.dotnet.text import is_blank
from funcbind.rules.model import Example, Finding, Rule, at_setting
from funcbind.rules.placeholders import is_placeholder
from funcbind.rules.uses import by_default, find, is_known, is_unsaid, key_of, may_be_guid, named, related, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context
    from funcbind.rules.uses import Use
    from funcbind.settings.model import Setting

_CLIENT_IDS = ("clientId", "managedIdentityClientId")
_PRINCIPALS = ("managedidentityobjectid", "principalid", "principal_id", "object_id", "objectid")
_IDENTITIES = "https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identities-faq"
_COMMON = (
    "https://learn.microsoft.com/azure/azure-functions/functions-reference#"
    "common-properties-for-identity-based-connections"
)
_GUID = "11111111-1111-1111-1111-111111111111"
_TENANT = "22222222-2222-2222-2222-222222222222"
_RESOURCE = "/subscriptions/sub/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders"
_ORDERS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
_MANAGED = {**_ORDERS, "Orders__credential": "managedidentity"}
_TRIGGER = (("serviceBusTrigger", "Orders", {"queueName": "orders"}),)


def _client_id(context: Context) -> Iterator[Finding]:
    principals = _principals(context)
    for use in _asked(context):
        for key in (*_CLIENT_IDS, "managedIdentityObjectId"):
            setting = context.setting(f"{use.section}:{key}")
            if setting is None or not use.took(setting):
                continue
            if is_blank(setting.value):
                if setting.value and isinstance(use.spec, ManagedIdentity) and use.spec.identity.value == setting.value:
                    yield find(
                        use,
                        setting,
                        f"{named(setting)} is blank but not empty; the host asks for the identity with this blank id",
                        "delete it to use the system-assigned identity, or write the client id",
                    )
            elif not may_be_guid(setting):
                what, shown = ("an object", "principalId") if key not in _CLIENT_IDS else ("a client", "clientId")
                yield find(
                    use,
                    setting,
                    f"{named(setting)} is not {what} id, which is a GUID; the host does not check that, and every "
                    "request for a token fails",
                    f'write the id that "az identity show --query {shown}" prints',
                )
            elif key in _CLIENT_IDS and setting.value.lower() in principals:
                other = principals[setting.value.lower()]
                yield find(
                    use,
                    setting,
                    f"{named(setting)} has the id that {named(other)} gives as an object (principal) id; the host "
                    "takes it for a client id, and no identity has it",
                    'write the id that "az identity show --query clientId" prints',
                )
    yield from _variable_id(context)


def _asked(context: Context) -> Iterator[Use]:
    """The sections whose ids are really asked for: a developer's machine has no managed identity to ask."""
    for use in context.identities():
        if use.written and (context.deployed or not isinstance(use.spec, (DefaultCredential, ManagedIdentity))):
            yield use


def _principals(context: Context) -> dict[str, Setting]:
    return {
        setting.value.lower(): setting
        for setting in context.configuration.settings
        if setting.value and setting.name.lower().endswith(_PRINCIPALS) and may_be_guid(setting)
    }


def _variable_id(context: Context) -> Iterator[Finding]:
    """AZURE_CLIENT_ID, where it chooses the managed identity of the default chain."""
    setting = variable(context, "AZURE_CLIENT_ID")
    if setting is None or may_be_guid(setting) or not context.deployed:
        return
    if is_placeholder(setting.value, setting.name):
        return  # FB109
    uses = [
        use
        for use, spec in by_default(context)
        if spec.environment is None
        and spec.managed_identity is not None
        and spec.managed_identity.value == setting.value
        and not any(key_of(context, use, key) for key in _CLIENT_IDS)
    ]
    if uses:
        yield at_setting(
            setting,
            f"{named(setting)} is not a client id, which is a GUID; the host's default chain asks for the managed "
            "identity of this id, and every request for a token fails",
            "delete it to use the system-assigned identity, or write the client id",
            related=related(uses),
        )


def _resource_id(context: Context) -> Iterator[Finding]:
    for use in _asked(context):
        setting = key_of(context, use, "managedIdentityResourceId")
        if setting is None or not use.took(setting) or _is_resource_id(setting):
            continue
        yield find(
            use,
            setting,
            f"{named(setting)} is not the resource id of a managed identity; the host does not check that, and every "
            "request for a token fails",
            'write ".../providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>" in full, beginning with '
            '"/subscriptions/"',
        )


def _is_resource_id(setting: Setting) -> bool:
    value = setting.value.strip().lower()
    if is_unsaid(setting):
        return True
    return value.startswith("/subscriptions/") and (
        "/providers/microsoft.managedidentity/userassignedidentities/" in value
    )


def _host_storage(context: Context) -> Iterator[Finding]:
    for use in _asked(context):
        setting = key_of(context, use, "managedIdentityResourceId")
        if setting is None or not use.took(setting) or use.section.upper() != "AZUREWEBJOBSSTORAGE":
            continue
        yield find(
            use,
            setting,
            f"{named(setting)} names the host's own storage identity by its resource id; parts of the platform that "
            "read this connection besides the host do not take it",
            f'name the identity by "{use.prefix}__clientId", beside credential=managedidentity',
        )


def _tenants(context: Context) -> Iterator[Finding]:
    for use in context.identities():
        setting = key_of(context, use, "additionallyAllowedTenants")
        if use.written and setting is not None and use.took(setting) and is_known(setting) and "," in setting.value:
            yield find(
                use,
                setting,
                f"{named(setting)} has a comma; the host splits the list at semicolons only, so the tenants beside "
                "the comma are one that does not exist",
                'separate the tenants by ";"',
            )


RULES: tuple[Rule, ...] = (
    Rule(
        "FB404",
        "client-id-shape",
        "error",
        what="A connection names an identity by something that is not a client id.",
        why="The host passes any text on. Only a GUID can be a client id, the object (principal) id is another GUID of "
        "the same identity, and a blank text is an id as well: the request for a token fails.",
        source=_IDENTITIES,
        bad=Example({**_MANAGED, "Orders__clientId": "id-orders-prod"}, _TRIGGER),
        good=Example({**_MANAGED, "Orders__clientId": _GUID}, _TRIGGER),
        check=_client_id,
    ),
    Rule(
        "FB408",
        "resource-id-shape",
        "error",
        what="A connection names an identity by something that is not a resource id.",
        why="The host passes any text on as the resource id of a user-assigned identity; with a GUID or a bare name "
        "the request for a token fails.",
        source=_COMMON,
        bad=Example({**_MANAGED, "Orders__managedIdentityResourceId": _GUID}, _TRIGGER),
        good=Example({**_MANAGED, "Orders__managedIdentityResourceId": _RESOURCE}, _TRIGGER),
        check=_resource_id,
    ),
    Rule(
        "FB410",
        "resource-id-on-host-storage",
        "warning",
        what="The host's own storage connection names its identity by a resource id.",
        why="AzureWebJobsStorage is read by more than the host. Users report that a resource id does not work there, "
        "and the issue about it is open; a client id works.",
        source="https://github.com/Azure/azure-functions-host/issues/9559",
        bad=Example(
            {
                "AzureWebJobsStorage__accountName": "contoso",
                "AzureWebJobsStorage__credential": "managedidentity",
                "AzureWebJobsStorage__managedIdentityResourceId": _RESOURCE,
            },
            (("queueTrigger", "Storage", {"queueName": "orders"}),),
        ),
        good=Example(
            {
                "AzureWebJobsStorage__accountName": "contoso",
                "AzureWebJobsStorage__credential": "managedidentity",
                "AzureWebJobsStorage__clientId": _GUID,
            },
            (("queueTrigger", "Storage", {"queueName": "orders"}),),
        ),
        check=_host_storage,
    ),
    Rule(
        "FB416",
        "allowed-tenants-separator",
        "warning",
        what="A list of additionally allowed tenants is separated by commas.",
        why="The host splits additionallyAllowedTenants at semicolons and checks no syntax, so a list with commas is "
        "one tenant that does not exist. It shows only when a resource of another tenant is asked for.",
        source="https://learn.microsoft.com/dotnet/azure/sdk/authentication/"
        "create-token-credentials-from-configuration",
        bad=Example(
            {**_ORDERS, "Orders__additionallyAllowedTenants": f"{_TENANT},{_GUID}"},
            (("serviceBus", "Orders"),),
        ),
        good=Example(
            {**_ORDERS, "Orders__additionallyAllowedTenants": f"{_TENANT};{_GUID}"},
            (("serviceBus", "Orders"),),
        ),
        check=_tenants,
    ),
)
