"""Telling a value that holds a secret from one that does not: by its shape, never by asking anybody.

An emulator's key is public, a placeholder is none, a reference to a vault is the opposite of a secret in a file.
"""

from __future__ import annotations

from funcbind.dotnet.uri import parse_absolute
from funcbind.rules.placeholders import is_placeholder

# Names of parts of connection strings, in lower case without blanks -> what they hold.
_PARTS = {
    "accountkey": "an account key",
    "sharedaccesskey": "an access key",
    "sharedaccesssignature": "a signature",
    "accesskey": "an access key",
    "password": "a password",
    "pwd": "a password",
    "clientsecret": "a client secret",
    "applicationkey": "an application's key",
    "appkey": "an application's key",
}
_QUERY = {"sig": "a signature", "code": "a function key", "sharedaccesssignature": "a signature"}
# Endings of settings' names, in lower case without separators -> what their values are.
_NAMES = {
    "clientsecret": "a client secret",
    "accountkey": "an account key",
    "sharedaccesskey": "an access key",
    "accesskey": "an access key",
    "topickey": "an access key",
    "primarykey": "a key",
    "masterkey": "a key",
    "apikey": "an API key",
    "subscriptionkey": "an API key",
    "functionkey": "a function key",
    "signingkey": "a key",
    "privatekey": "a key",
    "sastoken": "a signature",
    "accesstoken": "a token",
    "authtoken": "a token",
    "password": "a password",
    "passwd": "a password",
}
# What emulators are known by: their account, their public keys (these beginnings are enough), the names they run under.
_PUBLIC = ("Eby8vdM02xNO", "C2y6yDjf5/R+", "SAS_KEY_VALUE", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOCAL_NAMES = ("localhost", "azurite", "host.docker.internal", "cosmosdb-emulator", "servicebus-emulator")
_FAKE = (
    "fake",
    "example",
    "dummy",
    "sample",
    "placeholder",
    "changeme",
    "not-a-",
    "notasecret",
    "xxxx",
    "****",
    "....",
)
_SHORTEST_KEY = 16
_SHORTEST_PASSWORD = 4
_FEWEST_CHARACTERS = 8


def secret_in(name: str, value: str) -> str:
    """Say what secret a setting holds (``an account key``), empty when its value shows none."""
    text = value.strip()
    if not text or text.startswith("@Microsoft.") or is_placeholder(text, name):
        return ""
    parts = _parts(text)
    if _is_local(text, parts):
        return ""
    for key, word in _PARTS.items():
        if key in parts and _is_real(parts[key], word):
            return word
    found = _in_address(text)
    return found or ("" if parts else _by_name(name, text))


def _parts(text: str) -> dict[str, str]:
    """The parts of a connection string, their names in lower case without blanks; none for another text."""
    found = {}
    for part in text.split(";") if "=" in text else ():
        key, equals, value = part.partition("=")
        if equals:
            found[key.strip().lower().replace(" ", "")] = value.strip().strip("\"'")
    for part in text.split(",") if ";" not in text else ():  # a Redis string: host:port,password=...
        key, equals, value = part.partition("=")
        if equals:
            found.setdefault(key.strip().lower(), value.strip())
    return found


def _is_local(text: str, parts: dict[str, str]) -> bool:
    lowered = text.lower()
    if "usedevelopmentstorage=true" in lowered or "usedevelopmentemulator=true" in lowered:
        return True
    if parts.get("accountname") == "devstoreaccount1":
        return True
    servers = ("endpoint", "accountendpoint", "server", "datasource", "host", "blobendpoint", "queueendpoint")
    addresses = [parts[key] for key in servers if key in parts] or [text.partition(",")[0]]
    return any(map(is_local_host, map(_host, addresses)))


def _host(address: str) -> str:
    uri = parse_absolute(address) if "://" in address else None
    return uri.host if uri is not None else address.partition(",")[0].removeprefix("tcp:").partition(":")[0]


def is_local_host(host: str) -> bool:
    """Whether a host name means this machine or an emulator beside the app."""
    plain = host.strip().lower()
    plain = plain.rstrip(".") or plain
    if plain in (*_LOCAL_NAMES, ".", "(local)") or plain.startswith("(localdb)"):
        return True
    uri = parse_absolute(f"http://{plain}") if plain else None
    return uri is not None and uri.is_loopback


def _in_address(text: str) -> str:
    """A signature or a key in the query of an address, a password before its host."""
    uri = parse_absolute(text) if "://" in text and ";" not in text else None
    if uri is None:
        return ""
    for pair in uri.query.removeprefix("?").split("&"):
        key, _, value = pair.partition("=")
        word = _QUERY.get(key.lower(), "")
        if word and _is_real(value, word):
            return word
    password = uri.user_info.partition(":")[2]
    return "a password" if password and password != "guest" and _is_real(password, "a password") else ""  # noqa: S105


def _by_name(name: str, text: str) -> str:
    plain = name.lower().replace("_", "").replace("-", "").replace(":", "").replace(".", "")
    if any(char.isspace() for char in text) or "://" in text:
        return ""
    word = next((word for ending, word in _NAMES.items() if plain.endswith(ending)), "")
    return word if word and _is_real(text, word) else ""


def _is_real(text: str, word: str) -> bool:
    """Whether a text may be the secret itself and not something that stands in its place."""
    lowered = text.lower()
    if is_placeholder(text) or text.startswith((*_PUBLIC, "%", "@")) or any(mark in lowered for mark in _FAKE):
        return False
    if word == "a password":
        return len(text) >= _SHORTEST_PASSWORD and lowered not in ("true", "false", "none", "null", "password")
    return len(text) >= _SHORTEST_KEY and len(set(text)) >= _FEWEST_CHARACTERS
