"""``funcbind check --fix`` and ``--diff``: what is repaired, and everything that stays as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from funcbind.bindings import read_app
from funcbind.check import Given, check_app
from funcbind.configuration import Configuration
from funcbind.fix import _FIXES, repair
from funcbind.policy import Policy
from funcbind.rules import rules
from funcbind.settings.local_source import read_local_settings
from tests.cli_project import run_here, service_bus, write_app

BLOB = "@app.blob_trigger(arg_name='b', path='files', connection='Files')\ndef g(b):\n    pass\n\n\n"
READS = "import os\nADDRESS = os.environ['Orders__fullyQualifiedNamespace']\n"
BUS = "contoso.servicebus.windows.net"
ID = "11111111-1111-1111-1111-111111111111"
FAKE = "fake-secret-of-a-test"
HEAD = '{\n  "IsEncrypted": false,\n  "Values": {\n    "AzureWebJobsStorage": "UseDevelopmentStorage=true"'
TAIL = "\n  }\n}\n"


def lines(*pairs: tuple[str, str]) -> str:
    """A local.settings.json with these settings, one a line."""
    return HEAD + "".join(f',\n    "{name}": {json.dumps(value)}' for name, value in pairs) + TAIL


def app(folder: Path, text: str, code: str = "", name: str = "local.settings.json") -> Path:
    write_app(folder, code or service_bus("f", "Orders") + BLOB)
    (folder / name).write_bytes(text.encode())
    return folder / name


FILES = ("Files", "UseDevelopmentStorage=true")
ORDERS = ("Orders__fullyQualifiedNamespace", BUS)
CASES = {
    "rename a delimiter typo, then drop the identity": (
        lines(FILES, ORDERS, ("Orders__credential", "managedidentity"), ("Orders_clientId", ID)),
        lines(FILES, ORDERS),
    ),
    "trim": (
        lines(FILES, ORDERS, ("Orders__tenantId", ID), ("Orders__clientId", ID), ("Orders__clientSecret", FAKE + "\n")),
        lines(FILES, ORDERS, ("Orders__tenantId", ID), ("Orders__clientId", ID), ("Orders__clientSecret", FAKE)),
    ),
    "bare namespace": (
        lines(FILES, ("Orders__fullyQualifiedNamespace", f"sb://{BUS}/")),
        lines(FILES, ORDERS),
    ),
    "bare account": (
        lines(ORDERS, ("Files__accountName", "contoso.blob.core.windows.net")),
        lines(ORDERS, ("Files__accountName", "contoso")),
    ),
    "address of the queues": (
        lines(("Files__serviceUri", "https://contoso.blob.core.windows.net"), ORDERS),
        lines(
            ("Files__serviceUri", "https://contoso.blob.core.windows.net"),
            ("Files__queueServiceUri", "https://contoso.queue.core.windows.net"),
            ORDERS,
        ),
    ),
    "managed identity between others": (
        lines(("Orders__clientId", ID), FILES, ("Orders__credential", "managedidentity"), ORDERS),
        lines(FILES, ORDERS),
    ),
    "IsEncrypted missing": (lines(FILES, ORDERS).replace('  "IsEncrypted": false,\n', ""), lines(FILES, ORDERS)),
    "IsEncrypted true": (lines(FILES, ORDERS).replace("false", "true"), lines(FILES, ORDERS)),
    "isEncrypted in other letters": (lines(FILES, ORDERS).replace("IsEnc", "isEnc"), lines(FILES, ORDERS)),
}


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_repaired(name: str, tmp_path: Path) -> None:
    before, after = CASES[name]
    path = app(tmp_path, before)
    assert run_here("check", "--fix", cwd=tmp_path).code == 0
    assert path.read_bytes().decode() == after
    again = run_here("check", "--fix", cwd=tmp_path)
    assert (again.code, again.err) == (0, "")
    assert run_here("check", "--diff", cwd=tmp_path).out == ""


@pytest.mark.parametrize("name", ["Orders:fullyQualifiedNamespace", "Orders__FullyQualifiedNamespace"])
def test_a_name_that_own_code_reads(name: str, tmp_path: Path) -> None:
    path = app(tmp_path, lines(FILES, (name, BUS)), READS + service_bus("f", "Orders") + BLOB)
    assert run_here("check", "--fix", "--os", "linux", cwd=tmp_path).code == 0
    assert path.read_text(encoding="utf-8") == lines(FILES, ORDERS)


def test_comments_line_ends_tabs_mark_and_permissions_stay(tmp_path: Path) -> None:
    text = (
        '\ufeff{ // a\r\n\t"Values": { /* b */\r\n\t\t"Files": "UseDevelopmentStorage=true", // c\r\n'
        f"\t\t'Orders__fullyQualifiedNamespace' :\t'sb://{BUS}', // d\r\n"
        '\t\t"Orders__credential": "managedidentity", // e\r\n\r\n\t}, "Other": [1, {}]\r\n}'
    )
    path = app(tmp_path, text)
    path.chmod(0o640)
    run_here("check", "--fix", cwd=tmp_path)
    assert path.read_bytes().decode() == (
        '\ufeff{ // a\r\n\t"IsEncrypted": false,\r\n\t"Values": { /* b */\r\n'
        '\t\t"Files": "UseDevelopmentStorage=true", // c\r\n'
        f"\t\t'Orders__fullyQualifiedNamespace' :\t'{BUS}', // d\r\n"
        '\t\t // e\r\n\r\n\t}, "Other": [1, {}]\r\n}'
    )
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o640


def test_a_dotenv_file_is_repaired(tmp_path: Path) -> None:
    text = (
        f"# note\r\nAzureWebJobsStorage=UseDevelopmentStorage=true\r\nFiles='UseDevelopmentStorage=true'\r\n"
        f'export Orders__fullyQualifiedNamespace="sb://{BUS}"\r\nOrders__credential=managedidentity\r\n'
        f"Orders_clientId={ID}"
    )
    path = app(tmp_path, text, name="my.env")
    assert run_here("check", "--settings", "my.env", "--fix", cwd=tmp_path).code == 0
    assert path.read_bytes().decode() == (
        "# note\r\nAzureWebJobsStorage=UseDevelopmentStorage=true\r\nFiles='UseDevelopmentStorage=true'\r\n"
        f'export Orders__fullyQualifiedNamespace="{BUS}"\r\n'
    )


UNTOUCHED = {
    "a secret beside the identity": lines(
        FILES,
        ORDERS,
        ("Orders__credential", "managedidentity"),
        ("Orders__tenantId", ID),
        ("Orders__clientId", ID),
        ("Orders__clientSecret", FAKE),
    ),
    "encrypted values": lines(FILES, ("Orders", "CfDJ8" + "A" * 60)).replace("false", "true"),
    "a file with a fault": lines(FILES, ("Orders__credential", "managedidentity"), ORDERS).replace("}", "", 1),
    "the right name is there": lines(FILES, ORDERS, ("Orders__clientId", ID), ("Orders_clientId", ID)),
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_what_a_person_has_to_decide_stays(name: str, tmp_path: Path) -> None:
    path = app(tmp_path, UNTOUCHED[name])
    run_here("check", "--fix", cwd=tmp_path)
    assert path.read_bytes().decode() == UNTOUCHED[name]


def test_a_name_that_own_code_reads_is_not_deleted(tmp_path: Path) -> None:
    text = lines(FILES, ORDERS, ("Orders__credential", "managedidentity"), ("Orders__clientId", ID))
    code = "import os\nID = os.environ['Orders__clientId']\n" + service_bus("f", "Orders") + BLOB
    path = app(tmp_path, text, code)
    run_here("check", "--fix", cwd=tmp_path)
    assert path.read_bytes().decode() == text


@pytest.mark.parametrize("option", [("--deployed",), ("--target", "deployed", "--settings")])
def test_deployed_settings_are_never_changed(option: tuple[str, ...], tmp_path: Path) -> None:
    write_app(tmp_path, service_bus("f", "Orders"))
    export = json.dumps([{"name": "Orders__fullyQualifiedNamespace", "value": f"sb://{BUS}"}])
    (tmp_path / "azure.json").write_text(export, encoding="utf-8")
    text = lines(("Orders__fullyQualifiedNamespace", f"sb://{BUS}"))
    (tmp_path / "local.settings.azure.json").write_text(text, encoding="utf-8")
    run_here("check", "--fix", *option, "azure.json", cwd=tmp_path)
    run_here("check", "--fix", *option, "local.settings.azure.json", cwd=tmp_path)
    assert (tmp_path / "azure.json").read_text(encoding="utf-8") == export
    assert (tmp_path / "local.settings.azure.json").read_text(encoding="utf-8") == text


def test_the_preview_shows_names_and_hides_values(tmp_path: Path) -> None:
    secret = ("Orders__clientSecret", f" {FAKE} ")
    text = lines(FILES, ("Orders__fullyQualifiedNamespace", f"sb://{BUS}"), ("Orders__tenantId", ID), secret)
    text = text.replace('"Values"', f'// {FAKE}\n  "Values"').replace(TAIL, f',\n    "Orders__clientId": "{ID}"{TAIL}')
    path = app(tmp_path, text)
    for options in (("--diff",), ("--fix", "--diff")):
        done = run_here("check", *options, cwd=tmp_path)
        assert done.code == run_here("check", cwd=tmp_path).code
        assert f'+    "Orders__fullyQualifiedNamespace": "{BUS}",' in done.out
        assert '+    "Orders__clientSecret": "(hidden, without the blanks)"' in done.out
        assert FAKE not in done.out + done.err
        assert ID not in done.out
    assert path.read_bytes().decode() == text


def test_a_file_that_cannot_be_written_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = lines(FILES, ("Orders__fullyQualifiedNamespace", f"sb://{BUS}"))
    path = app(tmp_path, text)

    def fail(*_: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(os, "replace", fail)
    before = sorted(os.listdir(tmp_path))
    done = run_here("check", "--fix", cwd=tmp_path)
    assert done.code == 2
    assert "cannot fix local.settings.json" in done.err
    assert path.read_bytes().decode() == text
    assert sorted(os.listdir(tmp_path)) == before


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_leads_to_its_file(tmp_path: Path) -> None:
    real = app(tmp_path, lines(FILES, ("Orders__fullyQualifiedNamespace", f"sb://{BUS}")), name="shared.json")
    link = tmp_path / "local.settings.json"
    link.symlink_to(real)
    assert run_here("check", "--fix", cwd=tmp_path).code == 0
    assert link.is_symlink()
    assert real.read_bytes().decode() == lines(FILES, ORDERS)


def test_an_ignored_finding_is_not_repaired(tmp_path: Path) -> None:
    text = lines(FILES, ("Orders__fullyQualifiedNamespace", f"sb://{BUS}"))
    path = app(tmp_path, text)
    (tmp_path / "pyproject.toml").write_text('[tool.funcbind]\nselect = ["FB2"]\n', encoding="utf-8")
    run_here("check", "--fix", cwd=tmp_path)
    assert path.read_bytes().decode() == text


def test_the_rows_name_what_can_be_repaired() -> None:
    assert {rule.code for rule in rules() if rule.fix} | {"FB103"} == set(_FIXES)


def test_a_check_does_not_load_it(tmp_path: Path) -> None:
    app(tmp_path, lines(FILES, ORDERS))
    code = (
        "import sys; from funcbind.cli import main; main(['check', '-q']); "
        "print([name for name in sys.modules if 'fix' in name.rpartition('.')[2] and name.startswith('funcbind')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


NAMES = st.sampled_from(
    [
        "Orders__fullyQualifiedNamespace",
        "Orders:fullyQualifiedNamespace",
        "orders__FullyQualifiedNamespace",
        "Orders__credential",
        "Orders_credential",
        "Orders__clientId",
        "Orders_clientId",
        "Orders__clientSecret",
        "Orders__tenantId",
        "Files__serviceUri",
        "Files__accountName",
        "Files___blobServiceUri",
        "Other",
    ]
)
VALUES = st.sampled_from(
    [
        BUS,
        f"sb://{BUS}/",
        "managedidentity",
        ID,
        f" {ID}\t",
        FAKE,
        "https://contoso.blob.core.windows.net",
        "contoso.blob.core.windows.net",
        "contoso",
        "",
        'a"b\\c',
        "é\U0001f600",
    ]
)
GAPS = st.sampled_from(["", " ", "\n", "\r\n\t", "\r", " // note\n", " /* note */ ", "\n// a, b: {\n    "])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A local.settings.json as an untidy person may have written it."""
    parts = [draw(GAPS), "{", draw(GAPS)]
    parts += draw(st.sampled_from([[], ['"IsEncrypted":', "true", ","], ['"isEncrypted" :', "false", ","]]))
    parts += [draw(GAPS), '"Values":', draw(GAPS), "{", draw(GAPS)]
    pairs = draw(st.lists(st.tuples(NAMES, VALUES), max_size=6))
    for index, (name, value) in enumerate(pairs):
        parts += [f'"{name}"', draw(st.sampled_from(["", " "])), ":", draw(GAPS), json.dumps(value), draw(GAPS)]
        if index < len(pairs) - 1 or draw(st.booleans()):
            parts += [",", draw(GAPS)]
    return "".join([*parts, "}", draw(GAPS), "}", draw(GAPS), draw(st.sampled_from(["", "", "", "}", '"']))])


@pytest.fixture(scope="module")
def some_app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_app(tmp_path_factory.mktemp("app"), READS + service_bus("f", "Orders") + BLOB)


@settings(max_examples=150, deadline=None)
@given(text=texts())
def test_nothing_else_changes_and_a_second_run_finds_nothing(text: str, some_app: Path) -> None:
    first = repaired(some_app, text)
    assert repaired(some_app, first) == first
    assert comments(first) == comments(text)
    if first == text:
        return
    was, now = read_local_settings("f", text), read_local_settings("f", first)
    assert now.usable or not was.usable
    kept = {value for value in values(was) if FAKE in value or value == 'a"b\\c'}
    assert kept <= values(now)


def values(source: object) -> set[str]:
    return {setting.value for setting in source.settings}  # type: ignore[attr-defined]


def comments(text: str) -> int:
    return text.count("note") + text.count("// a, b: {")


def repaired(folder: Path, text: str) -> str:
    source = read_local_settings("f", text)
    configuration = Configuration(source.settings, os="linux")
    checked = check_app(read_app(str(folder)), Given((source,), configuration, "local", "linux"))
    files = repair((checked,), {"f": text}, Policy())[1]
    return files["f"].after if files else text
