"""What the SignalR extension's global settings accept, and .NET's conversions behind them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.configuration import Configuration
from funcbind.connections import Rejection, resolve
from funcbind.dotnet.convert import convert_enum, convert_int32, enum_text, is_time_span, parse_enum
from funcbind.errors import Refused
from funcbind.extensions.signalr_options import check_client_options, check_hub_protocol, transport
from funcbind.lookup import Lookup

MEMBERS = {"First": 0, "Second": 1}


@pytest.mark.parametrize(
    ("text", "value", "ignoring_case"),
    [
        ("Second", 1, 1),
        (" Second\t", 1, 1),
        ("second", None, 1),
        ("First, Second", 1, 1),
        ("First,,Second", None, None),
        ("1", 1, 1),
        ("+1", 1, 1),
        ("-7", -7, -7),
        ("1x", None, None),
        ("0,1", None, None),
        ("99999999999", None, None),
        ("", None, None),
        (" ", None, None),
        ("third", None, None),
    ],
)
def test_enum_parse(text: str, value: int | None, ignoring_case: int | None) -> None:
    assert parse_enum(text, MEMBERS, ignore_case=False) == value
    assert parse_enum(text, MEMBERS, ignore_case=True) == ignoring_case


@pytest.mark.parametrize(
    ("text", "value"), [("SECOND", 1), ("0,1", 1), ("5", 5), ("first,second", 1), ("", None), (",", None)]
)
def test_enum_converter(text: str, value: int | None) -> None:
    assert convert_enum(text, MEMBERS) == value


def test_enum_text() -> None:
    assert [enum_text(value, MEMBERS) for value in (0, 1, 5, -1)] == ["First", "Second", "5", "-1"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        (" -5 ", -5),
        ("#ff", 255),
        ("0xFF", 255),
        ("&hff", 255),
        ("#0xff", 255),
        ("0xffffffff", -1),
        ("#00000000ff", 255),
        ("#1ffffffff", None),
        ("#", None),
        ("0xg", None),
        ("", None),
        ("5.0", None),
        ("ff", None),
    ],
)
def test_int32_converter(text: str, value: int | None) -> None:
    assert convert_int32(text) == value


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        ("30", True),
        ("-1", True),
        ("10675199", True),
        ("10675200", False),
        ("0" * 50 + "1", True),
        ("9" * 5000, False),
        ("12:30", True),
        ("24:00", False),
        (" 00:00:30 ", True),
        ("00:00:60", False),
        ("24:00:00", True),
        ("24:24:00", False),
        ("1.02:03", True),
        ("1.02:03:04", True),
        ("1.2:3.5", False),
        ("1:02:03:04", True),
        ("1:02:03:04.5", True),
        ("1.02:03:04.5", True),
        ("00:00:01.1234567", True),
        ("00:00:01.12345678", False),
        ("00:00:01.01234567", True),
        ("00:00:01.", False),
        ("24:00:00.5", False),
        ("1:2.5", False),
        ("1.5", False),
        ("1:2:3:4:5", False),
        ("1.1:2:3:4", False),
        ("1:x", False),
        ("\u0661:00", False),
        ("", False),
        ("soon", False),
    ],
)
def test_time_span_parse(text: str, accepted: bool) -> None:
    assert is_time_span(text) is accepted


@given(st.text(alphabet="0123456789.:- +#xF,\u0661", max_size=20))
def test_every_text_converts_or_not(text: str) -> None:
    is_time_span(text)
    convert_int32(text)
    convert_enum(text, MEMBERS)


def lookup(**settings: str) -> Lookup:
    return Lookup(Configuration(settings))


@pytest.mark.parametrize(
    ("text", "chosen"),
    [("", "Transient"), (" ", "Transient"), ("Transient", "Transient"), (" Persistent", "Persistent"), ("7", "7")],
)
def test_the_transport(text: str, chosen: str) -> None:
    assert transport(lookup(AzureSignalRServiceTransportType=text)) == chosen
    assert transport(lookup()) == "Transient"


@pytest.mark.parametrize("text", ["persistent", "TRANSIENT", "Websockets", "true"])
def test_a_transport_that_the_host_refuses(text: str) -> None:
    with pytest.raises(Refused) as caught:
        transport(lookup(AzureSignalRServiceTransportType=text))
    assert (caught.value.kind, caught.value.key) == ("invalid_option", "AzureSignalRServiceTransportType")


GOOD: list[dict[str, str]] = [
    {},
    {"Azure__SignalR__HubProtocol": "newtonsoftjson"},
    {"Azure__SignalR__HubProtocol": "0", "FUNCTIONS_WORKER_RUNTIME": "dotnet"},
    {"Azure__SignalR__HubProtocol": "Protobuf", "FUNCTIONS_WORKER_RUNTIME": "python"},
    {"Azure__SignalR__HubProtocol": "Protobuf", "Azure__SignalR__HubProtocol__NewtonsoftJson__CamelCase": "TRUE"},
    {"Azure__SignalR__HubProtocol__NewtonsoftJson__CamelCase": "false"},
    {"AzureSignalRRetry__MaxRetries": "0x5", "AzureSignalRRetry__Mode": "exponential", "AzureSignalRRetry": "x"},
    {
        "AzureSignalRRetry__Delay": "00:00:01",
        "AzureSignalRRetry__MaxDelay": "1",
        "AzureSignalRHttpClientTimeout": "1:0",
    },
]
BAD: list[dict[str, str]] = [
    {"Azure__SignalR__HubProtocol": "Protobuf"},
    {"Azure__SignalR__HubProtocol": "7"},
    {"Azure__SignalR__HubProtocol": ""},
    {"Azure__SignalR__HubProtocol": "x", "Azure__SignalR__HubProtocol__NewtonsoftJson__CamelCase": "false"},
    {"Azure__SignalR__HubProtocol__NewtonsoftJson__CamelCase": "maybe", "FUNCTIONS_WORKER_RUNTIME": "python"},
    {"AzureSignalRRetry__MaxRetries": "many"},
    {"AzureSignalRRetry__Mode": ""},
    {"AzureSignalRRetry__Delay": "soon"},
    {"AzureSignalRRetry__MaxDelay": ""},
    {"AzureSignalRHttpClientTimeout": "later"},
]


@pytest.mark.parametrize("settings", GOOD, ids=str)
def test_options_that_the_host_takes(settings: dict[str, str]) -> None:
    check_hub_protocol(lookup(**settings))
    check_client_options(lookup(**settings))


@pytest.mark.parametrize("settings", BAD, ids=str)
def test_an_option_breaks_every_connection(settings: dict[str, str]) -> None:
    settings = {**settings, "Messages": "Endpoint=https://a.example;AccessKey=ZmFrZQ=="}
    outcome = resolve(Configuration(settings), "signalRNegotiation", "Messages").outcome
    assert isinstance(outcome, Rejection)
    assert (outcome.kind, outcome.origin is not None) == ("invalid_option", True)
