"""Rules about single extensions: what a version does not know, and what one takes in silence."""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.errors import Refused
from funcbind.extensions import extension_of
from funcbind.lookup import Lookup
from funcbind.names import resolve_names
from funcbind.redaction import has_secret_mark, shown_name
from funcbind.rules.common import at_address, built, by_section, name_of
from funcbind.rules.model import Example, Finding, Rule, at_binding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.connections import Binding
    from funcbind.rules.model import Context

_NET = "https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/"
_HUBS = _NET + "eventhub/Microsoft.Azure.WebJobs.Extensions.EventHubs/src/Config/EventHubClientFactory.cs"
_RABBIT = (
    "https://github.com/Azure/azure-functions-rabbitmq-extension/blob/dev/extension/WebJobs.Extensions.RabbitMQ/"
    "RabbitMQExtensionConfigProvider.cs"
)
_KAFKA = (
    "https://github.com/Azure/azure-functions-kafka-extension/blob/dev/src/Microsoft.Azure.WebJobs.Extensions.Kafka/"
    "Extensions/ConfigurationExtensions.cs"
)
_COSMOS = (
    "https://github.com/Azure/azure-cosmos-dotnet-v3/blob/master/Microsoft.Azure.Cosmos/src/CosmosClientOptions.cs"
)
_SQL = "https://learn.microsoft.com/sql/connect/ado-net/sql/azure-active-directory-authentication"
_KAFKA_SECRETS = (
    "password",
    "sslKeyPassword",
    "sslKeyPem",
    "sslCertificateandKeyPem",
    "schemaRegistryPassword",
    "oAuthBearerClientSecret",
)
_ON_A_MACHINE = ("ACTIVEDIRECTORYMANAGEDIDENTITY", "ACTIVEDIRECTORYMSI")
_WITH_A_PERSON = ("ACTIVEDIRECTORYINTERACTIVE", "ACTIVEDIRECTORYDEVICECODEFLOW")


def _entity_path(context: Context) -> Iterator[Finding]:
    for resolution in context.accepted("eventHubTrigger", "eventHub"):
        template = resolution.binding.text("eventHubName") or ""
        for client in resolution.clients:
            for endpoint in client.endpoints:
                hub = endpoint.detail("entity_path")
                if "/" in template:
                    continue  # "messages/events": the way to say "the built-in hub" of an IoT Hub
                if not hub or not template or fold(_resolved(context, template)) in ("", fold(hub)):
                    continue
                yield at_binding(
                    resolution.binding,
                    f'the connection string in "{name_of(endpoint.section)}" has an EntityPath, which wins in silence: '
                    f'the binding does not get the event hub "{shown_name(template)}" that it names',
                    "take EntityPath out of the string, or connect with an identity",
                    connection=shown_name(resolution.name),
                    related=_place(context, endpoint.section),
                )


def _resolved(context: Context, template: str) -> str:
    try:
        return resolve_names(Lookup(context.configuration), template)
    except Refused:
        return ""


def _place(context: Context, section: str) -> tuple[tuple[object, str], ...]:
    setting = context.setting(section)
    return () if setting is None else ((setting.origin, "the connection string"),)


def _rabbit_default(context: Context) -> Iterator[Finding]:
    for resolution in context.accepted("rabbitMQTrigger", "rabbitMQ"):
        binding = resolution.binding
        name = binding.text("connectionStringSetting", binding.connection)
        if name and fold(name) not in ("RABBITMQ", "AZUREWEBJOBSRABBITMQ") and resolution.fact("default"):
            shown = "a connection string" if has_secret_mark(name) else f'"{shown_name(name)}"'
            yield at_binding(
                binding,
                f"the binding names {shown}, which no app setting gives a value; the extension takes its default "
                '"RabbitMQ" in silence, so that the function may work on another broker',
                f'add the app setting "{shown_name(name)}", or correct the name',
                connection=shown_name(name),
            )


def _kafka_text(context: Context) -> Iterator[Finding]:
    for resolution in context.accepted("kafkaTrigger", "kafka"):
        binding, literal = resolution.binding, resolution.fact("literal").split(",")
        names = [name for name in _KAFKA_SECRETS if name in literal]
        if "eventHubConnectionString" in literal and not _has_sub_keys(context, binding):
            names += ["eventHubConnectionString"] if resolution.fact("event_hub_connection") else []
        for name in names:
            yield at_binding(
                binding,
                f"{name} names no app setting; the extension does not say so and uses the text itself as the secret",
                "add the app setting, or, if the text is the secret, move it into one",
            )


def _has_sub_keys(context: Context, binding: Binding) -> bool:
    """A group of identity settings is there: FB223 says that it is not read."""
    return bool(context.configuration.children(binding.text("eventHubConnectionString") or ""))


def _sql_identity(context: Context) -> Iterator[Finding]:
    for one in by_section(built(context, "sql")):
        setting = context.setting(one.endpoint.section)
        method = fold(one.endpoint.detail("authentication")).replace(" ", "")
        if setting is None or extension_of(one.resolution.binding.type) is None:
            continue
        if method in _ON_A_MACHINE and not context.deployed:
            effect = "asks for a managed identity, which a developer machine does not have"
        elif method in _WITH_A_PERSON and context.deployed:
            effect = "waits for a person to sign in, which nobody does in Azure"
        else:
            continue
        yield at_address(
            context,
            one,
            setting,
            f'the Authentication of the SQL connection string in "{name_of(setting.name)}" {effect}',
            "write Authentication=Active Directory Default: the developer's sign-in locally, the identity in Azure",
        )


def _unchecked_certificate(context: Context) -> Iterator[Finding]:
    for one in by_section(built(context, "cosmosDB")):
        setting = context.setting(one.endpoint.section)
        if context.deployed and setting is not None and one.endpoint.detail("certificate_validation") == "off":
            yield at_address(
                context,
                one,
                setting,
                f'the connection string in "{name_of(setting.name)}" says DisableServerCertificateValidation=true, and '
                "the host obeys: anybody on the way can pose as the account and read the key",
                "take it out; only the local emulator needs it",
            )


_BROKERS = "contoso.servicebus.windows.net:9093"
_HUB_STRING = "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=fake;SharedAccessKey=ZmFrZQ=="
_SERVER = "Server=contoso.database.windows.net;Database=d;Authentication=Active Directory"
_ACCOUNT = "AccountEndpoint=https://contoso.documents.azure.com:443/;AccountKey=ZmFrZQ==;"
_KAFKA_BINDING = {"brokerList": "Brokers", "topic": "orders", "username": "$ConnectionString"}

RULES: tuple[Rule, ...] = (
    Rule(
        "FB609",
        "eventhub-entitypath",
        "error",
        what="A connection string names another event hub than the binding.",
        why="The EntityPath of the string replaces the binding's eventHubName without a word.",
        source=_HUBS,
        bad=Example({"Hub": f"{_HUB_STRING};EntityPath=invoices"}, (("eventHub", "Hub", {"eventHubName": "orders"}),)),
        good=Example({"Hub": f"{_HUB_STRING};EntityPath=orders"}, (("eventHub", "Hub", {"eventHubName": "orders"}),)),
        check=_entity_path,
    ),
    Rule(
        "FB612",
        "sql-identity-mode",
        "error",
        what="A SQL connection string asks for an identity that is not there.",
        why="A managed identity exists in Azure only, a person who signs in on a developer machine only.",
        source=_SQL,
        bad=Example(
            {"Sql": f"{_SERVER} Managed Identity"}, (("sql", "Sql", {"commandText": "dbo.Orders"}),), target="local"
        ),
        good=Example({"Sql": f"{_SERVER} Default"}, (("sql", "Sql", {"commandText": "dbo.Orders"}),), target="local"),
        check=_sql_identity,
    ),
    Rule(
        "FB619",
        "rabbitmq-default-instead",
        "error",
        what="A RabbitMQ binding names a setting that is not there, and the default one is.",
        why='The trigger does not fail: it goes on with the app setting "RabbitMQ".',
        source=_RABBIT,
        bad=Example(
            {"RabbitMQ": "amqp://guest:guest@contoso:5672"}, (("rabbitMQTrigger", "Orders", {"queueName": "orders"}),)
        ),
        good=Example(
            {"Orders": "amqp://guest:guest@contoso:5672"}, (("rabbitMQTrigger", "Orders", {"queueName": "orders"}),)
        ),
        check=_rabbit_default,
    ),
    Rule(
        "FB624",
        "cosmos-certificate-unchecked",
        "error",
        what="A Cosmos DB connection string of an app in Azure switches the check of the server's certificate off.",
        why="The option is meant for the emulator; the client obeys it everywhere.",
        source=_COSMOS,
        bad=Example({"Cosmos": f"{_ACCOUNT}DisableServerCertificateValidation=true;"}, (("cosmosDB", "Cosmos"),)),
        good=Example({"Cosmos": _ACCOUNT}, (("cosmosDB", "Cosmos"),)),
        check=_unchecked_certificate,
    ),
    Rule(
        "FB626",
        "kafka-text-used-literally",
        "error",
        what="A secret of a Kafka binding names no app setting.",
        why="Each property is the name of a setting if there is one of that name, else the value itself: a missing "
        "setting makes its name the password, a password written in the code works.",
        source=_KAFKA,
        bad=Example({"Brokers": _BROKERS}, (("kafka", None, {**_KAFKA_BINDING, "password": "BrokerPassword"}),)),
        good=Example(
            {"Brokers": _BROKERS, "BrokerPassword": "fake"},
            (("kafka", None, {**_KAFKA_BINDING, "password": "BrokerPassword"}),),
        ),
        check=_kafka_text,
    ),
)
