"""Service Bus and Event Hubs: the connection string's grammar, the namespace, and what each client asks for."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Connection, Rejection, Resolution, resolve
from funcbind.credential_specs import DefaultCredential, ManagedIdentity
from funcbind.errors import Refused
from funcbind.extensions import eventhubs, extension_of, servicebus
from funcbind.extensions.messaging_string import MessagingString, check_authorization, parse_messaging_string

KEY = "SharedAccessKeyName=send;SharedAccessKey=ZmFrZQ=="
STRING = f"Endpoint=sb://contoso.example/;{KEY}"
SIGNATURE = "SharedAccessSignature=SharedAccessSignature sr=sb%3a%2f%2fx&sig=ZmFrZQ%3d%3d&se=4102444800&skn=send"
KEY_SIGN = "\U0001f511"  # two of .NET's characters
TYPES = ["serviceBusTrigger", "serviceBus", "eventHubTrigger", "eventHub"]


def parse(text: str) -> MessagingString:
    return parse_messaging_string(text, "Bus")


def fault(text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        check_authorization(parse(text), "Bus")
    return caught.value


def ask(binding_type: str, settings: dict[str, str], connection: str | None = "Bus", **properties: Any) -> Resolution:
    if not properties:
        properties = {"eventHubName": "orders"} if binding_type.startswith("event") else {"queueName": "orders"}
    return resolve(Configuration(settings), Binding(binding_type, connection, properties=properties))


def rejection(resolution: Resolution) -> Rejection:
    assert isinstance(resolution.outcome, Rejection)
    return resolution.outcome


def connection(resolution: Resolution) -> Connection:
    assert isinstance(resolution.outcome, Connection)
    return resolution.outcome


# --- the connection string


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (STRING, MessagingString("contoso.example", -1, "", "send", "ZmFrZQ==")),
        (f";{STRING}", parse(STRING)),
        (f"{STRING};;", parse(STRING)),
        (STRING.lower().replace("zmfrzq", "ZmFrZQ"), parse(STRING)),
        (
            " Endpoint = sb://contoso.example/ ;\nEntityPath = orders\n",
            MessagingString("contoso.example", -1, "orders"),
        ),
        ("EntityPath=a;EntityPath=b", MessagingString(entity_path="b")),
        ("SharedAccessKey=a=b=c==", MessagingString(key="a=b=c==")),
        ("Unknown=x; =y", MessagingString()),
        (";", MessagingString()),
        ("UseDevelopmentEmulator=true", MessagingString(emulator=True)),
        ("UseDevelopmentEmulator=True", MessagingString(emulator=True)),
        ("UseDevelopmentEmulator=1", MessagingString()),
        ("UseDevelopmentEmulator=true;UseDevelopmentEmulator=yes", MessagingString(emulator=True)),
        ("UseDevelopmentEmulator=true;UseDevelopmentEmulator=false", MessagingString()),
    ],
)
def test_a_string_is_taken_apart(text: str, parts: MessagingString) -> None:
    assert parse(text) == parts


@pytest.mark.parametrize(
    ("endpoint", "host", "port"),
    [
        ("sb://contoso.example", "contoso.example", -1),
        ("sb://CONTOSO.example:5671/x?y", "contoso.example", 5671),
        ("https://contoso.example:443/", "contoso.example", -1),  # the scheme's own port
        ("http://contoso.example:8080", "contoso.example", 8080),
        ("contoso.example", "contoso.example", -1),
        ("contoso.example/", "contoso.example", -1),
        ("contoso.example:5671", "contoso.example", 5671),  # a scheme and a path at first sight
        ("10.0.0.4:5671", "10.0.0.4", -1),  # no scheme can begin with a digit: the port is lost
        ("sb://[::1]:5672", "[::1]", 5672),
        ("sb:///", "sb", -1),
        ("mailto:somebody@contoso.example", "contoso.example", -1),
    ],
)
def test_the_endpoint_may_be_any_uri_or_none(endpoint: str, host: str, port: int) -> None:
    assert parse(f"Endpoint={endpoint}") == MessagingString(host, port)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hello", 'has a part that is not "name=value"'),
        ("contoso.example", 'has a part that is not "name=value"'),
        (f"{STRING}; ", 'has a part that is not "name=value"'),
        ("=", 'has a part without a name before the "="'),
        (f"{STRING};=x", 'has a part without a name before the "="'),
        ("Endpoint=sb://contoso.example/;SharedAccessKey=", "has no value for SharedAccessKey;"),
        ("EntityPath= ", "has no value for EntityPath;"),
        ("Unknown=", "has no value for a part;"),
        ("Endpoint=sb://fake ns/", "has an Endpoint without a usable host name"),
        ("Endpoint=fake ns", "has an Endpoint without a usable host name"),
        ("Endpoint=/contoso", "has an Endpoint without a usable host name"),
        ("Endpoint=contoso:port", "has an Endpoint without a usable host name"),
        ("Endpoint=a:b:c", "has an Endpoint without a usable host name"),
        ("Endpoint=c:5671", "has an Endpoint without a usable host name"),  # a drive to .NET, and not rooted
        ("Endpoint=sb://contoso.example:99999/", "has an Endpoint without a usable host name"),
        (f"SharedAccessKeyName={'n' * 257};SharedAccessKey=k", "has a SharedAccessKeyName of more than 256"),
        (f"SharedAccessKeyName=n;SharedAccessKey={'k' * 257}", "has a SharedAccessKey of more than 256"),
        (f"SharedAccessKeyName=n;SharedAccessKey={KEY_SIGN * 129}", "has a SharedAccessKey of more than 256"),
        ("SharedAccessSignature=abc", 'has a part in its SharedAccessSignature that is not "name=value"'),
        ("SharedAccessSignature=sr=x&=y", "has a part in its SharedAccessSignature without a name"),
        ("SharedAccessSignature=sr=", "has no value for a part in its SharedAccessSignature;"),
        (SIGNATURE.replace("se=4102444800", "se=soon"), "has a SharedAccessSignature whose expiry"),
        (SIGNATURE.replace("&se=4102444800", ""), "has a SharedAccessSignature that cannot be read"),
        (SIGNATURE.replace("&skn=send", ""), "has a SharedAccessSignature that cannot be read"),
        (SIGNATURE.replace("SharedAccessSignature sr", "sr"), "has a SharedAccessSignature that cannot be read"),
    ],
)
def test_a_faulty_string_is_refused_in_words_of_its_own(text: str, message: str) -> None:
    refused = fault(text)
    assert refused.kind == ("invalid_endpoint" if "Endpoint" in message else "malformed_connection_string")
    assert refused.key == "Bus"
    assert refused.message.startswith("the connection string of Bus " + message)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("contoso.example", 'write the host name to "Bus__fullyQualifiedNamespace"'),
        (f'"{STRING}"', "remove the quotation marks"),
        ("@Microsoft.KeyVault(VaultName=fake;SecretName=sb)", "App Service replaces a Key Vault reference"),
        ("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=ZmFrZQ==", "of another service"),
        ("Endpoint=sb://contoso.example/", ""),
    ],
)
@pytest.mark.parametrize("binding_type", TYPES)
def test_a_hint_says_what_the_text_seems_to_be(binding_type: str, text: str, hint: str) -> None:
    found = rejection(ask(binding_type, {"Bus": text}))
    assert found.kind == "malformed_connection_string"
    assert hint in found.hint
    assert bool(hint) == bool(found.hint)


@pytest.mark.parametrize("expiry", ["4102444800", "+4102444800", "-1", "%20%34102444800", "0", "00000000000000004"])
def test_an_expiry_is_a_number_of_seconds(expiry: str) -> None:
    check_authorization(parse(SIGNATURE.replace("4102444800", expiry)), "Bus")


@pytest.mark.parametrize("expiry", ["1.5", "", "²", "-62135596800", "253402300800", "9" * 5000, "1-", "+"])
def test_an_expiry_out_of_range_is_refused(expiry: str) -> None:
    assert fault(SIGNATURE.replace("4102444800", expiry)).kind == "malformed_connection_string"


TOKENS = st.sampled_from(["Endpoint", "EntityPath", "SharedAccessKeyName", "SharedAccessKey", "SharedAccessSignature"])
PARTS = st.lists(st.tuples(TOKENS | st.text(max_size=4), st.text("=;sb:/.ä[] %&", max_size=12) | st.text(max_size=8)))


@given(st.text(max_size=40) | PARTS.map(lambda pairs: ";".join(f"{name}={value}" for name, value in pairs)))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with suppress(Refused):
        check_authorization(parse(text), "Bus")


MARK = "Zm9vYmFy"
MARKED = st.sampled_from([MARK, f"{MARK}=", f"sb://{MARK} /", "", "sb://contoso.example/", f"sr={MARK}&{MARK}"])


@given(st.lists(st.tuples(TOKENS | st.just(MARK), st.sampled_from(["=", ""]), MARKED)), st.sampled_from(TYPES))
def test_no_message_shows_a_piece_of_a_value(parts: list[tuple[str, str, str]], binding_type: str) -> None:
    text = ";".join("".join(part) for part in parts)
    for settings in ({"Bus": text}, {"Bus__fullyQualifiedNamespace": text}, {"Bus": STRING, "Q": MARK}):
        for found in ask(binding_type, settings, queueName="%Q%", eventHubName="%Q%").rejections:
            assert MARK not in found.message + found.hint


# --- both bindings


@pytest.mark.parametrize("binding_type", TYPES)
def test_a_connection_string_is_used_as_it_is(binding_type: str) -> None:
    resolution = ask(binding_type, {"Bus": STRING, "Bus__clientId": "unread"})
    endpoint = connection(resolution).endpoint
    assert (endpoint.uri, endpoint.auth, endpoint.section) == ("contoso.example", "connection_string", "Bus")
    assert (endpoint.entity, endpoint.detail("address")) == ("orders", "amqps://contoso.example/")
    assert (endpoint.connection_string, endpoint.keys) == (STRING, ("ZmFrZQ==",))
    assert "ZmFrZQ" not in repr(resolution)
    assert [setting.name for setting in resolution.used] == ["Bus"]
    assert [setting.name for setting in resolution.ignored] == ["Bus__clientId"]


@pytest.mark.parametrize("binding_type", TYPES)
def test_an_identity_needs_a_namespace(binding_type: str) -> None:
    resolution = ask(
        binding_type, {"Bus__fullyQualifiedNamespace": "Contoso.example", "Bus__credential": "managedidentity"}
    )
    endpoint = connection(resolution).endpoint
    assert (endpoint.uri, endpoint.auth) == ("Contoso.example", "token")
    assert endpoint.detail("address") == "amqps://contoso.example/"
    assert isinstance(endpoint.credential, ManagedIdentity)
    row = extension_of(binding_type)
    assert row is not None
    assert endpoint.scope == row.scope


def test_the_modules_agree_with_the_table() -> None:
    rows = [extension_of("serviceBus"), extension_of("eventHub")]
    assert [row and row.scope for row in rows] == [servicebus.SCOPE, eventhubs.SCOPE]
    assert [row and row.default for row in rows] == [servicebus.DEFAULT, ""]


@pytest.mark.parametrize("binding_type", TYPES)
def test_a_blank_value_falls_through_to_the_identity(binding_type: str) -> None:
    resolution = ask(binding_type, {"Bus": " ", "Bus__fullyQualifiedNamespace": "sb://contoso.example:5671/x"})
    endpoint = connection(resolution).endpoint
    assert endpoint.uri == "contoso.example"
    assert isinstance(endpoint.credential, DefaultCredential)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("contoso.example/", "write the bare host name"),
        ("contoso.example:5671", "write the bare host name"),
        (" contoso.example ", "write the bare host name"),
        ("a..b", "write the bare host name"),
        ("/contoso", "write the bare host name"),
        (STRING, 'a connection string belongs in "Bus" itself'),
    ],
)
@pytest.mark.parametrize("binding_type", TYPES)
def test_a_namespace_is_a_host_name(binding_type: str, value: str, hint: str) -> None:
    found = rejection(ask(binding_type, {"Bus__fullyQualifiedNamespace": value}))
    assert (found.kind, found.key) == ("invalid_endpoint", "Bus:fullyQualifiedNamespace")
    assert hint in found.hint
    assert "contoso" not in found.message + found.hint


@pytest.mark.parametrize("binding_type", TYPES)
def test_half_a_character_makes_a_host_name_but_no_address(binding_type: str) -> None:
    found = rejection(ask(binding_type, {"Bus__fullyQualifiedNamespace": "contoso\ud83d.example"}))
    assert (found.kind, found.message) == (
        "invalid_endpoint",
        "the host in Bus:fullyQualifiedNamespace gives no valid address",
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Bus", 'add "Bus__fullyQualifiedNamespace" (with an identity) or "Bus"'),
        ("Group__Bus", 'write the connection as "Group:Bus"'),
        ("Bus ", "remove the blanks"),
        (STRING, "connection is the name of an app setting"),
    ],
)
@pytest.mark.parametrize("binding_type", TYPES)
def test_a_missing_connection_says_what_to_do(binding_type: str, name: str, hint: str) -> None:
    found = rejection(ask(binding_type, {"Group__Bus": STRING}, name))
    assert found.kind == "not_found"
    assert hint in found.hint
    assert "ZmFrZQ" not in found.message + found.hint


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("credential", 'add "Bus__fullyQualifiedNamespace"'),
        ("NAMESPACE", 'rename "Bus__NAMESPACE" to "Bus__fullyQualifiedNamespace"'),
        ("serviceUri", 'rename "Bus__serviceUri" to "Bus__fullyQualifiedNamespace"'),
        ("fullyQualifiedNamespace", 'add "Bus__fullyQualifiedNamespace"'),
    ],
)
@pytest.mark.parametrize("binding_type", TYPES)
def test_a_section_without_a_namespace_is_refused(binding_type: str, key: str, hint: str) -> None:
    found = rejection(ask(binding_type, {f"Bus__{key}": " "}))
    assert (found.kind, found.hint.partition(";")[0]) == ("no_endpoint", hint)


@pytest.mark.parametrize("binding_type", TYPES)
def test_the_credential_is_built_before_the_namespace_is_checked(binding_type: str) -> None:
    settings = {"Bus__fullyQualifiedNamespace": "a b", "Bus__managedIdentityObjectId": "id"}
    assert rejection(ask(binding_type, settings)).kind == "object_id_without_managed_identity"


@pytest.mark.parametrize("binding_type", TYPES)
def test_the_emulator_has_no_tls_and_keeps_its_port(binding_type: str) -> None:
    text = f"Endpoint=sb://localhost:5300;{KEY};UseDevelopmentEmulator=true;"
    endpoint = connection(ask(binding_type, {"Bus": text})).endpoint
    assert (endpoint.detail("address"), endpoint.detail("emulator")) == ("amqp://localhost:5300/", "true")


@pytest.mark.parametrize("binding_type", TYPES)
@pytest.mark.parametrize("name", ["%Name%", "B%Rest%"])
def test_a_template_names_the_connection(binding_type: str, name: str) -> None:
    resolution = ask(binding_type, {"Bus": STRING, "Name": "Bus", "Rest": "us"}, name)
    assert connection(resolution).name == "Bus"


@pytest.mark.parametrize("binding_type", TYPES)
def test_a_property_wins_over_the_short_form(binding_type: str) -> None:
    binding = Binding(binding_type, "Other", properties={"connection": "Bus", "queueName": "q", "eventHubName": "h"})
    assert connection(resolve(Configuration({"Bus": STRING}), binding)).name == "Bus"


@given(
    st.sampled_from(TYPES),
    st.text(max_size=12),
    st.dictionaries(
        st.sampled_from(["Bus", "Bus__fullyQualifiedNamespace", "AzureWebJobsBus", "AzureWebJobsStorage", "N"]),
        st.text(max_size=20) | st.just(STRING),
    ),
    st.sampled_from(["Bus", None, "", "%N%", "B%"]),
)
def test_any_text_anywhere_gives_an_answer(
    binding_type: str, name: str, settings: dict[str, str], given_name: str | None
) -> None:
    properties = dict.fromkeys(("queueName", "eventHubName", "consumerGroup", "topicName"), name)
    assert ask(binding_type, settings, given_name, **properties).outcome
    assert ask(binding_type, settings, given_name, topicName=name, subscriptionName=name).outcome


@pytest.mark.parametrize("binding_type", TYPES)
def test_a_property_may_be_null_or_a_number_but_no_list(binding_type: str) -> None:
    def resolved(name: object) -> Resolution:
        properties = {"queueName": "orders", "eventHubName": "orders", "consumerGroup": None, "connection": name}
        return resolve(Configuration({"5": STRING, "Bus": STRING}), Binding(binding_type, "Bus", properties=properties))

    assert connection(resolved(5)).name == "5"
    assert resolved(None).name in ("ServiceBus", "")
    assert rejection(resolved(["Bus"])).kind == "invalid_binding"


# --- Service Bus


def test_service_bus_has_a_default_name_and_an_order_of_its_own() -> None:
    assert connection(ask("serviceBus", {"ServiceBus": STRING}, None)).name == "ServiceBus"
    settings = {"AzureWebJobsBus": STRING, "Bus__stray": "1"}
    assert rejection(ask("serviceBus", settings)).kind == "no_endpoint"  # "Bus" comes first
    assert connection(ask("serviceBus", {"AzureWebJobs": STRING}, "")).endpoint.section == "AzureWebJobs"
    assert rejection(ask("serviceBus", {}, "")).hint == "give the connection the name of an app setting"


@pytest.mark.parametrize(
    ("binding_type", "properties", "kind"),
    [
        ("serviceBusTrigger", {"queueName": "ORDERS"}, ""),
        ("serviceBusTrigger", {"queueName": "other"}, "entity_path_mismatch"),
        ("serviceBusTrigger", {"queueName": "%Q%"}, ""),
        ("serviceBusTrigger", {"queueName": "%Missing%"}, "unresolved_name"),
        ("serviceBusTrigger", {"topicName": "orders", "subscriptionName": "all"}, ""),
        ("serviceBusTrigger", {"topicName": "other", "subscriptionName": "all"}, "entity_path_mismatch"),
        ("serviceBusTrigger", {"topicName": "orders", "subscriptionName": "%Missing%"}, "unresolved_name"),
        ("serviceBusTrigger", {"queueName": "orders", "topicName": "other"}, ""),
        ("serviceBusTrigger", {"queueName": None, "topicName": "other"}, ""),
        ("serviceBus", {"topicName": "orders"}, ""),
        ("serviceBus", {"topicName": "other"}, "entity_path_mismatch"),
        ("serviceBus", {"queueOrTopicName": "other"}, "entity_path_mismatch"),
        ("serviceBus", {"dataType": "string"}, ""),
    ],
)
def test_the_string_s_entity_has_to_be_the_binding_s(binding_type: str, properties: dict[str, Any], kind: str) -> None:
    outcome = ask(binding_type, {"Bus": f"{STRING};EntityPath=orders", "Q": "orders"}, **properties).outcome
    assert (outcome.kind if isinstance(outcome, Rejection) else "") == kind
    if isinstance(outcome, Connection):
        assert outcome.endpoint.entity.lower() == "orders"
        assert outcome.endpoint.detail("entity_path") == "orders"


def test_a_blank_queue_is_refused() -> None:
    settings = {"Bus": STRING, "Id__fullyQualifiedNamespace": "contoso.example"}
    assert rejection(ask("serviceBus", settings, queueName=" ")).kind == "invalid_binding"
    assert rejection(ask("serviceBus", settings, "Id", queueName="")).kind == "invalid_binding"
    assert connection(ask("serviceBusTrigger", settings, topicName="", subscriptionName="s")).endpoint.entity == ""


def test_service_bus_takes_a_signature_beside_a_key_name_but_not_beside_a_key() -> None:
    text = f"Endpoint=sb://contoso.example/;{SIGNATURE}"
    assert connection(ask("serviceBus", {"Bus": f"{text};SharedAccessKeyName=send"}))
    found = rejection(ask("serviceBus", {"Bus": f"{text};{KEY}"}))
    assert "has a shared access key and a SharedAccessSignature" in found.message


def administration(settings: dict[str, str]) -> str:
    """Address of the administration client, or the kind of its refusal."""
    own, admin = ask("serviceBusTrigger", settings).clients
    assert (own.role, own.own, admin.role, admin.own) == ("messages", True, "admin", False)
    return admin.rejection.kind if admin.rejection else admin.endpoints[0].detail("address")


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({"Bus": STRING}, "https://contoso.example/"),
        ({"Bus": f"{STRING};EntityPath=other"}, "https://contoso.example/"),
        ({"Bus": STRING.replace(".example/", ".example:5671/")}, "https://contoso.example:5671/"),
        ({"Bus": f"{STRING};UseDevelopmentEmulator=true"}, "http://contoso.example/"),
        ({"Bus": f"Endpoint=sb://contoso.example/;{SIGNATURE}"}, "malformed_connection_string"),
        ({"Bus": f"Endpoint=sb://contoso.example/;{SIGNATURE};{KEY}"}, "https://contoso.example/"),
        ({"Bus__fullyQualifiedNamespace": "contoso.example"}, "https://contoso.example/"),
        ({"Bus__fullyQualifiedNamespace": "https://contoso.example:5671/"}, "https://contoso.example:5671/"),
        ({"Bus__fullyQualifiedNamespace": "[::1]"}, "https://[::1]/"),
        ({"Bus__fullyQualifiedNamespace": "::1"}, "invalid_endpoint"),
        ({}, "not_found"),
    ],
)
def test_scaling_has_a_client_of_its_own(settings: dict[str, str], found: str) -> None:
    assert administration(settings) == found


def test_an_output_needs_no_administration() -> None:
    assert [client.role for client in ask("serviceBus", {"Bus": STRING}).clients] == ["messages"]


# --- Event Hubs


@pytest.mark.parametrize("name", [None, "", " "])
def test_event_hubs_has_no_default_name(name: str | None) -> None:
    found = rejection(ask("eventHub", {"EventHub": STRING, " ": STRING}, name))
    assert found.kind == "not_found"
    assert "names no connection" in found.message


def test_a_trigger_looks_a_blank_name_up() -> None:
    assert connection(ask("eventHubTrigger", {" ": STRING}, " "))
    assert rejection(ask("eventHubTrigger", {}, "")).kind == "not_found"


@pytest.mark.parametrize(
    ("settings", "hub", "found"),
    [
        ({"Bus": STRING}, "orders", "orders"),
        ({"Bus": STRING}, "%Hub%", "invoices"),
        ({"Bus": STRING}, " ", " "),
        ({"Bus": STRING}, None, "malformed_connection_string"),
        ({"Bus": STRING}, "%Missing%", "unresolved_name"),
        ({"Bus": f"{STRING};EntityPath=other"}, "orders", "other"),
        ({"Bus": f"{STRING};EntityPath=other"}, None, "other"),
        ({"Bus": f"{STRING};EntityPath=other"}, "%Missing%", "unresolved_name"),
        ({"Bus__fullyQualifiedNamespace": "contoso.example"}, "orders", "orders"),
        ({"Bus__fullyQualifiedNamespace": "contoso.example"}, "", "no_hub"),
    ],
)
def test_the_string_s_hub_wins_over_the_binding_s(settings: dict[str, str], hub: str | None, found: str) -> None:
    outcome = ask("eventHub", {**settings, "Hub": "invoices"}, eventHubName=hub).outcome
    assert (outcome.kind if isinstance(outcome, Rejection) else outcome.endpoint.entity) == found


def test_a_missing_hub_is_named() -> None:
    found = rejection(ask("eventHub", {"Bus": "Endpoint=sb://contoso.example"}, eventHubName=""))
    missing = "SharedAccessKeyName and no SharedAccessKey and no EntityPath (the binding names no event hub either)"
    assert missing in found.message


@pytest.mark.parametrize("beside", ["SharedAccessKeyName=send", "SharedAccessKey=ZmFrZQ=="])
def test_event_hubs_takes_a_signature_alone(beside: str) -> None:
    text = f"Endpoint=sb://contoso.example/;{SIGNATURE}"
    assert connection(ask("eventHub", {"Bus": text})).endpoint.keys
    assert "accepts one of them" in rejection(ask("eventHub", {"Bus": f"{text};{beside}"})).message


@pytest.mark.parametrize(
    ("settings", "group", "found"),
    [
        ({"Bus": STRING}, "", "invalid_consumer_group"),
        ({"Bus": STRING}, "%Empty%", "invalid_consumer_group"),
        ({"Bus": STRING}, " ", ""),
        ({"Bus": STRING}, "%Missing%", "unresolved_name"),
        ({"Bus": "hello"}, "", "malformed_connection_string"),
        ({"Bus__fullyQualifiedNamespace": "a b"}, "", "invalid_consumer_group"),
        (
            {"Bus__fullyQualifiedNamespace": "a b", "Bus__managedIdentityObjectId": "i"},
            "",
            "object_id_without_managed_identity",
        ),
    ],
)
def test_a_consumer_group_is_not_empty(settings: dict[str, str], group: str, found: str) -> None:
    resolution = ask("eventHubTrigger", {**settings, "Empty": ""}, eventHubName="orders", consumerGroup=group)
    assert (resolution.outcome.kind if isinstance(resolution.outcome, Rejection) else "") == found


def test_a_trigger_keeps_checkpoints_in_the_connection_storage() -> None:
    settings = {"Bus": STRING, "AzureWebJobsStorage__accountName": "contoso"}
    resolution = ask("eventHubTrigger", settings)
    checkpoint, own = resolution.clients
    assert (checkpoint.role, checkpoint.own, own.role, own.own) == ("checkpoint", False, "events", True)
    (endpoint,) = checkpoint.endpoints
    assert (endpoint.service, endpoint.section) == ("blob", "AzureWebJobsStorage")
    assert (endpoint.uri, endpoint.entity) == ("https://contoso.blob.core.windows.net/", eventhubs.CHECKPOINT_CONTAINER)
    assert resolution.fact("consumer_group") == "$Default"
    assert connection(resolution).endpoints == own.endpoints


def test_an_output_keeps_no_checkpoints() -> None:
    resolution = ask("eventHub", {"Bus": STRING})
    assert [client.role for client in resolution.clients] == ["events"]
    assert resolution.facts == ()


def test_missing_storage_is_a_rejection_beside_the_connection_s_own() -> None:
    resolution = ask("eventHubTrigger", {"Bus": STRING})
    assert connection(resolution)
    assert [found.kind for found in resolution.rejections] == ["not_found"]
