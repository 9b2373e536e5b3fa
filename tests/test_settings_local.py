"""local.settings.json as Core Tools reads it, and what ``func start`` makes of it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funcbind.settings import read_source
from funcbind.settings.func_start import Started, start
from funcbind.settings.local_settings import LocalFile, parse_local_settings
from funcbind.settings.local_source import read_local_settings
from funcbind.settings.vault_references import local_reference

NAME = "local.settings.json"
UTC = ZoneInfo("UTC")
QUEUE = '{"bindings": [{"type": "queueTrigger", "connection": "Conn"}]}'


def parse(text: str) -> LocalFile:
    return parse_local_settings(NAME, text, UTC)


def values(body: str, rest: str = "") -> LocalFile:
    return parse(f'{{"IsEncrypted": false, "Values": {{{body}}}{rest}}}')


def pairs(file: LocalFile) -> dict[str, str | None]:
    return {value.name: value.value for value in file.values}


def started(text: str, environ: dict[str, str] | None = None, **options: Any) -> Started:
    return start(parse(text), environ or {}, **options)


def kinds(found: Any) -> list[str]:
    return [problem.name for problem in found.problems]


@pytest.mark.parametrize(
    ("json_text", "text"),
    [
        ('"x"', "x"),
        ('" x "', " x "),
        ('""', ""),
        ("null", None),
        ("true", "True"),
        ("false", "False"),
        ("010", "8"),
        ("1.0", "1"),
        ("NaN", "NaN"),
        ("'s'", "s"),
        ('"2024-05-18T00:00:00Z"', "05/18/2024 00:00:00"),
    ],
)
def test_values_become_text(json_text: str, text: str | None) -> None:
    assert pairs(values(f'"X": {json_text}')) == {"X": text}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "5",
        "{",
        '{"Values": {"A": "1"}} x',
        '{"IsEncrypted": "no", "Values": {"A": "1"}}',
        '{"IsEncrypted": [], "Values": {"A": "1"}}',
        '{"IsEncrypted": "2024-05-18T00:00:00Z", "Values": {}}',
        '{"IsEncrypted": 99999999999999999999, "Values": {}}',
        '{"IsEncrypted": false, "Values": []}',
        '{"IsEncrypted": false, "Values": "x"}',
        '{"IsEncrypted": false, "Values": {"A": {}}}',
        '{"IsEncrypted": false, "Values": {"A": [1]}}',
        '{"IsEncrypted": false, "Values": {"A": undefined}}',
        '{"IsEncrypted": false, "Values": {"A": new X()}}',
        '{"IsEncrypted": false, "Values": {"$values": "x"}}',
        '{"IsEncrypted": false, "Values": {"$ref": "1", "A": "1"}}',
        '{"IsEncrypted": false, "Values": {"$ref": {}}}',
        '{"IsEncrypted": false, "Values": {"$type": {}, "A": "1"}}',
        '{"IsEncrypted": false, "Values": {"$id": [], "A": "1"}}',
        '{"IsEncrypted": false, "Values": {}, "ConnectionStrings": true}',
        '{"IsEncrypted": false, "Values": {"A": "1"}, "Other": "/Date(99999999999999999)/"}',
        '{"IsEncrypted": false, "Values": {}, "Host": 1}',
        *(
            '{"IsEncrypted": false, "Values": {}, "Host": {%s}}' % host  # noqa: UP031 - braces all over
            for host in (
                '"LocalHttpPort": null',
                '"localhttpport": "abc"',
                '"LocalHttpPort": true',
                '"LocalHttpPort": NaN',
                '"LocalHttpPort": 1e400',
                '"LocalHttpPort": 99999999999',
                '"CORSCredentials": null',
                '"CORSCredentials": "yes"',
                '"CORS": ["*"]',
                '"LocalHttpAddress": {}',
            )
        ),
    ],
)
def test_one_wrong_value_costs_the_whole_file(text: str) -> None:
    """Core Tools has nothing then, and takes the file for encrypted; here it is an error with a place."""
    file = parse(text)
    assert (file.dropped, file.values, file.connection_strings, file.encrypted, file.port) == (True, (), (), True, 0)
    assert all(problem.severity == "error" and problem.origin and problem.origin.line for problem in file.problems)
    assert file.problems
    assert not start(file, {}).refused


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"IsEncrypted": false, "values": {"A": "1"}}', []),
        ('{"IsEncrypted": false, "Values": null}', []),
        ('{"IsEncrypted": false, "Values": ""}', []),
        ('{"IsEncrypted": false, "Values": undefined}', []),
        ('{"IsEncrypted": false}', []),
        ('{"IsEncrypted": false, "Values": {"A": "1"}, "Values": {"B": "2"}}', ["B"]),
        ('{"IsEncrypted": false, "Values": {"A": "1", "B": "2", "A": "3"}}', ["A", "B"]),
        ('{"IsEncrypted": false, "Values": {"$id": "1", "$type": "T", "A": "1"}}', ["A"]),
        ('{"IsEncrypted": false, "Values": {"$id": {"B": "2"}, "A": "1"}}', ["B"]),
        ('{"IsEncrypted": false, "Values": {"$ref": null, "A": "1"}}', ["A"]),
        ('{"IsEncrypted": false, "Values": {"$ref": "1"}}', []),
        ('{"IsEncrypted": false, "Values": {"A": "1", "$id": "2"}}', ["A", "$id"]),
        ('{"IsEncrypted": false, "Values": {"A": "1"}, "Other": {"deep": [1, {"a": null}]}}', ["A"]),
    ],
)
def test_which_members_arrive(text: str, names: list[str]) -> None:
    file = parse(text)
    assert not file.dropped
    assert list(pairs(file)) == names


@pytest.mark.parametrize("flag", ["false", '"False"', '" false "', "0", "0.0", "-0.0", "0x0"])
def test_is_encrypted_false(flag: str) -> None:
    assert not parse(f'{{"IsEncrypted": {flag}}}').encrypted


@pytest.mark.parametrize("flag", ["true", '"TRUE"', "1", "-1", "0.5", "NaN", "1e400", "null", "undefined"])
def test_is_encrypted_true(flag: str) -> None:
    file = parse(f'{{"IsEncrypted": {flag}}}')
    assert file.encrypted
    assert not file.dropped


@pytest.mark.parametrize(
    ("host", "port"),
    [("7072", 7072), ('"7073"', 7073), ('" 7074 "', 7074), ("0x1BA0", 7072), ("7072.6", 7073), ("7072.5", 7072)],
)
def test_the_port_of_the_host(host: str, port: int) -> None:
    file = values('"A": "1"', f', "Host": {{"localHTTPPort": {host}, "CORSCredentials": " True ", "CORS": 1}}')
    assert file.port == port
    assert start(file, {}).environment["WEBSITE_HOSTNAME"] == f"localhost:{port}"


def test_connection_strings() -> None:
    file = values(
        "",
        ', "ConnectionStrings": {"A": "x", "B": {"ConnectionString": "y", "ProviderName": "P"}, "C": {},'
        ' "D": {"ConnectionString": {"k": [1.5, "q\\"", {}, []]}, "ProviderName": true}}',
    )
    assert [(one.name, one.value, one.provider) for one in file.connection_strings] == [
        ("A", "x", "System.Data.SqlClient"),
        ("B", "y", "P"),
        ("C", None, None),
        ("D", '{\n  "k": [\n    1.5,\n    "q\\"",\n    {},\n    []\n  ]\n}', "True"),
    ]
    exported = start(file, {})
    assert exported.environment["ConnectionStrings:B"] == "y"
    assert "ConnectionStrings:C" not in exported.environment


@pytest.mark.parametrize(
    ("json_text", "text"),
    [
        ("[]", "[]"),
        ("{}", "{}"),
        ("null", ""),
        ("undefined", ""),
        ("[true, null]", "[\n  true,\n  null\n]"),
        ("5.0", "5"),
    ],
)
def test_the_text_of_a_connection_string_that_is_none(json_text: str, text: str) -> None:
    file = values("", f', "ConnectionStrings": {{"D": {{"ConnectionString": {json_text}}}}}')
    assert file.connection_strings[0].value == text


def test_every_nested_object_is_reported_with_its_place() -> None:
    source = read_local_settings(NAME, '{"IsEncrypted": false, "Values": {"A": {"x": "s3cr3t"},\n  "B": [], "C": "1"}}')
    assert [
        (found.setting, found.origin and (found.origin.line, found.origin.column)) for found in source.problems
    ] == [
        ("A", (1, 35)),
        ("B", (2, 3)),
    ]
    assert [found.name for found in source.problems] == ["settings-value-not-string"] * 2
    assert [(setting.name, setting.value) for setting in source.settings] == [("C", "1")]
    assert not source.usable
    assert "s3cr3t" not in str(source.problems)


def test_values_that_arrive_in_another_form_are_warned_about() -> None:
    file = values('"D": "2024-05-18T00:00:00Z", "N": 1.50, "Octal": 010, "Same": 42, "T": true')
    assert [(found.setting, found.severity) for found in file.problems] == [
        ("D", "warning"),
        ("N", "warning"),
        ("Octal", "warning"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"Values": {"A": "1"}}', "missing"),
        ('{"IsEncrypted": true, "Values": {"A": "1"}}', "plain text"),
        ('{"IsEncrypted": true, "Values": {"A": "CfDJ8AAAA"}}', "func settings decrypt"),
        ('{"IsEncrypted": true, "ConnectionStrings": {"D": ""}}', "plain text"),
        ('{"IsEncrypted": false, "ConnectionStrings": {"D": 5}}', "connection string"),
        ('{"IsEncrypted": false, "ConnectionStrings": {"D": "2024-05-18T00:00:00Z"}}', "connection string"),
        ('{"IsEncrypted": false, "ConnectionStrings": {"D": ["x"]}}', "connection string"),
    ],
)
def test_what_cannot_be_decrypted_is_refused(text: str, words: str) -> None:
    got = started(text)
    assert got.refused
    assert kinds(got) == ["isencrypted"]
    assert words in str(got.problems[0])


def test_plain_values_without_is_encrypted_can_still_be_checked() -> None:
    source = read_local_settings(NAME, '{"Values": {"A": "1", "B": "CfDJ8AAAA", "C": null}}')
    assert not source.usable
    assert [problem.severity for problem in source.problems] == ["error"]


@pytest.mark.parametrize("text", ["{}", '{"Values": {"A": "", "B": null}}', '{"IsEncrypted": true, "Values": {}}'])
def test_an_encrypted_file_without_values_is_fine(text: str) -> None:
    assert not started(text).refused


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('"WEBSITE_HOSTNAME": ""', "reserved-setting"),
        ('"AzureWebJobsScriptRoot": null', "reserved-setting"),
        ('"A=B": "v"', "invalid-setting-name"),
        ('"\\u0000": "v"', "invalid-setting-name"),
    ],
)
def test_names_that_stop_func(body: str, kind: str) -> None:
    got = start(values(body), {"X": "shell"})
    assert got.refused
    assert kinds(got)[-1] == kind
    assert dict(got.environment) == {"X": "shell"}


@pytest.mark.parametrize("body", ['"website_hostname": "x"', '"A=B": ""', '"A=B": null'])
def test_names_that_only_look_like_it(body: str) -> None:
    assert not start(values(body), {}).refused


def test_a_port_nobody_can_listen_on() -> None:
    got = start(values("", ', "Host": {"LocalHttpPort": 70000}'), {})
    assert (got.refused, kinds(got)) == (True, ["port-unavailable"])


@pytest.mark.parametrize(
    ("body", "environ", "os", "exported"),
    [
        ('"X": "file"', {"X": "shell"}, "linux", {"X": "shell"}),
        ('"X": "file"', {"X": " "}, "linux", {"X": " "}),
        ('"X": "file"', {"X": ""}, "linux", {"X": "file"}),
        ('"X": "file"', {"x": "shell"}, "linux", {"x": "shell", "X": "file"}),
        ('"X": "file"', {"x": "shell"}, "windows", {"x": "shell"}),
        ('"X": ""', {}, "linux", {}),
        ('"X": ""', {}, "windows", {"X": ""}),
        ('"X": null', {}, "windows", {}),
        ('"": "v"', {}, "linux", {}),
        ('"A:B": "file"', {"A__B": "shell"}, "linux", {"A__B": "shell", "A:B": "file"}),
        ('"X\\u0000Y": "a\\u0000b"', {}, "linux", {"X": "a"}),
        ('"ConnectionStrings:D": "v"', {}, "linux", {"ConnectionStrings:D": "v"}),
    ],
)
def test_process_variable_against_file(body: str, environ: dict[str, str], os: str, exported: dict[str, str]) -> None:
    got = start(values(body), environ, os=os, root="/srv/app")
    own = {
        "WEBSITE_HOSTNAME": "localhost:7071",
        "AzureWebJobsScriptRoot": "/srv/app",
        "AZURE_FUNCTIONS_ENVIRONMENT": "Development",
    }
    assert dict(got.environment) == exported | own


def test_settings_of_func_itself() -> None:
    got = start(
        values('"AZURE_FUNCTIONS_ENVIRONMENT": "x", "AzureWebJobsFeatureFlags": "a,enablemcpcustomhandlerpreview"'), {}
    )
    assert got.environment["AZURE_FUNCTIONS_ENVIRONMENT"] == "Development"
    assert got.environment["FUNCTIONS_WORKER_RUNTIME"] == "custom"
    assert kinds(got) == ["setting-skipped"]


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("@Microsoft.KeyVault(SecretUri=https://v.vault.example/secrets/n)", True),
        ("@Microsoft.KeyVault(VaultName=v;SecretName=s)", True),
        ("@Microsoft.KeyVault(MyVaultName=v;SecretName=s;)\n", True),
        ("@Microsoft.KeyVault(SecretUri=https://v.vault.example)", False),
        ("@Microsoft.KeyVault(SecretUri=)", False),
        ("@Microsoft.KeyVault(SecretUri= ;VaultName=v;SecretName=s)", False),
        ("@Microsoft.KeyVault(SecretUri=;VaultName=v;SecretName=s)", True),
        ("@Microsoft.KeyVault(SecretUri=;SecretUri=http://x/keys/n)", True),
        ("@Microsoft.KeyVault(SecretUri=https://v.vault.example/secrets/n/1)", True),
        ("@Microsoft.KeyVault(SecretUri=https://v.vault.example/secrets/n/)", True),
        ("@Microsoft.KeyVault(SecretUri=https://v.vault.example/secrets/)", False),
        ("@Microsoft.KeyVault(SecretUri=https://v.vault.example/secrets/n/1/2)", False),
        ("@Microsoft.KeyVault(vaultname=v;secretname=s)", False),
        ("@Microsoft.KeyVault(VaultName= v;SecretName=s)", False),
        ("@Microsoft.KeyVault()", False),
        ("@microsoft.keyvault(VaultName=v;SecretName=s)", None),
        ("@Microsoft.KeyVault(VaultName=v;SecretName=s) ", None),
        ("@Microsoft.KeyVault(VaultName=v\n;SecretName=s)", None),
        ("plain", None),
    ],
)
def test_key_vault_references(value: str, known: bool | None) -> None:
    assert local_reference(value) is known
    found = list(start(values(f'"X": {json.dumps(value)}'), {}).problems)
    assert [one.severity for one in found] == ([] if known is None else ["info" if known else "warning"])


@pytest.mark.parametrize(
    ("body", "function", "refused", "reported"),
    [
        ("", QUEUE, True, True),
        ('"AzureWebJobsStorage": ""', QUEUE, False, True),
        ('"AzureWebJobsStorage": null', QUEUE, True, True),
        ('"azurewebjobsstorage__accountName": "a", "Conn": "v"', QUEUE, False, False),
        ('"ConnectionStrings__AzureWebJobsStorage": "a", "conn__x": "v"', QUEUE, False, False),
        ("", '{"bindings": [{"type": "httpTrigger"}]}', False, False),
        ("", '{"bindings": [{"type": "RabbitMQTrigger"}]}', False, False),
        ("", '{"bindings": [{"type": "myTriggerThing"}]}', True, True),
        ("", '{"bindings": [{"type": "blob", "connection": ""}]}', False, True),
        ("", '{"bindings": [{"type": "blob", "Connection": "X"}]}', False, False),
        ("", '{"bindings": null}', False, False),
        ("", '{"bindings": [5]}', False, True),
        ("", "[]", False, True),
        ("", "", False, True),
    ],
)
def test_the_check_before_the_start(body: str, function: str, refused: bool, reported: bool) -> None:
    got = start(values(body), {}, {"F": function})
    assert got.refused is refused
    said = [one for one in got.problems if one.origin is None or one.origin.source == "F/function.json"]
    assert bool(said) is reported


def test_the_environment_counts_in_the_check() -> None:
    assert not start(values(""), {"AzureWebJobsStorage": "s", "Conn": "v"}, {"F": QUEUE}).problems


TEXTS = st.sampled_from(
    [
        '"A"',
        "null",
        "true",
        "1.5",
        "010",
        "{}",
        "[]",
        '"x"',
        "undefined",
        "new X(1)",
        '"/Date(0)/"',
        '{"A": "1"}',
        "5",
        '""',
    ]
)
NAMES = st.sampled_from(
    ["IsEncrypted", "Values", "ConnectionStrings", "Host", "$id", "$ref", "LocalHttpPort", "A", "A=B", ""]
)
OBJECTS = st.recursive(
    TEXTS,
    lambda inner: st.lists(st.tuples(NAMES, inner)).map(
        lambda members: "{" + ", ".join(f'"{name}": {value}' for name, value in members) + "}"
    ),
    max_leaves=12,
)


@settings(max_examples=300)
@given(OBJECTS, st.dictionaries(st.sampled_from(["A", "x"]), st.text()), st.sampled_from(["linux", "windows"]))
def test_any_json_gives_an_answer(text: str, environ: dict[str, str], os: str) -> None:
    file = parse(text)
    assert file.problems or not file.dropped
    got = start(file, environ, {"F": text}, os=os)
    assert got.problems or not got.refused
    for name, value in environ.items():
        if value:
            assert got.environment[name] == value


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.one_of(st.binary(), OBJECTS.map(str.encode), st.text().map(lambda text: text.encode("utf-16"))))
def test_any_bytes_give_an_answer(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / NAME
    path.write_bytes(content)
    source = read_source(str(path))
    assert (source.kind, source.target) == ("local", "local")
    assert source.usable or source.problems
    assert all(problem.origin is not None and problem.origin.source == str(path) for problem in source.problems)


@given(
    st.integers(0, 140), st.sampled_from(['"', "'", "\\", ",", ":", "{", "}", "[", "]", "\n", "x", ""]), st.booleans()
)
def test_no_message_holds_a_value(at: int, char: str, instead: bool) -> None:
    """Also not when one wrong character makes names of values, or values of names."""
    secret = "AccountKey=c2VjcmV0c2VjcmV0;EndpointSuffix=x"
    text = f'{{"IsEncrypted": false, "Values": {{"A": "{secret}", "B": {{"C": "{secret}"}}, "D": "{secret}"}}}}'
    source = read_local_settings(NAME, text[:at] + char + text[at + instead :])
    assert "c2VjcmV0" not in " ".join(map(str, source.problems)) + repr(source)


def test_fifty_thousand_settings_take_linear_time() -> None:
    def seconds(count: int) -> float:
        body = ",\n".join(f'"Setting{index}": "value"' for index in range(count))
        before = time.perf_counter()
        assert len(read_local_settings(NAME, f'{{"IsEncrypted": false, "Values": {{{body}}}}}').settings) == count
        return time.perf_counter() - before

    few = min(seconds(5_000) for _ in range(3))
    assert seconds(50_000) < 40 * few  # ten times as many; forty leaves room for a busy machine, a square does not
