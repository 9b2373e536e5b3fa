"""Rules about local emulators: what they can do is less than what the services can."""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.dotnet.uri import parse_absolute
from funcbind.extensions.storage_strings import DEVELOPMENT_ACCOUNT
from funcbind.rules.common import at_address, built, name_of, storage_tokens
from funcbind.rules.model import Example, Finding, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.connections import Endpoint
    from funcbind.rules.model import Context

_AZURITE = "https://learn.microsoft.com/azure/storage/common/storage-use-azurite"
_EMULATOR = "https://learn.microsoft.com/azure/service-bus-messaging/overview-emulator"
_MESSAGING = ("serviceBus", "eventHubs")


def _with_identity(context: Context) -> Iterator[Finding]:
    # In Azure there is no emulator at all (FB502); an account's name leads away from it everywhere.
    for one, setting, uri in storage_tokens(context):
        account = fold(setting.name).endswith("ACCOUNTNAME") and fold(setting.value) == fold(DEVELOPMENT_ACCOUNT)
        if account or (not context.deployed and uri.is_loopback and uri.scheme == "http"):
            effect = "is the emulator's account, which is not there in Azure" if account else "is an emulator on http"
            yield at_address(
                context,
                one,
                setting,
                f'"{name_of(setting.name)}" {effect}; the host starts, asks for a token, and every call fails',
                'give the connection the value "UseDevelopmentStorage=true", and no settings below its name',
            )
    seen = set()
    for one in built(context, *_MESSAGING):
        namespace = context.setting(f"{one.endpoint.section}:fullyQualifiedNamespace")
        if one.endpoint.auth == "token" and namespace is not None and namespace.name not in seen:
            seen.add(namespace.name)
            if not context.deployed and _is_local(one.endpoint):
                yield at_address(
                    context,
                    one,
                    namespace,
                    f'"{name_of(namespace.name)}" is this machine; the emulator knows no identities and no TLS',
                    "write the emulator's connection string, with UseDevelopmentEmulator=true",
                )


def _without_flag(context: Context) -> Iterator[Finding]:
    seen = set()
    for one in built(context, *_MESSAGING):
        setting = context.setting(one.endpoint.section)
        if one.endpoint.auth != "connection_string" or setting is None or setting.name in seen:
            continue
        seen.add(setting.name)
        if not context.deployed and _is_local(one.endpoint) and not one.endpoint.detail("emulator"):
            yield at_address(
                context,
                one,
                setting,
                f'the connection string in "{name_of(setting.name)}" leads to this machine without '
                "UseDevelopmentEmulator=true; the host tries TLS, which the emulator does not have",
                "add UseDevelopmentEmulator=true; any other value is ignored",
            )


def _is_local(endpoint: Endpoint) -> bool:
    uri = parse_absolute(f"amqp://{endpoint.uri}")
    return uri is not None and uri.is_loopback


_FAKE = "SharedAccessKeyName=fake;SharedAccessKey=ZmFrZQ=="

RULES: tuple[Rule, ...] = (
    Rule(
        "FB610",
        "emulator-with-identity",
        "error",
        what="An emulator is named where an identity is used.",
        why="Azurite takes tokens over https only, in its OAuth mode; an accountName always means an account in Azure; "
        "the emulators of Service Bus and Event Hubs know no tokens.",
        source=_AZURITE,
        bad=Example({"Orders__accountName": "devstoreaccount1"}, (("queueTrigger", "Orders"),), target="local"),
        good=Example({"Orders": "UseDevelopmentStorage=true"}, (("queueTrigger", "Orders"),), target="local"),
        check=_with_identity,
    ),
    Rule(
        "FB629",
        "emulator-flag-missing",
        "error",
        what="A connection string leads to a local emulator of Service Bus or Event Hubs and does not say so.",
        why="Without UseDevelopmentEmulator=true the client speaks TLS to the usual port; the emulator has neither.",
        source=_EMULATOR,
        bad=Example({"Orders": f"Endpoint=sb://localhost;{_FAKE}"}, (("serviceBus", "Orders"),), target="local"),
        good=Example(
            {"Orders": f"Endpoint=sb://localhost;{_FAKE};UseDevelopmentEmulator=true;"},
            (("serviceBus", "Orders"),),
            target="local",
        ),
        check=_without_flag,
    ),
)
