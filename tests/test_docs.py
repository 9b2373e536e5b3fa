"""The generated pages of ``docs`` say what the tables say.

``python -m tests.test_docs`` writes them anew.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from funcbind.cli.arguments import COMMANDS, Command, Option
from funcbind.diagnostics import KINDS
from funcbind.extensions import EXTENSIONS, Extension
from funcbind.lookup import ORDERS
from funcbind.reporters.pages import document
from funcbind.rules.pages import pages
from funcbind.rules.refusals import REFUSALS, SEVERITIES
from tests.cli_project import run_here, service_bus, write_app

DOCS = Path(__file__).resolve().parent.parent / "docs"
OPTIONS = re.compile(r"<!-- options: (?P<command>\w+) -->\n.*?<!-- end -->", re.DOTALL)
COMMAND = "python -m tests.test_docs"


def rules_page() -> str:
    return document(pages())


def extensions_page() -> str:
    rows = [
        "# What each extension reads",
        "",
        f"Made by `{COMMAND}` from [the table](../funcbind/extensions/table.py) that the resolver uses.",
        "",
        "A connection name is looked up in the places of its order; the first that exists is taken, with all below it.",
        "",
        *(f"- **{name}**: " + ", ".join(f"`{path}`" for path in paths) for name, paths in ORDERS.items() if paths),
        "",
        "`{}` stands for the name, `:` for `__` in the name of an app setting.",
        "",
        "| Extension | Binding types | Connection | Order | Endpoint keys | Identity |",
        "|---|---|---|---|---|---|",
    ]
    rows += [_row(extension) for extension in EXTENSIONS]
    rows += ["", "The connection is the property that names it, and the default where the property may be absent.", ""]
    return "\n".join(rows)


def _row(extension: Extension) -> str:
    connection = f"`{extension.property}`" if extension.property else "-"
    connection += f", else `{extension.default}`" if extension.default and extension.property else ""
    cells = (
        (f"[{extension.name}]({extension.source})" if extension.source else extension.name)
        + (f" {extension.version}" if extension.version else ""),
        _listed(extension.types),
        connection,
        extension.order if extension.order != "none" else "-",
        _listed(extension.endpoint_keys),
        (f"yes, `{extension.scope}`" if extension.scope else "yes") if extension.identity else "no",
    )
    return "| " + " | ".join(cells) + " |"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words) or "-"


def cli_page(text: str) -> str:
    """The page with every table of options as the command has it."""
    commands = {command.name: command for command in COMMANDS}
    return OPTIONS.sub(lambda match: _options(commands[match["command"]]), text)


def _options(command: Command) -> str:
    rows = [f"<!-- options: {command.name} -->", "| | |", "|---|---|"]
    rows += [f"| {_spelled(option)} | {option.help} |" for option in command.options]
    return "\n".join([*rows, "<!-- end -->"])


def _spelled(option: Option) -> str:
    value = " or ".join(option.choices) if option.choices else option.metavar
    words = ", ".join(option.spellings) or option.metavar.replace("|", " or ")
    return f"`{words}`" + (f" {value}" if value and option.spellings else "")


PAGES = {"rules.md": lambda _: rules_page(), "extensions.md": lambda _: extensions_page(), "cli.md": cli_page}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_of_today(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    assert PAGES[name](text) == text, f"docs/{name} is of yesterday; run: {COMMAND}"


def test_every_command_is_documented() -> None:
    text = (DOCS / "cli.md").read_text(encoding="utf-8")
    assert {match["command"] for match in OPTIONS.finditer(text)} == {command.name for command in COMMANDS}


def test_every_refusal_has_a_page() -> None:
    """Each code of a refusal is explained by a row of its own or by the rule that shares it."""
    codes = {code for code, _ in KINDS.values()}
    assert codes <= {page.code for page in pages()}
    assert set(REFUSALS) | set(SEVERITIES) <= codes
    for what, why, source in REFUSALS.values():
        assert what.endswith(".")
        assert why.endswith(".")
        assert source.startswith("https://")


def test_links_between_documents_lead_somewhere() -> None:
    root = DOCS.parent
    for path in (*DOCS.glob("*.md"), *root.glob("*.md"), *root.glob("function_app_sample/*.md")):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_problem_matcher_matches(tmp_path: Path) -> None:
    """The documented task of Visual Studio Code understands each line that the command prints for it."""
    text = (DOCS / "editors.md").read_text(encoding="utf-8")
    (task,) = json.loads(re.findall(r"```json\n(.*?)```", text, re.DOTALL)[0])["tasks"]
    (pattern,) = task["problemMatcher"]["pattern"]
    app = write_app(tmp_path / "app", service_bus("take", "Missing"), {"Orders__accountEndpoint": "https://x"})
    lines = run_here(*task["args"], cwd=app).out.splitlines()
    assert len(lines) == 2
    for line in lines:
        match = re.match(pattern["regexp"], line)
        assert match is not None, line
        assert match[pattern["code"]].startswith("FB")
        assert match[pattern["severity"]] in ("error", "info")
        assert (app / match[pattern["file"]]).exists()


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
@pytest.mark.parametrize("sarif", ["", "out/report.sarif"])
def test_action_runs_the_command(tmp_path: Path, sarif: str) -> None:
    """The last step of action.yml, as a runner's shell runs it."""
    script = textwrap.dedent(DOCS.parent.joinpath("action.yml").read_text(encoding="utf-8").rpartition("run: |\n")[2])
    command = tmp_path / "runner" / "funcbind" / "bin" / "funcbind"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m funcbind "$@"\n')
    command.chmod(0o755)
    app = write_app(tmp_path / "my app", service_bus("take", "Missing"), {})
    (tmp_path / "out").mkdir()
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(DOCS.parent),
            "RUNNER_TEMP": str(tmp_path / "runner"),
            "FUNCBIND_PATH": app.name,
            "FUNCBIND_ARGUMENTS": "--fail-on error --target local",
            "FUNCBIND_SARIF": sarif,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=my app/function_app.py,line=6")
    if sarif:
        assert json.loads((tmp_path / sarif).read_text())["version"] == "2.1.0"


# -- funcbind rule --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["FB401", "fb401", "managed-identity-local"])
def test_rule_prints_one_page(tmp_path: Path, word: str) -> None:
    done = run_here("rule", word, cwd=tmp_path)
    assert done.code == 0
    assert done.out.startswith("FB401 managed-identity-local  (warning")
    assert '"Orders__credential": "managedidentity"' in done.out


def test_rule_prints_refusals_too(tmp_path: Path) -> None:
    assert "refused" in run_here("rule", "FB201", cwd=tmp_path).out


def test_rule_lists_all(tmp_path: Path) -> None:
    lines = run_here("rule", cwd=tmp_path).out.splitlines()
    assert [line.split()[0] for line in lines] == [page.code for page in pages()]
    text = run_here("rule", "--all", cwd=tmp_path).out
    for page in pages():
        assert f"{page.code} {page.name}" in text
        assert page.what[:20] in text


def test_rule_formats(tmp_path: Path) -> None:
    data = json.loads(run_here("rule", "--all", "--format", "json", cwd=tmp_path).out)
    assert [row["code"] for row in data["rules"]] == [page.code for page in pages()]
    (row,) = json.loads(run_here("rule", "FB401", "--format=json", cwd=tmp_path).out)["rules"]
    assert row["bad"]
    assert run_here("rule", "--all", "--format", "markdown", cwd=tmp_path).out == rules_page()
    assert run_here("rule", "FB401", "--format", "markdown", cwd=tmp_path).out.startswith("### FB401")


def test_rule_that_does_not_exist(tmp_path: Path) -> None:
    done = run_here("rule", "conection-not-found", cwd=tmp_path)
    assert (done.code, done.out) == (2, "")
    assert 'did you mean "connection-not-found"?' in done.err
    assert "lists them all" in run_here("rule", "FB999999", cwd=tmp_path).err


def main() -> None:
    for name, render in PAGES.items():
        path = DOCS / name
        path.write_text(render(path.read_text(encoding="utf-8") if path.exists() else ""), encoding="utf-8")


if __name__ == "__main__":
    main()
