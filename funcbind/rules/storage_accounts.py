"""Rules about the accountName of a storage connection: what it makes, and what it hides."""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.dotnet.uri import parse_absolute
from funcbind.extensions.storage_client import account_address
from funcbind.rules.common import STORAGE, at_address, built, name_of, quoted, storage_tokens
from funcbind.rules.hosts import cloud_of, cloud_of_authority, service_of
from funcbind.rules.model import Example, Finding, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.dotnet.uri import Uri
    from funcbind.rules.common import Built
    from funcbind.rules.model import Context
    from funcbind.settings.model import Setting

_NET = "https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/"
_PROVIDER = _NET + "extensions/Microsoft.Azure.WebJobs.Extensions.Clients/src/Shared/StorageClientProvider.cs"
_NAMES = "https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name"
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_SECONDARY = "-secondary"


def _by_account(setting: Setting) -> bool:
    return fold(setting.name).endswith("ACCOUNTNAME")


def _is_account(name: str) -> bool:
    account = name.lower().removesuffix(_SECONDARY)
    return 3 <= len(account) <= 24 and _LETTERS.issuperset(account)


def _account_name(context: Context) -> Iterator[Finding]:
    for one, setting, _ in storage_tokens(context):
        if _by_account(setting) and not _is_account(setting.value):
            wanted = account_address(f"<{name_of(setting.name)}>", one.endpoint.service)
            yield at_address(
                context,
                one,
                setting,
                f'"{name_of(setting.name)}" is no account\'s name (3 to 24 letters and digits); the host puts it into '
                f'"{wanted}" as it is, and no such server exists',
                "write the bare name of the storage account, without https:// and domain",
            )


def _sovereign(context: Context) -> Iterator[Finding]:
    authority = context.configuration.environment("AZURE_AUTHORITY_HOST")
    host = parse_absolute(authority.value) if authority is not None else None
    cloud, where = cloud_of_authority(host.host) if host is not None else "", "AZURE_AUTHORITY_HOST"
    for one in built(context):
        uri = parse_absolute(one.endpoint.uri)
        if not cloud and (cloud := cloud_of(one.endpoint.uri if uri is None else uri.host)):
            where = f'the connection "{one.name}"'
    for one, setting, _ in storage_tokens(context):
        beside = [key for key in _beside(context, one) if cloud_of(key[1].host)]
        if not _by_account(setting) or not (cloud or beside):
            continue
        place = quoted([key[0] for key in beside]) or where
        yield at_address(
            context,
            one,
            setting,
            f'"{name_of(setting.name)}" always means an account of the public cloud (core.windows.net), while {place} '
            f"is of the {cloud_of(beside[0][1].host) if beside else cloud} cloud",
            "delete it and write the services' URIs",
        )


def _beside(context: Context, one: Built) -> list[tuple[Setting, Uri]]:
    """The services' URIs in the section of an account's name."""
    found = []
    for service in STORAGE:
        setting = context.setting(f"{one.endpoint.section}:{service}ServiceUri")
        uri = None if setting is None else parse_absolute(setting.value)
        if setting is not None and uri is not None:
            found.append((setting, uri))
    return found


def _account_beats_uri(context: Context) -> Iterator[Finding]:
    for one, setting, _ in storage_tokens(context):
        if not _by_account(setting) or not _is_account(setting.value):
            continue
        others = [
            other
            for other, uri in _beside(context, one)
            if not cloud_of(uri.host)
            and fold(uri.host) != fold(f"{setting.value}.{service_of(uri.host)}.core.windows.net")
        ]
        if others:
            yield at_address(
                context,
                one,
                setting,
                f'the extensions prefer "{name_of(setting.name)}" to {quoted(others)}, which name another address; for '
                "its own storage and for Durable Functions the host prefers those",
                f'delete "{name_of(setting.name)}", or the URIs',
            )


def _skipped(context: Context) -> Iterator[Finding]:
    for one, setting, _ in storage_tokens(context):
        section, service = one.endpoint.section, one.endpoint.service
        keys = ("accountName", f"{service}ServiceUri")
        if context.configuration.get(section) is not None or fold(setting.name).endswith(tuple(map(fold, keys))):
            continue
        better = next((found for key in keys if (found := context.setting(f"{section}:{key}"))), None)
        if better is not None:
            yield at_address(
                context,
                one,
                better,
                f'"{name_of(better.name)}" makes no address; the host only logs that and goes on with '
                f'"{name_of(setting.name)}"',
                f'correct it, or delete it to use "{name_of(setting.name)}"',
            )


RULES: tuple[Rule, ...] = (
    Rule(
        "FB303",
        "account-name-not-bare",
        "error",
        what="An accountName is not the bare name of a storage account.",
        why="The extension writes it between https:// and .blob.core.windows.net without a look at it. What makes no "
        "URI is skipped; a full address or a slash makes the name of a server that is not there.",
        source=_NAMES,
        bad=Example({"Orders__accountName": "contoso.queue.core.windows.net"}, (("queueTrigger", "Orders"),)),
        good=Example({"Orders__accountName": "contoso"}, (("queueTrigger", "Orders"),)),
        check=_account_name,
        fix="bare-account",
    ),
    Rule(
        "FB307",
        "sovereign-account-name",
        "error",
        what="An accountName is used in an app of another cloud than the public one.",
        why="The extension always adds core.windows.net, and it prefers accountName to the services' URIs.",
        source=_PROVIDER,
        bad=Example(
            {
                "Orders__accountName": "contoso",
                "Orders__queueServiceUri": "https://contoso.queue.core.usgovcloudapi.net",
            },
            (("queueTrigger", "Orders"),),
        ),
        good=Example(
            {"Orders__queueServiceUri": "https://contoso.queue.core.usgovcloudapi.net"}, (("queueTrigger", "Orders"),)
        ),
        check=_sovereign,
    ),
    Rule(
        "FB311",
        "account-name-beats-uri",
        "warning",
        what="A storage connection has an accountName and a URI that name different addresses.",
        why="The extensions take the accountName. The host's own storage and Durable Functions take the URI, so that "
        "one connection may lead to two accounts.",
        source=_PROVIDER,
        bad=Example(
            {"Orders__accountName": "contoso", "Orders__queueServiceUri": "https://fabrikam.queue.core.windows.net"},
            (("queueTrigger", "Orders"),),
        ),
        good=Example(
            {"Orders__accountName": "contoso", "Orders__queueServiceUri": "https://contoso.queue.core.windows.net"},
            (("queueTrigger", "Orders"),),
        ),
        check=_account_beats_uri,
    ),
    Rule(
        "FB317",
        "address-only-logged",
        "warning",
        what="An accountName or a service's URI makes no address, and another sub-key is used instead.",
        why='The extension only logs "Could not parse serviceUri" and goes on to serviceUri (endpoint for tables).',
        source=_PROVIDER,
        bad=Example(
            {
                "Orders__queueServiceUri": "contoso.queue.core.windows.net",
                "Orders__serviceUri": "https://fabrikam.queue.core.windows.net",
            },
            (("queue", "Orders"),),
        ),
        good=Example({"Orders__serviceUri": "https://fabrikam.queue.core.windows.net"}, (("queue", "Orders"),)),
        check=_skipped,
    ),
)
