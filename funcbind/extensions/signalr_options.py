"""The SignalR extension's global settings: a value that cannot be converted breaks every connection of the app.

Sources: ``OptionsSetup.cs`` and ``IConfigurationExtensions.cs`` of Microsoft.Azure.WebJobs.Extensions.SignalRService,
``ServiceManagerRetryOptions.cs`` of Azure/azure-signalr.
"""

from __future__ import annotations

from funcbind.dotnet.convert import convert_enum, convert_int32, enum_text, is_time_span, parse_bool, parse_enum
from funcbind.dotnet.text import is_blank
from funcbind.errors import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from funcbind.lookup import Lookup

TRANSIENT = "Transient"
_TRANSPORT = "AzureSignalRServiceTransportType"
_TRANSPORTS = {TRANSIENT: 0, "Persistent": 1}
_PROTOCOL = "Azure:SignalR:HubProtocol"
_PROTOCOLS = {"SystemTextJson": 0, "NewtonsoftJson": 1}
_CAMEL_CASE = "Azure:SignalR:HubProtocol:NewtonsoftJson:CamelCase"
_RETRY_MODES = {"Fixed": 0, "Exponential": 1}
# Key -> what it takes in words, and whether a text converts.
_CONVERTED: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("AzureSignalRRetry:MaxRetries", "a whole number", lambda text: convert_int32(text) is not None),
    ("AzureSignalRRetry:Delay", 'a time span such as "00:00:01"', is_time_span),
    ("AzureSignalRRetry:MaxDelay", 'a time span such as "00:01:00"', is_time_span),
    ("AzureSignalRRetry:Mode", '"Fixed" or "Exponential"', lambda text: convert_enum(text, _RETRY_MODES) is not None),
    ("AzureSignalRHttpClientTimeout", 'a time span such as "00:01:40"', is_time_span),
)


def check_hub_protocol(lookup: Lookup) -> None:
    """Check the settings that choose a JSON library; the protocol matters only to .NET functions inside the host.

    Raises:
        Refused: ``invalid_option``.
    """
    camel_case = lookup.take(_CAMEL_CASE)
    if camel_case is not None:
        chosen = parse_bool(camel_case)
        if chosen is None:
            _refuse(_CAMEL_CASE, '"true" or "false"')
        if chosen:
            return
    if lookup.take("FUNCTIONS_WORKER_RUNTIME") not in (None, "dotnet"):
        return
    protocol = lookup.take(_PROTOCOL)
    if protocol is not None and parse_enum(protocol, _PROTOCOLS, ignore_case=True) not in _PROTOCOLS.values():
        _refuse(_PROTOCOL, '"NewtonsoftJson" or "SystemTextJson"')


def transport(lookup: Lookup) -> str:
    """Return the transport: ``Transient`` (the default), ``Persistent``, or a number that the host takes for one.

    Letter case matters. Raises:
        Refused: ``invalid_option``.
    """
    text = lookup.take(_TRANSPORT)
    if text is None or is_blank(text):
        return TRANSIENT
    value = parse_enum(text, _TRANSPORTS, ignore_case=False)
    if value is None:
        _refuse(_TRANSPORT, '"Persistent" or "Transient", in this letter case')
    return enum_text(value, _TRANSPORTS)


def check_client_options(lookup: Lookup) -> None:
    """Check the settings of the HTTP client that the host converts to numbers and times.

    Raises:
        Refused: ``invalid_option``.
    """
    for key, wanted, converts in _CONVERTED:
        text = lookup.take(key)
        if text is not None and not converts(text):
            _refuse(key, wanted)


def _refuse(key: str, wanted: str) -> NoReturn:
    name = key.replace(":", "__")
    raise Refused(
        "invalid_option",
        f'"{name}" has a value that the host cannot convert; every SignalR connection of the app fails',
        hint=f"write {wanted}, or remove it",
        key=key,
    )
