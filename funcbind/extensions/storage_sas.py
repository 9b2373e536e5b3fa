"""Shared access signatures: what is in one, and what the table client finds wrong with it.

The blob and queue clients take a signature as it is and fail with the first request. The table client reads it at
once. Sources: ``TableUriBuilder.cs``, ``UriQueryParamsCollection.cs``, ``Sas/TableAccountSasQueryParameters.cs``,
``Sas/TableSasExtensions.cs`` and ``Sas/TableSasIPRange.cs`` of Azure.Data.Tables in Azure/azure-sdk-for-net.
"""

from __future__ import annotations

from funcbind.dotnet.uri_host import check_host_name

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def has_signature(query: str) -> bool:
    """Whether a query, with or without its ``?``, has a ``sig``."""
    return any(part.partition("=")[0] == "sig" for part in query.lstrip("?").split("&"))


def table_fault(query: str) -> str:
    """Return what the table client refuses about a URI's query, in a few words; empty when it is content.

    The names of parameters are compared exactly where they may not be doubled, and in any letter case afterwards. The
    signature is looked at only when there is a version, ``sv``.
    """
    parameters: dict[str, str | None] = {}
    for part in query.removeprefix("?").split("&"):
        if not part:
            continue
        name, equals, value = part.partition("=")
        name = _decoded(name)
        if name in parameters:
            return "one of its parameters stands there twice"
        parameters[name] = _decoded(value) if equals else None
    if "sv" not in parameters:
        return ""
    for name, given in parameters.items():
        fault = _fault(name.upper(), given)
        if fault:
            return fault
    return ""


def _fault(name: str, value: str | None) -> str:
    match name:
        case "SRT" if value is None or value.strip("sco"):
            return "srt has a resource type other than s, c and o"
        case "SPR" if value and value not in ("https", "https,http"):
            return "spr is neither https nor https,http"
        case "ST" | "SE" if value and not _is_time(value):
            return f"{name.lower()} is not a time such as 2030-01-31T00:00:00Z"
        case "SIP" if value is None or not _is_range(value):
            return "sip is not an IP address or a range of two"
    return ""


def _decoded(text: str) -> str:
    """``WebUtility.UrlDecode``."""
    if "%" not in text and "+" not in text:
        return text
    from urllib.parse import unquote_plus

    return unquote_plus(text)


def _is_range(value: str) -> bool:
    start, dash, end = value.partition("-")
    return _is_address(start) and (not dash or _is_address(end))


def _is_address(text: str) -> bool:
    """``IPAddress.Parse``, but for IPv4 numbers of fewer than four parts."""
    return check_host_name(text) in ("ipv4", "ipv6")


def _is_time(text: str) -> bool:
    """``DateTimeOffset.ParseExact``: a date, or a date and time to the minute, second or 100 ns, in UTC."""
    date, separator, time = text.partition("T")
    return _is_date(date) and (not separator or _is_time_of_day(time))


def _is_date(text: str) -> bool:
    year, month, day = (*_numbers(text, "-", (4, 2, 2)), 0, 0, 0)[:3]
    if not (year and 1 <= month <= 12):
        return False
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= _DAYS[month - 1] + leap


def _is_time_of_day(text: str) -> bool:
    if not text.endswith("Z"):
        return False
    text, point, fraction = text[:-1].partition(".")
    if point and not (len(fraction) == 7 and fraction.isascii() and fraction.isdigit()):
        return False
    parts = _numbers(text, ":", (2, 2, 2)) or (() if point else _numbers(text, ":", (2, 2)))
    return bool(parts) and parts[0] <= 23 and all(part <= 59 for part in parts[1:])


def _numbers(text: str, separator: str, lengths: tuple[int, ...]) -> tuple[int, ...]:
    """The numbers of a text whose parts have just these lengths; nothing when it is not of that form."""
    parts = text.split(separator)
    if not text.isascii() or tuple(map(len, parts)) != lengths or not all(part.isdigit() for part in parts):
        return ()
    return tuple(map(int, parts))
