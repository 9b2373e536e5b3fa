"""Rules about the addresses and strings of a storage connection that the host accepts and that fail later."""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.extensions.storage_client import account_address
from funcbind.extensions.storage_sas import has_signature
from funcbind.rules.common import (
    ENDPOINT_KEYS,
    STORAGE,
    address_of,
    at_address,
    built,
    by_section,
    filled,
    name_of,
    storage_tokens,
)
from funcbind.rules.hosts import service_of
from funcbind.rules.model import Example, Finding, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context

_BLOBS = "https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger#identity-based-connections"
_DURABLE = "https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-configure-managed-identity"
_URIS = "https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata"
_STRINGS = (
    "https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Azure.Storage.Common/src/Shared/"
    "StorageConnectionString.cs"
)


def _blob_trigger(context: Context) -> Iterator[Finding]:
    return _one_address(context, durable=False)


def _durable(context: Context) -> Iterator[Finding]:
    return _one_address(context, durable=True)


def _one_address(context: Context, *, durable: bool) -> Iterator[Finding]:
    """Sections whose serviceUri is the address of the blobs and of the queues."""
    queues = {
        (id(one.resolution), fold(one.endpoint.section)): one.endpoint.uri
        for one in built(context, "queue")
        if one.endpoint.auth == "token"
    }
    seen = set()
    for one in built(context, "blob"):
        kind = "DURABLE" if one.resolution.fact("provider") else fold(one.resolution.binding.type)
        found = address_of(context, one.endpoint)
        same = queues.get((id(one.resolution), fold(one.endpoint.section))) == one.endpoint.uri
        if kind != ("DURABLE" if durable else "BLOBTRIGGER") or found is None or not same or found[0].name in seen:
            continue
        seen.add(found[0].name)
        setting = name_of(found[0].name)
        start = setting[: -len("serviceUri")]
        user = "Durable Functions" if durable else "a blob trigger, which keeps work and failures in queues,"
        uris = (f'"{start}{service}ServiceUri"' for service in (STORAGE if durable else STORAGE[:2]))
        yield at_address(
            context,
            one,
            found[0],
            f'"{setting}" gives the queue client of {user} the address of the blob client; the host accepts it, and '
            "every call to a queue fails",
            f'write {" and ".join(uris)}, or "{start}accountName"',
        )


def _more_than_an_address(context: Context) -> Iterator[Finding]:
    for one, setting, uri in storage_tokens(context):
        if service_of(uri.host) not in STORAGE:
            continue  # an emulator and a gateway have the account in the path
        severity = ""
        if has_signature(uri.query):
            severity = "warning"
            effect = "has a shared access signature in it; the host sends it besides the identity's token"
        elif uri.path not in ("", "/"):
            effect = "has a path; the host looks for every container, queue or table below it, where none is"
        else:
            continue
        yield at_address(
            context,
            one,
            setting,
            f'"{name_of(setting.name)}" {effect}',
            f'write the address of the account alone, such as "{account_address("<account>", one.endpoint.service)}"',
            severity,
        )


def _anonymous(context: Context) -> Iterator[Finding]:
    for one in by_section(built(context, "blob", "queue")):
        setting = context.setting(one.endpoint.section)
        if (
            one.endpoint.auth != "none"
            or setting is None
            or filled(context, one.endpoint.section, ENDPOINT_KEYS["blob"])
        ):
            continue  # FB205: there is an identity, the string only hides it
        reads = one.endpoint.service == "blob" and one.resolution.binding.direction == "in"
        yield at_address(
            context,
            one,
            setting,
            f'the connection string in "{name_of(setting.name)}" has an endpoint but neither key nor signature; the '
            "client is built and asks without any identity, which gives public blobs at most",
            f'write "{name_of(setting.name)}__{one.endpoint.service}ServiceUri" to connect with an identity',
            "warning" if reads else "",
        )


_FILES = "https://contoso.blob.core.windows.net"
_HOST = {"AzureWebJobsStorage__accountName": "contoso"}

RULES: tuple[Rule, ...] = (
    Rule(
        "FB305",
        "blob-trigger-needs-queue",
        "error",
        what="A blob trigger's queue client gets the address of the blobs.",
        why="serviceUri is one address for every client. A blob trigger needs two services: queues hold what is to be "
        "done and what has failed. Without any address for queues the host refuses the trigger.",
        source=_BLOBS,
        bad=Example({**_HOST, "Files__serviceUri": _FILES}, (("blobTrigger", "Files", {"path": "files/{name}"}),)),
        good=Example(
            {
                **_HOST,
                "Files__blobServiceUri": _FILES,
                "Files__queueServiceUri": "https://contoso.queue.core.windows.net",
            },
            (("blobTrigger", "Files", {"path": "files/{name}"}),),
        ),
        check=_blob_trigger,
        fix="queue-address",
    ),
    Rule(
        "FB306",
        "durable-needs-three-uris",
        "error",
        what="Durable Functions gets one address for blobs and queues.",
        why="A task hub lives in blobs, queues and tables; serviceUri is one address for the first two. When one of "
        "three addresses is missing, the host refuses it.",
        source=_DURABLE,
        bad=Example(
            {
                "AzureWebJobsStorage__serviceUri": _FILES,
                "AzureWebJobsStorage__endpoint": _FILES.replace("blob", "table"),
            },
            (("orchestrationTrigger",),),
        ),
        good=Example(_HOST, (("orchestrationTrigger",),)),
        check=_durable,
    ),
    Rule(
        "FB313",
        "storage-address-not-bare",
        "error",
        what="The URI of a storage service has a path or a signature.",
        why="The client takes the whole text for the account's address and puts names behind it; a signature in it is "
        "sent beside the token.",
        source=_URIS,
        bad=Example(
            {"Orders__queueServiceUri": "https://contoso.queue.core.windows.net/orders"}, (("queue", "Orders"),)
        ),
        good=Example({"Orders__queueServiceUri": "https://contoso.queue.core.windows.net/"}, (("queue", "Orders"),)),
        check=_more_than_an_address,
    ),
    Rule(
        "FB318",
        "anonymous-storage",
        "error",
        what="A storage connection string has neither a key nor a signature.",
        why="An endpoint alone is a valid connection string to the blob and queue clients: they then ask anonymously.",
        source=_STRINGS,
        bad=Example({"Orders": "QueueEndpoint=https://contoso.queue.core.windows.net"}, (("queue", "Orders"),)),
        good=Example({"Orders__queueServiceUri": "https://contoso.queue.core.windows.net"}, (("queue", "Orders"),)),
        check=_anonymous,
    ),
)
