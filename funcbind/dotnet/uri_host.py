"""Host names as ``System.Uri`` takes them: IPv4 in all its spellings, IPv6, DNS names with any letters, UNC names.

Sources: ``IPv4AddressHelper.cs``, ``IPv6AddressHelper.cs``, ``DomainNameHelper.cs`` and ``UncNameHelper.cs`` of
System.Private.Uri (dotnet/runtime). Every ``*_length`` function says how many characters of a text are such a host,
0 when the text does not begin with one. ``plain`` texts come with a scheme: in them ``:``, ``?`` and ``#`` end a host.
"""

from __future__ import annotations

import re

_UNC_LIMIT = 256
_LABEL_LIMIT = 63
_DOTS = re.compile("[.\u3002\uff0e\uff61]")
# What may stand in a name: letters, digits, "-", "_", dots and everything from U+00A0 on.
_NAME = re.compile("[A-Za-z0-9._\\-\u00a0-\U0010ffff]*")
_NUMBER = re.compile(r"0[xX]([0-9A-Fa-f]*)|0([0-7]*)|([0-9]*)")
_OCTET = re.compile("[0-9]{1,4}")
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e]")


def ends(text: str, index: int, plain: bool) -> bool:
    """Whether a host that reaches ``index`` ends there."""
    return index >= len(text) or text[index] in ("/\\:?#" if plain else "/\\")


def ipv4_length(text: str, plain: bool, strict: bool = False) -> int:
    """Length of an IPv4 address: one to four parts, decimal, octal (``0177``) or hexadecimal (``0x7f``).

    ``strict`` (schemes that .NET does not know) wants four decimal parts.
    """
    end = _strict_ipv4_end(text, 0) if strict else _ipv4(text)[1]
    return end if end and ends(text, end, plain) else 0


def _ipv4(text: str) -> tuple[int, int]:
    """Value and end of the longest address at the start of ``text``; the end is 0 when there is none."""
    parts: list[int] = []
    position = 0
    while True:
        match = _NUMBER.match(text, position)
        if match is None or match.group(1) == "" or match.end() == position:
            return 0, 0
        digits = match.group(match.lastindex or 3).lstrip("0")
        if len(digits) > 11:
            return 0, 0
        value = int(digits or "0", (16, 8, 10)[(match.lastindex or 3) - 1])
        parts.append(value)
        position = match.end()
        if not text.startswith(".", position):
            break
        if len(parts) == 4 or value > 0xFF:
            return 0, 0
        position += 1
    last = parts.pop()
    if last >= 1 << 8 * (4 - len(parts)):
        return 0, 0
    for index, part in enumerate(parts):
        last |= part << 8 * (3 - index)
    return last, position


def _strict_ipv4_end(text: str, start: int) -> int:
    position = start
    for index in range(4):
        match = _OCTET.match(text, position)
        if match is None or int(match.group()) > 255 or match.group().startswith("00"):
            return 0
        if index < 3 and match.group().startswith("0") and int(match.group()):
            return 0
        position = match.end()
        if index < 3:
            if not text.startswith(".", position):
                return 0
            position += 1
    return position


def canonical_ipv4(text: str) -> str:
    """The four decimal parts of an address that :func:`ipv4_length` accepted."""
    value, end = _ipv4(text)
    if not end:
        value = 0xFFFFFFFF  # "1.2.3.08" passes the strict check and then fails as an octal number
    return ".".join(str(value >> shift & 0xFF) for shift in (24, 16, 8, 0))


def ipv6_length(text: str) -> int:
    """Length of ``[...]``, brackets included; a zone (``%eth0``) and a prefix length (``/64``) may follow."""
    closing = text.find("]")
    if not text.startswith("[") or closing < 0:
        return 0
    address, _zone, prefix = _split_ipv6(text[1:closing])
    if prefix is not None and (address == "::" or not re.fullmatch("[0-9]{1,2}", prefix)):
        return 0
    return closing + 1 if _ipv6_groups(address) is not None else 0


def _split_ipv6(inner: str) -> tuple[str, str, str | None]:
    """Address, zone with its ``%``, prefix length."""
    address, slash, prefix = inner.partition("/")
    bare, percent, zone = address.partition("%")
    return bare, percent + zone, prefix if slash else None


def _ipv6_groups(address: str) -> list[int] | None:
    """The eight numbers of an address, ``None`` when it is none."""
    head, dots, tail = address.rpartition(":")
    if "." in tail:
        if _strict_ipv4_end(tail, 0) != len(tail):
            return None
        first, second, third, fourth = map(int, tail.split("."))
        address = f"{head}{dots}{first << 8 | second:x}:{third << 8 | fourth:x}"
    left, compressed, right = address.partition("::")
    before, after = _groups(left), _groups(right)
    if before is None or after is None:
        return None
    missing = 8 - len(before) - len(after)
    if compressed:
        return before + [0] * missing + after if missing > 0 else None
    return before if missing == 0 else None


def _groups(text: str) -> list[int] | None:
    if not text:
        return []
    found = text.split(":", 8)
    if any(len(group) not in range(1, 5) or _not_hexadecimal(group) for group in found):
        return None
    return [int(group, 16) for group in found]


def _not_hexadecimal(group: str) -> bool:
    return any(char not in "0123456789abcdefABCDEF" for char in group)


def canonical_ipv6(text: str) -> tuple[str, str, bool]:
    """Address in RFC 5952 form with brackets, its zone, and whether it is the loopback address."""
    address, zone, _prefix = _split_ipv6(text[1:-1])
    numbers = _ipv6_groups(address) or [0] * 8
    loopback = numbers[:5] == [0] * 5 and (
        numbers[5:] == [0, 0, 1] or (numbers[6:] == [0x7F00, 1] and numbers[5] in (0, 0xFFFF))
    )
    groups = [f"{number:x}" for number in numbers]
    if _embeds_ipv4(numbers):
        groups[6:] = [f"{numbers[6] >> 8}.{numbers[6] & 0xFF}.{numbers[7] >> 8}.{numbers[7] & 0xFF}"]
        numbers = [*numbers[:6], -1]
    start, length = _longest_zeros(numbers)
    if length < 2:
        return f"[{':'.join(groups)}]", zone, loopback
    return f"[{':'.join(groups[:start])}::{':'.join(groups[start + length :])}]", zone, loopback


def _longest_zeros(numbers: list[int]) -> tuple[int, int]:
    best, length, run = 0, 0, 0
    for index, number in enumerate(numbers):
        run = run + 1 if number == 0 else 0
        if run > length:
            best, length = index - run + 1, run
    return best, length


def _embeds_ipv4(numbers: list[int]) -> bool:
    """Mapped, compatible, SIIT and ISATAP addresses end in an IPv4 address."""
    mapped = numbers[:4] == [0] * 4 and numbers[6] != 0 and tuple(numbers[4:6]) in ((0, 0), (0, 0xFFFF), (0xFFFF, 0))
    return mapped or (numbers[4] == 0 and numbers[5] == 0x5EFE)


def dns_length(text: str, plain: bool) -> int:
    """Length of a DNS name: labels of at most 63, beginning with a letter or digit; a final dot is allowed.

    Characters beyond ASCII count as letters of any kind, and four more for the label that has them.
    """
    match = _NAME.match(text)
    end = match.end() if match else 0
    if not end or not ends(text, end, plain):
        return 0
    labels = _DOTS.split(text[:end])
    if len(labels) > 1 and not labels[-1]:
        labels.pop()
    for label in labels:
        if not label or label[0] in "-_":
            return 0
        length = len(label)
        if not label.isascii():
            length += 4 + sum(1 if char <= "\uffff" else 3 for char in label if char > "\xff")
        if length > _LABEL_LIMIT:
            return 0
    return end


def unc_length(text: str, plain: bool) -> int:
    """Length of a UNC server name: the first two labels may begin with ``-`` or ``_``, the first is not all digits."""
    end = 0
    while not ends(text, end, plain):
        char = text[end]
        if not (char in "-_." or (char.isascii() and char.isdigit()) or _is_letter(char)):
            return 0
        end += 1
    first, dot, others = text[:end].partition(".")
    if not first or first.isdigit() or end > _UNC_LIMIT:
        return 0
    if dot and others:
        labels = others.removesuffix(".").split(".")
        if not all(labels) or any(label[0] in "-_" for label in labels[1:]):
            return 0
    return end


def _is_letter(char: str) -> bool:
    return char <= "\uffff" and char.isalpha()


def canonical_name(text: str) -> str:
    """A DNS or UNC name as ``Uri.Host`` has it: lower case (when an ASCII letter is not), ``loopback`` renamed."""
    if any("A" <= char <= "Z" for char in text):
        text = "".join(lower if len(lower := char.lower()) == 1 else char for char in text)
    return "localhost" if text == "loopback" else text


def normalized_name(text: str) -> str | None:
    """A name with letters beyond ASCII without direction marks and in form C; ``None`` when it has half a character."""
    if text.isascii():
        return text
    if any("\ud800" <= char <= "\udfff" for char in text):
        return None
    from unicodedata import normalize

    return normalize("NFC", _BIDI.sub("", text))


def check_host_name(name: str) -> str:
    """``Uri.CheckHostName``: ``"dns"``, ``"ipv4"``, ``"ipv6"`` (with or without brackets) or ``""``."""
    if not name:
        return ""
    length = len(name)
    if name[-1] == "]" and ipv6_length(name) == length:
        return "ipv6"
    if ipv4_length(name, plain=False) == length:
        return "ipv4"
    if dns_length(name, plain=False) == length:
        return "dns"
    return "ipv6" if ipv6_length(f"[{name}]") == length + 2 else ""
