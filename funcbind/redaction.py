"""Keeping secrets out of everything that is printed.

Values are never printed at all. A *name* is text somebody typed, so it may turn out to be a connection string, a URL
with a signature or a key; :func:`shown_name` decides whether it may be shown.
"""

from __future__ import annotations

HIDDEN = "(hidden)"
_LONGEST = 120
_SECRET_MARKS = ("accountkey", "sharedaccess", "accesskey", "password", "pwd=", "sig=", "secret=", "apikey=", "token=")
# What joins the parts of a name; a key may be one of them.
_SEPARATORS = str.maketrans(":%_", "   ")


def shown_name(name: str) -> str:
    """Return ``name`` as it may appear in a message.

    A name that looks like a connection string, a URL with a query or user information, or a bare key is replaced;
    control characters are escaped; a very long one is cut.
    """
    if looks_secret(name):
        return HIDDEN
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in name)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "..."


def looks_secret(text: str) -> bool:
    """Whether ``text`` looks like a value that holds a secret rather than like a name."""
    return has_secret_mark(text) or any(map(_is_key, text.translate(_SEPARATORS).split()))


def has_secret_mark(text: str) -> bool:
    """Whether ``text`` has the shape of a connection string or of an address with a secret in it."""
    lowered = text.lower()
    if any(mark in lowered for mark in _SECRET_MARKS):
        return True
    if "=" in text and (";" in text or "://" in text):
        return True
    if "://" in text and ("@" in text or "?" in text):
        return True
    return ":" in text.partition("@")[0] and "@" in text


def _is_key(text: str) -> bool:
    """Long base64, hexadecimal or token text without any word structure."""
    if len(text) < 32:
        return False
    if text.count("-") == 4 and len(text) == 36:
        return False  # a GUID is an id, not a secret
    plain = text
    for mark in "-.+/=~":
        plain = plain.replace(mark, "")
    if not (plain.isascii() and plain.isalnum()):
        return False
    if text.endswith("=") or all(c in "0123456789abcdefABCDEF" for c in plain):
        return True
    mixed = any(c.islower() for c in plain) and any(c.isupper() for c in plain) and any(c.isdigit() for c in plain)
    return mixed and (any(mark in text for mark in "~+/") or not _has_words(plain))


def _has_words(text: str) -> bool:
    """Whether most of a text is runs of three and more lower-case letters: a name's words, not a key's."""
    in_words = run = 0
    for char in text + ".":
        if char.islower():
            run += 1
        else:
            in_words += run if run >= 3 else 0
            run = 0
    return 2 * in_words > len(text)
