"""The quick reader of the command line never disagrees with the full parser."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from funcbind.cli.arguments import COMMANDS, Arguments, command_of, read
from funcbind.cli.parser import parse

WORDS = st.one_of(
    st.sampled_from(
        [
            "check",
            "explain",
            "-v",
            "--verbose",
            "--environ",
            "--environ=x",
            "--settings",
            "--settings=a.json",
            "--settings=",
            "--set",
            "-",
            "--",
            "-h",
            "--target",
            "--target=local",
            "local",
            "deployed",
            "--os",
            "linux",
            "--os=windows",
            "--os=mac",
            "--format",
            "--format=json",
            "json",
            "text",
            "--all",
            "--format=markdown",
            "FB201",
            "--fail-on",
            "--fail-on=info",
            "--plan=flex",
            "--deployed",
            "--deployed=a.json",
            "--output=x",
            "--write-baseline",
            "-q",
            "--quiet",
            "--statistics",
            "--format=sarif",
            "--binding",
            "--binding=blob",
            "-vv",
            "-x",
            "-1",
            ".",
            "",
            "a b",
            "--a b",
            "Orders",
        ]
    ),
    st.text(max_size=5),
)


@given(st.sampled_from(["check", "explain", "rule"]), st.lists(WORDS, max_size=6))
@example("check", ["--settings", "a", "--settings=b", "--target", "local", "folder", "-v"])
@example("explain", ["Orders", "folder", "--binding", "blob", "--format=json", "--environ"])
@example("explain", ["--settings", "-"])
@example("explain", ["Orders", "-v", "folder"])
@settings(deadline=None)
def test_quick_reader_agrees_with_the_full_parser(command: str, words: list[str]) -> None:
    """What the quick reader understands, the full parser understands in the same way.

    One thing only the quick reader can: options between two positional words (``explain Orders -v folder``).
    """
    quick = read([command, *words])
    if quick is None:
        return
    assert parse(canonical(quick)) == quick
    with contextlib.suppress(SystemExit):
        assert parse([command, *words]) == quick


def canonical(arguments: Arguments) -> list[str]:
    """The command line that spells everything out, options first."""
    command = command_of(arguments.command)
    assert command is not None
    options, positional = [], []
    for option in command.options:
        value = getattr(arguments, option.name)
        if not option.spellings:
            positional.append(value)
        elif not option.metavar:
            options += [option.spellings[-1]] if value else []
        else:
            options += [
                f"{option.spellings[-1]}={one}" for one in (value if option.repeat else [value] if value else [])
            ]
    return [command.name, *options, *positional]


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["-h"],
        ["check", "--help"],
        ["lint"],
        ["check", "--target", "moon"],
        ["check", "--settings"],
        ["check", "--settings", "--environ"],
        ["check", "--set", "a"],
        ["check", "a", "b"],
        ["check", "--environ=1"],
    ],
)
def test_quick_reader_leaves_the_rest(argv: list[str]) -> None:
    """Help, errors and unusual spellings are the full parser's."""
    assert read(argv) is None


def test_common_spellings_are_quick() -> None:
    """The spellings that people and CI use never load argparse."""
    assert read(["check"]) == Arguments_of(command="check")
    assert read(["check", "app", "--format", "json", "-v"]) == Arguments_of(
        command="check", path="app", format="json", verbose=True
    )
    assert read(["explain", "Orders", "--binding=blob", "--os", "windows"]) == Arguments_of(
        command="explain", name="Orders", binding="blob", os="windows"
    )


def Arguments_of(**values: object) -> Arguments:  # noqa: N802 - reads as the constructor it stands for
    arguments = Arguments()
    for name, value in values.items():
        assert hasattr(arguments, name)
        setattr(arguments, name, value)
    return arguments


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_option_has_an_attribute_and_help(command: object) -> None:
    """The table is complete: each option is explained and lands in an attribute of its own."""
    for option in command.options:  # type: ignore[attr-defined]
        assert hasattr(Arguments(), option.name)
        assert option.help
        assert option.help[0].islower()
        assert not option.help.endswith(".")
