"""Web PubSub connections: precedence, validation of callers, versions of the extension, hubs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Connection, Endpoint, Rejection, Resolution, resolve

KEY = "ZmFrZS1rZXk="
DEFAULT = "WebPubSubConnectionString"
OPTIONS = "AzureFunctionsJobHost__extensions__webPubSub"
EVENT = {"eventType": "system", "eventName": "connect", "hub": "chat"}


def string(name: str, rest: str = f"AccessKey={KEY}") -> str:
    return f"Endpoint=https://{name}.webpubsub.azure.com;{rest};"


def uri(name: str) -> str:
    return f"https://{name}.webpubsub.azure.com"


def run(
    settings: dict[str, str], binding_type: str = "webPubSub", extension: str = "", **properties: object
) -> Resolution:
    given = {**(EVENT if binding_type == "webPubSubTrigger" else {"hub": "chat"}), **properties}
    return resolve(Configuration(settings), Binding(binding_type, properties=given, extension=extension))


def endpoints(resolution: Resolution) -> tuple[Endpoint, ...]:
    assert isinstance(resolution.outcome, Connection), resolution.outcome
    return resolution.outcome.endpoints


def refusal(resolution: Resolution) -> Rejection:
    assert isinstance(resolution.outcome, Rejection)
    return resolution.outcome


def test_a_connection_string() -> None:
    assert endpoints(run({DEFAULT: string("contoso")})) == (
        Endpoint(
            "webPubSub",
            "https://contoso.webpubsub.azure.com/",
            "access_key",
            section=DEFAULT,
            entity="chat",
            host="contoso.webpubsub.azure.com",
            connection_string=string("contoso"),
            keys=(KEY,),
        ),
    )


def test_an_identity() -> None:
    settings = {f"{DEFAULT}__serviceUri": uri("contoso"), f"{DEFAULT}__credential": "managedidentity", DEFAULT: ""}
    (endpoint,) = endpoints(run(settings, "webPubSubConnection"))
    assert (endpoint.auth, endpoint.scope) == ("token", "https://webpubsub.azure.com/.default")
    assert endpoint.credential is not None


# Options of host.json, then the default section's value, then its identity; a name hides all of them.
PRECEDENCE: list[tuple[dict[str, str], dict[str, object], str]] = [
    ({f"{OPTIONS}__connectionString": string("one"), DEFAULT: string("two")}, {}, "one"),
    ({f"{OPTIONS}__connectionString": "", DEFAULT: string("two"), f"{DEFAULT}__serviceUri": uri("three")}, {}, "two"),
    ({DEFAULT: "", f"{DEFAULT}__serviceUri": uri("three")}, {}, "three"),
    ({DEFAULT: string("two"), "My": string("own")}, {"connection": "My"}, "own"),
    ({DEFAULT: string("two"), "My": string("own")}, {"Connection": "My"}, "own"),
    ({DEFAULT: string("two"), "My": string("own")}, {"connection": None}, "two"),
    ({DEFAULT: string("two"), "5": string("own")}, {"connection": 5}, "own"),
]


@pytest.mark.parametrize(("settings", "properties", "chosen"), PRECEDENCE)
def test_precedence(settings: dict[str, str], properties: dict[str, object], chosen: str) -> None:
    (endpoint,) = endpoints(run(settings, **properties))
    assert endpoint.host == f"{chosen}.webpubsub.azure.com"


# Names and settings that give no client, the kind, and a piece of the hint.
REFUSED: list[tuple[object, dict[str, str], str, str]] = [
    (None, {}, "not_found", f'add "{DEFAULT}"'),
    ("", {DEFAULT: string("a")}, "not_found", "leave it out"),
    ("My__Own", {"My__Own": string("a")}, "not_found", '"My:Own"'),
    ("My", {"ConnectionStrings__My": string("a")}, "not_found", "does not read connection strings of App Service"),
    ("My", {"AzureWebJobsMy": string("a")}, "not_found", "adds no prefix"),
    ("My", {"My": "", "My__endpoint": uri("a")}, "not_found", "no other key"),
    (string("a"), {}, "not_found", "into a setting"),
    (["My"], {"My": string("a")}, "invalid_binding", "connection"),
    ("My", {"My": "garbage"}, "malformed_connection_string", "Endpoint="),
    ("My", {"My": string("a", "Version=1.0")}, "malformed_connection_string", "AccessKey="),
    ("My", {"My": string("a", "AccessKey=")}, "malformed_connection_string", "AccessKey="),
    ("My", {"My__serviceUri": "contoso.example"}, "invalid_endpoint", "https://"),
    ("My", {"My__serviceUri": uri("a"), "My__managedIdentityObjectId": "o"}, "object_id_without_managed_identity", ""),
    (None, {f"{OPTIONS}__connectionString__serviceUri": uri("a")}, "invalid_option", OPTIONS),
]


@pytest.mark.parametrize(("name", "settings", "kind", "hint"), REFUSED)
def test_no_client(name: object, settings: dict[str, str], kind: str, hint: str) -> None:
    rejection = refusal(run(settings, connection=name))
    assert rejection.kind == kind
    assert hint in rejection.hint
    assert KEY not in rejection.message + rejection.hint


def test_a_broken_default_stops_the_host_but_is_not_the_named_connection() -> None:
    settings = {DEFAULT: "garbage", "My": string("own")}
    for binding_type, properties in (
        ("webPubSub", {"connection": "My"}),
        ("webPubSubTrigger", {"connections": ["My"]}),
        ("webPubSubContext", {"connections": ["My"]}),
    ):
        resolution = run(settings, binding_type, **properties)
        assert [endpoint.host for endpoint in endpoints(resolution)] == ["own.webpubsub.azure.com"]
        assert [(client.role, client.own) for client in resolution.clients] == [("default", False), ("service", True)]
        assert [rejection.kind for rejection in resolution.rejections] == ["malformed_connection_string"]


# What a trigger or a context checks: settings and properties -> validation, signature, and each host's signature.
MANY = {
    "A": string("a"),
    "B": string("b"),
    "N": string("n", "Version=1.0"),
    "Empty": string("e", "AccessKey="),
    "I__serviceUri": uri("i"),
}
CHECKS: list[tuple[dict[str, str], dict[str, object], str, str, list[str]]] = [
    ({}, {}, "skipped", "skipped", []),
    ({DEFAULT: string("d")}, {}, "on", "required", ["required"]),
    ({DEFAULT: string("d", "Version=1.0")}, {}, "on", "skipped", ["skipped"]),
    ({f"{DEFAULT}__serviceUri": uri("d")}, {}, "on", "skipped", ["skipped"]),
    ({DEFAULT: string("d")}, {"connections": None}, "on", "required", ["required"]),
    ({DEFAULT: string("d")}, {"connections": []}, "on", "required", ["required"]),
    ({DEFAULT: string("d")}, {"connections": ""}, "on", "required", ["required"]),
    (MANY, {"connections": ["A", "B"]}, "on", "required", ["required", "required"]),
    (MANY, {"connections": ["A", "N"]}, "on", "skipped", ["required", "skipped"]),
    (MANY, {"connections": ["I", "A"]}, "on", "skipped", ["skipped", "required"]),
    (MANY, {"connections": ["Empty"]}, "on", "required", ["required"]),
    (MANY, {"connections": ["A"], "connection": "N"}, "on", "required", ["required"]),
    (MANY, {"connection": "N"}, "on", "skipped", ["skipped"]),
    (MANY, {"connection": ""}, "skipped", "skipped", []),
]


@pytest.mark.parametrize("binding_type", ["webPubSubTrigger", "webPubSubContext"])
@pytest.mark.parametrize(("settings", "properties", "validation", "signature", "hosts"), CHECKS)
def test_validation(
    settings: dict[str, str],
    properties: dict[str, object],
    validation: str,
    signature: str,
    hosts: list[str],
    binding_type: str,
) -> None:
    resolution = run(settings, binding_type, **properties)
    found = [endpoint.detail("signature") for endpoint in endpoints(resolution)]
    assert (resolution.fact("validation"), resolution.fact("signature"), found) == (validation, signature, hosts)


def test_an_empty_key_is_told() -> None:
    (endpoint,) = endpoints(run(MANY, "webPubSubContext", connections=["Empty"]))
    assert (endpoint.auth, endpoint.detail("signature"), endpoint.detail("key")) == ("access_key", "required", "empty")


# What each version of the extension makes of the singular connection and of an empty list.
VERSIONS: list[tuple[str, dict[str, object], list[str], str]] = [
    ("", {"connection": "A"}, ["a"], ""),
    ("1.10.2", {"connection": "A"}, ["a"], ""),
    ("2.0.0-beta", {"connection": "A"}, ["a"], ""),
    ("1.10.1", {"connection": "A"}, ["d"], "ignored"),
    ("1.10.0", {"connection": "A"}, ["d"], "ignored"),
    ("1.10.1", {"connection": ["A"]}, ["d"], "ignored"),
    ("1.10.1", {"connection": ""}, ["d"], ""),
    ("1.10.1", {"connections": []}, ["d"], ""),
    ("1.10.0", {"connections": []}, [], ""),
    ("1.10.0", {}, ["d"], ""),
    ("1.10.0", {"connections": ["A"]}, ["a"], ""),
]


@pytest.mark.parametrize(("version", "properties", "hosts", "fact"), VERSIONS)
def test_versions(version: str, properties: dict[str, object], hosts: list[str], fact: str) -> None:
    resolution = run({**MANY, DEFAULT: string("d")}, "webPubSubTrigger", version, **properties)
    assert [endpoint.host.partition(".")[0] for endpoint in endpoints(resolution)] == hosts
    assert resolution.fact("connection") == fact


@pytest.mark.parametrize(
    ("properties", "kind"),
    [
        ({"connections": ["A", "A"]}, "duplicate_host"),
        ({"connections": ["A", "Port"]}, "duplicate_host"),
        ({"connections": ["A", ""]}, "empty_name"),
        ({"connections": [None]}, "empty_name"),
        ({"connections": ["Missing", ""]}, "not_found"),
        ({"connections": [" "]}, "not_found"),
        ({"connections": "A"}, "invalid_binding"),
        ({"connections": {"A": 1}}, "invalid_binding"),
        ({"connections": [["A"]]}, "invalid_binding"),
        ({"connection": ["A"]}, "invalid_binding"),
        ({"connection": "Missing"}, "not_found"),
    ],
)
def test_connections_that_the_host_refuses(properties: dict[str, object], kind: str) -> None:
    settings = {**MANY, "Port": string("a", "Port=1;AccessKey=k")}
    assert refusal(run(settings, "webPubSubTrigger", **properties)).kind == kind


def test_the_name_of_several_connections() -> None:
    assert run(MANY, "webPubSubContext", connections=["A", "B"]).name == "A, B"
    assert run({}, "webPubSubContext").name == DEFAULT


def test_the_short_form_names_the_connection() -> None:
    configuration = Configuration(MANY)
    for binding_type in ("webPubSubTrigger", "webPubSubContext", "webPubSub"):
        resolution = resolve(configuration, binding_type, "A")
        assert endpoints(resolution)[0].host == "a.webpubsub.azure.com"
        assert resolution.rejections == ()


# Hubs: the binding's, host.json's, the default setting's; an empty one is a hub only to a client.
HUBS: list[tuple[str, dict[str, object], dict[str, str], str, str]] = [
    ("webPubSub", {"hub": "own"}, {"WebPubSubHub": "x"}, "own", ""),
    ("webPubSub", {"hub": ""}, {"WebPubSubHub": "x"}, "", ""),
    ("webPubSub", {"hub": None}, {"WebPubSubHub": "x"}, "x", ""),
    ("webPubSub", {"hub": None}, {"WebPubSubHub": "%A%"}, "%A%", ""),
    ("webPubSub", {"hub": None}, {"WebPubSubHub": ""}, "", ""),
    ("webPubSub", {"hub": None}, {f"{OPTIONS}__hub": "h", "WebPubSubHub": "x"}, "h", ""),
    ("webPubSub", {"hub": None}, {f"{OPTIONS}__hub": "", "WebPubSubHub": "x"}, "", ""),
    ("webPubSub", {"hub": None}, {}, "", "no_hub"),
    ("webPubSub", {"hub": None}, {f"{OPTIONS}__hub__a": "x"}, "", "invalid_option"),
    ("webPubSub", {"hub": "%Missing%"}, {}, "", "unresolved_name"),
    ("webPubSub", {"hub": "a%"}, {}, "", "unclosed_name"),
    ("webPubSub", {"hub": "{headers.hub}"}, {}, "", "invalid_binding"),
    ("webPubSubTrigger", {"hub": "%Hub%"}, {"Hub": "x"}, "x", ""),
    ("webPubSubTrigger", {"hub": "{headers.hub}"}, {}, "{headers.hub}", ""),
    ("webPubSubTrigger", {"hub": ""}, {"WebPubSubHub": "x"}, "x", ""),
    ("webPubSubTrigger", {"hub": None}, {"WebPubSubHub": "x"}, "x", ""),
    ("webPubSubTrigger", {"hub": None}, {f"{OPTIONS}__hub": "", "WebPubSubHub": "x"}, "", "no_hub"),
    ("webPubSubTrigger", {"hub": ""}, {}, "", "no_hub"),
    ("webPubSubTrigger", {"hub": "%Missing%"}, {}, "", "unresolved_name"),
    ("webPubSubTrigger", {"hub": "a%"}, {}, "", "unresolved_name"),
    ("webPubSubTrigger", {"eventName": "%Missing%"}, {}, "", "unresolved_name"),
    ("webPubSubTrigger", {"hub": ["a"]}, {}, "", "invalid_binding"),
    ("webPubSubContext", {}, {}, "", ""),
]


@pytest.mark.parametrize(("binding_type", "properties", "settings", "hub", "kind"), HUBS)
def test_hubs(binding_type: str, properties: dict[str, object], settings: dict[str, str], hub: str, kind: str) -> None:
    resolution = run({DEFAULT: string("d"), **settings}, binding_type, **properties)
    (endpoint,) = endpoints(resolution)
    assert [rejection.kind for rejection in resolution.rejections] == ([kind] if kind else [])
    assert (resolution.fact("hub"), endpoint.entity) == (hub, hub)


def test_a_hub_that_could_not_be_read_is_not_missed() -> None:
    for binding_type in ("webPubSub", "webPubSubTrigger"):
        binding = Binding(binding_type, name="m", unresolved=("hub", "eventType", "eventName"))
        assert resolve(Configuration({DEFAULT: string("d")}), binding).rejections == ()


@pytest.mark.parametrize(
    ("properties", "refused"),
    [
        ({"eventName": None}, True),
        ({"eventType": None}, True),
        ({"eventType": "x"}, True),
        ({"eventType": " USER "}, False),
        ({"eventType": 1}, False),
    ],
)
def test_the_event_of_a_trigger(properties: dict[str, object], refused: bool) -> None:
    resolution = run({}, "webPubSubTrigger", **properties)
    assert [rejection.kind for rejection in resolution.rejections] == (["invalid_binding"] if refused else [])
    assert isinstance(resolution.outcome, Connection)


def test_the_order_of_faults() -> None:
    first = run({DEFAULT: "x"}, "webPubSub", hub="%Missing%", connection="Missing").rejections
    assert [rejection.kind for rejection in first] == ["malformed_connection_string", "unresolved_name", "not_found"]
    second = run({"My": string("a", "Version=1.0")}, "webPubSub", hub=None, connection="My").rejections
    assert [rejection.kind for rejection in second] == ["no_hub", "malformed_connection_string"]
    third = run({}, "webPubSubTrigger", hub=None, eventName=None, connections=["Missing"]).rejections
    assert [rejection.kind for rejection in third] == ["invalid_binding", "no_hub", "not_found"]


def test_host_json_gives_the_default_connection_and_hub() -> None:
    host = {"extensions": {"WebPubSub": {"connectionString": string("host"), "hub": "hostHub"}}}
    binding = Binding("webPubSub", host=host)
    (endpoint,) = endpoints(resolve(Configuration({DEFAULT: string("d"), "WebPubSubHub": "x"}), binding))
    assert (endpoint.host, endpoint.entity) == ("host.webpubsub.azure.com", "hostHub")
    overridden = resolve(Configuration({f"{OPTIONS}__connectionString": string("o")}), binding)
    assert endpoints(overridden)[0].host == "o.webpubsub.azure.com"


def test_what_is_looked_up_and_ignored() -> None:
    resolution = run({DEFAULT: string("d"), "My": string("a"), "My__serviceUri": uri("b")}, connection="My")
    assert [(step.path, step.chosen) for step in resolution.looked_up] == [(DEFAULT, False), ("My", True)]
    assert [setting.name for setting in resolution.ignored] == ["My__serviceUri"]


KEYS = st.sampled_from(
    [
        DEFAULT,
        f"{DEFAULT}__serviceUri",
        f"{DEFAULT}__credential",
        "My",
        "My__serviceUri",
        f"{OPTIONS}__connectionString",
        f"{OPTIONS}__hub",
        f"{OPTIONS}__hub__x",
        "WebPubSubHub",
        "AZURE_AUTHORITY_HOST",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=20), st.sampled_from([string("a"), string("b", "Port=1"), uri("c"), "managedidentity", "", " "])
)
NAMES = st.one_of(st.none(), st.sampled_from(["My", DEFAULT, ""]), st.text(max_size=5), st.integers())
PROPERTIES = st.dictionaries(
    st.sampled_from(["hub", "connection", "connections", "eventType", "eventName"]),
    st.one_of(NAMES, st.lists(NAMES, max_size=3), st.booleans(), st.just({"a": 1})),
)
TYPES = st.sampled_from(["webPubSubTrigger", "webPubSubConnection", "webPubSubContext", "webPubSub"])


@given(st.dictionaries(KEYS, TEXTS, max_size=6), PROPERTIES, TYPES, st.sampled_from(["", "1.10.0", "1.10.1", "x"]))
def test_every_input_gives_an_answer(
    settings: dict[str, str], properties: dict[str, object], binding_type: str, version: str
) -> None:
    binding = Binding(binding_type, properties=properties, extension=version)
    resolution = resolve(Configuration(settings), binding)
    for rejection in resolution.rejections:
        assert rejection.message
        assert KEY not in rejection.message + rejection.hint
    used = {setting.name for setting in resolution.used}
    assert not used & {setting.name for setting in resolution.ignored}
    if isinstance(resolution.outcome, Connection) and resolution.fact("validation"):
        found = resolution.outcome.endpoints
        assert resolution.fact("validation") == ("on" if found else "skipped")
        assert resolution.fact("signature") == ("required" if found and all(e.keys for e in found) else "skipped")
        assert len({endpoint.host for endpoint in found}) == len(found)
