"""Reading a source of settings, whatever it is: a file of any format, standard input or the process environment."""

from __future__ import annotations

import os
import sys

from funcbind.diagnostics import of_kind
from funcbind.settings.model import Origin, Setting
from funcbind.settings.source import SettingsSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

STANDARD_INPUT = "-"
# Larger settings files are refused: nobody writes one by hand, and a mistaken path may be anything.
LARGEST = 16 * 1024 * 1024
# UTF-16's mark is the beginning of one of UTF-32's, so it comes last.
MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_REGULAR, _FOLDER, _TYPE_OF_FILE = 0o100000, 0o040000, 0o170000


class _Unreadable(Exception):
    """There is no content; the message says why."""


def read_source(path: str | os.PathLike[str], *, stdin: bytes | None = None) -> SettingsSource:
    """Read settings from a file, or from standard input for ``-``; the format is guessed, nothing is raised.

    A name that begins or ends with ``.env`` is a .env file and ``local.settings*.json`` is what Core Tools reads.
    Elsewhere the text decides: a JSON object with ``Values`` or ``IsEncrypted`` is a local.settings.json, any other
    JSON is an export of Azure's app settings, and lines of ``NAME=VALUE`` are a .env file.

    Args:
        path: a path of any kind; what is not a file is reported, never waited for.
        stdin: what standard input holds; it is read from the process when absent.
    """
    name = os.fsdecode(path)
    try:
        content = _standard_input(stdin) if name == STANDARD_INPUT else _file(name)
    except _Unreadable as why:
        return _refused(name, _kind_by_name(name) or "export", str(why))
    text, damaged = decode(content)
    kind = _kind_by_name(name)
    if kind == "local":
        return _local(name, text)
    if damaged:  # only for Core Tools' own file it is known what its reader makes of such bytes
        return _refused(
            name, kind or "export", "its bytes are not the text of any Unicode encoding", "save it as UTF-8"
        )
    if not text.strip():
        return _empty(name, kind)
    if kind == "dotenv" or (not name.lower().endswith(".json") and _looks_like_lines(text)):
        from funcbind.settings.dotenv import read_dotenv

        return read_dotenv(name, text)
    from funcbind.settings.exports import is_local_settings, read_export
    from funcbind.settings.jsonc import parse

    document = parse(text)
    if is_local_settings(document, name):
        return _local(name, text)
    return read_export(name, document)


def decode(content: bytes) -> tuple[str, bool]:
    """Decode as ``File.ReadAllText`` does, and say whether bytes had to be replaced.

    The byte order mark says the encoding, which is UTF-8 without one; what does not fit becomes U+FFFD.
    Source: ``StreamReader.cs`` of dotnet/runtime (``DetectEncoding``).
    """
    encoding = "utf-8"
    for mark, marked in MARKS:
        if content.startswith(mark):
            content, encoding = content[len(mark) :], marked
            break
    try:
        return content.decode(encoding), False
    except UnicodeDecodeError:
        return content.decode(encoding, "replace"), True


def environment_source(environ: Mapping[str, str]) -> SettingsSource:
    """Return the variables of a process as a source."""
    origin = Origin("environment")
    settings = tuple(Setting(_text(name), _text(value), origin) for name, value in environ.items())
    return SettingsSource("environment", "environment", "local", settings)


def find_local_settings(folder: str) -> str | None:
    """Return the path of the local.settings.json that ``func`` would read in ``folder``; the file may not exist.

    The first folder from ``folder`` upwards that holds a host.json or a local.settings.json is the app's root.
    ``None`` when there is no such folder. A path below the current directory stays relative.
    Source: ``ScriptHostHelpers.GetFunctionAppRootDirectory`` of Azure/azure-functions-core-tools.
    """
    try:
        current = os.path.abspath(folder)
    except (OSError, ValueError):  # the current directory is gone; a NUL in the path
        return None
    start = current
    while True:
        if any(_is_file(os.path.join(current, name)) for name in ("host.json", "local.settings.json")):
            break
        parent = os.path.dirname(current)
        if parent == current:
            return None
        current = parent
    if current == start:
        return os.path.normpath(os.path.join(folder, "local.settings.json"))
    found = os.path.join(current, "local.settings.json")
    return found if os.path.isabs(folder) else os.path.relpath(found)


def _is_file(path: str) -> bool:
    """``File.Exists``: anything but a folder, also a link that leads nowhere."""
    try:
        return os.path.lexists(path) and not os.path.isdir(path)
    except ValueError:  # a NUL in the path
        return False


def _file(path: str) -> bytes:
    try:
        status = os.stat(path)
        kind = status.st_mode & _TYPE_OF_FILE
        if kind == _FOLDER:
            raise _Unreadable("this is a folder, not a settings file")
        if kind != _REGULAR:  # reading a pipe or a device may never end
            raise _Unreadable('this is a pipe or a device, not a file; pipe the settings in and name them "-"')
        with open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise _Unreadable("there is no such file") from None
    except PermissionError:
        raise _Unreadable("it may not be opened") from None
    except OSError as error:
        raise _Unreadable(f"it cannot be read ({error.strerror or type(error).__name__})") from None
    except ValueError:  # a NUL in the path
        raise _Unreadable("this is not a path") from None
    return _within_limits(content)


def _standard_input(content: bytes | None) -> bytes:
    if content is None:
        stream = getattr(sys.stdin, "buffer", None)
        if stream is None:
            raise _Unreadable("there is no standard input")
        try:
            content = bytes(stream.read(LARGEST + 1))
        except (OSError, ValueError):  # closed
            raise _Unreadable("standard input cannot be read") from None
    return _within_limits(content)


def _within_limits(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise _Unreadable(f"it is larger than {LARGEST // 1024 // 1024} MiB, which no settings file is")
    return content


def _kind_by_name(name: str) -> str:
    """The format, where the file's name alone decides it."""
    base = os.path.basename(name).lower()
    if base.endswith(".json"):
        return "local" if base.startswith("local.settings") else ""
    return "dotenv" if base.startswith(".env") or base.endswith(".env") else ""


def _looks_like_lines(text: str) -> bool:
    """Whether the first line that says something is ``NAME=VALUE``."""
    for line in text.splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            name, equals, _ = line.partition("=")
            return bool(equals) and name[:1] not in "{[\"'/"
    return text.lstrip().startswith("#")


def _local(name: str, text: str) -> SettingsSource:
    from funcbind.settings.local_source import read_local_settings

    return read_local_settings(name, text)


def _empty(name: str, kind: str) -> SettingsSource:
    if kind == "dotenv":
        return SettingsSource(name, kind, "local")
    if name == STANDARD_INPUT:
        return _refused(name, "export", "standard input is empty", "look whether the command before the pipe failed")
    return _refused(name, "export", "the file is empty")


def _refused(name: str, kind: str, message: str, hint: str = "") -> SettingsSource:
    problem = of_kind("settings_unreadable", message, hint=hint, origin=Origin(name))
    target = "deployed" if kind == "export" else "local"
    return SettingsSource(name, kind, target, problems=(problem,), usable=False)


def _text(raw: str) -> str:
    """Python keeps bytes that are not UTF-8 as surrogates; .NET replaces them."""
    if raw.isascii():
        return raw
    try:
        return raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # half of a surrogate pair that stands for no byte
        return raw.encode("utf-8", "replace").decode("utf-8")
