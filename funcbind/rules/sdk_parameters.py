"""Rules about parameters of Azure SDK types: a Python package builds their client, by rules of its own."""

from __future__ import annotations

from funcbind.dotnet.text import fold, is_blank
from funcbind.readers.sdk_types import BLOB, build, package_of
from funcbind.redaction import shown_name
from funcbind.rules.model import Example, Finding, Rule, at_binding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.connections import Reader, Resolution
    from funcbind.rules.model import Context

_PACKAGES = "https://github.com/Azure/azure-functions-python-extensions/tree/dev/azurefunctions-extensions-bindings-"


def _parameters(context: Context) -> Iterator[tuple[Resolution, Reader]]:
    """Parameters of SDK types on connections that the host accepts, with what the package makes of the same name."""
    for resolution in context.accepted():
        if resolution.binding.sdk_type:
            for reader in resolution.readers:
                if reader.program == "sdk-type":
                    yield resolution, reader


def _needs_managed_identity(context: Context) -> Iterator[Finding]:
    for resolution, reader in _parameters(context):
        blob = package_of(resolution.binding) == BLOB
        if not context.deployed and blob and reader.effect in ("hosted_only", "other_identity") and _asks(resolution):
            yield at_binding(
                resolution.binding,
                f'the SDK-type parameter asks for a managed identity on the connection "{shown_name(resolution.name)}" '
                "and knows no developer's sign-in, so it cannot work on this machine, though the host can",
                'locally give the connection a connection string ("UseDevelopmentStorage=true" for Azurite), or take '
                "bytes or a stream and open the client with a credential of your own",
                connection=shown_name(resolution.name),
            )


def _asks(resolution: Resolution) -> bool:
    """Whether the package builds a managed identity and not a client of a connection string."""
    if resolution.configuration is None:
        return False
    return build(BLOB, resolution.configuration, resolution.name).identity is not None


def _other_identity(context: Context) -> Iterator[Finding]:
    for resolution, reader in _parameters(context):
        if context.deployed and reader.effect == "other_identity":
            yield at_binding(
                resolution.binding,
                f'on the connection "{shown_name(resolution.name)}" the SDK-type parameter gets {reader.outcome}',
                _advice(resolution),
                connection=shown_name(resolution.name),
            )


def _advice(resolution: Resolution) -> str:
    name = shown_name(resolution.name)
    if package_of(resolution.binding) == BLOB:
        return f'write "{name}__credential" (managedidentity) and "{name}__clientId", both or neither'
    return "set AZURE_CLIENT_ID to the client id of the connection"


def _reads_less(context: Context) -> Iterator[Finding]:
    for resolution, reader in _parameters(context):
        if reader.effect not in ("refused", "other_endpoint") or _known_elsewhere(context, resolution):
            continue
        yield at_binding(
            resolution.binding,
            f'on the connection "{shown_name(resolution.name)}" the SDK-type parameter gets {reader.outcome}',
            _spelling(resolution),
            connection=shown_name(resolution.name),
        )


def _spelling(resolution: Resolution) -> str:
    key = "blobServiceUri" if package_of(resolution.binding) == BLOB else "accountEndpoint"
    return f'write "{shown_name(resolution.name)}__{key}", in exactly this spelling'


def _known_elsewhere(context: Context, resolution: Resolution) -> bool:
    """The prefix (FB209), an empty value (FB206), two places (FB219) and letter case (FB108) are reported as such."""
    found = [place for place in resolution.looked_up if place.found]
    if any(fold(place.path).rpartition(":")[2] == "AZUREWEBJOBS" + fold(resolution.name) for place in found):
        return True
    plain = context.configuration.environment(resolution.name)
    if plain is not None and is_blank(plain.value):
        return True
    names = build(package_of(resolution.binding), context.configuration, resolution.name).looked_for
    there = {fold(setting.name): setting.name for setting in context.configuration.settings}
    return any(there.get(fold(name), name) != name for name in names)


_HEAD = (
    "import azure.functions as func\nimport azurefunctions.extensions.bindings.{module} as sdk\n"
    "app = func.FunctionApp()\n"
)
_BLOB_CODE = _HEAD.format(module="blob") + (
    '@app.route(route="x")\n'
    '@app.blob_input(arg_name="client", path="files/a", connection="Files")\n'
    "def f(req: func.HttpRequest, client: sdk.BlobClient): ...\n"
)
_COSMOS_CODE = _HEAD.format(module="cosmosdb") + (
    '@app.route(route="x")\n'
    '@app.cosmos_db_input(arg_name="client", connection="Items", database_name="d", container_name="c")\n'
    "def f(req: func.HttpRequest, client: sdk.ContainerProxy): ...\n"
)
_FILES = {"Files__blobServiceUri": "https://contoso.blob.core.windows.net"}
_ITEMS = {"Items__accountEndpoint": "https://contoso.documents.azure.com:443/"}
_ID = "11111111-1111-1111-1111-111111111111"

RULES: tuple[Rule, ...] = (
    Rule(
        "FB607",
        "sdk-type-needs-managed-identity",
        "error",
        what="A parameter of an SDK type uses an identity-based blob connection on a developer machine.",
        why="azurefunctions-extensions-bindings-blob builds a ManagedIdentityCredential and nothing else.",
        source=_PACKAGES + "blob",
        bad=Example(_FILES, target="local", code=_BLOB_CODE),
        good=Example({"Files": "UseDevelopmentStorage=true"}, target="local", code=_BLOB_CODE),
        check=_needs_managed_identity,
    ),
    Rule(
        "FB608",
        "sdk-type-ignores-client-id",
        "error",
        what="A parameter of an SDK type uses another identity than the host on the same connection.",
        why="The Cosmos DB package asks the default credential and reads no clientId; the blob package reads clientId "
        "only beside credential.",
        source=_PACKAGES + "cosmosdb",
        bad=Example({**_ITEMS, "Items__credential": "managedidentity", "Items__clientId": _ID}, code=_COSMOS_CODE),
        good=Example(
            {**_ITEMS, "Items__credential": "managedidentity", "Items__clientId": _ID, "AZURE_CLIENT_ID": _ID},
            code=_COSMOS_CODE,
        ),
        check=_other_identity,
    ),
    Rule(
        "FB625",
        "sdk-type-reads-less",
        "error",
        what="A parameter of an SDK type does not find what the host finds.",
        why="The Python packages look for the plain name and one or two sub-keys; accountName counts for "
        "AzureWebJobsStorage only, ConnectionStrings not at all.",
        source=_PACKAGES + "blob",
        bad=Example({"Files__accountName": "contoso"}, code=_BLOB_CODE),
        good=Example(_FILES, code=_BLOB_CODE),
        check=_reads_less,
    ),
)
