"""App settings as Azure's tools print them, each shape with its places and its problems."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funcbind.configuration import Configuration
from funcbind.settings import read_source
from funcbind.settings.exports import PREFIXES, is_local_settings, read_export
from funcbind.settings.jsonc import parse
from funcbind.settings.source import SettingsSource

SECRET = "FakeSecretThatNobodyMayEverSee"
SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"


def read(content: object) -> SettingsSource:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return read_export("export.json", parse(text))


def pairs(content: object) -> dict[str, str]:
    return {setting.name: setting.value for setting in read(content).settings}


def found(content: object) -> list[tuple[str, str]]:
    return [(problem.code, problem.severity) for problem in read(content).problems]


def setting(name: str, value: object = "1") -> dict[str, object]:
    return {"name": name, "value": value, "slotSetting": False}


def site(
    name: str = "app", kind: str = "functionapp,linux", *, tie: bool = False, **config: object
) -> dict[str, object]:
    if tie:
        return {"name": name, "type": "Microsoft.Web/sites", "kind": kind, "siteConfig": config}
    return {"type": "Microsoft.Web/sites", "name": name, "kind": kind, "properties": {"siteConfig": config}}


def template(*resources: object) -> dict[str, object]:
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": list(resources)}


def config(name: str, properties: object, kind: str = "Microsoft.Web/sites/config") -> dict[str, object]:
    return {"id": "/subscriptions/x", "name": name, "type": kind, "location": "West", "properties": properties}


APP_SETTINGS = [setting("A"), setting("B__c", "")]
STRINGS = [{"name": "Db", "connectionString": "x", "type": "SQLAzure"}]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # az functionapp config appsettings list, and the portal
        (APP_SETTINGS, {"A": "1", "B__c": ""}),
        ([{"name": "A", "value": "1"}], {"A": "1"}),
        ([], {}),
        # PowerShell: capitals, and a list of one that is none
        ([{"Name": "A", "Value": "1"}], {"A": "1"}),
        (setting("A"), {"A": "1"}),
        # a plain map
        (
            {"A": "1", "B:c": "2", "name": "n", "value": "v", "type": "t"},
            {"A": "1", "B:c": "2", "name": "n", "value": "v", "type": "t"},
        ),
        ({}, {}),
        (
            {"appSettings": "1", "resources": "2", "properties": "3"},
            {"appSettings": "1", "resources": "2", "properties": "3"},
        ),
        (config("appsettings", {"appSettings": "1", "siteConfig": "2"}), {"appSettings": "1", "siteConfig": "2"}),
        # az webapp config connection-string list, now and formerly
        ([{"name": "Db", "value": "x", "type": "SQLAzure", "slotSetting": True}], {"SQLAZURECONNSTR_Db": "x"}),
        (
            [{"name": "Db", "value": {"value": "x", "type": "SQLAzure"}, "slotSetting": True}],
            {"SQLAZURECONNSTR_Db": "x"},
        ),
        # ARM's answers
        ({"properties": {"A": "1"}}, {"A": "1"}),
        (config("appsettings", {"A": "1", "B": "[x]"}), {"A": "1", "B": "[x]"}),
        (config("connectionstrings", {"Db": {"value": "x", "type": "MySql"}}), {"MYSQLCONNSTR_Db": "x"}),
        ({"properties": {"Db": {"value": "x", "type": "MySql"}}}, {"MYSQLCONNSTR_Db": "x"}),
        ({"Db": {"value": "x", "type": "MySql"}}, {"MYSQLCONNSTR_Db": "x"}),
        (
            config("web", {"appSettings": APP_SETTINGS, "connectionStrings": STRINGS}),
            {"A": "1", "B__c": "", "SQLAZURECONNSTR_Db": "x"},
        ),
        (config("slot/appsettings", {"A": "1"}, "Microsoft.Web/sites/slots/config"), {"A": "1"}),
        # a site: ARM's, the Azure CLI's, its siteConfig alone
        (site(appSettings=APP_SETTINGS, connectionStrings=STRINGS), {"A": "1", "B__c": "", "SQLAZURECONNSTR_Db": "x"}),
        (site(tie=True, appSettings=APP_SETTINGS), {"A": "1", "B__c": ""}),
        ({"siteConfig": {"appSettings": APP_SETTINGS}}, {"A": "1", "B__c": ""}),
        ({"properties": {"siteConfig": {"appSettings": APP_SETTINGS}}}, {"A": "1", "B__c": ""}),
        ({"appSettings": APP_SETTINGS}, {"A": "1", "B__c": ""}),
        ({"connectionStrings": STRINGS}, {"SQLAZURECONNSTR_Db": "x"}),
        ([site(appSettings=APP_SETTINGS)], {"A": "1", "B__c": ""}),
        # templates
        (template(site(appSettings=APP_SETTINGS)), {"A": "1", "B__c": ""}),
        ({"resources": {"app": site(appSettings=APP_SETTINGS)}}, {"A": "1", "B__c": ""}),
        (template(site(), config("app/appsettings", {"A": "1"})), {"A": "1"}),
        (template(config("[concat(parameters('app'), '/appsettings')]", {"A": "1"})), {"A": "1"}),
        (template({**site(), "resources": [config("appsettings", {"A": "1"}, "config")]}), {"A": "1"}),
        (
            template(config("app/connectionstrings", {"Db": {"value": "x", "type": "Custom"}})),
            {"CUSTOMCONNSTR_Db": "x"},
        ),
        (template(config("app/web", {"appSettings": APP_SETTINGS})), {"A": "1", "B__c": ""}),
        (
            template(
                {
                    "type": "Microsoft.Resources/deployments",
                    "properties": {"template": template(site(appSettings=APP_SETTINGS))},
                }
            ),
            {"A": "1", "B__c": ""},
        ),
        (template(site(appSettings=[setting("A", "[[x]"), setting("B", "[x")])), {"A": "[x]", "B": "[x"}),
        (
            template(
                {"type": "Microsoft.Storage/storageAccounts", "properties": {"A": "1"}},
                site(appSettings=[setting("A")]),
            ),
            {"A": "1"},
        ),
        # a template's expressions are texts elsewhere
        ([setting("Cors", '["a"]')], {"Cors": '["a"]'}),
    ],
)
def test_shapes(content: object, expected: dict[str, str]) -> None:
    """Every shape that is documented gives its settings, and nothing to report."""
    source = read(content)
    assert {one.name: one.value for one in source.settings} == expected
    assert (source.kind, source.target, source.problems, source.usable) == ("export", "deployed", (), True)


@pytest.mark.parametrize("kind", [*PREFIXES, "SQLServer", "SQLAZURE", "PostgreSQL", "servicebus", "EventHub"])
def test_prefixes(kind: str) -> None:
    """Types are found in any letter case, and the host's configuration knows every prefix."""
    (name,) = pairs([{"name": "Db", "value": "x", "type": kind}])
    assert Configuration({name: "x"}).get("ConnectionStrings:Db") == "x"


def test_numbered_types() -> None:
    """ARM's .NET models give the type as a number."""
    written = [{"Name": f"n{number}", "ConnectionString": "x", "Type": number} for number in range(11)]
    assert list(pairs(written)) == [
        "MYSQLCONNSTR_n0",
        "SQLCONNSTR_n1",
        "SQLAZURECONNSTR_n2",
        "CUSTOMCONNSTR_n3",
        "NOTIFICATIONHUBCONNSTR_n4",
        "SERVICEBUSCONNSTR_n5",
        "EVENTHUBCONNSTR_n6",
        "APIHUBCONNSTR_n7",
        "DOCDBCONNSTR_n8",
        "REDISCACHECONNSTR_n9",
        "POSTGRESQLCONNSTR_n10",
    ]


SLOT = config("app/slot/appsettings", {"S": "1"}, "Microsoft.Web/sites/slots/config")
SKIPPED, NOTED, TWICE = ("FB114", "warning"), ("FB114", "info"), ("FB118", "warning")


@pytest.mark.parametrize(
    ("content", "expected", "problems"),
    [
        ([setting("A"), setting("B", None)], {"A": "1"}, [SKIPPED]),
        ([setting("A"), setting("DOCKER_REGISTRY_SERVER_PASSWORD", None)], {"A": "1"}, []),
        ([setting("DOCKER_REGISTRY_SERVER_PASSWORD", None)], {}, []),
        ([setting("A", 1.50), setting("B", True), setting("C", [])], {"A": "1.5", "B": "true"}, [SKIPPED] * 3),
        ('{"A": 1.50, "B": 0x1F, "C": False}', {"A": "1.50", "B": "0x1F"}, [("FB101", "error"), *[SKIPPED] * 3]),
        ([setting(""), {"value": "1"}, 5, "A=1", setting("A")], {"A": "1"}, [SKIPPED] * 4),
        ([{"name": 5, "value": "1"}], {}, [SKIPPED]),
        ([{"name": "A"}], {}, [SKIPPED]),
        ([setting("A"), setting("A", "2")], {"A": "2"}, [TWICE]),
        ([setting("A"), setting("A")], {"A": "1"}, [("FB118", "info")]),
        ('{"A": "1", "a": "2", "A": "3"}', {"a": "2", "A": "3"}, [TWICE]),
        ([{"name": "A", "value": "1", "type": "Oracle"}], {}, [SKIPPED]),
        ([{"name": "A", "value": "1", "type": None}], {}, [SKIPPED]),
        ({"connectionStrings": [{"name": "A", "connectionString": "1"}]}, {}, [SKIPPED]),
        (template(site(appSettings=[setting("A", "[p()]"), setting("[p()]"), setting("B")])), {"B": "1"}, [NOTED] * 2),
        (template(site(appSettings=[setting("A", None)])), {}, [SKIPPED]),
        (template(site(appSettings=APP_SETTINGS), config("app/appsettings", {"Z": "1"})), {"Z": "1"}, [NOTED]),
        (template(site(appSettings=[setting("A")]), site("w", "app", appSettings=[setting("W")])), {"A": "1"}, [NOTED]),
        (template(site(appSettings=[setting("A")], connectionStrings="[p()]")), {"A": "1"}, [NOTED]),
        (template(SLOT, site(appSettings=[setting("A")])), {"A": "1"}, [NOTED]),
    ],
)
def test_left_out(content: object, expected: dict[str, str], problems: list[tuple[str, str]]) -> None:
    """What is no setting is reported; the others are taken."""
    assert pairs(content) == expected
    assert found(content) == problems


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("5", "neither an object nor a list"),
        (template(), "no app settings in this template"),
        (template(site(appSettings="[p()]")), "no app settings in this template"),
        (site(appSettings=None), "functionapp show"),
        ([site(tie=True, appSettings=None)] * 2, "functionapp show"),
        (template(site(appSettings=APP_SETTINGS), site(appSettings=APP_SETTINGS)), "several apps"),
        (template(config("a/appsettings", {"A": "1"}), config("b/appsettings", {"A": "1"})), "several apps"),
        ({"version": "2.0", "logging": {"logLevel": {}}}, "not a setting"),
        ({"bindings": []}, "not a setting"),
        ({"properties": {"appSettingNames": ["A"]}}, "not a setting"),
        (config("slotConfigNames", {"appSettingNames": ["A"]}), "not a setting"),
    ],
)
def test_refused(content: object, message: str) -> None:
    """What is no export, or more than one, gives no settings."""
    source = read(content)
    assert (source.settings, source.usable) == ((), False)
    problem = source.problems[0]
    assert (problem.code, problem.severity) == ("FB115", "error")
    assert message in problem.message


@pytest.mark.parametrize(
    ("content", "command"),
    [
        ([setting("A", None), setting("B", None)], "az functionapp config appsettings list"),
        (
            [setting("A", None), setting("DOCKER_REGISTRY_SERVER_PASSWORD", None)],
            "az functionapp config appsettings list",
        ),
        ({"A": None}, "az functionapp config appsettings list"),
        ([{"name": "A", "value": None, "type": "Custom"}], "az webapp config connection-string list"),
        ([{"name": "A", "value": {"value": None, "type": "Custom"}}], "az webapp config connection-string list"),
        ({"A": {"value": None, "type": "Custom"}}, "az webapp config connection-string list"),
    ],
)
def test_redacted(content: object, command: str) -> None:
    """The Azure CLI prints null for every value after a change; nothing can be checked with that."""
    source = read(content)
    assert (source.settings, source.usable) == ((), False)
    (problem,) = source.problems
    assert (problem.code, problem.name, problem.severity) == ("FB116", "settings-redacted", "error")
    assert command in problem.hint


@pytest.mark.parametrize(
    ("content", "unknown", "members"),
    [
        (APP_SETTINGS, [], ["A", "B__c"]),
        ([setting("A"), setting("B", None), setting("", "x")], [], ["A", "B"]),
        ([setting("A"), setting("DOCKER_REGISTRY_SERVER_PASSWORD", None)], ["DOCKER_REGISTRY_SERVER_PASSWORD"], None),
        (template(site(appSettings=[setting("A", "[p()]"), setting("B", "[[p()]")])), ["A"], ["A", "B"]),
        (template(site(appSettings=[setting("A", "[p()]"), setting("A", "1")])), [], ["A"]),
        (template(site(connectionStrings=[{**STRINGS[0], "connectionString": "[p()]"}])), ["SQLAZURECONNSTR_Db"], None),
        ([setting("A", None), setting("B", None)], ["A", "B"], None),
        ([{"name": "Db", "value": None, "type": "Custom"}], ["CUSTOMCONNSTR_Db"], None),
        ([{"name": "Db", "value": None, "type": "Oracle"}], [], None),
    ],
)
def test_names_without_a_known_value(content: object, unknown: list[str], members: list[str] | None) -> None:
    """The app will have these settings, so nobody may call them missing."""
    source = read(content)
    assert [name for name, _ in source.unknown] == unknown
    assert [name for name, _ in source.members] == (unknown if members is None else members) or members is None
    assert not set(unknown) & {one.name for one in source.settings}


def test_places() -> None:
    """A setting is where its name is written."""
    text = """[
  {"slotSetting": false, "name": "A", "value": "1"},
  {"name": "é😀", "value": null}, {"name": "C", "value": "3"},
  {"value": "3"}
]"""
    source = read(text)
    assert [(one.name, str(one.origin)) for one in source.settings] == [
        ("A", "export.json:2:34"),
        ("C", "export.json:3:43"),
    ]
    assert [str(problem.origin) for problem in source.problems] == ["export.json:3:12", "export.json:4:3"]
    assert [problem.setting for problem in source.problems] == ["é😀", ""]
    text = '{\r\n\t"properties": {\r\n"A": "1", "B":\r\n{"value": "2", "type": "Custom"}}}'
    assert [str(one.origin) for one in read(text).settings] == ["export.json:3:1", "export.json:3:11"]
    text = json.dumps(template(site(appSettings=[setting("A")]), site("w", "app", appSettings=[setting("W")])))
    (problem,) = read(text).problems
    assert problem.origin is not None
    assert text[problem.origin.column - 1 :].startswith('{"type": "Microsoft.Web/sites", "name": "w"')


def test_names_in_a_broken_text_are_not_shown() -> None:
    """A quote too many turns values into names."""
    source = read('[{"name": "hunter2"}, {"name": "hunter2", "value": []}, oops]')
    assert len(source.problems) >= 3
    assert not any("hunter2" in repr(problem) for problem in source.problems)
    assert not source.usable


def test_broken_text_gives_what_can_be_read() -> None:
    source = read('[{"name": "A", "value": "1"}, {"name": "B", "value": oops}, {"name": "C", "value": "3"}]')
    assert [one.name for one in source.settings] == ["A", "C"]
    assert {problem.code for problem in source.problems} == {"FB101", "FB114"}
    assert not source.usable


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ('{"IsEncrypted": 1}', "a", True),
        ('{"isencrypted": null}', "a", True),
        ('{"Values": {}}', "a", True),
        ('{"Values": "x"}', "a", False),
        ('{"Host": "x"}', "a", False),
        ('{"connectionStrings": []}', "a", False),
        ("[]", "a.settings.json", False),
        ("{}", "a.settings.json", True),
        ("{}", "a", False),
        ("", "a.settings.json", True),
        ("", "a", False),
        ('{"A": "1"}', "a.settings.json", False),
    ],
)
def test_is_local_settings(text: str, name: str, expected: bool) -> None:
    assert is_local_settings(parse(text), name) is expected


NAMES = st.sampled_from(
    ["name", "value", "type", "properties", "siteConfig", "appSettings", "resources", "$schema", "A"]
)
WORDS = st.sampled_from([SECRET, f"[{SECRET}]", "Custom", "Microsoft.Web/sites", SCHEMA, "app/appsettings", "config"])
SCALARS = st.one_of(WORDS, st.none(), st.booleans(), st.integers(), st.floats())
SHAPES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(NAMES, inner, max_size=6)),
    max_leaves=25,
)


@given(SHAPES)
def test_any_shape(content: object) -> None:
    """Whatever the JSON is, there is an answer, and no value in it."""
    source = read_source("-", stdin=json.dumps(content).encode())
    assert source.settings or source.problems or source.usable
    # What stands where a name stands is a name.
    names = {one.name for one in source.settings}
    for problem in source.problems:
        if SECRET in repr(problem):
            assert any(_has_name(content, name) for name in (SECRET, f"[{SECRET}]")), names


def _has_name(content: object, name: str) -> bool:
    if isinstance(content, list):
        return any(_has_name(each, name) for each in content)
    if isinstance(content, dict):
        return content.get("name") == name or any(_has_name(each, name) for each in content.values())
    return False


@given(SHAPES, st.integers(0, 400), st.text(alphabet="\"'{}[],:\\/*\n", max_size=3))
def test_any_damage(content: object, at: int, damage: str) -> None:
    """A text that is cut or has something in it that does not belong there gives an answer too."""
    text = json.dumps(content)
    for broken in (text[:at], text[:at] + damage + text[at:]):
        source = read_export("-", parse(broken))
        assert source.kind == "export"
        if parse(broken).problems:
            assert not source.usable
            assert not any(SECRET in repr(problem) for problem in source.problems)


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1))
def test_the_shapes_agree(values: dict[str, str]) -> None:
    """The same settings in every shape are the same settings."""
    values = {name.encode("utf-8", "replace").decode(): value for name, value in values.items() if name}
    listed = [{"name": name, "value": value} for name, value in values.items()]
    expected = pairs(listed)
    assert len(expected) == len(values)
    for shape in (config("appsettings", values), site(appSettings=listed), {"siteConfig": {"appSettings": listed}}):
        assert pairs(shape) == expected
