"""Writing a result into a file: all of it or nothing."""

from __future__ import annotations

import os

_REGULAR, _TYPE_OF_FILE = 0o100000, 0o170000


def write_file(path: str, text: str) -> None:
    """Write ``text`` as UTF-8; an existing file is replaced in one step, a pipe or a device is written into.

    Raises:
        OSError: the file cannot be written; what was there before is still there.
    """
    data = text.encode("utf-8", "backslashreplace")
    path = os.path.realpath(path)
    if os.path.lexists(path) and os.stat(path).st_mode & _TYPE_OF_FILE != _REGULAR:
        with open(path, "wb") as stream:
            stream.write(data)
        return
    beside = f"{path}.{os.getpid()}.tmp"
    try:
        with open(beside, "xb") as file:
            file.write(data)
            if os.path.exists(path):
                os.chmod(beside, os.stat(path).st_mode)
        os.replace(beside, path)
    except OSError:
        if os.path.lexists(beside):
            os.unlink(beside)
        raise
