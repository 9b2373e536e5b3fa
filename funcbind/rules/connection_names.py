"""Rules about names of connections that one reader finds and another does not, or that nobody reads."""

from __future__ import annotations

from funcbind.connections import Connection
from funcbind.dotnet.text import fold
from funcbind.nearest import Names
from funcbind.redaction import shown_name
from funcbind.rules.common import CREDENTIAL_KEYS, ENDPOINT_KEYS, built, by_section, filled, quoted, users_of
from funcbind.rules.model import Example, Finding, Rule, at_binding, at_setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context

_DOCS = "https://learn.microsoft.com/azure/azure-functions/functions-reference#connections"
_SQL = "https://learn.microsoft.com/azure/azure-functions/functions-bindings-azure-sql#sql-connection-string"
_PREFIX = "AZUREWEBJOBS"
_STRING_ONLY = ("sql", "mySQL", "kusto", "rabbitMQ")
# Keys that nothing but a binding's connection has; the others may belong to any tool.
_TELLING = (
    "fullyQualifiedNamespace",
    "accountEndpoint",
    "blobServiceUri",
    "queueServiceUri",
    "tableServiceUri",
    "topicEndpointUri",
)
_SAY_IT_INSIDE = "say it in the string: Authentication=Active Directory Managed Identity;User Id=<client id>"


def _prefix_only(context: Context) -> Iterator[Finding]:
    seen = set()
    for resolution in context.accepted():
        name = resolution.name
        chosen = next((one.path for one in resolution.looked_up if one.chosen and _prefixed(one.path, name)), "")
        below = context.configuration.below(chosen) if chosen else ()
        if not below or context.configuration.environment(name) is not None or fold(name) in seen:
            continue
        refused = resolution.binding.sdk_type and any(
            reader.program == "sdk-type" and reader.effect == "refused" for reader in resolution.readers
        )
        reads = [origin for read, origin in context.app.environ_reads if read == name]
        if context.configuration.get(chosen) is None:
            reads = []  # a group of sub-keys is missing in os.environ under any name
        if not refused and not reads:
            continue
        seen.add(fold(name))
        setting = below[0].settings[-1]
        who = "the SDK-type parameter" if refused else "the app's own code"
        yield at_setting(
            setting,
            f'the host finds "{shown_name(name)}" by the prefix of "{shown_name(setting.name)}"; {who} looks for the '
            "name as it is written and fails",
            f'name the setting "{shown_name(_unprefixed(setting.name, name))}"',
            severity="error" if refused else "warning",
            connection=shown_name(name),
            related=(*context.users(name), *((origin, "read here") for origin in reads)),
        )


def _prefixed(path: str, name: str) -> bool:
    return fold(path).rpartition("CONNECTIONSTRINGS:")[2] == _PREFIX + fold(name)


def _unprefixed(setting: str, name: str) -> str:
    """The setting's name without what stands before the connection's name."""
    at = fold(setting).find(_PREFIX)
    return name + setting[at + len(_PREFIX) + len(name) :]


def _unused_group(context: Context) -> Iterator[Finding]:
    """Only in an app all of whose connections are known, and only groups that can be nothing else."""
    if context.given.shared or not context.resolutions or any(binding.unresolved for binding in context.app.bindings):
        return
    looked_at = {fold(one.path) for resolution in context.resolutions for one in resolution.looked_up}
    looked_at |= {fold(one.endpoint.section) for one in built(context)}
    read = " ".join(name for name, _ in context.app.environ_reads).upper()
    for binding in context.app.bindings:
        for value in (binding.connection, *binding.properties.values()):
            texts = value if isinstance(value, list) else [value]
            looked_at |= {fold(text) for text in texts if isinstance(text, str)}
    wanted = Names(resolution.name for resolution in context.resolutions if resolution.name)
    refused = {fold(one.name) for one in context.resolutions if not isinstance(one.outcome, Connection)}
    telling = {fold(key) for key in _TELLING}
    missing = {
        fold(resolution.name)
        for resolution in context.resolutions
        if any(rejection.kind == "not_found" for rejection in resolution.rejections)
    }
    seen = set()
    for entry in context.configuration.entries():
        section, _, key = entry.key.rpartition(":")
        folded = fold(section)
        if fold(key) not in telling or not section or ":" in section or folded in seen or folded in looked_at:
            continue
        seen.add(folded)
        setting = entry.settings[-1]
        if folded.startswith(("AZUREWEBJOBS", "AZUREFUNCTIONS", "AZURE_")) or section.upper() in read:
            continue
        near = wanted.nearest(section)
        if near and fold(near) in refused:
            continue  # the refusal asks whether this one is meant
        if near and fold(near) in missing:
            continue  # the refusal of that name asks whether this one was meant
        yield at_setting(
            setting,
            f'no binding of this app names the connection "{shown_name(section)}"',
            f'did a binding mean it by "{shown_name(near)}"?' if near else "delete it if no code of yours reads it",
            connection=shown_name(section),
        )


def _group_not_read(context: Context) -> Iterator[Finding]:
    keys = (*dict.fromkeys(key for keys in ENDPOINT_KEYS.values() for key in keys), *CREDENTIAL_KEYS)
    for one in by_section(built(context, *_STRING_ONLY)):
        group = filled(context, one.endpoint.section, keys)
        if group:
            yield at_setting(
                group[0],
                f"the extension takes one connection string and reads no settings below its name: {quoted(group)} "
                "count for nothing",
                _SAY_IT_INSIDE if one.endpoint.service == "sql" else "delete them; this extension knows no identity",
                connection=one.name,
                related=users_of(context, one.endpoint.section),
            )
    for resolution in context.accepted("kafkaTrigger", "kafka"):
        for name in ("brokerList", "eventHubConnectionString"):
            text = resolution.binding.text(name) or ""
            group = filled(context, text, keys) if name in resolution.fact("literal").split(",") else ()
            if group:
                yield at_binding(
                    resolution.binding,
                    f'{name} names "{shown_name(text)}", which has sub-keys only ({quoted(group)}); the extension '
                    "reads no sub-keys and takes the name itself for the value",
                    f'give "{shown_name(text)}" a value; Kafka bindings know no managed identity',
                    connection=shown_name(text),
                )


_NAMESPACE = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
_DATABASE = "Server=contoso.database.windows.net;Database=d;Authentication=Active Directory Managed Identity"
_CODE = (
    'import os\nimport azure.functions as func\napp = func.FunctionApp()\nTEXT = os.environ["Orders"]\n'
    '@app.queue_trigger(arg_name="m", queue_name="q", connection="Orders")\ndef f(m): ...\n'
)

RULES: tuple[Rule, ...] = (
    Rule(
        "FB209",
        "webjobs-prefix-only",
        "warning",
        what="A connection exists only with the prefix AzureWebJobs, and something besides the host reads its name.",
        why="The host's extensions try the prefix. os.environ and the Python packages behind SDK types do not.",
        source=_DOCS,
        bad=Example(
            {"AzureWebJobsOrders": "UseDevelopmentStorage=true"},
            target="local",
            code=_CODE,
        ),
        good=Example(
            {"Orders": "UseDevelopmentStorage=true"},
            target="local",
            code=_CODE,
        ),
        check=_prefix_only,
    ),
    Rule(
        "FB220",
        "unused-identity-group",
        "info",
        what="A group of identity settings is named by no binding.",
        why="The host reads a group only for the bindings that name it. Often one of the two names has a typing error.",
        source=_DOCS,
        bad=Example(
            {**_NAMESPACE, "Invoices__fullyQualifiedNamespace": "fabrikam.servicebus.windows.net"},
            (("serviceBus", "Orders"),),
        ),
        good=Example(_NAMESPACE, (("serviceBus", "Orders"),)),
        check=_unused_group,
    ),
    Rule(
        "FB223",
        "identity-group-not-read",
        "error",
        what="Identity settings stand below the name of a connection that is only a string.",
        why="The SQL, MySQL, Kusto, RabbitMQ and Kafka extensions take one text and read no sub-keys, so the identity "
        "that the settings name is not used.",
        source=_SQL,
        bad=Example(
            {
                "Sql": _DATABASE,
                "Sql__clientId": "11111111-1111-1111-1111-111111111111",
            },
            (("sql", "Sql", {"commandText": "dbo.Orders"}),),
        ),
        good=Example(
            {"Sql": f"{_DATABASE};User Id=11111111-1111-1111-1111-111111111111"},
            (("sql", "Sql", {"commandText": "dbo.Orders"}),),
        ),
        check=_group_not_read,
    ),
)
