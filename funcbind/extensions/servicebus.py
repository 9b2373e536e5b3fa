"""Service Bus: ``serviceBusTrigger`` and ``serviceBus``.

Sources: ``ServiceBusClientFactory.cs`` and ``ServiceBusTriggerAttributeBindingProvider.cs`` of the extension 5.17.0,
``ServiceBusConnection.cs``, ``ServiceBusClient.cs`` and ``ServiceBusAdministrationClient.cs`` of
Azure.Messaging.ServiceBus 7.20 (all in Azure/azure-sdk-for-net).
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.dotnet.text import fold, is_blank
from funcbind.dotnet.uri import parse_absolute
from funcbind.errors import Refused
from funcbind.extensions.attribute import text_property
from funcbind.extensions.messaging import (
    NAMESPACE,
    address,
    amqp_address,
    namespace_host,
    refuse_address,
    require,
    resolve_identity,
    string_endpoint,
    token_endpoint,
)
from funcbind.names import resolve_names
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Endpoint, Request
    from funcbind.lookup import Section

DEFAULT = "ServiceBus"
SCOPE = "https://servicebus.azure.net/.default"
SERVICE = "Service Bus"


class _Entity(Record):
    """What the binding is about: queue or topic, the path that the client opens, and how the binding says it.

    ``path`` is ``None`` when the binding names nothing; the host then fails before it comes to the connection.
    """

    name: str = ""
    path: str | None = None
    template: str = ""


def resolve(request: Request) -> None:
    """Build the messaging client and, for a trigger, the administration client that scaling uses.

    Raises:
        Refused: a property is no text, or a ``%name%`` in the connection, queue, topic or subscription does not
            resolve.
    """
    lookup, binding = request.lookup, request.binding
    given = text_property(binding, "connection", binding.connection)
    # Only an absent name is the default one: "" is looked up as it is.
    name = DEFAULT if given is None else resolve_names(lookup, given)
    request.name = name
    trigger = fold(binding.type) == "SERVICEBUSTRIGGER"
    entity = _entity(request, trigger)
    section = lookup.choose(name, "service bus")
    request.client("messages", lambda: _client(section, name, entity))
    if trigger:
        request.client("admin", lambda: _administration(section, name), own=False)


def _entity(request: Request, trigger: bool) -> _Entity:
    binding = request.binding
    key = next((key for key in ("queueName", "topicName") if binding.has(key)), "queueOrTopicName")
    template = text_property(binding, key)
    if template is None:
        return _Entity()
    name = path = resolve_names(request.lookup, template)
    if trigger and key == "topicName":
        path = f"{name}/Subscriptions/{resolve_names(request.lookup, text_property(binding, 'subscriptionName') or '')}"
    return _Entity(name, path, template)


def _client(section: Section, name: str, entity: _Entity) -> Endpoint:
    require(section, name, SERVICE)
    text = section.value()
    if text is None or is_blank(text):
        value, credential = resolve_identity(section)
        host, _port = namespace_host(section, value, SERVICE)
        uri = address("amqps", host, -1, section.at(NAMESPACE))
        _check_entity(entity, "", section.path)
        return token_endpoint("serviceBus", section, host, credential, uri, SCOPE, entity.name)
    key = section.path
    from funcbind.extensions.messaging_string import check_authorization, parse_messaging_string, refuse, refuse_missing

    parts = parse_messaging_string(text, key)
    if not parts.host or not (parts.has_key or parts.signature):
        refuse_missing(parts, text, key)
    if parts.has_key and parts.signature:
        refuse("has a shared access key and a SharedAccessSignature; the client accepts one of them", key)
    check_authorization(parts, key)
    uri = amqp_address(parts, key)
    _check_entity(entity, parts.entity_path, key)
    return string_endpoint("serviceBus", section, text, parts, uri, entity.name or parts.entity_path)


def _check_entity(entity: _Entity, entity_path: str, key: str) -> None:
    """Compare the binding's entity with the connection string's; of a subscription only the topic is compared."""
    if entity.path is None:
        return
    if entity_path and fold(entity_path) != fold(entity.name):
        raise Refused(
            "entity_path_mismatch",
            f"the connection string of {shown_name(key)} is for another queue or topic (EntityPath) than "
            f'"{shown_name(entity.template)}"; the client refuses that',
            hint="use the connection string of the namespace, or the one of this queue or topic",
            key=key,
        )
    if is_blank(entity.path):
        raise Refused("invalid_binding", "the name of the queue or topic is blank; the client refuses that")


def _administration(section: Section, name: str) -> Endpoint:
    """The client that counts messages for scaling. It knows no signatures and no EntityPath, and it uses the port."""
    require(section, name, SERVICE)
    text = section.value()
    if text is None or is_blank(text):
        value, credential = resolve_identity(section)
        host, port = namespace_host(section, value, SERVICE)
        if parse_absolute(f"http://{host}") is None:
            refuse_address(section.at(NAMESPACE))  # an IPv6 address without brackets
        uri = address("https", host, port, section.at(NAMESPACE))
        return token_endpoint("serviceBus", section, host, credential, uri, SCOPE, "")
    key = section.path
    from funcbind.extensions.messaging_string import check_authorization, parse_messaging_string, refuse_missing

    parts = parse_messaging_string(text, key)
    if not parts.host or not parts.has_key:
        refuse_missing(parts.replace(signature=""), text, key)
    check_authorization(parts.replace(signature=""), key)
    uri = address("http" if parts.emulator else "https", parts.host, parts.port, key)
    return string_endpoint("serviceBus", section, text, parts, uri, "")
