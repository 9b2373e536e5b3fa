"""Rules about settings of an app in Azure: what works on a developer machine only, and keys that stay behind."""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.dotnet.uri import parse_absolute
from funcbind.redaction import shown_name
from funcbind.rules.common import address_of, built, by_section, users_of
from funcbind.rules.model import Example, Finding, Rule, at_setting
from funcbind.rules.secret_values import is_local_host, secret_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.connections import Endpoint
    from funcbind.rules.model import Context
    from funcbind.settings.model import Setting

_APP_SETTINGS = "https://learn.microsoft.com/azure/azure-functions/functions-app-settings"
_AZURITE = "https://learn.microsoft.com/azure/storage/common/storage-use-azurite"
_SHARE = "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING"
_PACKAGES = "DEPLOYMENT_STORAGE_CONNECTION_STRING"
_HOST_STORAGE = "AzureWebJobsStorage"


def _emulator(context: Context) -> Iterator[Finding]:
    if not context.deployed:
        return
    seen: set[str] = set()
    for one in by_section(one for one in built(context) if one.endpoint.section):
        setting = _source_of(context, one.endpoint)
        if setting is None or setting.name in seen or not _is_emulator(one.endpoint):
            continue
        seen.add(setting.name)
        yield at_setting(
            setting,
            f'"{shown_name(setting.name)}" leads to an emulator on the machine itself, and in Azure there is none: the '
            "host starts, and every call fails",
            "write the address of the service in Azure, with an identity if you can",
            # A container may have one beside it.
            severity="info" if context.plan == "container" else "error",
            connection=one.name,
            related=users_of(context, one.endpoint.section),
        )
    used = {setting.name for resolution in context.resolutions for setting in resolution.used}
    for setting in context.configuration.settings:
        text = fold(setting.value)
        if setting.name not in used and ("USEDEVELOPMENTSTORAGE=TRUE" in text or "USEDEVELOPMENTEMULATOR=TRUE" in text):
            yield at_setting(
                setting,
                f'"{shown_name(setting.name)}" is the connection string of an emulator, and in Azure there is none',
                "write the address of the service in Azure, or delete the setting",
                severity="info" if context.plan == "container" else "warning",
            )


def _source_of(context: Context, endpoint: Endpoint) -> Setting | None:
    """The setting that gives an endpoint its address: the connection's own value, or a sub-key."""
    if endpoint.connection_string is not None or endpoint.auth == "none":
        return context.setting(endpoint.section)
    found = address_of(context, endpoint)
    return found[0] if found is not None else context.setting(f"{endpoint.section}:fullyQualifiedNamespace")


def _is_emulator(endpoint: Endpoint) -> bool:
    if endpoint.detail("account") == "devstoreaccount1" or endpoint.detail("emulator"):
        return True
    uri = parse_absolute(endpoint.uri) if "://" in endpoint.uri else None
    if uri is not None:
        return is_local_host(uri.host)
    hosts = (part.removeprefix("tcp:").partition(",")[0].partition(":")[0] for part in endpoint.uri.split(",")[:1])
    return any(map(is_local_host, hosts))


def _content_share(context: Context) -> Iterator[Finding]:
    setting = context.configuration.environment(_SHARE)
    if not context.deployed or context.plan in ("flex", "dedicated", "container"):
        return
    group = context.configuration.children(_SHARE)
    if group:
        first = context.configuration.below(_SHARE)[-1].settings[-1]
        yield at_setting(
            first,
            f'nothing reads "{shown_name(first.name)}": the share with the app\'s content takes a connection string, '
            "never an identity",
            f'delete it and give "{_SHARE}" a connection string, or move to a plan without the share',
            severity="warning",
        )
    elif setting is not None and secret_in(_SHARE, setting.value) and _keyless(context):
        yield at_setting(
            setting,
            f'"{_SHARE}" needs an account key, although host storage does without; when the account forbids keys, the '
            "app does not start",
            "make it a Key Vault reference, or move to a plan without the share (Flex Consumption, dedicated)",
        )


def _keyless(context: Context) -> bool:
    """Whether the settings of host storage are those of an identity."""
    return context.configuration.get(_HOST_STORAGE) is None and bool(context.configuration.children(_HOST_STORAGE))


def _flex(context: Context) -> Iterator[Finding]:
    if not context.deployed or context.plan != "flex":
        return
    share = context.configuration.environment(_SHARE)
    if share is not None and share.value:
        yield at_setting(
            share,
            f'a Flex Consumption app has no content share, so nothing uses "{_SHARE}" and its key',
            "delete it, and WEBSITE_CONTENTSHARE with it",
        )
    packages = context.configuration.environment(_PACKAGES)
    if packages is not None and secret_in(_PACKAGES, packages.value) and _keyless(context):
        yield at_setting(
            packages,
            f'"{_PACKAGES}" holds a key, although host storage does without; it is used only when the deployment '
            "container signs in by a connection string",
            "look at functionAppConfig.deployment.storage.authentication: with an identity there, delete the setting",
            severity="info",
        )


# The key says what it is when it is decoded.
_KEY = "bm90IGEgcmVhbCBrZXkgYnV0IGxvbmcgZW5vdWdo"
_STRING = f"DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey={_KEY};EndpointSuffix=core.windows.net"
_STORAGE = {"AzureWebJobsStorage__accountName": "contoso"}
_QUEUE = (("queue", "Orders"),)

RULES: tuple[Rule, ...] = (
    Rule(
        "FB502",
        "emulator-deployed",
        "error",
        what="The settings of an app in Azure lead to a local emulator.",
        why="UseDevelopmentStorage=true and localhost mean the machine that the app runs on. The client is built all "
        "the same; only its calls fail.",
        source=_AZURITE,
        bad=Example({"Orders": "UseDevelopmentStorage=true"}, _QUEUE),
        good=Example({"Orders": "UseDevelopmentStorage=true"}, _QUEUE, target="local"),
        check=_emulator,
    ),
    Rule(
        "FB503",
        "content-share-needs-key",
        "info",
        what="The content share keeps an account key in an app whose host storage uses an identity.",
        why="Consumption and Elastic Premium mount the app's content from Azure Files, which takes no identity.",
        source=_APP_SETTINGS + "#website_contentazurefileconnectionstring",
        bad=Example({**_STORAGE, _SHARE: _STRING}),
        good=Example({_HOST_STORAGE: _STRING, _SHARE: _STRING}),
        check=_content_share,
    ),
    Rule(
        "FB507",
        "flex-legacy-storage",
        "warning",
        what="A Flex Consumption app keeps storage keys that nothing needs.",
        why="Flex Consumption has no content share, and its deployment container may sign in by an identity; the old "
        "settings only keep their keys alive.",
        source=_APP_SETTINGS + "#flex-consumption-plan-deprecations",
        bad=Example({**_STORAGE, _SHARE: _STRING}, plan="flex"),
        good=Example(_STORAGE, plan="flex"),
        check=_flex,
    ),
)
