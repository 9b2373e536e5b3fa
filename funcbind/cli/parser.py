"""The full command-line parser: help, error messages and every spelling the quick reader leaves alone."""

from __future__ import annotations

import argparse
import sys

from funcbind.cli.arguments import COMMANDS, Arguments
from funcbind.cli.terminal import mutter, say
from funcbind.redaction import looks_secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

    from funcbind.cli.arguments import Option

_EXIT_CODES = """\
exit status:
  0  all is well, or nothing found is as heavy as --fail-on says
  1  there are findings
  2  nothing could be checked, or the command line or the configuration is wrong
"""


def parse(argv: Sequence[str]) -> Arguments:
    """Parse a command line.

    Raises:
        SystemExit: after ``--help`` and ``--version`` (0), or when the command line is wrong (2).
    """
    return _parser().parse_args(argv, namespace=Arguments())


def _parser() -> _Parser:
    from funcbind import __version__

    looks = {"formatter_class": _Help, **_plain()}
    parser = _Parser(
        prog="funcbind",
        description="Say what the Azure Functions host makes of an app's connections: endpoint, identity or error.",
        epilog="funcbind COMMAND --help explains a command.",
        **looks,
    )
    parser.add_argument("--version", action="version", version=f"funcbind {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, title="commands")
    for command in COMMANDS:
        one = commands.add_parser(
            command.name, help=command.summary, description=command.description, epilog=_EXIT_CODES, **looks
        )
        for option in command.options:
            _add(one, option)
    return parser


def _plain() -> dict[str, Any]:
    """Python 3.14 colours help by itself, also where nobody asked for it; stay with plain text."""
    return {"color": False} if sys.version_info >= (3, 14) else {}


def _add(parser: argparse.ArgumentParser, option: Option) -> None:
    names = option.spellings or (option.name,)
    settings: dict[str, Any] = {"help": option.help, "default": argparse.SUPPRESS}
    if not option.metavar:
        settings["action"] = "store_true"
    else:
        settings["metavar"] = option.metavar
    if option.choices:
        settings["choices"] = option.choices
        settings["metavar"] = "{" + ",".join(option.choices) + "}"
    if option.repeat:
        settings["action"] = "append"
    if option.spellings:
        settings["dest"] = option.name
    else:
        settings["nargs"] = "?"
    parser.add_argument(*names, **settings)


class _Parser(argparse.ArgumentParser):
    """The standard parser, but its words go the way of all others, and an error never repeats a secret."""

    def _print_message(self, message: str, file: object = None) -> None:
        if file is not None and file is sys.stderr:
            mutter(message)
        else:
            say(message)

    def error(self, message: str) -> NoReturn:
        if looks_secret(message):
            message = "a part of the command line is wrong; it looks like a secret and is not repeated here"
        super().error(message)


class _Help(argparse.HelpFormatter):
    """The standard help, but the table of exit codes keeps its lines."""

    def __init__(self, prog: str, **options: Any) -> None:
        super().__init__(prog, max_help_position=28, **options)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return text if text == _EXIT_CODES else super()._fill_text(text, width, indent)
