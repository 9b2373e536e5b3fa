"""Writing to the terminal: any text in any encoding, a reader that hangs up, colour only where it is wanted."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def say(text: str) -> None:
    """Write ``text`` to standard output; a reader that has hung up (``| head``) is no error.

    Raises:
        OSError: standard output cannot be written for another reason, such as a full disk.
    """
    _write(sys.stdout, text)


def complain(message: str) -> None:
    """Write one line to standard error."""
    mutter(f"funcbind: {message}\n")


def mutter(text: str) -> None:
    """Write ``text`` to standard error; silent when even that is not possible."""
    try:
        _write(sys.stderr, text)
    except OSError:
        return


def coloured() -> bool:
    """Whether standard output is a terminal that shows colours and nobody asked for none (https://no-color.org)."""
    if sys.stdout is None or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    if sys.platform == "win32" and not (os.environ.get("WT_SESSION") or os.environ.get("TERM")):
        return False  # the old console prints the codes
    try:
        return sys.stdout.isatty()
    except ValueError:  # closed
        return False


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None or stream.closed:
        return
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        _hang_up(stream)
    except OSError:
        _hang_up(stream)
        raise


def _hang_up(stream: TextIO) -> None:
    """Send what is still buffered to nowhere, or the interpreter complains about it at its end."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return
