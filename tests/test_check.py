"""The loop of ``check`` on values: no file, no process."""

from __future__ import annotations

import time

import pytest
from hypothesis import given as generated
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import funcbind
from funcbind.bindings import App
from funcbind.check import Given, Report, check_app, judge
from funcbind.configuration import Configuration
from funcbind.connections import Binding, Rejection, resolve
from funcbind.diagnostics import KINDS, of_kind
from funcbind.errors import ResolutionError
from funcbind.explain import explain
from funcbind.extensions import EXTENSIONS
from funcbind.reporters.data import report_data
from funcbind.reporters.explain_data import explanation_data
from funcbind.reporters.explain_text import render as render_explanation
from funcbind.reporters.explain_text import render_table
from funcbind.reporters.json import dump
from funcbind.reporters.style import Style, width
from funcbind.reporters.text import render
from funcbind.reporters.words import count, listed, printable, shown_id, shown_path, shown_uri
from funcbind.settings.model import Origin, Setting

HOST = "fake.servicebus.windows.net"


def place(line: int, file: str = "function_app.py") -> Origin:
    return Origin(file, line, 2)


def written(values: dict[str, str]) -> tuple[Setting, ...]:
    return tuple(
        Setting(name, value, Origin("local.settings.json", line, 5))
        for line, (name, value) in enumerate(values.items(), 4)
    )


def given(values: dict[str, str], **fields: object) -> Given:
    return Given((), Configuration(written(values)), "local", "linux", **fields)  # type: ignore[arg-type]


def bus(connection: str | None, line: int = 6, **fields: object) -> Binding:
    fields = {"function": f"f{line}", "name": "m", "origin": place(line), **fields}
    return Binding("serviceBus", connection, **fields)  # type: ignore[arg-type]


def codes(bindings: list[Binding], values: dict[str, str], **fields: object) -> list[tuple[str, str]]:
    checked = check_app(App(".", tuple(bindings)), given(values, **fields))
    return [(found.code, found.severity) for found in checked.diagnostics]


def test_one_cause_is_one_finding() -> None:
    """Bindings that fail for the same reason share a finding; the first place is its own, the others are related."""
    checked = check_app(
        App(".", (bus("A", 20), bus("A", 10), bus("A", 30), bus("B", 40))), given({}, environment=("X",))
    )
    first, second = checked.diagnostics
    assert (first.connection, first.origin) == ("A", place(10))
    assert [origin for origin, _ in first.related] == [place(20), place(30)]
    assert (second.connection, second.origin, second.related) == ("B", place(40), ())


def test_setting_at_fault_comes_first() -> None:
    """A finding about a setting points at the setting, and the bindings are related."""
    (found,) = check_app(
        App(".", (bus("A", 10), bus("a", 20))), given({"A__fullyQualifiedNamespace": "no host/"})
    ).diagnostics
    assert found.origin == Origin("local.settings.json", 4, 5)
    assert found.setting == "A__fullyQualifiedNamespace"
    assert [origin for origin, _ in found.related] == [place(10), place(20)]


def test_harmless_collision_is_a_warning() -> None:
    """Two settings that are one key and agree are reported once, at the first of them."""
    values = {"A__fullyQualifiedNamespace": HOST, "A:fullyQualifiedNamespace": HOST}
    checked = check_app(App(".", (bus("A", 10), bus("A", 20))), given(values))
    (found,) = checked.diagnostics
    assert (found.code, found.severity, found.origin) == ("FB212", "warning", Origin("local.settings.json", 4, 5))
    assert [origin.line for origin, _ in found.related] == [5, 10, 20]
    assert Report((checked,)).exit_code == 1


def test_contradictory_collision_is_an_error() -> None:
    assert codes([bus("A")], {"A": "x", "a": "y"}) == [("FB212", "error")]


def test_missing_host_storage_is_one_finding() -> None:
    """What several bindings need besides their own connections is one finding, under its own name."""
    bindings = tuple(Binding("blobTrigger", name, origin=place(line)) for line, name in ((3, "A"), (6, "B")))
    values = dict.fromkeys(("A", "B"), "UseDevelopmentStorage=true")
    (found,) = check_app(App(".", bindings), given(values)).diagnostics
    assert (found.code, found.connection, found.origin) == ("FB201", "Storage", place(3))
    assert [origin.line for origin, _ in found.related] == [6]


def test_nearest_name_is_offered() -> None:
    """A missing connection comes with the name that was probably meant."""
    (found,) = check_app(App(".", (bus("Ordrs"),)), given({"Orders__fullyQualifiedNamespace": HOST})).diagnostics
    assert 'did you mean "Orders"?' in found.hint


def test_nearest_binding_type_is_offered() -> None:
    """A misspelled type comes with the type that was probably meant; without a bundle it is only information."""
    binding = Binding("serviceBusTriger", "A", bundle="[4.*, 5.0.0)")
    (found,) = check_app(App(".", (binding,)), given({})).diagnostics
    assert (found.code, found.severity) == ("FB221", "error")
    assert 'did you mean "serviceBusTrigger"?' in found.hint
    assert codes([Binding("somebodysOwn")], {}) == [("FB221", "info")]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), ("FB201", "error")),
        (("Other", "PATH"), ("FB201", "error")),
        (("A",), ("FB218", "info")),
        (("AzureWebJobsA",), ("FB218", "info")),
        (("A__fullyQualifiedNamespace",), ("FB218", "info")),
        (("A__credential",), ("FB201", "error")),
        (("AZURE_CLIENT_ID", "AZURE_TOKEN_CREDENTIALS"), ("FB201", "error")),
        (("AZURE_TOKEN_CREDENTIALS", "AZURE_AUTHORITY_HOST", "A__fullyQualifiedNamespace"), ("FB218", "info")),
    ],
)
def test_names_of_the_environment(names: tuple[str, ...], expected: tuple[str, str]) -> None:
    """A name in the process environment makes "not found" information, if the connection would be complete with it."""
    assert codes([bus("A")], {}, environment=names) == [expected]


def test_environment_completes_an_identity() -> None:
    """A workload identity may take its ids from AZURE_* variables that only the process environment has."""
    values = {"A__fullyQualifiedNamespace": HOST, "A__credential": "workloadidentity"}
    names = ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE")
    assert codes([bus("A")], values) == [("FB411", "error")]
    assert codes([bus("A")], values, environment=names[:2]) == [("FB411", "error")]
    assert codes([bus("A")], values, environment=names) == [("FB218", "info")]


def test_broken_settings_stay_broken_whatever_the_environment_has() -> None:
    """Only what is absent can be elsewhere."""
    assert codes([bus("A")], {"A": "Endpoint=nonsense"}, environment=("A", "A__fullyQualifiedNamespace")) != []
    assert codes([bus("A")], {"A": "Endpoint=nonsense"}, environment=("A",))[0][1] == "error"


def test_no_settings_and_no_names_is_unchecked() -> None:
    """Without any settings nothing is reported as missing; the report says why nothing was checked."""
    checked = check_app(App("app", (bus("A"),)), given({}, problem="there is no settings file"))
    assert checked.unchecked == "there is no settings file"
    assert [(found.code, found.severity) for found in checked.diagnostics] == [("FB123", "warning")]
    assert [verdict.status for verdict in checked.verdicts] == ["unchecked"]
    assert Report((checked,)).exit_code == 2
    fine = check_app(App("other"), given({}))
    assert Report((checked, fine)).exit_code == 1


def test_no_settings_but_names() -> None:
    """Without a settings file, names in the environment still tell what is there and what is not."""
    fields: dict[str, object] = {"problem": "there is no settings file", "environment": ("A",)}
    assert codes([bus("A")], {}, **fields) == [("FB218", "info")]
    assert codes([bus("A", 1), bus("B", 2)], {}, **fields) == [("FB218", "info"), ("FB201", "error")]


def test_unreadable_names_are_not_guessed() -> None:
    """A connection's name that the source does not give away is not replaced by the default."""
    (verdict,) = judge((bus(None, unresolved=("connection",)),), given({}))
    assert (verdict.status, verdict.resolution, verdict.findings) == ("unchecked", None, ())
    (verdict,) = judge((bus("A", unresolved=("queueName",)),), given({"A__fullyQualifiedNamespace": HOST}))
    assert verdict.status == "ok"


def test_app_whose_files_cannot_be_read_is_unchecked() -> None:
    problem = of_kind("app_unreadable", "Python cannot parse this file", origin=place(1))
    report = Report((check_app(App("app", problems=(problem,)), given({})),))
    assert (report.exit_code, report.diagnostics) == (2, (problem,))


def test_empty_report_could_not_run() -> None:
    assert Report((), problem="there is no app").exit_code == 2


TYPES = sorted(type_ for row in EXTENSIONS for type_ in row.types)
NAMES = st.one_of(st.sampled_from(["A", "Orders", "%A%", "", "AzureWebJobsStorage"]), st.text(max_size=8))
KEYS = st.sampled_from(
    ["", "__serviceUri", "__fullyQualifiedNamespace", "__credential", "__clientId", ":accountEndpoint"]
)
VALUES = st.one_of(
    st.sampled_from(
        ["", HOST, "https://fake.example", "UseDevelopmentStorage=true", "managedidentity", "workloadidentity"]
    ),
    st.text(max_size=12),
)


@st.composite
def settings_values(draw: st.DrawFn) -> dict[str, str]:
    return {
        draw(st.sampled_from(["A", "a", "Orders", "AzureWebJobsA", "AzureWebJobsStorage"])) + draw(KEYS): draw(VALUES)
        for _ in range(draw(st.integers(0, 5)))
    }


@generated(st.sampled_from(TYPES), NAMES, settings_values())
@hypothesis_settings(deadline=None, max_examples=300)
def test_check_and_run_time_agree(type_: str, name: str, values: dict[str, str]) -> None:
    """``check`` reports a refusal of the connection if and only if ``connection()`` raises it, with the same words."""
    binding = Binding(type_, name)
    configuration = Configuration(written(values))
    resolution = resolve(configuration, binding)
    (verdict,) = judge((binding,), given(values)) or (None,)
    raised = None
    try:
        funcbind.connection(name, type_, configuration)
    except ResolutionError as error:
        raised = error.diagnostic
    assert (raised is not None) == isinstance(resolution.outcome, Rejection)
    if raised is not None:
        assert verdict is not None
        assert (raised.code, raised.message, raised.hint) in [
            (found.code, found.message, found.hint) for found in verdict.findings
        ]


@generated(st.lists(st.tuples(st.sampled_from(TYPES), NAMES), max_size=4), settings_values(), st.booleans())
@hypothesis_settings(deadline=None, max_examples=150)
def test_every_rendering_takes_everything(asked: list[tuple[str, str]], values: dict[str, str], colour: bool) -> None:
    """Any names and values give a text and a JSON document, and no control character in either."""
    bindings = tuple(Binding(type_, name, origin=place(line)) for line, (type_, name) in enumerate(asked, 1))
    what = given(values, environment=("Orders", "PATH"))
    report = Report((check_app(App(".", bindings), what),))
    for verbose in (False, True):
        text = render(report, Style(colour), verbose=verbose)
        assert colour or text.replace("\n", "").isprintable()
    assert dump(report_data(report)).isascii()
    from funcbind.explain import Section

    sections = (Section(".", what, explain(judge(bindings, what), what)),)
    for text in (render_explanation(sections, Style()), render_table(sections, Style())):
        assert text.replace("\n", "").isprintable()
    assert dump(explanation_data(sections)).isascii()


def test_time_is_linear() -> None:
    """Ten times the bindings and settings take about ten times as long, findings included."""

    def seconds(number: int) -> float:
        values = {f"C{index}__fullyQualifiedNamespace": HOST for index in range(0, number, 2)}
        values |= {f"Other{index}": "x" for index in range(4 * number)}
        bindings = tuple(bus(f"C{index}", index + 1) for index in range(number))
        begin = time.process_time()
        report = Report((check_app(App(".", bindings), given(values, environment=("PATH", "HOME"))),))
        render(report, Style())
        explain(report.apps[0].verdicts, report.apps[0].given)
        return time.process_time() - begin

    seconds(100)
    small, large = min(seconds(300) for _ in range(3)), min(seconds(3000) for _ in range(2))
    assert large < 25 * small


def test_kinds_have_one_name_each() -> None:
    """A code has one name, whatever kinds share it."""
    names: dict[str, set[str]] = {}
    for code, name in KINDS.values():
        names.setdefault(code, set()).add(name)
    assert all(len(found) == 1 for found in names.values())


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("https://fake.blob.core.windows.net/", "https://fake.blob.core.windows.net/"),
        ("https://fake.blob.core.windows.net/c/b?sig=x#y", "https://fake.blob.core.windows.net/c/b"),
        ("https://user:word@fake.example:81/p", "https://fake.example:81/p"),
        ("user:word@fake.example", "fake.example"),
        ("fake.example?x", "fake.example"),
        ("sb://fake/;SharedAccessKey=abc", "sb://fake/"),
        ("https://fake/AccountKey=abc/x", "(hidden)"),
        ("Contoso-Orders2-Production-West-Europe.servicebus.windows.net",) * 2,
        ("https://fake\x1b[2J/", "https://fake\\x1b[2J/"),
    ],
)
def test_shown_uri(uri: str, shown: str) -> None:
    """Host and path are shown, who and with what key is not."""
    assert shown_uri(uri) == shown


def test_words() -> None:
    assert [count(1, "app"), count(2, "app"), count(12345, "app")] == ["1 app", "2 apps", "12,345 apps"]
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert printable("a\n\ud800é") == "a\\n\\ud800é"
    assert [shown_path("./a"), shown_path("."), shown_path("../a")] == ["a", ".", "../a"]
    assert shown_id("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/Rg1") != "(hidden)"
    assert shown_id("faKe8~Q.verySecretClientSecretThatIsFake0123") == "(hidden)"
    assert [width("abc"), width("日本"), width("e\u0301")] == [3, 4, 1]
