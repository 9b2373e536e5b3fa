"""Event Hubs: ``eventHubTrigger`` and ``eventHub``.

Sources: ``EventHubClientFactory.cs``, ``CheckpointClientProvider.cs`` and
``EventHubTriggerAttributeBindingProvider.cs`` of the extension 6.5.3, ``EventHubConnection.cs`` and
``EventHubsConnectionStringProperties.cs`` of Azure.Messaging.EventHubs 5.12 (all in Azure/azure-sdk-for-net).
"""

from __future__ import annotations

from funcbind.dotnet.text import fold, is_blank
from funcbind.errors import Refused
from funcbind.extensions.attribute import text_property
from funcbind.extensions.messaging import (
    NAMESPACE,
    address,
    amqp_address,
    namespace_host,
    require,
    resolve_identity,
    string_endpoint,
    token_endpoint,
)
from funcbind.names import resolve_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Endpoint, Request
    from funcbind.lookup import Section

SCOPE = "https://eventhubs.azure.net/.default"
SERVICE = "Event Hubs"
DEFAULT_CONSUMER_GROUP = "$Default"
CHECKPOINT_CONTAINER = "azure-webjobs-eventhub"


def resolve(request: Request) -> None:
    """Build the consumer or producer and, for a trigger, the blob client that keeps its checkpoints.

    Raises:
        Refused: a property is no text, or a ``%name%`` in the event hub, the consumer group or the connection does not
            resolve.
    """
    lookup, binding = request.lookup, request.binding
    trigger = fold(binding.type) == "EVENTHUBTRIGGER"
    hub = resolve_names(lookup, text_property(binding, "eventHubName") or "")
    group = None
    if trigger:
        given = text_property(binding, "consumerGroup")
        group = resolve_names(lookup, DEFAULT_CONSUMER_GROUP if given is None else given)
        request.facts["consumer_group"] = group
    name = resolve_names(lookup, text_property(binding, "connection", binding.connection) or "")
    request.name = name
    if trigger:
        # The listener builds it first, so its fault hides the event hub's. It always uses the connection "Storage".
        request.facts["checkpoint_container"] = CHECKPOINT_CONTAINER
        request.client("checkpoint", lambda: _checkpoints(request), own=False)
    request.client("events", lambda: _client(request, name, hub, group))


def _checkpoints(request: Request) -> Endpoint:
    from funcbind.extensions.storage import blob_client

    return blob_client(request.lookup).replace(entity=CHECKPOINT_CONTAINER)


def _client(request: Request, name: str, hub: str, group: str | None) -> Endpoint:
    # A trigger looks a blank name up, an output does not; neither has a default.
    if not name or (group is None and is_blank(name)):
        raise Refused(
            "not_found",
            "the binding names no connection, and the host has no default for Event Hubs",
            hint="give it a connection: the name of the app setting that says where the namespace is",
        )
    section = request.lookup.choose(name, "webjobs")
    require(section, name, SERVICE)
    text = section.value()
    if text is None or is_blank(text):
        return _with_identity(section, hub, group)
    return _with_string(section, text, hub, group)


def _with_identity(section: Section, hub: str, group: str | None) -> Endpoint:
    value, credential = resolve_identity(section)
    _check_group(group)
    if not hub:
        raise Refused(
            "no_hub",
            "the binding names no event hub, and an identity-based connection cannot name it; the client needs one",
            hint="set eventHubName in the binding",
        )
    host, _port = namespace_host(section, value, SERVICE)
    uri = address("amqps", host, -1, section.at(NAMESPACE))
    return token_endpoint("eventHubs", section, host, credential, uri, SCOPE, hub)


def _with_string(section: Section, text: str, hub: str, group: str | None) -> Endpoint:
    key = section.path
    from funcbind.extensions.messaging_string import check_authorization, parse_messaging_string, refuse, refuse_missing

    parts = parse_messaging_string(text, key)
    hub = parts.entity_path or hub  # the string's event hub wins over the binding's without a word
    _check_group(group)
    if parts.signature and (parts.key_name or parts.key):
        refuse("has a SharedAccessSignature and a shared access key or its name; the client accepts one of them", key)
    if not parts.host or not hub or not (parts.has_key or parts.signature):
        missing = "" if hub else "EntityPath (the binding names no event hub either)"
        refuse_missing(parts, text, key, entity=missing)
    check_authorization(parts, key)
    uri = amqp_address(parts, key)
    return string_endpoint("eventHubs", section, text, parts, uri, hub)


def _check_group(group: str | None) -> None:
    if group == "":
        raise Refused(
            "invalid_consumer_group",
            "the consumer group is empty; the client refuses that",
            hint=f'leave consumerGroup out for "{DEFAULT_CONSUMER_GROUP}"',
        )
