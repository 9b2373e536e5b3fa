"""The two grammars of storage connection strings, and what the table client reads in an address."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funcbind.dotnet.uri import parse_absolute
from funcbind.dotnet.uri_builder import build, with_query
from funcbind.extensions.storage_sas import has_signature, table_fault
from funcbind.extensions.storage_strings import Account, StringFault, parse_account
from funcbind.extensions.table_strings import (
    COSMOS_SCOPE,
    STORAGE_SCOPE,
    check_table_uri,
    parse_table_account,
    table_scope,
)

KEY = "ZmFrZQ=="
SAS = "sv=2024-11-04&ss=bqt&srt=sco&sp=rl&se=2099-01-01T00:00:00Z&spr=https&sig=ZmFrZQ%3D%3D"
PAIR = f"AccountName=acct;AccountKey={KEY}"


# The machine that runs this may be busy.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def account(text: str, service: str) -> Account:
    return parse_table_account(text) if service == "table" else parse_account(text, service)


def uri(text: str, service: str) -> str:
    return account(text, service).uri.absolute_uri


def fault(text: str, service: str) -> StringFault:
    with pytest.raises(StringFault) as caught:
        account(text, service)
    return caught.value


@pytest.mark.parametrize(
    ("text", "blob", "queue", "table"),
    [
        (
            PAIR,
            "https://acct.blob.core.windows.net/",
            "https://acct.queue.core.windows.net/",
            "https://acct.table.core.windows.net/",
        ),
        (
            f"DefaultEndpointsProtocol=http;{PAIR};EndpointSuffix=core.chinacloudapi.cn",
            "http://acct.blob.core.chinacloudapi.cn/",
            "http://acct.queue.core.chinacloudapi.cn/",
            "http://acct.table.core.chinacloudapi.cn/",
        ),
        (
            f"{PAIR};BlobEndpoint=https://b.example/x;QueueEndpoint=https://q.example;TableEndpoint=https://t.example",
            "https://b.example/x",
            "https://q.example/",
            "https://t.example/",
        ),
        (
            "UseDevelopmentStorage=true",
            "http://127.0.0.1:10000/devstoreaccount1",
            "http://127.0.0.1:10001/devstoreaccount1",
            "http://127.0.0.1:10002/devstoreaccount1",
        ),
        (
            "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=https://azurite.example:9999/x",
            "https://azurite.example:10000/devstoreaccount1",
            "https://azurite.example:10001/devstoreaccount1",
            "https://azurite.example:10002/devstoreaccount1",
        ),
        (
            f"AccountName=acct;SharedAccessSignature={SAS}",
            f"https://acct.blob.core.windows.net/?{SAS}",
            f"https://acct.queue.core.windows.net/?{SAS}",
            f"https://acct.table.core.windows.net/?{SAS}",
        ),
    ],
)
def test_strings_that_every_client_accepts(text: str, blob: str, queue: str, table: str) -> None:
    assert [uri(text, service) for service in ("blob", "queue", "table")] == [blob, queue, table]


@pytest.mark.parametrize(
    ("text", "auth"),
    [
        (PAIR, "shared_key"),
        (f"BlobEndpoint=https://b.example/;TableEndpoint=https://t.example/;SharedAccessSignature={SAS}", "sas"),
        (f"AccountName=acct;SharedAccessSignature=?{SAS}", "sas"),
        ("AccountName=acct;SharedAccessSignature=sv=2024-11-04&sp=r", "none"),
    ],
)
@pytest.mark.parametrize("service", ["blob", "table"])
def test_kind_of_authentication(text: str, auth: str, service: str) -> None:
    assert account(text, service).auth == auth


@pytest.mark.parametrize(
    ("text", "blob", "table"),
    [
        ("UseDevelopmentStorage=True", "shared_key", ""),
        ("usedevelopmentstorage=true", "shared_key", "shared_key"),
        ("UseDevelopmentStorage=false", "", ""),
        (f"UseDevelopmentStorage=true;{PAIR}", "", "shared_key"),
        ("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=azurite", "", ""),
        ("DevelopmentStorageProxyUri=https://azurite.example", "", ""),
        ("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=net.pipe://b.example/", "", ""),
        (f" AccountName = acct ; AccountKey = {KEY} ", "", "shared_key"),
        (f"Foo=bar;{PAIR}", "", "shared_key"),
        (f"{PAIR};AccountKeyName=key1", "shared_key", "shared_key"),
        (f"AccountName=acct;;AccountKey={KEY}", "shared_key", ""),
        (f";{PAIR}", "shared_key", ""),
        (f"{PAIR};", "shared_key", "shared_key"),
        (f"{PAIR};;", "shared_key", ""),
        (f"{PAIR};SharedAccessSignature={SAS}", "", "sas"),
        ("AccountName=acct;AccountKey=", "shared_key", ""),
        ("AccountName=acct;AccountKey=not base64!", "", ""),
        (f"AccountName=;AccountKey={KEY}", "", ""),
        (f"AccountName= ;AccountKey={KEY}", "", ""),
        (f"AccountName=my acct;AccountKey={KEY}", "", ""),
        (f"{PAIR};AccountName=other", "", ""),
        (f"{PAIR};ACCOUNTKEY={KEY}", "", ""),
        (f"{PAIR};EndpointSuffix=.core.windows.net", "", ""),
        (f"DefaultEndpointsProtocol=ftp;{PAIR}", "", "shared_key"),
        (f"DefaultEndpointsProtocol=1;{PAIR}", "", ""),
        (f"{PAIR};BlobEndpoint=acct-blob;TableEndpoint=acct-table", "", "shared_key"),
        (f"{PAIR};TableEndpoint=http://", "", ""),
        (f"BlobEndpoint=b;TableEndpoint=t;SharedAccessSignature={SAS}", "", ""),
        (f"BlobEndpoint=https://b.example;SharedAccessSignature={SAS};AccountKeyName=key1", "", ""),
        ("BlobEndpoint=https://b.example;TableEndpoint=https://t.example", "none", ""),
        ("BlobEndpoint=https://b.example;EndpointSuffix=core.windows.net", "", ""),
        ("TableEndpoint=https://t.example", "", ""),
        (f"BlobEndpoint=https://b.example;SharedAccessSignature={SAS}", "sas", ""),
        (f"{PAIR};BlobSecondaryEndpoint=https://b2.example;TableSecondaryEndpoint=https://t2.example", "", ""),
        (
            f"{PAIR};TableEndpoint=https://t.example?a;TableSecondaryEndpoint=https://t2.example",
            "shared_key",
            "shared_key",
        ),
        (
            f"AccountName=my acct;AccountKey={KEY};BlobEndpoint=https://b.example;TableEndpoint=https://t.example",
            "",
            "shared_key",
        ),
        ("AccountName=acct", "", ""),
        (f"AccountKey={KEY}", "", ""),
        (f"SharedAccessSignature={SAS}", "", ""),
        ("foo=bar", "", ""),
        ("foo", "", ""),
        ("=x", "", ""),
        (";", "", ""),
        (" ", "", ""),
        ("", "", ""),
    ],
)
def test_where_the_two_grammars_differ(text: str, blob: str, table: str) -> None:
    for service, expected in (("blob", blob), ("table", table)):
        if expected:
            assert account(text, service).auth == expected
        else:
            assert fault(text, service).kind in ("malformed_connection_string", "invalid_endpoint")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f" {PAIR}", "blanks around a name"),
        (f"{PAIR};Foo=bar", "a name that the storage client does not know"),
        (f"{PAIR};SharedAccessSignature={SAS}", "both an AccountKey and a SharedAccessSignature"),
        ("AccountName=acct", "without an AccountKey"),
        (f"AccountKey={KEY}", "without an AccountName"),
        ("TableEndpoint=https://t.example", "no BlobEndpoint"),
        (f"UseDevelopmentStorage=true;{PAIR}", "development storage beside something else"),
        ("EndpointSuffix=core.windows.net", "no AccountName with a credential"),
    ],
)
def test_a_fault_says_what_is_wrong(text: str, words: str) -> None:
    assert words in fault(text, "blob").what


def test_a_query_in_an_endpoint_stays_before_the_signature() -> None:
    text = "BlobEndpoint=https://b.example/?a=b;SharedAccessSignature=sig=x"
    assert uri(text, "blob") == "https://b.example/?a=b&sig=x"


def test_no_secret_in_repr() -> None:
    for service in ("blob", "table"):
        assert KEY not in repr(account(PAIR, service))


@pytest.mark.parametrize(
    "text",
    [
        "https://acct.table.core.windows.net",
        "http://acct.table.core.windows.net/x",
        "https://127.0.0.1:10002/devstoreaccount1",
        "http://localhost:10002/devstoreaccount1/",
        "http://10.1.2.3/acct",
        "http://[::1]:10002/devstoreaccount1",
        "/devstoreaccount1",
        "sb://ns.servicebus.example/",
        f"https://acct.table.core.windows.net/?{SAS}",
        "https://acct.table.core.windows.net/?spr=ftp",
    ],
)
def test_addresses_the_table_client_takes(text: str) -> None:
    found = parse_absolute(text)
    assert found is not None
    check_table_uri(found)


@pytest.mark.parametrize(
    "text",
    [
        "https://acct",
        "https://azurite:10002/devstoreaccount1",
        "https://127.0.0.1:10002",
        "http://localhost",
        "http://10.1.2.3/",
        "http://[2001:db8::1]/acct",
        "https://-acct.table.core.windows.net",
        "mailto:a@b",
        "mailto:a@contoso.example",
        "https://acct.table.core.windows.net/?sv=1&srt=x",
        "https://acct.table.core.windows.net/?a=1&a=2",
    ],
)
def test_addresses_the_table_client_refuses(text: str) -> None:
    found = parse_absolute(text)
    assert found is not None
    with pytest.raises(StringFault):
        check_table_uri(found)


def test_a_known_secondary_address_makes_a_host_without_a_dot_good() -> None:
    text = f"AccountName=devstoreaccount1;AccountKey={KEY};TableEndpoint=http://azurite:10002/devstoreaccount1"
    assert uri(text, "table") == "http://azurite:10002/devstoreaccount1"
    assert fault(f"TableEndpoint=http://azurite:10002/x;SharedAccessSignature={SAS}", "table")


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("https://acct.table.core.windows.net", STORAGE_SCOPE),
        ("https://acct.table.cosmos.azure.com:443/", COSMOS_SCOPE),
        ("https://acct.table.cosmosdb.azure.com/", COSMOS_SCOPE),
        ("https://localhost:8902/", COSMOS_SCOPE),
        ("https://localhost:10002/", STORAGE_SCOPE),
    ],
)
def test_scope_of_tables(text: str, scope: str) -> None:
    found = parse_absolute(text)
    assert found is not None
    assert table_scope(found) == scope


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?",
        f"?{SAS}",
        "sp=r&SP=w",
        "srt=anything&se=whenever",
        "SV=1&srt=x",
        "sv=1&srt=&spr=&st=&spr2=x",
        "sv=1&spr=https,http",
        "sv=1&spr=https%2Chttp",
        "sv&spr&se",
        "sv=1&se=2030-01-31",
        "sv=1&se=2030-01-31T10:00Z",
        "sv=1&se=2030-01-31T10%3A00%3A59Z",
        "sv=1&se=2030-01-31T10:00:59.1234567Z",
        "sv=1&se=2028-02-29",
        "sv=1&sip=10.0.0.1",
        "sv=1&sip=10.0.0.1-10.0.0.9",
        "sv=1&sip=::1",
    ],
)
def test_signatures_the_table_client_reads(query: str) -> None:
    assert table_fault(query) == ""


@pytest.mark.parametrize(
    "query",
    [
        "sp=r&sp=w",
        "a+b=1&a%20b=2",
        "sv=1&srt=x",
        "sv=1&srt",
        "sv=1&spr=http",
        "sv=1&SPR=http",
        "sv=1&se=tomorrow",
        "sv=1&se=2030-02-29",
        "sv=1&se=2100-02-29",
        "sv=1&se=2030-13-01",
        "sv=1&se=0000-01-01",
        "sv=1&se=2030-1-1",
        "sv=1&se=2030-01-31T24:00Z",
        "sv=1&se=2030-01-31T10:60:00Z",
        "sv=1&se=2030-01-31T10:00:00",
        "sv=1&se=2030-01-31T10:00.1234567Z",
        "sv=1&se=2030-01-31T10:00:00.123Z",
        "sv=1&se=2030-01-31T",
        "sv=1&st=2030-01-31 10:00Z",
        "sv=1&sip=here",
        "sv=1&sip",
        "sv=1&sip=10.0.0.1-",
    ],
)
def test_signatures_the_table_client_refuses(query: str) -> None:
    assert table_fault(query)


def test_has_signature() -> None:
    assert has_signature("?sv=1&sig=x")
    assert not has_signature("?sv=1&signature=x")


def test_all_endpoints_given() -> None:
    ends = "".join(f";{one}Endpoint=https://x.example/{one}" for one in ("Blob", "Queue", "Table", "File"))
    assert uri(f"AccountName=;AccountKey={KEY}{ends}", "blob") == "https://x.example/Blob"


def test_built_uris() -> None:
    made = build("HTTP:", "::1", port=80, path="/x", query="a=b")
    assert made is not None
    assert made.absolute_uri == "http://[::1]/x?a=b"
    assert build("", "example.test") is None
    for scheme, text in (("file", "file:///x"), ("urn", "urn:/x"), ("ftp", None)):
        hostless = build(scheme, "", port=10000, path="/x")
        assert (hostless and hostless.absolute_uri) == text
    changed = with_query(made, "?c=d")
    assert changed is not None
    assert changed.absolute_uri == "http://[::1]/x?c=d"


PARTS = st.sampled_from(
    [
        "AccountName=acct",
        "AccountName=",
        f"AccountKey={KEY}",
        "AccountKey=x",
        f"SharedAccessSignature={SAS}",
        "SharedAccessSignature=",
        "BlobEndpoint=https://b.example/",
        "BlobEndpoint=https://",
        "TableEndpoint=https://t.example/",
        "TableEndpoint=t",
        "TableEndpoint=",
        "TableSecondaryEndpoint=https://t2.example/",
        "EndpointSuffix=core.windows.net",
        "EndpointSuffix=x y",
        "DefaultEndpointsProtocol=https",
        "DefaultEndpointsProtocol=a b",
        "UseDevelopmentStorage=true",
        "DevelopmentStorageProxyUri=http://[::1]",
        "DevelopmentStorageProxyUri=file:///x",
        "",
        " ",
    ]
)


@patient
@given(st.lists(PARTS | st.text(max_size=20), max_size=6).map(";".join), st.sampled_from(["blob", "queue", "table"]))
def test_every_text_gives_an_account_or_a_fault(text: str, service: str) -> None:
    with suppress(StringFault):
        assert account(text, service).auth in ("shared_key", "sas", "none")


@patient
@given(st.lists(PARTS, max_size=6))
def test_the_order_of_the_parts_does_not_matter(parts: list[str]) -> None:
    def outcome(text: str) -> Account | None:
        try:
            return account(text, "blob")
        except StringFault:
            return None

    assert outcome(";".join(parts)) == outcome(";".join(reversed(parts)))


@patient
@given(st.text(max_size=60))
def test_every_query_is_judged(query: str) -> None:
    assert isinstance(table_fault(f"sv=1&{query}"), str)
