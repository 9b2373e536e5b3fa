from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.dotnet.uri import Uri, parse_absolute, parse_with_default_scheme
from funcbind.dotnet.uri_form import is_well_formed
from funcbind.dotnet.uri_host import check_host_name


def parsed(text: str) -> Uri:
    uri = parse_absolute(text)
    assert uri is not None, text
    return uri


# Answers of System.Uri itself: AbsoluteUri, Host.
ABSOLUTE = [
    # scheme, host and port
    ("https://contoso.service.signalr.net", "https://contoso.service.signalr.net/", "contoso.service.signalr.net"),
    ("HTTPS://Contoso.Service.SignalR.NET/A", "https://contoso.service.signalr.net/A", "contoso.service.signalr.net"),
    (" \t\r\nhttps://a.b \n", "https://a.b/", "a.b"),
    ("https://a.b:443/", "https://a.b/", "a.b"),
    ("https://a.b:0443/", "https://a.b/", "a.b"),
    ("https://a.b:/", "https://a.b/", "a.b"),
    ("https://a.b:08443/", "https://a.b:8443/", "a.b"),
    ("https://a.b:65535", "https://a.b:65535/", "a.b"),
    ("http://a.b:443", "http://a.b:443/", "a.b"),
    ("wss://a.b:443", "wss://a.b/", "a.b"),
    ("sb://a.b:5671", "sb://a.b:5671/", "a.b"),
    ("https://u:p@a.b/", "https://u:p@a.b/", "a.b"),
    ("https://@a.b/", "https://@a.b/", "a.b"),
    ("https://a.b./", "https://a.b./", "a.b."),
    ("https://fake_acct.b/", "https://fake_acct.b/", "fake_acct.b"),
    ("https://-acct.b/", "https://-acct.b/", "-acct.b"),
    ("https://loopback/", "https://localhost/", "localhost"),
    ("https://bücher.example", "https://bücher.example/", "bücher.example"),
    ("https://BÜCHER.example", "https://bücher.example/", "bücher.example"),
    ("https://Ü.ü", "https://Ü.ü/", "Ü.ü"),
    ("https://bu\u0308cher.example", "https://bücher.example/", "bücher.example"),
    ("https://b\u200eb.example", "https://bb.example/", "bb.example"),
    # addresses
    ("https://127.1", "https://127.0.0.1/", "127.0.0.1"),
    ("https://0x7f.0.0.010", "https://127.0.0.8/", "127.0.0.8"),
    ("https://65535", "https://0.0.255.255/", "0.0.255.255"),
    ("sb://127.1", "sb://127.1/", "127.1"),
    ("https://08/", "https://08/", "08"),
    ("https://1.2.3.4.5/", "https://1.2.3.4.5/", "1.2.3.4.5"),
    ("https://256.1.1.1/", "https://256.1.1.1/", "256.1.1.1"),
    ("https://[::1]:5000", "https://[::1]:5000/", "[::1]"),
    ("https://[2001:DB8:0:0:1:0:0:1]", "https://[2001:db8::1:0:0:1]/", "[2001:db8::1:0:0:1]"),
    ("https://[::ffff:102:304]", "https://[::ffff:1.2.3.4]/", "[::ffff:1.2.3.4]"),
    ("https://[fe80::1%eth0]/", "https://[fe80::1]/", "[fe80::1]"),
    ("https://[::1/64]/", "https://[::1]/", "[::1]"),
    ("https://[1::1.2.3.4]/", "https://[1::102:304]/", "[1::102:304]"),
    ("https://[1:2:3:4:5:6:7:8]/", "https://[1:2:3:4:5:6:7:8]/", "[1:2:3:4:5:6:7:8]"),
    ("sb://1.2.3.01", "sb://1.2.3.1/", "1.2.3.1"),
    ("sb://01.2.3.4", "sb://01.2.3.4/", "01.2.3.4"),
    # path, query and fragment
    ('https://h/a b"<>^`{|}', "https://h/a%20b%22%3C%3E%5E%60%7B%7C%7D", "h"),
    ("https://h/ä?ä#ä", "https://h/%C3%A4?%C3%A4#%C3%A4", "h"),
    ("https://h/%c3%a4%20%41%2d", "https://h/%C3%A4%20A-", "h"),
    ("https://h/%3d%7b", "https://h/%3d%7b", "h"),
    ("https://h/%zz%", "https://h/%25zz%25", "h"),
    ("https://h/a/./b/../c/..", "https://h/a/", "h"),
    ("https://h/../../a", "https://h/a", "h"),
    ("https://h//a//../b", "https://h//a/b", "h"),
    ("https://h/%2e%2E/a", "https://h/a", "h"),
    ("https://h/.../a.", "https://h/.../a.", "h"),
    ("https://h\t/", None, None),
    ("https:\\\\h\\a", None, None),
    ("https:\\\\h/a\\b", "https://h/a/b", "h"),
    ("https://h?x", "https://h/?x", "h"),
    ("https://h/?", "https://h/?", "h"),
    ("https://h/?a\\b[]", "https://h/?a%5Cb[]", "h"),
    ("https://h#x#y?", "https://h/#x#y?", "h"),
    ("https://acct?x.blob.example", "https://acct/?x.blob.example", "acct"),
    # other schemes
    ("contoso.net:443", "contoso.net:443", ""),
    ("contoso.net:443/api/../x", "contoso.net:443/api/../x", ""),
    ("mailto:x@y.z", "mailto:x@y.z", "y.z"),
    ("urn:a:b", "urn:a:b", ""),
    ("ab:", "ab:", ""),
    ("sb:///", "sb:///", ""),
    ("sb://./", "sb://./", "."),
    ("sb:a\\b", "sb:a%5Cb", ""),
    ("FOO://H/A/../b", "foo://h/b", "h"),
    ("ftp://h/a?b", "ftp://h/a%3Fb", "h"),
    # files
    ("/", "file:///", ""),
    ("/data/x?y#z%", "file:///data/x%3Fy%23z%25", ""),
    ("/a/../b\\c", "file:///b%5Cc", ""),
    ("//host/share", "file://host/share", "host"),
    ("\\\\host\\share", "file://host/share", "host"),
    ("c:\\x\\..\\y", "file:///c:/y", ""),
    ("file:///data/x", "file:///data/x", ""),
    ("file://c:/x", "file:///c:/x", ""),
    ("file:c|/x", "file:///c:/x", ""),
    ("file://host/%2e%2e/x", "file://host/x", "host"),
    ("file:///a/b%2F..%2Fc", "file:///a/c", ""),
    ("file:///a%5Cb/../c", "file:///c", ""),
    ("file:///a\\b/../c", "file:///a%5Cb/../c", ""),
    ("file://h\\a\\..\\b", "file://h/b", "h"),
    ("net.pipe://h/a%5Cb/../c", "net.pipe://h/a/c", "h"),
    ("gopher://h/a/../b\\c", "gopher://h/a/../b%5Cc", "h"),
    ("c:/../a", "file:///c:/a", ""),
    ("foo:c:/../../b", "foo:c:/b", ""),
    ("foo:c:\\..a\\..", "foo:c:/", ""),
    ("file:c:/..\\./x", "file:///c:/x", ""),
    # no URI at all
    ("", None, None),
    (" ", None, None),
    ("contoso.net", None, None),
    ("contoso.net/x:1", None, None),
    ("*", None, None),
    ("https", None, None),
    ("https:", None, None),
    ("https:/h", None, None),
    ("https://", None, None),
    ("https:///h", None, None),
    ("https://?x", None, None),
    ("https://h h/", None, None),
    ("https://*.b/", None, None),
    ("https://a..b/", None, None),
    ("https://.a/", None, None),
    ("https://a%41b/", None, None),
    ("https://[bad", None, None),
    ("https://[::1", None, None),
    ("https://[1::2::3]/", None, None),
    ("https://[::/64]/", None, None),
    ("https://[::256.0.0.1]/", None, None),
    ("https://[1:2:3]/", None, None),
    ("https://h:65536/", None, None),
    ("https://h:80a/", None, None),
    ("https://h: 80/", None, None),
    ("https://u@", None, None),
    ("https://" + "a" * 257, None, None),
    ("https://\ud800/", None, None),
    ("sb://ns:x/", None, None),
    ("file://h:80/", None, None),
    ("file:c:x", None, None),
    ("c:x", None, None),
    ("1a://h", None, None),
    ('"https://h"', None, None),
    ("Endpoint=https://h", None, None),
    ("@Microsoft.KeyVault(SecretUri=https://h)", None, None),
    ("%Setting%", None, None),
    ("a" * 1025 + ":b", None, None),
]


@pytest.mark.parametrize(("text", "absolute", "host"), ABSOLUTE)
def test_absolute_uri(text: str, absolute: str | None, host: str | None) -> None:
    uri = parse_absolute(text)
    if absolute is None:
        assert uri is None
    else:
        assert uri is not None
        assert (uri.absolute_uri, uri.host) == (absolute, host)
        assert uri.original == text


def test_parts() -> None:
    uri = parsed("https://u:p@Fake.example:8443/a/b?c=d#e")
    assert uri.scheme == "https"
    assert uri.user_info == "u:p"
    assert uri.authority == "fake.example:8443"
    assert (uri.port, uri.is_default_port) == (8443, False)
    assert (uri.path, uri.query, uri.fragment) == ("/a/b", "?c=d", "#e")
    assert uri.path_and_query == "/a/b?c=d"
    assert uri.host_type == "dns"
    assert not uri.is_file


@pytest.mark.parametrize(
    ("text", "port", "default", "kind", "loopback"),
    [
        ("https://h", 443, True, "dns", False),
        ("sb://h", -1, True, "dns", False),
        ("https://localhost:443", 443, True, "dns", True),
        ("https://127.9.9.9", 443, True, "ipv4", True),
        ("https://[::1]", 443, True, "ipv6", True),
        ("https://[::ffff:127.0.0.1]", 443, True, "ipv6", True),
        ("https://-h", 443, True, "basic", False),
        ("mailto:a@b", 25, True, "dns", False),
        ("urn:a", -1, True, "", False),
        ("/x", -1, True, "basic", True),
    ],
)
def test_port_and_kind_of_host(text: str, port: int, default: bool, kind: str, loopback: bool) -> None:
    uri = parsed(text)
    assert (uri.port, uri.is_default_port, uri.host_type, uri.is_loopback) == (port, default, kind, loopback)


def test_ipv6_host_without_brackets_keeps_its_zone() -> None:
    assert parsed("https://[fe80::1%eth0]/").dns_safe_host == "fe80::1%eth0"
    assert parsed("https://h/").dns_safe_host == "h"


def test_drive_path_has_no_leading_slash() -> None:
    assert parsed("file:///c:/x").path == "c:/x"


@pytest.mark.parametrize(
    ("text", "well_formed"),
    [
        ("https://h/api/events?a=b%20c#d", True),
        ("https://h/ä?ä", True),
        ("https://fäke.example/", True),
        ("HTTPS://H/", True),
        ("mailto:x@y.z", True),
        ("file:///data/x", True),
        ("host:443/api", True),
        ("https://[::1]/", True),
        ("https://u:p@h/", True),
        (" https://h/ ", True),
        ("https://h/a//b/../c", True),
        ("https://h/%zz", False),
        ("https://h/a b", False),
        ("https://h/{topic}", False),
        ("https://h/[a]", False),
        ("https://h/a\\b", False),
        ("https://h/#a#b", False),
        ("https:\\\\h", False),
        ("https://h:x/", False),
        ("/data/x", False),
        ("//h/x", False),
        ("file://c:/x", False),
        ("file:////h/x", False),
        ("h", False),
    ],
)
def test_well_formed(text: str, well_formed: bool) -> None:
    assert is_well_formed(text) is well_formed


@pytest.mark.parametrize(
    ("text", "absolute"),
    [
        ("contoso.net", "http://contoso.net/"),
        ("contoso.net:8443", "contoso.net:8443"),
        ("https://contoso.net", "https://contoso.net/"),
        ("//contoso.net", None),
        ("/x", None),
        ("", None),
        ("https://", None),
        ("https:/contoso.net", "http://https/contoso.net"),
        ("\\\\host\\x", "file://host/x"),
        ("c:/x", "file:///c:/x"),
    ],
)
def test_default_scheme(text: str, absolute: str | None) -> None:
    uri = parse_with_default_scheme(text)
    assert (uri.absolute_uri if uri else None) == absolute


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("fake-ns.servicebus.windows.net", "dns"),
        ("fake_ns.example.", "dns"),
        ("fäke.example", "dns"),
        ("FAKE", "dns"),
        ("10.0.0.4", "ipv4"),
        ("0x7f.1", "ipv4"),
        ("1.2.3.4.5", "dns"),
        ("::1", "ipv6"),
        ("[::1]", "ipv6"),
        ("[::1%eth0]", "ipv6"),
        ("", ""),
        (" ns ", ""),
        ("ns/", ""),
        ("ns:5671", ""),
        ("a..b", ""),
        ("-ns", ""),
        ("*", ""),
        ("sb://ns", ""),
        ("[::1", ""),
    ],
)
def test_check_host_name(name: str, kind: str) -> None:
    assert check_host_name(name) == kind


_PIECES = st.sampled_from(
    ["https:", "sb:", "file:", "mailto:", "/", "//", "\\", "[", "]", ":", "%", "%41", "%zz", "%c3%a4", "@", "?", "#"]
)
_ODD = st.sampled_from(
    [".", "..", "a", "B", "0", "127", "-", "_", " ", "\t", "\x00", "ä", "\u200e", "\ud800", "[::1]", "c|/"]
)
_TEXTS = st.one_of(st.lists(_PIECES | _ODD, max_size=12).map("".join), st.text(max_size=40))


@given(_TEXTS)
def test_every_text_has_an_answer(text: str) -> None:
    uri = parse_absolute(text)
    parse_with_default_scheme(text)
    check_host_name(text)
    if uri is not None:
        assert uri.scheme == uri.scheme.lower()
        assert uri.absolute_uri.startswith(uri.scheme + ":")
        rest = uri.absolute_uri.partition(uri.host)[2] if uri.host else uri.absolute_uri
        assert rest.isascii()
        assert not set(rest) & set(' "<>\\^`{|}')


@given(_TEXTS)
def test_a_canonical_uri_is_itself(text: str) -> None:
    uri = parse_absolute(text)
    if uri is not None and not uri.is_file and "|" not in text:
        again = parse_absolute(uri.absolute_uri)
        if again is not None and again.host_type == uri.host_type:
            assert again.absolute_uri == uri.absolute_uri


@pytest.mark.parametrize(
    "piece",
    ["a", "/", "../", "./", ".", "%", "%41", "%c3", ":", "[", "@", "0", "1.", "ä", "\\", "?", " ", "::", "0x"],
)
def test_time_grows_with_the_length(piece: str) -> None:
    started = time.perf_counter()
    for prefix in ("", "https://", "https://h/", "https://[", "sb:", "/"):
        parse_absolute(prefix + piece * (100_000 // len(piece)))
    assert time.perf_counter() - started < 5
