"""The ``funcbind`` command."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

EXIT_CLEAN, EXIT_FINDINGS, EXIT_FAILED, EXIT_INTERRUPTED = 0, 1, 2, 130


def run() -> NoReturn:
    """Run the command line of this process, and end the process."""
    import gc

    # One short run: collecting cycles costs more than the memory that it would give back.
    gc.disable()
    code = main(sys.argv[1:])
    # Everything is written and closed. Taking the interpreter apart piece by piece would only take time.
    os._exit(code)


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code; never shows a traceback.

    Args:
        argv: the command line without the program's name.
    """
    return _guarded(argv)


def _guarded(argv: Sequence[str]) -> int:
    from funcbind.cli import terminal

    try:
        return _run(argv)
    except KeyboardInterrupt:
        terminal.complain("interrupted")
        return EXIT_INTERRUPTED
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else EXIT_FAILED
    except OSError as error:
        terminal.complain(f"cannot write the result: {error.strerror or 'input/output error'}")
        return EXIT_FAILED
    except Exception as error:
        terminal.complain(_internal(error))
        return EXIT_FAILED


def _run(argv: Sequence[str]) -> int:
    from funcbind.cli.arguments import command_of, read

    arguments = read(argv)
    if arguments is None:
        if list(argv) == ["--version"]:
            from funcbind import __version__
            from funcbind.cli.terminal import say

            say(f"funcbind {__version__}\n")
            return EXIT_CLEAN
        from funcbind.cli.parser import parse

        arguments = parse(argv)
    command = command_of(arguments.command)
    assert command is not None  # noqa: S101 - both readers know only the table's commands
    # importlib.import_module would load importlib and warnings first.
    code: int = __import__(f"funcbind.cli.{command.module}", fromlist=("run",)).run(arguments)
    return code


def _internal(error: Exception) -> str:
    """Name a fault of funcbind itself by type and place; its text might quote a setting."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace is not None else ""
    return f"internal error: {type(error).__name__}{place}; please report it with the app that shows it"
