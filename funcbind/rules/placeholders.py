"""Telling a value that somebody still has to fill in from a real one.

==============================  ===========================================================
``<name>`` ``#{name}#``         a placeholder, as the whole value or as a part of a string
``$(name)`` ``__name__``        the same: tokens of build pipelines
``YOUR_KEY`` ``your-account``   a placeholder when nothing but such words follow "your"
``CHANGE_ME`` ``TODO``          a placeholder
``{Name}``                      one only as the value of ``Name``; elsewhere it may be a binding expression
==============================  ===========================================================
"""

from __future__ import annotations

_MARKS = (("<", ">"), ("#{", "}#"), ("$(", ")"), ("${", "}"), ("__", "__"), ("{{", "}}"))
_FILL_WORDS = "changeme replaceme fillme fillin todo tbd placeholder inserthere insertvalue replacethis xxxx"
_NOUN_WORDS = (
    "account storage name namespace service servicebus bus event eventhub eventhubs hub cosmos cosmosdb db key access "
    "shared connection string client tenant secret resource app application function id endpoint host server database "
    "password user username subscription vault signalr webpubsub pubsub web topic queue group domain url uri value "
    "here own azure fully qualified managed identity object principal primary instance redis rabbitmq kafka sql the "
    "is goes in put"
)
_FILL = frozenset(_FILL_WORDS.split(" "))
_NOUNS = frozenset(_NOUN_WORDS.split(" "))
_LONGEST = 80
_SEPARATORS = str.maketrans("_-. ", "    ")


def is_placeholder(value: str, name: str = "") -> bool:
    """Whether a whole value still has to be filled in; ``name`` is the setting's."""
    text = value.strip()
    if not text or len(text) > _LONGEST:
        return False
    if name and text == "{" + name + "}":
        return True
    for opening, closing in _MARKS:
        inner = text[len(opening) : len(text) - len(closing)]
        if text.startswith(opening) and text.endswith(closing) and _is_words(inner):
            return True
    plain = text.translate(_SEPARATORS).replace(" ", "").lower()
    return plain in _FILL or _is_your(text)


def has_placeholder(value: str, name: str = "") -> bool:
    """Whether a connection's value has a part that still has to be filled in: a part of the string, of the host."""
    if is_placeholder(value, name):
        return True
    for part in value.split(";"):
        text = part.partition("=")[2] if "=" in part else part
        if is_placeholder(text):
            return True
        host = text.partition("://")[2] or text
        if any(is_placeholder(label) for label in host.partition("/")[0].partition(":")[0].split(".")):
            return True
    return False


def _is_words(text: str) -> bool:
    """Whether a text between the marks is a name or a few words."""
    plain = text.strip().translate(_SEPARATORS).replace("/", " ").replace("'", " ")
    return bool(plain.strip()) and plain.replace(" ", "").isalnum() and not plain.replace(" ", "").isdigit()


def _is_your(text: str) -> bool:
    """``your-storage-account``, ``YOUR_KEY``, ``yourNamespaceName``: "your" and words for what is missing."""
    rest = text.lower()
    if not rest.startswith("your"):
        return False
    rest = rest[4:].translate(_SEPARATORS).replace(" ", "")
    if not rest:
        return False
    ends = {0}
    for end in range(1, len(rest) + 1):
        if any(start in ends and rest[start:end] in _NOUNS for start in range(max(0, end - 12), end)):
            ends.add(end)
    return len(rest) in ends
