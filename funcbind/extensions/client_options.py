"""Sub-keys of a connection that are bound onto the options of its storage client, such as ``Retry:MaxRetries``.

A value that does not convert breaks the client, whatever else the connection says. Sources: ``ClientOptions.cs``,
``RetryOptions.cs`` and ``DiagnosticsOptions.cs`` of Azure.Core, ``BlobClientOptions.cs``, ``QueueClientOptions.cs`` and
``TableClientOptions.cs`` (all in Azure/azure-sdk-for-net); ``ConfigurationBinder.cs`` of dotnet/runtime.
"""

from __future__ import annotations

from funcbind.dotnet.convert import convert_enum, convert_int32, is_time_span, parse_bool
from funcbind.dotnet.uri import is_relative, parse_absolute
from funcbind.errors import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeAlias

    from funcbind.lookup import Section

    Shape: TypeAlias = str | Mapping[str, "Shape"]

_MODES = {"Fixed": 0, "Exponential": 1}
_CHECKSUMS = {"Auto": 0, "None": 1, "MD5": 2, "StorageCrc64": 3}
_ENCODINGS = {"None": 0, "Base64": 1}

# An option's name -> the type it is converted to, or the options below it. ``version`` cannot be set but is converted
# all the same; of ``policy`` no instance can be made, so that it may have no sub-keys; ``texts`` are a list.
_COMMON: dict[str, Shape] = {
    "Diagnostics": {
        "IsLoggingEnabled": "bool",
        "IsDistributedTracingEnabled": "bool",
        "IsTelemetryEnabled": "bool",
        "IsLoggingContentEnabled": "bool",
        "LoggedContentSizeLimit": "int",
        "ApplicationId": "text",
        "LoggedHeaderNames": "texts",
        "LoggedQueryParameters": "texts",
    },
    "Retry": {
        "MaxRetries": "int",
        "Delay": "time span",
        "MaxDelay": "time span",
        "Mode": "retry mode",
        "NetworkTimeout": "time span",
    },
    "RetryPolicy": "policy",
}
OPTIONS: dict[str, dict[str, Shape]] = {
    "blob": {
        "Version": "version",
        "EncryptionScope": "text",
        "GeoRedundantSecondaryUri": "uri",
        "TransferValidation": {
            "Upload": {"ChecksumAlgorithm": "checksum"},
            "Download": {"ChecksumAlgorithm": "checksum", "AutoValidateChecksum": "bool"},
        },
        "EnableTenantDiscovery": "bool",
        "TrimBlobNameSlashes": "bool",
        **_COMMON,
    },
    "queue": {
        "Version": "version",
        "GeoRedundantSecondaryUri": "uri",
        "MessageEncoding": "message encoding",
        "EnableTenantDiscovery": "bool",
        **_COMMON,
    },
    "table": {"EnableTenantDiscovery": "bool", **_COMMON},
}
_WANTED = {
    "bool": "true or false",
    "int": "a whole number",
    "time span": "a time span such as 00:00:30",
    "retry mode": "Fixed or Exponential",
    "checksum": "Auto, None, MD5 or StorageCrc64",
    "message encoding": "None or Base64",
    "version": "a service version such as V2023_11_03",
    "uri": "a URI",
}


def bind_options(section: Section, service: str) -> None:
    """Take the options of a connection's section; ``service`` is ``blob``, ``queue`` or ``table``.

    Raises:
        Refused: ``invalid_option`` for a value that does not convert, ``invalid_endpoint`` when a URI was wanted.
    """
    _bind(section, OPTIONS[service])


def _bind(section: Section, shapes: Mapping[str, Shape]) -> None:
    for name, shape in shapes.items():
        if not isinstance(shape, str):
            _bind(section.section(name), shape)
            continue
        value = section.peek(name)
        if shape == "texts":
            for child in section.section(name).children():
                section.section(name).take(child)
        elif value is None:
            if shape in ("text", "policy") and section.section(name).children():
                raise Refused(
                    "invalid_option",
                    f"{section.at(name)} is one value to the host, yet settings lie below it; it refuses to bind them",
                    hint="remove them",
                    key=section.at(name),
                )
        elif _converts(value, shape):
            if shape not in ("version", "policy"):
                section.take(name)
        else:
            section.take(name)
            raise Refused(
                "invalid_endpoint" if shape == "uri" else "invalid_option",
                f"{section.at(name)} is an option of the storage client and must be {_WANTED[shape]}; "
                "the host refuses the whole connection",
                hint="correct the value or remove the setting",
                key=section.at(name),
            )


def _converts(value: str, shape: str) -> bool:
    match shape:
        case "bool":
            return parse_bool(value) is not None
        case "int":
            return convert_int32(value) is not None
        case "time span":
            return is_time_span(value)
        case "retry mode":
            return convert_enum(value, _MODES) is not None
        case "checksum":
            return convert_enum(value, _CHECKSUMS) is not None
        case "message encoding":
            return convert_enum(value, _ENCODINGS) is not None
        case "version":
            return _is_version(value)
        case "uri":
            return not value or is_relative(value) or parse_absolute(value) is not None
    return True


def _is_version(value: str) -> bool:
    """Any service version: which ones exist changes with every release of the client."""
    name = value.strip()
    year, *others = name[1:].split("_")
    digits = year + "".join(others)
    dated = [len(part) for part in (year, *others)] == [4, 2, 2] and digits.isascii() and digits.isdigit()
    return (dated and name[0] in "vV") or convert_enum(value, {}) is not None
