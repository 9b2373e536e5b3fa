"""Kafka and RabbitMQ: no connection section; single properties may name settings.

Sources: ``ConfigurationExtensions.cs`` (``ResolveSecureSetting``) and ``KafkaListener.cs`` of
Azure/azure-functions-kafka-extension; ``Utility.cs``, ``RabbitMQExtensionConfigProvider.cs`` and
``RabbitMQWebJobsBuilderExtensions.cs`` of Azure/azure-functions-rabbitmq-extension.
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.dotnet.text import fold, is_blank
from funcbind.dotnet.uri import parse_absolute
from funcbind.errors import Refused
from funcbind.extensions.setting_string import read_connection_string, read_string, read_webjobs_string
from funcbind.names import resolve_names
from funcbind.redaction import looks_secret, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Request
    from funcbind.extensions.setting_string import Found

# Properties of the Kafka bindings that may name a setting; the second group is secret.
_PLAIN: tuple[str, ...] = (
    *("username", "schemaRegistryUrl", "schemaRegistryUsername", "oAuthBearerClientId", "oAuthBearerScope"),
    *("oAuthBearerTokenEndpointUrl", "oAuthBearerExtensions", "sslCertificatePem", "sslCaPem"),
)
_SECRET: tuple[str, ...] = (
    *("password", "sslKeyPassword", "sslKeyPem", "sslCertificateandKeyPem", "schemaRegistryPassword"),
    "oAuthBearerClientSecret",
)


def resolve(request: Request) -> None:
    """Read the settings of a Kafka or RabbitMQ binding."""
    if fold(request.binding.type).startswith("KAFKA"):
        request.client("broker", lambda: _kafka(request))
    else:
        name = request.binding.text("connectionStringSetting", request.binding.connection)
        request.name = name or ""
        request.client("broker", lambda: _rabbit(request, name))


def _kafka(request: Request) -> Endpoint:
    """Every property is resolved on its own: ``%name%``, then the setting of that name, else the text itself."""
    if is_blank(request.binding.text("brokerList")):
        raise Refused(
            "invalid_binding",
            "the Kafka binding has no brokerList; the host does not know where to connect",
            hint='let "brokerList" name an app setting, or write "<host>:9092"',
        )
    literal: list[str] = []
    values = {name: _secure(request, name, literal) for name in ("brokerList", "topic", *_PLAIN, *_SECRET)}
    hub = _secure(request, "eventHubConnectionString", literal)
    if hub and not looks_secret(hub):
        request.facts["event_hub_connection"] = "not a connection string"
    if literal:
        request.facts["literal"] = ",".join(literal)
    secrets = [values[name] for name in _SECRET if values[name]]
    bearer = values["oAuthBearerClientId"]
    return Endpoint(
        "kafka",
        _addresses(values["brokerList"]),
        "connection_string" if hub else "token" if bearer else "access_key" if secrets else "none",
        request.name,
        entity=values["topic"],
        connection_string=hub or None,
        keys=tuple(secrets),
        details=(("username", "$ConnectionString"),) if hub else (),
    )


def _secure(request: Request, name: str, literal: list[str]) -> str:
    """Resolve one property; a text that names no setting is used as it is, and its property added to ``literal``."""
    text = request.binding.text(name)
    if text is None or is_blank(text):
        return ""
    resolved = resolve_names(request.lookup, text)
    found = read_string(request, resolved)
    if name == "brokerList" and found.value:
        request.name = resolved
    if not found.value and resolved == text:
        literal.append(name)
    return found.value or resolved


def _addresses(brokers: str) -> str:
    """The broker list, unless somebody put a connection string there."""
    return "" if looks_secret(brokers) else brokers


def _rabbit(request: Request, name: str | None) -> Endpoint:
    """The binding's setting, else the extension's default ``RabbitMQ``.

    The output resolves ``%name%`` in the name and refuses one without a setting; the trigger falls back silently.
    """
    found: Found | None = None
    if name is not None and fold(request.binding.type) == "RABBITMQ":
        found = read_connection_string(request, "connectionStringSetting", name)
    elif name is not None:
        found = read_string(request, name)
    if found is None or not found.value:
        default = read_webjobs_string(request, "RabbitMQ")
        if default.value:
            request.facts["default"] = "RabbitMQ"
            request.name = "RabbitMQ"
            found = default
    if found is None or not found.value:
        shown = shown_name(name or "RabbitMQ")
        raise Refused(
            "not_found",
            f'no app setting gives the RabbitMQ connection string "{shown}", and there is no default "RabbitMQ" either',
            hint=f'add the app setting "{shown}" with "amqp://<user>:<password>@<host>:5672"',
            key=name or "RabbitMQ",
        )
    uri = parse_absolute(found.value)
    if uri is None or uri.scheme not in ("amqp", "amqps"):
        raise Refused(
            "invalid_endpoint",
            f"the RabbitMQ connection string in {found.shown} is not an amqp or amqps address",
            hint='write "amqp://<user>:<password>@<host>:5672"',
            key=found.path,
        )
    _user, _, password = uri.user_info.partition(":")
    return Endpoint(
        "rabbitMQ",
        f"{uri.scheme}://{uri.authority}",
        "connection_string",
        found.path,
        entity=request.binding.text("queueName") or "",
        connection_string=found.value,
        keys=(password,) if password else (),
    )
