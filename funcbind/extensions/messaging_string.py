"""The connection string that Service Bus and Event Hubs share.

``Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=...``, with ``EntityPath``,
``SharedAccessSignature`` and ``UseDevelopmentEmulator`` beside them.

Sources: ``ServiceBusConnectionStringProperties.cs``, ``EventHubsConnectionStringProperties.cs`` and the two
``SharedAccessSignature.cs`` of Azure/azure-sdk-for-net (Azure.Messaging.ServiceBus, Azure.Messaging.EventHubs).
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.dotnet.convert import parse_bool
from funcbind.dotnet.text import fold, trim
from funcbind.dotnet.uri import parse_absolute, parse_with_default_scheme
from funcbind.dotnet.uri_host import check_host_name
from funcbind.errors import Refused
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

MALFORMED = "malformed_connection_string"
_TOKENS = (
    "Endpoint",
    "EntityPath",
    "SharedAccessKeyName",
    "SharedAccessKey",
    "SharedAccessSignature",
    "UseDevelopmentEmulator",
)
_LONGEST_KEY = 256
# What DateTimeOffset can hold, in seconds from 1970; the first second of all stands for "no expiry" and is refused.
_FIRST_SECOND = -62_135_596_800
_LAST_SECOND = 253_402_300_799


class MessagingString(Record, secret=("key", "signature")):
    """What a connection string says; a part that is absent is empty.

    Attributes:
        host: the namespace's host name in lower case, as the client uses it.
        port: the port that ``Endpoint`` gives, -1 when it gives none.
        entity_path: queue, topic or event hub that the string is for.
        key_name, key: the shared access key.
        signature: a shared access signature made in advance.
        emulator: whether the local emulator is meant: then no TLS.
    """

    host: str = ""
    port: int = -1
    entity_path: str = ""
    key_name: str = ""
    key: str = ""
    signature: str = ""
    emulator: bool = False

    @property
    def has_key(self) -> bool:
        """Whether both the name and the value of a shared access key are there."""
        return bool(self.key_name and self.key)


_FIELDS = {
    "ENTITYPATH": "entity_path",
    "SHAREDACCESSKEYNAME": "key_name",
    "SHAREDACCESSKEY": "key",
    "SHAREDACCESSSIGNATURE": "signature",
}


def parse_messaging_string(text: str, key: str) -> MessagingString:
    """Take a connection string apart.

    Tokens in any letter case, blanks around names and values, empty parts between two ``;`` and unknown tokens are
    fine; of a token given twice the last one counts.

    Args:
        text: the connection string.
        key: the configuration key it came from, for the messages.

    Raises:
        Refused: ``malformed_connection_string`` for a part that is not ``name=value`` and a token without a name or a
            value, ``invalid_endpoint`` for an ``Endpoint`` whose host is none.
    """
    found: dict[str, object] = {}
    for name, value in _pairs(text, ";", key):
        match fold(name):
            case "ENDPOINT":
                found["host"], found["port"] = _endpoint(value, key)
            case "USEDEVELOPMENTEMULATOR":
                # Any value is allowed. One that is no boolean leaves what an earlier one said.
                flag = parse_bool(value)
                if flag is not None:
                    found["emulator"] = flag
            case token if token in _FIELDS:
                found[_FIELDS[token]] = value
    return MessagingString(**found)  # type: ignore[arg-type]


def check_authorization(parts: MessagingString, key: str) -> None:
    """Check the shared access signature or key as the clients do when they are built.

    Raises:
        Refused: ``malformed_connection_string`` for a signature that cannot be read, and for a key or key name of
            more than 256 characters.
    """
    if parts.signature:
        _check_signature(parts.signature, key)
        return
    for name, value in (("SharedAccessKeyName", parts.key_name), ("SharedAccessKey", parts.key)):
        if len(value.encode("utf-16-le", "surrogatepass")) > 2 * _LONGEST_KEY:
            refuse(f"has a {name} of more than {_LONGEST_KEY} characters, which the client refuses", key)


def refuse(fault: str, key: str, hint: str = "", kind: str = MALFORMED) -> NoReturn:
    """Refuse the connection string under ``key``; ``fault`` completes the sentence.

    Raises:
        Refused: always.
    """
    raise Refused(kind, f"the connection string of {shown_name(key)} {fault}", hint=hint, key=key)


def refuse_missing(parts: MessagingString, text: str, key: str, *, entity: str = "") -> NoReturn:
    """Refuse a string in which something is missing, and name what.

    Args:
        parts: what was found.
        text: the connection string; only what kind of text it is gets into the hint.
        key: the configuration key it came from.
        entity: what else is missing, in words; empty when nothing is.

    Raises:
        Refused: always.
    """
    missing = [] if parts.host else ["Endpoint"]
    if not parts.signature:
        given = (("SharedAccessKeyName", parts.key_name), ("SharedAccessKey", parts.key))
        missing += [name for name, value in given if not value]
    if entity:
        missing.append(entity)
    refuse(f"has no {' and no '.join(missing)}; the client cannot be built", key, kind_hint(text, key))


def kind_hint(text: str, key: str) -> str:
    """Say what a text seems to be that should have been a connection string; empty when nothing comes to mind."""
    start = trim(text)
    folded = fold(start)
    name = shown_name(key.replace(":", "__"))
    if start[:1] in "\"'":
        return "remove the quotation marks around the value"
    if folded.startswith("@MICROSOFT.KEYVAULT("):
        return "App Service replaces a Key Vault reference before the host sees it; elsewhere it is taken literally"
    if "ACCOUNTKEY=" in folded or "DEFAULTENDPOINTSPROTOCOL=" in folded:
        return "this is the connection string of another service; copy the one of the namespace"
    if "=" not in start:
        return f'for an identity-based connection write the host name to "{name}__fullyQualifiedNamespace" instead'
    return ""


def _pairs(text: str, delimiter: str, key: str, where: str = "") -> list[tuple[str, str]]:
    """Split ``name=value`` parts; connection strings (``;``) and signatures (``&``) have the same form."""
    pairs: list[tuple[str, str]] = []
    for part in text.split(delimiter):
        if not part:
            continue
        name, separator, value = part.partition("=")
        if not separator:
            refuse(f'has a part {where}that is not "name=value"', key, "" if where else kind_hint(text, key))
        if not name:
            refuse(f'has a part {where}without a name before the "="; the client crashes on it', key)
        name, value = trim(name), trim(value)
        if not value:
            # An unknown name is shown to nobody: it may be a piece of a secret.
            known = next((token for token in _TOKENS if fold(token) == fold(name)), "a part")
            refuse(f"has no value for {known} {where}".rstrip() + "; the client refuses an empty one", key)
        pairs.append((name, value))
    return pairs


def _endpoint(value: str, key: str) -> tuple[str, int]:
    """Host and port of ``Endpoint``; any scheme will do, or none."""
    uri = parse_absolute(value)
    if uri is not None and not uri.host and value.count(":") == 1:
        # "contoso:5671" was read as scheme and path. The clients try again with a scheme of their own.
        uri = parse_absolute(f"sb://{value}")
    port = ""
    if uri is None:
        # A text without a scheme is given one; a port in it is dropped then ("10.0.0.4:5672").
        uri = parse_with_default_scheme(value)
    elif not uri.is_default_port:
        port = f":{uri.port}"
    host = "" if uri is None else uri.host
    endpoint = parse_absolute(f"sb://{host}{port}/") if check_host_name(host) else None
    if endpoint is not None:
        return endpoint.host, endpoint.port
    refuse(
        "has an Endpoint without a usable host name, which the client refuses",
        key,
        'write it as "Endpoint=sb://<namespace>.servicebus.windows.net/"',
        "invalid_endpoint",
    )


def _check_signature(signature: str, key: str) -> None:
    resource = key_name = expiry = False
    for name, value in _pairs(signature, "&", key, "in its SharedAccessSignature "):
        match fold(name):
            case "SHAREDACCESSSIGNATURE SR":
                resource = True
            case "SKN":
                key_name = True
            case "SE":
                expiry = True
                if not _is_time(_decoded(value)):
                    refuse("has a SharedAccessSignature whose expiry (se) is no time in seconds", key)
    if not (resource and key_name and expiry):
        refuse(
            "has a SharedAccessSignature that cannot be read; the client needs sr, skn and se in it",
            key,
            'write it as "SharedAccessSignature=SharedAccessSignature sr=...&sig=...&se=...&skn=..."',
        )


def _decoded(value: str) -> str:
    """``WebUtility.UrlDecode``."""
    value = value.replace("+", " ")
    if "%" not in value:
        return value
    from urllib.parse import unquote

    return unquote(value)


def _is_time(text: str) -> bool:
    """Whether ``long.TryParse`` takes ``text`` and the result is a time after the first second of all."""
    text = text.rstrip("\0").strip("\t\n\v\f\r ")
    sign, digits = (text[0], text[1:]) if text[:1] in ("+", "-") else ("", text)
    if not (digits.isascii() and digits.isdigit()):
        return False
    digits = digits.lstrip("0") or "0"
    return len(digits) <= len(str(_LAST_SECOND)) and _FIRST_SECOND < int(sign + digits) <= _LAST_SECOND
