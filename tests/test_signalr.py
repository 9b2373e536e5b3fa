"""SignalR connections: precedence, named endpoints, the signature rule, names and hubs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Connection, Endpoint, Rejection, Resolution, resolve

KEY = "ZmFrZS1rZXk="
DEFAULT = "AzureSignalRConnectionString"
EAST = "Azure__SignalR__Endpoints__east"
WEST = "Azure__SignalR__Endpoints__west"
PERSISTENT = {"AzureSignalRServiceTransportType": "Persistent"}


def string(name: str, rest: str = f"AccessKey={KEY}") -> str:
    return f"Endpoint=https://{name}.service.signalr.net;{rest};"


def uri(name: str) -> str:
    return f"https://{name}.service.signalr.net"


def run(settings: dict[str, str], binding_type: str = "signalR", **properties: object) -> Resolution:
    return resolve(Configuration(settings), Binding(binding_type, properties={"hubName": "chat", **properties}))


def endpoints(settings: dict[str, str], **properties: object) -> tuple[Endpoint, ...]:
    outcome = run(settings, **properties).outcome
    assert isinstance(outcome, Connection), outcome
    return outcome.endpoints


def refusal(resolution: Resolution) -> Rejection:
    assert isinstance(resolution.outcome, Rejection)
    return resolution.outcome


def test_a_connection_string() -> None:
    (endpoint,) = endpoints({DEFAULT: string("contoso", f"AccessKey={KEY};Port=8080")})
    assert endpoint == Endpoint(
        "signalR",
        "https://contoso.service.signalr.net:8080",
        "access_key",
        section=DEFAULT,
        type="Primary",
        entity="chat",
        host="contoso.service.signalr.net",
        client_uri="https://contoso.service.signalr.net:8080/",
        server_uri="https://contoso.service.signalr.net:8080/",
        audience="https://contoso.service.signalr.net/",
        connection_string=string("contoso", f"AccessKey={KEY};Port=8080"),
        keys=(KEY,),
        details=(("signature", "required"),),
    )


def test_an_identity() -> None:
    settings = {
        f"{DEFAULT}__serviceUri": "https://contoso.service.signalr.net/base?a=b",
        f"{DEFAULT}__credential": "managedidentity",
        f"{DEFAULT}__serverEndpoint": "https://server.example",
        f"{DEFAULT}__clientEndpoint": "",
    }
    (endpoint,) = endpoints(settings)
    assert (endpoint.auth, endpoint.uri, endpoint.scope) == (
        "token",
        uri("contoso"),
        "https://signalr.azure.com/.default",
    )
    assert endpoint.server_uri == "https://server.example/"
    assert endpoint.client_uri == "https://contoso.service.signalr.net/base?a=b"
    assert endpoint.credential is not None
    assert endpoint.detail("signature") == "skipped"


# The order of the places: App Service's connection strings, the plain setting, the identity below the plain name.
PRECEDENCE: list[tuple[dict[str, str], str]] = [
    ({"CUSTOMCONNSTR_My": string("one"), "My": string("two"), "My__serviceUri": uri("three")}, uri("one")),
    ({"ConnectionStrings__My": string("one"), "My": string("two")}, uri("one")),
    ({"My": string("two"), "My__serviceUri": uri("three")}, uri("two")),
    ({"My__serviceUri": uri("three")}, uri("three")),
    ({"MY": string("two")}, uri("two")),
]


@pytest.mark.parametrize(("settings", "chosen"), PRECEDENCE)
def test_precedence(settings: dict[str, str], chosen: str) -> None:
    assert [endpoint.uri for endpoint in endpoints(settings, connectionStringSetting="My")] == [chosen]


# Settings under which no connection is found, and a piece of the hint.
NOTHING: list[tuple[str, dict[str, str], str]] = [
    ("My", {}, 'add "My"'),
    ("My", {"My": ""}, '"My" is blank'),
    ("My", {"My": " ", "My__serviceUri": uri("a")}, "remove it"),
    ("My", {"CUSTOMCONNSTR_My": "", "My": string("a")}, '"ConnectionStrings__My" is blank'),
    ("My", {"AzureWebJobsMy": string("a")}, 'rename "AzureWebJobsMy"'),
    ("My", {"ConnectionStrings__My__serviceUri": uri("a")}, "not read below ConnectionStrings"),
    ("My", {"My__credential": "managedidentity"}, 'add "My"'),
    ("My__Own", {"My__Own": string("a")}, '"My:Own"'),
    (string("a"), {}, "name of an app setting"),
]


@pytest.mark.parametrize(("name", "settings", "hint"), NOTHING)
def test_nothing_found(name: str, settings: dict[str, str], hint: str) -> None:
    rejection = refusal(run(settings, connectionStringSetting=name))
    assert rejection.kind == "not_found"
    assert hint in rejection.hint
    assert KEY not in rejection.message + rejection.hint


def test_named_endpoints_join_every_connection() -> None:
    settings = {
        "My": string("own"),
        f"{EAST}": string("ignored"),
        f"{EAST}__serviceUri": uri("east"),
        f"{EAST}__type": "secondary",
        f"{WEST}__secondary": string("west2"),
        f"{WEST}__primary": string("west1"),
        "Azure__SignalR__Endpoints__10": string("ten"),
        "Azure__SignalR__Endpoints__9": string("nine"),
        "Azure__SignalR__Endpoints__z__credential": "managedidentity",
        **PERSISTENT,
    }
    resolution = run(settings, connectionStringSetting="My")
    assert isinstance(resolution.outcome, Connection)
    found = [(e.name, e.type, e.uri) for e in resolution.outcome.endpoints]
    assert found == [
        ("", "Primary", uri("own")),
        ("9", "Primary", uri("nine")),
        ("10", "Primary", uri("ten")),
        ("east", "Secondary", uri("east")),
        ("west", "Primary", uri("west1")),
        ("west", "Secondary", uri("west2")),
    ]
    assert {setting.name for setting in resolution.ignored} == {EAST, "Azure__SignalR__Endpoints__z__credential"}


@pytest.mark.parametrize(
    "settings",
    [
        {DEFAULT: string("own"), EAST: string("east")},
        {DEFAULT: "", EAST: string("east")},
        {f"{DEFAULT}__serviceUri": uri("own"), f"{EAST}__serviceUri": uri("east")},
        {EAST: string("same"), WEST: string("same")},
    ],
)
def test_several_endpoints_need_persistent_transport(settings: dict[str, str]) -> None:
    rejection = refusal(run(settings))
    assert rejection.kind == "several_endpoints_transient"
    shown = rejection.message + rejection.hint
    assert KEY not in shown
    assert "service.signalr.net" not in shown
    run({**settings, **PERSISTENT})


def test_an_empty_string_beside_a_named_endpoint_is_no_endpoint() -> None:
    resolution = run({DEFAULT: "", EAST: string("east"), **PERSISTENT})
    assert isinstance(resolution.outcome, Connection)
    assert [endpoint.name for endpoint in resolution.outcome.endpoints] == ["east"]
    assert resolution.fact("signature") == "fails"
    assert refusal(run({DEFAULT: " ", EAST: string("east"), **PERSISTENT})).kind == "malformed_connection_string"


# What the endpoints ask for -> what the host does for the whole connection.
SIGNATURES: list[tuple[dict[str, str], str]] = [
    ({DEFAULT: string("a")}, "required"),
    ({DEFAULT: string("a", "AccessKey=")}, "required"),
    ({DEFAULT: string("a", "AuthType=azure.msi")}, "skipped"),
    ({DEFAULT: string("a", f"AuthType=azure.msi;AccessKey={KEY}")}, "required"),
    ({f"{DEFAULT}__serviceUri": uri("a")}, "skipped"),
    ({DEFAULT: string("a"), EAST: string("b")}, "required"),
    ({DEFAULT: string("a"), EAST: string("b"), f"{WEST}__serviceUri": uri("c")}, "skipped"),
    ({DEFAULT: string("a"), EAST: string("b"), WEST: string("c", "AuthType=azure")}, "skipped"),
    ({DEFAULT: string("a"), f"{EAST}__serviceUri": uri("a")}, "skipped"),
]


@pytest.mark.parametrize(("settings", "signature"), SIGNATURES)
def test_one_endpoint_without_a_key_switches_the_signature_check_off(settings: dict[str, str], signature: str) -> None:
    resolution = run({**settings, **PERSISTENT}, "signalRTrigger", category="messages", event="e")
    assert isinstance(resolution.outcome, Connection)
    assert (resolution.fact("signature"), resolution.fact("transport")) == (signature, "Persistent")


def test_an_empty_key_is_told() -> None:
    (endpoint,) = endpoints({DEFAULT: string("a", "AccessKey=")})
    assert (endpoint.auth, endpoint.keys, endpoint.detail("key")) == ("access_key", ("",), "empty")


def test_one_address_is_one_endpoint() -> None:
    settings = {f"{EAST}__serviceUri": uri("a"), f"{EAST}__type": "Secondary", WEST: string("a"), **PERSISTENT}
    settings |= {
        "Azure__SignalR__Endpoints__north": string("a"),
        "Azure__SignalR__Endpoints__port": string("a", "Port=1;AccessKey=k"),
    }
    resolution = run(settings)
    assert isinstance(resolution.outcome, Connection)
    assert [endpoint.name for endpoint in resolution.outcome.endpoints] == ["north", "port"]
    assert resolution.fact("dropped_endpoints") == "Azure:SignalR:Endpoints:east, Azure:SignalR:Endpoints:west"


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({f"{DEFAULT}__serviceUri": uri("a"), f"{DEFAULT}__type": "Secondary"}, "no_primary_endpoint"),
        ({f"{EAST}__secondary": string("a")}, "no_primary_endpoint"),
        ({f"{EAST}__serviceUri": uri("a"), f"{EAST}__type": "5"}, "no_primary_endpoint"),
        ({f"{EAST}__serviceUri": uri("a"), f"{EAST}__type": ""}, "invalid_option"),
        ({f"{EAST}__serviceUri": uri("a"), f"{EAST}__type": "backup"}, "invalid_option"),
        ({f"{EAST}__serviceUri": "", EAST: string("a")}, "invalid_endpoint"),
        ({f"{EAST}__serviceUri": "contoso.example"}, "invalid_endpoint"),
        ({f"{EAST}__serviceUri": "wss://contoso.example"}, "invalid_endpoint"),
        ({f"{EAST}__serviceUri": uri("a"), f"{EAST}__clientEndpoint": " "}, "invalid_endpoint"),
        ({f"{EAST}__serviceUri": uri("a"), f"{EAST}__serverEndpoint": "ftp://x"}, "invalid_endpoint"),
        ({EAST: " "}, "malformed_connection_string"),
        ({f"{EAST}__primary": ""}, "malformed_connection_string"),
    ],
)
def test_an_endpoint_that_the_host_refuses(settings: dict[str, str], kind: str) -> None:
    assert refusal(run(settings)).kind == kind


# Two faults at once: the host finds the one that is named.
ORDER: list[tuple[dict[str, str], str]] = [
    ({"Azure__SignalR__HubProtocol": "x", f"{DEFAULT}__serviceUri": "x"}, "invalid_option"),
    (
        {f"{DEFAULT}__serviceUri": uri("a"), f"{DEFAULT}__managedIdentityObjectId": "o", EAST: "x"},
        "object_id_without_managed_identity",
    ),
    ({EAST: "x", "AzureSignalRServiceTransportType": "x"}, "malformed_connection_string"),
    ({DEFAULT: "x", "AzureSignalRServiceTransportType": "x"}, "invalid_option"),
    ({"AzureSignalRHttpClientTimeout": "x"}, "invalid_option"),
    ({DEFAULT: "x", EAST: string("a")}, "several_endpoints_transient"),
    ({f"{EAST}__serviceUri": "x", f"{EAST}__type": "x"}, "invalid_option"),
    ({f"{EAST}__serviceUri": "x", f"{EAST}__managedIdentityObjectId": "o"}, "object_id_without_managed_identity"),
]


@pytest.mark.parametrize(("settings", "kind"), ORDER)
def test_the_order_of_faults(settings: dict[str, str], kind: str) -> None:
    assert refusal(run(settings)).kind == kind


@pytest.mark.parametrize(
    ("binding_type", "properties", "name"),
    [
        ("signalR", {}, DEFAULT),
        ("signalR", {"connection": "Other"}, DEFAULT),
        ("signalR", {"ConnectionStringSetting": "Own"}, "Own"),
        ("signalR", {"connectionStringSetting": 5}, "5"),
        ("signalR", {"connectionStringSetting": True}, "True"),
        ("signalRTrigger", {"connectionStringSetting": None}, DEFAULT),
    ],
)
def test_names(binding_type: str, properties: dict[str, object], name: str) -> None:
    resolution = run({name: string("a")}, binding_type, category="messages", event="e", **properties)
    assert isinstance(resolution.outcome, Connection)
    assert resolution.name == name


@pytest.mark.parametrize(
    ("binding_type", "value", "kind"),
    [
        ("signalR", None, "empty_name"),
        ("signalREndpoints", "", "empty_name"),
        ("signalRTrigger", " ", "empty_name"),
        ("signalR", ["Own"], "invalid_binding"),
        ("signalR", {"name": "Own"}, "invalid_binding"),
    ],
)
def test_names_that_the_host_refuses(binding_type: str, value: object, kind: str) -> None:
    assert refusal(run({DEFAULT: string("a")}, binding_type, connectionStringSetting=value)).kind == kind


def test_the_short_form_names_the_connection() -> None:
    configuration = Configuration({"My": string("a")})
    for binding_type in ("signalRTrigger", "signalR"):
        resolution = resolve(configuration, binding_type, "My")
        assert isinstance(resolution.outcome, Connection)
        assert resolution.rejections == ()
    assert refusal(resolve(configuration, "signalRTrigger")).kind == "not_found"


TRIGGER = {"category": "messages", "event": "e"}
# Properties of the hub -> the hub, or the kind of the refusal. None of them is a fault of the connection.
HUBS: list[tuple[str, dict[str, object], str, str]] = [
    ("signalR", {"hubName": "chat"}, "chat", ""),
    ("signalR", {"HUBNAME": "%Hub%"}, "fromSetting", ""),
    ("signalR", {"hubName": ""}, "", ""),
    ("signalR", {"hubName": "{rand-guid}"}, "{rand-guid}", ""),
    ("signalR", {"hubName": "{sys.utcnow}"}, "{sys.utcnow}", ""),
    ("signalR", {}, "", "no_hub"),
    ("signalR", {"hubName": None}, "", "no_hub"),
    ("signalR", {"hubName": "{headers.hub}"}, "", "invalid_binding"),
    ("signalR", {"hubName": ["chat"]}, "", "invalid_binding"),
    ("signalR", {"hubName": "%Missing%"}, "", "unresolved_name"),
    ("signalR", {"hubName": "chat%"}, "", "unclosed_name"),
    ("signalRTrigger", {"hubName": "%Hub%", **TRIGGER}, "fromSetting", ""),
    ("signalRTrigger", {"hubName": "{headers.hub}", **TRIGGER}, "{headers.hub}", ""),
    ("signalRTrigger", {"hubName": "chat", "event": "e"}, "", "no_hub"),
    ("signalRTrigger", {"category": "messages", "event": "e"}, "", "no_hub"),
    ("signalRTrigger", {"hubName": "chat", "category": "messages", "event": "%Missing%"}, "", "unresolved_name"),
]


@pytest.mark.parametrize(("binding_type", "properties", "hub", "kind"), HUBS)
def test_hubs(binding_type: str, properties: dict[str, object], hub: str, kind: str) -> None:
    configuration = Configuration({DEFAULT: string("a"), "Hub": "fromSetting"})
    resolution = resolve(configuration, Binding(binding_type, name="m", properties=properties))
    assert isinstance(resolution.outcome, Connection)
    assert [rejection.kind for rejection in resolution.rejections] == ([kind] if kind else [])
    assert (resolution.fact("hub"), resolution.outcome.endpoint.entity) == (hub, hub)


def test_a_trigger_may_give_the_hub_of_a_function() -> None:
    binding = Binding("signalR", function="send", properties={"hubName": "{headers.hub}"})
    assert resolve(Configuration({DEFAULT: string("a")}), binding).rejections == ()


def test_a_hub_that_could_not_be_read_is_not_missed() -> None:
    binding = Binding("signalR", name="m", unresolved=("hubName",))
    assert resolve(Configuration({DEFAULT: string("a")}), binding).rejections == ()


def test_no_hub_is_missed_in_persistent_transport() -> None:
    settings = {DEFAULT: string("a"), **PERSISTENT}
    assert resolve(Configuration(settings), Binding("signalR", name="m")).rejections == ()


def test_a_collision_is_refused() -> None:
    settings = {DEFAULT: string("a"), DEFAULT.upper(): string("b")}
    assert refusal(run(settings)).kind == "collision"


KEYS = st.sampled_from(
    [
        DEFAULT,
        f"CUSTOMCONNSTR_{DEFAULT}",
        f"{DEFAULT}__serviceUri",
        f"{DEFAULT}__type",
        EAST,
        f"{EAST}__serviceUri",
        f"{EAST}__primary",
        f"{WEST}__secondary",
        f"{WEST}__clientEndpoint",
        "AzureSignalRServiceTransportType",
        "AzureSignalRHttpClientTimeout",
        "AzureSignalRRetry__MaxRetries",
        "Azure__SignalR__HubProtocol",
        "AZURE_AUTHORITY_HOST",
        "Unrelated",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from([string("a"), string("a", "AuthType=azure"), uri("b"), "Persistent", "Secondary", "1", "", " "]),
)
PROPERTIES = st.dictionaries(
    st.sampled_from(["hubName", "connectionStringSetting", "category", "event"]),
    st.one_of(st.none(), st.text(max_size=8), st.integers(), st.lists(st.text(max_size=3), max_size=2)),
)
TYPES = st.sampled_from(
    ["signalRTrigger", "signalRConnectionInfo", "signalRNegotiation", "signalREndpoints", "signalR"]
)


@given(st.dictionaries(KEYS, TEXTS, max_size=8), PROPERTIES, TYPES)
def test_every_input_gives_an_answer(settings: dict[str, str], properties: dict[str, object], binding: str) -> None:
    resolution = resolve(Configuration(settings), Binding(binding, properties=properties))
    for rejection in resolution.rejections:
        assert rejection.message
        assert KEY not in rejection.message + rejection.hint
    assert KEY not in repr(resolution.outcome)
    used = {setting.name for setting in resolution.used}
    assert not used & {setting.name for setting in resolution.ignored}
    if isinstance(resolution.outcome, Connection):
        assert any(endpoint.type == "Primary" for endpoint in resolution.outcome.endpoints)
        assert resolution.fact("signature") in ("required", "skipped", "fails")
        if any(not endpoint.keys for endpoint in resolution.outcome.endpoints):
            assert resolution.fact("signature") != "required"


@given(st.dictionaries(KEYS, TEXTS, max_size=6))
def test_the_letter_case_of_a_setting_never_matters(settings: dict[str, str]) -> None:
    # Raw AZURE_ variables are the exception: libraries inside the host read them by exact name.
    kept = {key: value for key, value in settings.items() if not key.startswith("AZURE_")}
    first, second = run(kept), run({key.upper(): value for key, value in kept.items()})
    assert first.facts == second.facts or "dropped_endpoints" in dict(first.facts)
    assert type(first.outcome) is type(second.outcome)
    if isinstance(first.outcome, Connection) and isinstance(second.outcome, Connection):
        assert [e.uri for e in first.outcome.endpoints] == [e.uri for e in second.outcome.endpoints]
