"""The grammar of SignalR's and Web PubSub's connection strings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.configuration import Configuration
from funcbind.credential_specs import ClientCertificate, ClientSecret, DefaultCredential, ManagedIdentity
from funcbind.dotnet.uri import parse_absolute
from funcbind.dotnet.uri_builder import with_port
from funcbind.errors import Refused
from funcbind.extensions.signalr_strings import SignalRString, parse_signalr_string
from funcbind.extensions.webpubsub_strings import WebPubSubString, parse_webpubsub_string
from funcbind.lookup import Lookup

KEY = "ZmFrZS1rZXk="
E = "Endpoint=https://contoso.example;"
APP = "AuthType=azure.app;ClientId=c;TenantId=t;"


def signalr(text: str, **settings: str) -> SignalRString:
    return parse_signalr_string(Lookup(Configuration(settings)), text, "Messages")


def words_of(parse: Callable[[str], SignalRString | WebPubSubString], text: str) -> str:
    """What is said of a string that is refused; "" when it is not."""
    try:
        parts = parse(text)
    except Refused as refused:
        return refused.message + refused.hint + refused.key
    return "" if parts.service.absolute_uri else "no address"


@pytest.mark.parametrize(
    ("text", "service", "key"),
    [
        (f"{E}AccessKey={KEY};Version=1.0;", "https://contoso.example/", KEY),
        (f" endpoint = https://contoso.example/// ; ACCESSKEY = {KEY} ", "https://contoso.example/", KEY),
        (f"{E};;AccessKey=", "https://contoso.example/", ""),
        (f"{E}AccessKey=a=b==", "https://contoso.example/", "a=b=="),
        (f"{E}Port=8080;AccessKey={KEY}", "https://contoso.example:8080/", KEY),
        (f"Endpoint=http://localhost:8888;Port= +443 ;AccessKey={KEY}", "http://localhost:443/", KEY),
        (f"{E}AuthType=managedidentity;AccessKey={KEY}", "https://contoso.example/", KEY),
        (f"{E}Version=1.10-preview1;AccessKey={KEY}", "https://contoso.example/", KEY),
    ],
)
def test_a_signalr_string_with_a_key(text: str, service: str, key: str) -> None:
    parts = signalr(text)
    assert (parts.service.absolute_uri, parts.key, parts.credential) == (service, key, None)
    assert (parts.client, parts.server) == (None, None)
    assert KEY not in repr(parts)


@pytest.mark.parametrize(
    ("text", "kind", "fields"),
    [
        ("AuthType=azure;ClientId=c", DefaultCredential, {"plain": True}),
        ("AuthType=AZURE.MSI", ManagedIdentity, {}),
        ("AuthType=aad", ManagedIdentity, {}),
        ("AuthType=aad;TenantId=t", ManagedIdentity, {}),
        ("AuthType=aad;ClientId=c;ClientSecret=s", ManagedIdentity, {}),
        ("AuthType=aad;ClientId=c;TenantId=t;ClientSecret=s", ClientSecret, {"client_secret": "s"}),
        (f"{APP}ClientSecret=;ClientCert=f.pfx", ClientSecret, {"client_secret": "", "tenant_id": "t"}),
        (f"{APP}ClientCert=f.pfx", ClientCertificate, {"path": "f.pfx", "thumbprint": ""}),
    ],
)
def test_a_signalr_string_with_a_credential(text: str, kind: type, fields: dict[str, object]) -> None:
    parts = signalr(E + text)
    assert isinstance(parts.credential, kind)
    assert {name: getattr(parts.credential, name) for name in fields} == fields
    assert parts.key is None


def test_the_identity_of_a_string_reads_the_environment() -> None:
    environment = {"AZURE_CLIENT_ID": "c", "AZURE_TENANT_ID": "t", "AZURE_FEDERATED_TOKEN_FILE": "token.txt"}
    credential = signalr(f"{E}AuthType=azure.msi;ClientId=own", **environment).credential
    assert isinstance(credential, ManagedIdentity)
    assert credential.identity.value == "own"
    assert credential.token_exchange is not None
    assert credential.token_exchange.client_id == "own"
    secret = signalr(f"{E}{APP}ClientSecret=s", AZURE_AUTHORITY_HOST="https://login.example/").credential
    assert isinstance(secret, ClientSecret)
    assert secret.authority == "https://login.example/"


def test_a_key_beside_a_credential_is_kept_for_signatures() -> None:
    parts = signalr(f"{E}AuthType=azure.msi;AccessKey={KEY}")
    assert isinstance(parts.credential, ManagedIdentity)
    assert parts.key == KEY


def test_other_addresses_of_a_signalr_string() -> None:
    parts = signalr(f"{E}AccessKey=k;ClientEndpoint=https://c.example/x;ServerEndpoint= http://s.example ")
    assert parts.client is not None
    assert parts.server is not None
    assert (parts.client.absolute_uri, parts.server.absolute_uri) == ("https://c.example/x", "http://s.example/")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "malformed_connection_string"),
        (" \t", "malformed_connection_string"),
        ("Endpoint=https://contoso.example", "malformed_connection_string"),
        ("AccessKey=k;Version=1.0", "malformed_connection_string"),
        (f"{E}AccessKey=k;accesskey=l", "malformed_connection_string"),
        (f"{E}AccessKey=k;Colour=a;colour=b", "malformed_connection_string"),
        (f"{E}AccessKey", "malformed_connection_string"),
        (f"{E}AuthType=azure.workload", "malformed_connection_string"),
        (f"{E}AccessKey=k;Version=1", "malformed_connection_string"),
        (f"{E}AccessKey=k;Version=01.0", "malformed_connection_string"),
        (f"{E}AccessKey=k;Port=0", "malformed_connection_string"),
        (f"{E}AccessKey=k;Port=65536", "malformed_connection_string"),
        (f"{E}AccessKey=k;Port=0x50", "malformed_connection_string"),
        (f"{E}AuthType=azure.app", "malformed_connection_string"),
        (f"{E}AuthType=azure.app;ClientId=c", "malformed_connection_string"),
        (f"{E}AuthType=aad;ClientId=c;TenantId=t", "malformed_connection_string"),
        (f"{E}AuthType=azure.app;ClientId=c;TenantId=;ClientSecret=s", "invalid_tenant"),
        (f"{E}AuthType=azure.app;ClientId=c;TenantId=no tenant;ClientSecret=s", "invalid_tenant"),
        ("Endpoint=contoso.example;AccessKey=k", "invalid_endpoint"),
        ("Endpoint=ftp://contoso.example;AccessKey=k", "invalid_endpoint"),
        (f"{E}AccessKey=k;ClientEndpoint=", "invalid_endpoint"),
        (f"{E}AccessKey=k;ServerEndpoint=/signalr", "invalid_endpoint"),
    ],
)
def test_a_signalr_string_that_the_host_refuses(text: str, kind: str) -> None:
    with pytest.raises(Refused) as caught:
        signalr(text)
    assert (caught.value.kind, caught.value.key) == (kind, "Messages")


def test_an_authority_without_https_refuses_an_application() -> None:
    with pytest.raises(Refused) as caught:
        signalr(f"{E}{APP}ClientSecret=s", AZURE_AUTHORITY_HOST="http://login.example/")
    assert caught.value.kind == "authority_not_https"


@pytest.mark.parametrize("secret", ["c2VjcmV0LXNlY3JldA==", "hunter2"])
@pytest.mark.parametrize(
    "text",
    [
        "{E}AccessKey=k;{S};{S}",
        "{E}AccessKey={S};AccessKey={S}",
        "Endpoint={S};AccessKey={S}",
        "{E}AccessKey={S};Version={S}",
        "{E}AccessKey={S};Port={S}",
        "{E}AuthType=azure.app;ClientId={S};TenantId={S}!;ClientSecret={S}",
        "{S}={S};{S}={S}",
    ],
)
def test_a_refusal_shows_nothing_of_the_string(text: str, secret: str) -> None:
    filled = text.replace("{E}", E).replace("{S}", secret)
    for parse in (signalr, webpubsub):
        assert secret not in words_of(parse, filled)


def webpubsub(text: str) -> WebPubSubString:
    return parse_webpubsub_string(text, "Messages")


@pytest.mark.parametrize(
    ("text", "service", "host", "key"),
    [
        (f"{E}AccessKey={KEY};Version=9;", "https://contoso.example/", "contoso.example", KEY),
        (E, "https://contoso.example/", "contoso.example", None),
        (f"{E}AccessKey=", "https://contoso.example/", "contoso.example", ""),
        ("Endpoint=https://contoso.example/base/;Colour=blue", "https://contoso.example/base", "contoso.example", None),
        ("Endpoint=contoso.example;AccessKey=k", "http://contoso.example/", "contoso.example", "k"),
        ("Endpoint=https://;AccessKey=k", "http://https/", "https", "k"),
        ("Endpoint=contoso.example:8443;AccessKey=k", "contoso.example:8443", "", "k"),
        ("Endpoint=contoso.example:8443;Port=1;AccessKey=k", "contoso.example:8443", "", "k"),
        ("Endpoint=wss://Contoso.Example:1;Port=2", "wss://contoso.example:2/", "contoso.example", None),
        ("Endpoint=https://u:p@[::1]/a?b#c;Port=2", "https://u:p@[::1]:2/a?b#c", "[::1]", None),
    ],
)
def test_a_webpubsub_string(text: str, service: str, host: str, key: str | None) -> None:
    parts = webpubsub(text)
    assert (parts.service.absolute_uri, parts.service.host, parts.key) == (service, host, key)
    assert KEY not in repr(parts)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (" ", "malformed_connection_string"),
        ("garbage", "malformed_connection_string"),
        ("AccessKey=k", "malformed_connection_string"),
        (f"{E}endpoint=x", "malformed_connection_string"),
        (f"{E}Port=", "malformed_connection_string"),
        (f"{E}Port=65536", "malformed_connection_string"),
        ("Endpoint=;AccessKey=k", "invalid_endpoint"),
        ("Endpoint=https://con toso;AccessKey=k", "invalid_endpoint"),
    ],
)
def test_a_webpubsub_string_that_the_host_refuses(text: str, kind: str) -> None:
    with pytest.raises(Refused) as caught:
        webpubsub(text)
    assert (caught.value.kind, caught.value.key) == (kind, "Messages")


NAMES = st.sampled_from(
    ["Endpoint", "accesskey", "AuthType", "ClientId", "TenantId", "ClientSecret", "ClientCert", "Port", "Version", "x"]
)
VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["https://a.example", "//", "azure.app", "azure.msi", "AAD", "azure", "443", "1.0", "1.0-\u0661"]),
)
STRINGS = st.one_of(
    st.text(max_size=60),
    st.lists(st.tuples(NAMES, VALUES), max_size=6).map(lambda pairs: ";".join(f"{n}={v}" for n, v in pairs)),
)


@given(STRINGS)
def test_every_text_gives_an_answer(text: str) -> None:
    for parse in (signalr, webpubsub):
        assert words_of(parse, text) != "no address"


@given(STRINGS)
def test_the_letter_case_of_a_property_never_matters(text: str) -> None:
    swapped = ";".join("=".join((p.partition("=")[0].swapcase(), *p.split("=")[1:])) for p in text.split(";"))
    if text.isascii():
        assert words_of(signalr, text) == words_of(signalr, swapped)


@pytest.mark.parametrize(
    ("text", "port", "result"),
    [
        ("https://a.example", 443, "https://a.example/"),
        ("https://a.example", 80, "https://a.example:80/"),
        ("https://u@a.example/x", 1, "https://u@a.example:1/x"),
        ("mailto:a@b.example", 25, "mailto:a@b.example"),
        ("file:///x", 5, "file:///x"),
        ("name:y", 5, "name:y"),
    ],
)
def test_another_port_for_a_uri(text: str, port: int, result: str) -> None:
    uri = parse_absolute(text)
    assert uri is not None
    changed = with_port(uri, port)
    assert changed is not None
    assert changed.absolute_uri == result
