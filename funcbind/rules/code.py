"""Rules about the app's own Python code: variables that will not be there, credentials that are made too often."""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.nearest import Names
from funcbind.redaction import shown_name
from funcbind.rules.model import Example, Finding, Rule
from funcbind.rules.own_names import OwnNames, is_platform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.bindings.credential_uses import CredentialUse
    from funcbind.rules.model import Context
    from funcbind.rules.own_names import Missing

_CLIENTS = "https://learn.microsoft.com/azure/azure-functions/manage-connections#static-clients"
_IDENTITY = "https://learn.microsoft.com/python/api/overview/azure/identity-readme#async-credentials"
_VARIABLES = "https://learn.microsoft.com/azure/azure-functions/functions-reference-python#environment-variables"
# Credentials that are the same for every invocation.
_SHARED = frozenset(
    {
        "DefaultAzureCredential",
        "ManagedIdentityCredential",
        "WorkloadIdentityCredential",
        "EnvironmentCredential",
        "ChainedTokenCredential",
        "AzureCliCredential",
    }
)


def _per_invocation(context: Context) -> Iterator[Finding]:
    for use in context.app.credential_uses:
        name = use.name.rpartition(".")[2]
        if name in _SHARED and not _left_open(use) and not _only_by_timer(context, use.function):
            yield _at_use(
                use,
                f'each invocation of "{shown_name(use.function)}" makes a new {name}, whose cache of tokens is thrown '
                "away with it; under load the identity endpoint throttles",
                "make it once, at module level, and share it between functions",
            )


def _not_closed(context: Context) -> Iterator[Finding]:
    for use in context.app.credential_uses:
        if _left_open(use):
            name = use.name.rpartition(".")[2]
            yield _at_use(
                use,
                f'each invocation of "{shown_name(use.function)}" makes an asynchronous {name} and never closes it, so '
                "that its sessions pile up; closing a client does not close its credential",
                'make it once, at module level, or "async with" the credential as well as the client',
            )


def _left_open(use: CredentialUse) -> bool:
    return use.is_async and not use.closed


def _only_by_timer(context: Context, function: str) -> bool:
    """Whether a function runs by a timer only: then nothing is under load."""
    types = [one.type.lower() for one in context.app.bindings if one.function == function]
    return "timertrigger" in types


def _at_use(use: CredentialUse, message: str, hint: str) -> Finding:
    return Finding(message, hint, origin=use.origin, function=shown_name(use.function))


def _identity_connection(context: Context) -> Iterator[Finding]:
    for one in _unseen(context):
        if not _is_group(context, one.name):
            continue
        keys = ", ".join(f'"{one.shown}__{shown_name(key)}"' for key in context.configuration.children(one.name)[:2])
        yield Finding(
            f'os.environ["{one.shown}"] ends in KeyError: the connection exists only as {keys}',
            f'read the address below the name and sign in with a credential, or ask funcbind.connection("{one.shown}")',
            origin=one.places[0],
            related=(*((place, "read here too") for place in one.places[1:]), *context.users(one.name)),
            connection=one.shown,
        )


def _undefined(context: Context) -> Iterator[Finding]:
    if context.deployed and context.plan == "container":
        return  # the image may define it
    near_names = Names(setting.name for setting in context.configuration.settings)
    members = {name for source in context.sources for name, _ in source.members}
    refused = {fold(one.name) for one in context.resolutions if one.rejections}
    for one in _unseen(context):
        if _is_group(context, one.name) or is_platform(one.name) or one.name in members or fold(one.name) in refused:
            continue
        if context.configuration.exists(f"AzureWebJobs{one.name}") and context.users(one.name):
            continue  # FB209
        near = near_names.nearest(one.name)
        yield Finding(
            f'os.environ["{one.shown}"] ends in KeyError: no setting has this name',
            f'did you mean "{shown_name(near)}"?' if near else "add the setting, or read it with a default",
            origin=one.places[0],
            related=tuple((place, "read here too") for place in one.places[1:]),
        )


def _unseen(context: Context) -> Iterator[Missing]:
    """Variables that the code cannot do without and that no setting stands for in another form."""
    known = context.configuration.settings and all(source.usable for source in context.sources)
    if not known or context.given.problem:
        return
    own = OwnNames(context)
    for one in own.missing():
        if one.certain and own.twin(one.name) is None and own.connection_string(one.name) is None:
            yield one


def _is_group(context: Context, name: str) -> bool:
    """Whether there are settings below a name that the host does not refuse."""
    if "__" in name or ":" in name or not context.configuration.children(name):
        return False
    found = [one for one in context.resolutions if fold(one.name) == fold(name)]
    if not found:
        return True
    return any(reader.program == "environ" and reader.effect == "refused" for one in found for reader in one.readers)


_APP = "import azure.functions as func\napp = func.FunctionApp()\n"
_ROUTE = '@app.route(route="x")\n'
_SYNC = "from azure.identity import DefaultAzureCredential\n" + _APP
_AIO = "from azure.identity.aio import DefaultAzureCredential\n" + _APP
_CLIENT = "Client(ADDRESS, credential=credential)"
_BUS = '@app.service_bus_queue_trigger(arg_name="m", queue_name="q", connection="Orders")\ndef f(m): ...\n'
_ORDERS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}

RULES: tuple[Rule, ...] = (
    Rule(
        "FB901",
        "credential-per-invocation",
        "warning",
        what="A function makes a credential of its own in every invocation.",
        why="Tokens are cached inside of the credential object. A new one asks for a token each time, and the endpoint "
        "of the managed identity limits how often it answers.",
        source=_CLIENTS,
        bad=Example(
            {},
            code=_SYNC + _ROUTE + f"def f(req):\n    credential = DefaultAzureCredential()\n    return {_CLIENT}\n",
        ),
        good=Example(
            {}, code=_SYNC + f"credential = DefaultAzureCredential()\n{_ROUTE}def f(req):\n    return {_CLIENT}\n"
        ),
        check=_per_invocation,
    ),
    Rule(
        "FB902",
        "async-credential-not-closed",
        "warning",
        what="A function makes an asynchronous credential and never closes it.",
        why="An asynchronous credential holds an HTTP session until close(). Clients do not close the credential that "
        'they are given, so that "Unclosed client session" and open connections pile up.',
        source=_IDENTITY,
        bad=Example(
            {},
            code="from azure.storage.blob.aio import BlobServiceClient\n"
            + _AIO
            + _ROUTE
            + "async def f(req):\n    credential = DefaultAzureCredential()\n"
            "    async with BlobServiceClient(ADDRESS, credential=credential) as client:\n        await use(client)\n",
        ),
        good=Example(
            {},
            code=_AIO + f"credential = DefaultAzureCredential()\n{_ROUTE}async def f(req):\n    return {_CLIENT}\n",
        ),
        check=_not_closed,
    ),
    Rule(
        "FB903",
        "environ-reads-identity-connection",
        "warning",
        what="Own code reads a connection's name from os.environ, and there are only settings below the name.",
        why="An identity-based connection is a group of settings: a variable of the name itself does not exist, and "
        "os.environ[NAME] raises KeyError. Often only in Azure, where the connection string has been replaced.",
        source=_VARIABLES,
        bad=Example(_ORDERS, code="import os\n" + _APP + 'TEXT = os.environ["Orders"]\n' + _BUS),
        good=Example(
            _ORDERS, code="import os\n" + _APP + 'HOST = os.environ["Orders__fullyQualifiedNamespace"]\n' + _BUS
        ),
        check=_identity_connection,
    ),
    Rule(
        "FB904",
        "undefined-environment-name",
        "warning",
        what="Own code cannot do without a variable that no setting defines.",
        why="App settings are the environment of the Python worker. os.environ[NAME] raises KeyError when there is no "
        "setting of exactly this name.",
        source=_VARIABLES,
        bad=Example(_ORDERS, code="import os\n" + _APP + 'URL = os.environ["SHOP_URL"]\n' + _BUS),
        good=Example(
            {**_ORDERS, "SHOP_URL": "https://shop.example"},
            code="import os\n" + _APP + 'URL = os.environ["SHOP_URL"]\n' + _BUS,
        ),
        check=_undefined,
    ),
)
