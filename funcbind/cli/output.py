"""Writing a result into a file: all of it or nothing."""

from __future__ import annotations

import os

_REGULAR, _TYPE_OF_FILE = 0o100000, 0o170000


def write_file(path: str, text: str) -> None:
    """Write ``text`` as UTF-8; an existing file is replaced in one step, a pipe or a device is written into.

    Raises:
        OSError: the file cannot be written; what was there before is still there.
    """
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_bytes(path: str, data: bytes) -> None:
    """Write ``data``; an existing file is replaced in one step and keeps its permissions, a link leads to its file.

    Raises:
        OSError: the file cannot be written; what was there before is still there.
    """
    path = os.path.realpath(path)
    if os.path.lexists(path) and os.stat(path).st_mode & _TYPE_OF_FILE != _REGULAR:
        with open(path, "wb") as stream:
            stream.write(data)
        return
    beside = f"{path}.{os.getpid()}.tmp"
    mode = os.stat(path).st_mode & 0o7777 if os.path.exists(path) else None
    first = 0o666 if mode is None else mode
    try:
        # Nobody may read the new file, not even for a moment, who may not read the old one.
        with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, first)) as file:
            file.write(data)
        if mode is not None:
            os.chmod(beside, mode)
        os.replace(beside, path)
    except OSError:
        if os.path.lexists(beside):
            os.unlink(beside)
        raise
