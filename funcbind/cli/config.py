"""Finding and reading the project's configuration: ``[tool.funcbind]`` of pyproject.toml, or funcbind.toml.

``tomllib`` takes longer to load than a check takes. So :func:`quick` understands the plain lines that people write and
gives up on everything else; what it gives up on goes to ``tomllib``, which has the last word.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.cli.arguments import Arguments
    from funcbind.cli.config_values import Config

_TABLE = "tool.funcbind"
_BLANK = " \t"
_LARGEST = 4 * 1024 * 1024


class ConfigError(Exception):
    """The configuration cannot be used; the text says where and why."""


def configure(arguments: Arguments, path: str) -> Config | None:
    """Read the configuration that belongs to a folder, and complete the command line by it.

    The command line wins. ``None`` when there is no configuration.

    Raises:
        ConfigError: it is no TOML, or has a key or a value that means nothing.
    """
    found = _find(path)
    if found is None:
        return None
    file, text = found
    table = _TABLE if os.path.basename(file) == "pyproject.toml" else ""
    values = quick(text, table)
    if values is None:
        values = _full(file, text, table)
    from funcbind.cli.config_values import config_of

    config = config_of(values, file)
    config.complete(arguments)
    return config


def _find(path: str) -> tuple[str, str] | None:
    """The nearest file with configuration, from a folder upwards to the root of its repository, with its text."""
    try:
        folder = os.path.abspath(path)
    except (OSError, ValueError):
        return None
    while True:
        for name in ("funcbind.toml", "pyproject.toml"):
            file = os.path.join(folder, name)
            text = _read(file)
            if text is not None and (name == "funcbind.toml" or _has_table(file, text)):
                return file, text
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = parent


def _read(file: str) -> str | None:
    """The text of a file that may configure funcbind, ``None`` when it is not there or does not speak of it."""
    try:
        if not os.path.isfile(file):  # reading a pipe may never end
            return None
        with open(file, "rb") as stream:
            content = stream.read(_LARGEST)
    except (OSError, ValueError):
        return None
    if b"funcbind" not in content and file.endswith("pyproject.toml"):
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise ConfigError(f"{_shown(file)} is not UTF-8") from None


def _has_table(file: str, text: str) -> bool:
    if "[" + _TABLE in text:
        return True
    if "[tool]" not in text and _TABLE not in text:
        return False  # the word stands for something else, such as a dependency
    return bool(_full(file, text, _TABLE))


def quick(text: str, table: str) -> dict[str, object] | None:
    """Read a table of plain lines (``name = "text"``, ``name = ["text", "text"]``), ``None`` for anything else."""
    text = text.replace("\r\n", "\n")
    if '"""' in text or "'''" in text or "[tool]" in text or "\r" in text:
        return None
    root: dict[str, object] = {}
    here: dict[str, object] | None = None if table else root
    seen = set()
    for line in text.split("\n"):
        line = line.strip(_BLANK)
        if line.startswith("["):
            head = line.partition("#")[0].strip(_BLANK)
            name = head[1:-1] if head.endswith("]") else ""
            inner = None if table else name
            if table and f"{name}.".startswith(f"{table}."):
                inner = name[len(table) + 1 :]
            if table and inner is None:
                if table in line:
                    return None
                here = None
                continue
            if inner is None or not (inner.isidentifier() or (not inner and table)) or name in seen or inner in root:
                return None
            seen.add(name)
            here = root
            if inner:
                here = root[inner] = {}
        elif here is None:
            if table in line and not line.startswith("#"):
                return None
        elif line and not line.startswith("#"):
            key, rest = _key(line)
            value = _value(rest.strip(_BLANK))
            if not key or value is None or key in here:
                return None
            here[key] = value
    return root


def _key(line: str) -> tuple[str, str]:
    if line.startswith('"'):
        key, _, rest = line[1:].partition('"')
        rest = rest.strip(_BLANK)
    else:
        key, equals, rest = line.partition("=")
        key, rest = key.strip(_BLANK), equals + rest
        if not key.isascii() or not key.replace("-", "").replace("_", "").isalnum():
            return "", ""
    return (key, rest[1:]) if rest.startswith("=") and "\\" not in key and key.isprintable() else ("", "")


def _value(text: str) -> object:
    if text.startswith('"'):
        word, _, rest = text[1:].partition('"')
        return word if text.count('"') >= 2 and _ends(rest) and _plain(word) else None
    if not text.startswith("["):
        return None
    words: list[str] = []
    text = text[1:].strip(_BLANK)
    while text.startswith('"'):
        word, quote, text = text[1:].partition('"')
        text = text.strip(_BLANK)
        if not quote or not _plain(word):
            return None
        words.append(word)
        if not text.startswith(","):
            break
        text = text[1:].strip(_BLANK)
    return words if text.startswith("]") and _ends(text[1:]) else None


def _plain(word: str) -> bool:
    return "\\" not in word and word.isprintable()


def _ends(rest: str) -> bool:
    return not rest.strip(_BLANK) or (rest.strip(_BLANK).startswith("#") and rest.isprintable())


def _full(file: str, text: str, table: str) -> dict[str, object]:
    import sys
    from importlib import import_module

    tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        values: object = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{_shown(file)} is not valid TOML: {str(error) or 'it is nested too deeply'}") from None
    for name in filter(None, table.split(".")):
        values = values.get(name, {}) if isinstance(values, dict) else {}
    return values if isinstance(values, dict) else {"": values}


def _shown(file: str) -> str:
    from funcbind.reporters.words import shown_path

    try:
        near = os.path.relpath(file)
    except ValueError:
        near = file
    return shown_path(file if near.startswith("..") else near)
