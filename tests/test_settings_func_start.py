"""What stops ``func start`` and in which order, what it exports until then, and what it checks before."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from funcbind.settings.func_start import Started, start
from funcbind.settings.local_settings import LocalFile, parse_local_settings
from funcbind.settings.local_source import read_local_settings
from funcbind.settings.startup_check import check_settings

NAME = "local.settings.json"
UTC = ZoneInfo("UTC")
OWN = {"WEBSITE_HOSTNAME", "AzureWebJobsScriptRoot", "AZURE_FUNCTIONS_ENVIRONMENT"}


def plain(values: str, rest: str = "") -> LocalFile:
    return parse_local_settings(NAME, f'{{"IsEncrypted": false, "Values": {{{values}}}{rest}}}', UTC)


def strings(body: str) -> str:
    return f', "ConnectionStrings": {{{body}}}'


def kinds(got: Started) -> list[str]:
    return [problem.name for problem in got.problems if problem.severity == "error"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The name of the host is added before the connection strings are read, the folder after them.
        ('"Values": {"WEBSITE_HOSTNAME": "x"}, "ConnectionStrings": {"D": 5}', ["isencrypted", "reserved-setting"]),
        (
            '"Values": {"AzureWebJobsScriptRoot": "x"}, "ConnectionStrings": {"D": 5}',
            ["reserved-setting", "isencrypted"],
        ),
        ('"ConnectionStrings": {"D": 5, "E": [], "F": "x"}', ["isencrypted", "isencrypted"]),
        (
            '"Values": {"WEBSITE_HOSTNAME": "", "AzureWebJobsScriptRoot": ""}',
            ["reserved-setting", "reserved-setting"],
        ),
        # Values are decrypted first of all, connection strings only when they are needed.
        ('"IsEncrypted": true, "Values": {"WEBSITE_HOSTNAME": "x"}', ["reserved-setting", "isencrypted"]),
        (
            '"IsEncrypted": true, "Values": {"WEBSITE_HOSTNAME": ""}, "ConnectionStrings": {"D": "x"}',
            ["isencrypted", "reserved-setting"],
        ),
        ('"Host": {"LocalHttpPort": -1}, "Values": {"WEBSITE_HOSTNAME": ""}', ["reserved-setting", "port-unavailable"]),
        ('"IsEncrypted": true, "Values": {"A": "x"}, "ConnectionStrings": {"D": "x"}', ["isencrypted"]),
    ],
)
def test_what_stops_func_comes_last(text: str, expected: list[str]) -> None:
    """All of it is reported, and what func would stop with at the end."""
    if "IsEncrypted" not in text:
        text = f'"IsEncrypted": false, {text}'
    got = start(parse_local_settings(NAME, f"{{{text}}}", UTC), {"X": "shell"})
    assert (got.refused, kinds(got), dict(got.environment)) == (True, expected, {"X": "shell"})


def test_every_broken_connection_string_has_its_place() -> None:
    source = read_local_settings(NAME, '{"IsEncrypted": false, "ConnectionStrings": {"D": 5,\n"E": 6}}')
    places = {(problem.origin.line, problem.origin.column) for problem in source.problems if problem.origin}
    assert places == {(1, 46), (2, 1)}


def test_what_was_set_before_a_bad_name_stays() -> None:
    got = start(plain('"A": "1", "B=C": "2", "D": "3", "E=": "4"', strings('"F=": "x"')), {"X": "shell"})
    assert (got.refused, dict(got.environment), got.settings) == (True, {"X": "shell", "A": "1"}, ())
    assert [problem.setting for problem in got.problems if problem.severity == "error"] == [
        "E=",
        "ConnectionStrings:F=",
        "B=C",
    ]


@pytest.mark.parametrize(
    ("body", "environ", "os", "expected"),
    [
        # Windows has one variable of a name in any letter case, and keeps its spelling.
        ('"A": "1", "a": "2"', {}, "windows", {"A": "1"}),
        ('"A": "1", "a": "2"', {}, "linux", {"A": "1", "a": "2"}),
        ('"A": "", "a": "2"', {}, "windows", {"A": "2"}),
        ('"A": "1"', {"a": ""}, "windows", {"a": "1"}),
        ('"A": "1"', {"a": ""}, "linux", {"a": "", "A": "1"}),
        # A name ends at the first NUL, also where func looks whether it is set.
        ('"A": "1", "A\\u0000B": "2"', {}, "linux", {"A": "1"}),
        ('"A\\u0000B": "2", "A": "1"', {}, "linux", {"A": "2"}),
        ('"A\\u0000B": "2"', {"A": "shell"}, "linux", {"A": "shell"}),
        ('"A": "\\u0000x", "a": "2"', {}, "linux", {"A": "", "a": "2"}),
        # Windows itself sets empty values, and takes "=" at the beginning of a name.
        ('"=A": ""', {}, "windows", {"=A": ""}),
        ('"A=B": ""', {}, "windows", None),
        ('"\\u0000": ""', {}, "windows", None),
        ('"A=B": ""', {}, "linux", {}),
        ('"A=B": null', {}, "windows", {}),
        ('"=A": "x"', {}, "windows", None),
        # The flag is looked for in the process, and what follows from it wins over the process.
        (
            '"AzureWebJobsFeatureFlags": "x,EnableMcpCustomHandlerPreview", "FUNCTIONS_WORKER_RUNTIME": "python"',
            {},
            "linux",
            {
                "AzureWebJobsFeatureFlags": "x,EnableMcpCustomHandlerPreview",
                "FUNCTIONS_WORKER_RUNTIME": "custom",
            },
        ),
        (
            '"AzureWebJobsFeatureFlags": "x"',
            {"AzureWebJobsFeatureFlags": "enablemcpcustomhandlerpreview", "FUNCTIONS_WORKER_RUNTIME": "python"},
            "linux",
            {"AzureWebJobsFeatureFlags": "enablemcpcustomhandlerpreview", "FUNCTIONS_WORKER_RUNTIME": "custom"},
        ),
        (
            '"AzureWebJobsFeatureFlags": "EnableMcpCustomHandlerPreview "',
            {},
            "linux",
            {"AzureWebJobsFeatureFlags": "EnableMcpCustomHandlerPreview "},
        ),
    ],
)
def test_the_variables(body: str, environ: dict[str, str], os: str, expected: dict[str, str] | None) -> None:
    got = start(plain(body), environ, os=os)
    found = {name: value for name, value in got.environment.items() if name not in OWN}
    assert (None if got.refused else found) == expected
    if expected is not None:
        taken = {setting.name: setting.value for setting in got.settings}
        assert taken == {
            name: value
            for name, value in expected.items()
            if not environ.get(name) and (name, value) not in environ.items()
        }


@pytest.mark.parametrize(("port", "address"), [(80, "localhost"), (443, "localhost:443"), (0, "localhost:7071")])
def test_the_address_leaves_the_port_of_http_out(port: int, address: str) -> None:
    got = start(plain("", f', "Host": {{"LocalHttpPort": {port}}}'), {})
    assert got.environment["WEBSITE_HOSTNAME"] == address


@pytest.mark.parametrize(("value", "said"), [("Development", 0), ("Production", 1)])
def test_the_environment_of_functions_is_development(value: str, said: int) -> None:
    got = start(plain(f'"AZURE_FUNCTIONS_ENVIRONMENT": "{value}"'), {})
    assert got.environment["AZURE_FUNCTIONS_ENVIRONMENT"] == "Development"
    assert len(got.problems) == said


QUEUE = '{"type": "queueTrigger"}'
STORED = [("AzureWebJobsStorage", "x")]


@pytest.mark.parametrize(
    ("pairs", "stops"),
    [
        ([], True),
        ([("AzureWebJobsStorage", "x")], False),
        ([("AzureWebJobsStorage", "")], False),
        ([("AzureWebJobsStorage", None)], True),
        # The file comes first, and the first of two names counts, be it null.
        ([("AzureWebJobsStorage", None), ("AzureWebJobsStorage", "x")], True),
        ([("azurewebjobsstorage", None), ("AzureWebJobsStorage", "x")], True),
        ([("ConnectionStrings:AzureWebJobsStorage", "x"), ("AzureWebJobsStorage", None)], False),
        # A child counts also when it is null.
        ([("AzureWebJobsStorage__accountName", None)], False),
        ([("AzureWebJobsStorage:", None)], False),
        ([("AzureWebJobsStorages", "x"), ("AzureWebJobsStorage0", "x")], True),
        ([("CUSTOMCONNSTR_AzureWebJobsStorage", "x")], True),
    ],
)
def test_host_storage(pairs: list[tuple[str, str | None]], stops: bool) -> None:
    said, refused = check_settings(pairs, {"F": f'{{"bindings": [{QUEUE}]}}'}, UTC)
    assert (refused, [problem.name for problem in said]) == (stops, ["connection-not-found"] if stops else [])


def test_null_of_an_encrypted_file_is_text() -> None:
    file = parse_local_settings(NAME, '{"Values": {"AzureWebJobsStorage": null}}', UTC)
    assert not start(file, {}, {"F": f'{{"bindings": [{QUEUE}]}}'}).refused


@pytest.mark.parametrize(
    ("functions", "stops", "unverified"),
    [
        ({"A": "[{}]"}, False, "A"),
        ({"A": "null"}, False, "A"),
        ({"A": "{}", "B": '{"bindings": {}}', "C": '{"bindings": "x"}'}, False, ""),
        ({"A": f'{{"bindings": [{QUEUE}, 5]}}'}, True, ""),
        ({"A": f'{{"bindings": [5, {QUEUE}]}}'}, False, "A"),
        ({"A": f'{{"bindings": [{QUEUE}]}}', "B": "{"}, True, ""),
        ({"A": "{", "B": f'{{"bindings": [{QUEUE}]}}'}, False, "A"),
        ({"A": '{"bindings": {"a": 1}}'}, False, "A"),
        ({"A": f'{{"bindings": [/* c */ {QUEUE}]}}'}, False, "A"),
        ({"A": f'{{"bindings": [{QUEUE} // c\n]}}'}, True, ""),
        ({"A": f'/* c */ {{"bindings": /* c */ [{{/* c */ "type": /* c */ "queueTrigger" /* c */}}], "x": {QUEUE}}}'},
         True, ""),
        ({"A": f'{{"bindings": new X({QUEUE})}}'}, True, ""),
        ({"A": '{"bindings": [{"type": ["queueTrigger"]}]}'}, True, ""),
        ({"A": '{"bindings": [{"type": 5}, {"connection": "x"}]}'}, False, ""),
        ({"A": f'{{"bindings": [{QUEUE}], "x": "/Date(99999999999999999)/"}}'}, False, "A"),
    ],
)  # fmt: skip
def test_the_files_are_read_one_after_the_other(functions: dict[str, str], stops: bool, unverified: str) -> None:
    said, refused = check_settings([], functions, UTC)
    assert refused is stops
    broken = [problem.origin.source for problem in said if problem.name == "app-unreadable" and problem.origin]
    assert broken == ([f"{unverified}/function.json"] if unverified else [])


def test_a_comment_ends_the_second_round_only() -> None:
    """With storage there is nothing to stop at, and what comes before the comment is still looked at."""
    text = '{"bindings": [{"type": "queueTrigger", "connection": "X"} /* c */, {"connection": "Y"}]}'
    said, refused = check_settings(STORED, {"F": text}, UTC)
    assert not refused
    assert [problem.name for problem in said] == ["setting-skipped", "app-unreadable"]
    said, _ = check_settings(STORED, {"F": text.replace("/* c */", "")}, UTC)
    assert [str(problem.origin) for problem in said] == ["F/function.json:1:54", "F/function.json:1:76"]


@pytest.mark.parametrize(
    ("pairs", "binding", "said"),
    [
        ([("X", "v")], '"connection": "x"', False),
        ([("X", None)], '"connection": "X"', True),
        ([("X__a", None)], '"connection": "X"', False),
        ([("A__B", "v")], '"connection": "A:B"', False),
        ([("A__B", "v")], '"connection": "A__B"', True),
        # Keys of other services are looked up as names, not as sections.
        ([("X", None)], '"apiKey": "x"', False),
        ([("X__a", "v")], '"accountSid": "X"', True),
        ([("A__B", "v")], '"authToken": "A__B"', False),
        ([("A__B", "v")], '"authToken": "A:B"', True),
        ([("5", "v")], '"connection": 5', False),
        ([("X", "v")], '"connection": " "', True),
        ([("X", "v")], '"connection": null', True),
        ([("X", "v")], '"Connection": "Y"', False),
    ],
)
def test_the_names_of_function_json(pairs: list[tuple[str, str | None]], binding: str, said: bool) -> None:
    found, refused = check_settings(pairs, {"F": f'{{"bindings": [{{"type": "blob", {binding}}}]}}'}, UTC)
    assert not refused
    assert [(problem.severity, str(problem.origin)[:15]) for problem in found] == [("info", "F/function.json")] * said
