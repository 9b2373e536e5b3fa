"""Host names as ``System.Uri`` takes them: IPv4 in all its spellings, IPv6, DNS names with any letters, UNC names.

Sources: ``IPv4AddressHelper.cs``, ``IPv6AddressHelper.cs``, ``DomainNameHelper.cs`` and ``UncNameHelper.cs`` of
System.Private.Uri (dotnet/runtime). No regular expressions: this module is read at every start.
"""

from __future__ import annotations

_UNC_LIMIT = 256
_LABEL_LIMIT = 63
_DIGITS = "0123456789"
_HEX_DIGITS = "0123456789abcdefABCDEF"
_NAME = "abcdefghijklmnopqrstuvwxyz0123456789-._ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OTHER_DOTS = "\u3002\uff0e\uff61"
_DIRECTION_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e"


def made_of(text: str, chars: str) -> bool:
    """Whether ``text`` has only the given characters, and at least one."""
    return bool(text) and not text.strip(chars)


def is_ipv4(host: str, *, strict: bool = False) -> bool:
    """Whether this is an IPv4 address: one to four parts, decimal, octal (``0177``) or hexadecimal (``0x7f``).

    ``strict`` (schemes that .NET does not know) wants four decimal parts.
    """
    return _is_strict_ipv4(host) if strict else _ipv4(host) is not None


def _ipv4(host: str) -> int | None:
    parts = [_ipv4_part(part) for part in host.split(".", 4)]
    last = parts.pop()
    if len(parts) > 3 or last is None or last >= 1 << 8 * (4 - len(parts)):
        return None
    for index, part in enumerate(parts):
        if part is None or part > 0xFF:
            return None
        last |= part << 8 * (3 - index)
    return last


def _ipv4_part(part: str) -> int | None:
    base, digits, allowed = 10, part, _DIGITS
    if part[:2] in ("0x", "0X"):
        base, digits, allowed = 16, part[2:], _HEX_DIGITS
    elif part[:1] == "0":
        base, allowed = 8, "01234567"
    if not made_of(digits, allowed):
        return None
    digits = digits.lstrip("0")
    return int(digits or "0", base) if len(digits) < 12 else None


def _is_strict_ipv4(host: str) -> bool:
    parts = host.split(".", 4)
    if len(parts) != 4:
        return False
    for index, part in enumerate(parts):
        if len(part) > 4 or not made_of(part, _DIGITS) or int(part) > 255 or part[:2] == "00":
            return False
        if index < 3 and part[0] == "0" and part != "0":
            return False  # .NET looks for a leading zero only where a dot follows
    return True


def canonical_ipv4(host: str) -> str:
    """The four decimal parts of an address that :func:`is_ipv4` accepted."""
    value = _ipv4(host)
    if value is None:
        value = 0xFFFFFFFF  # "1.2.3.08" passes the strict check and then fails as an octal number
    return ".".join(str(value >> shift & 0xFF) for shift in (24, 16, 8, 0))


def ipv6_length(text: str) -> int:
    """Length of the ``[...]`` that ``text`` begins with, 0 when that is no IPv6 address.

    A zone (``%eth0``) and a prefix length (``/64``) may follow the address.
    """
    closing = text.find("]")
    if not text.startswith("[") or closing < 0:
        return 0
    address, _zone, prefix = _split_ipv6(text[1:closing])
    if prefix is not None and (address == "::" or len(prefix) > 2 or not made_of(prefix, _DIGITS)):
        return 0
    return closing + 1 if _ipv6_numbers(address) is not None else 0


def _split_ipv6(inner: str) -> tuple[str, str, str | None]:
    """Address, zone with its ``%``, prefix length."""
    address, slash, prefix = inner.partition("/")
    bare, percent, zone = address.partition("%")
    return bare, percent + zone, prefix if slash else None


def _ipv6_numbers(address: str) -> list[int] | None:
    """The eight numbers of an address, ``None`` when it is none."""
    head, colon, tail = address.rpartition(":")
    if "." in tail:
        if not _is_strict_ipv4(tail):
            return None
        first, second, third, fourth = map(int, tail.split("."))
        address = f"{head}{colon}{first << 8 | second:x}:{third << 8 | fourth:x}"
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
    groups = text.split(":", 8)
    if any(len(group) > 4 or not made_of(group, _HEX_DIGITS) for group in groups):
        return None
    return [int(group, 16) for group in groups]


def canonical_ipv6(text: str) -> tuple[str, str, bool]:
    """Address in RFC 5952 form with brackets, its zone, and whether it is the loopback address."""
    address, zone, _prefix = _split_ipv6(text[1:-1])
    numbers = _ipv6_numbers(address) or [0] * 8
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


def is_dns(host: str) -> bool:
    """Whether this is a DNS name: labels of at most 63, beginning with a letter or digit; a final dot is allowed.

    Characters beyond ASCII count as letters of any kind, and four more for the label that has them.
    """
    if host.isascii():
        if not made_of(host, _NAME):
            return False
    elif any(char < "\xa0" and char not in _NAME for char in set(host)):
        return False
    for dot in "" if host.isascii() else _OTHER_DOTS:
        host = host.replace(dot, ".")
    return all(label and label[0] not in "-_" and _octets(label) <= _LABEL_LIMIT for label in _labels(host))


def _labels(host: str) -> list[str]:
    return host.removesuffix(".").split(".")


def _octets(label: str) -> int:
    if label.isascii():
        return len(label)
    return len(label) + 4 + sum(1 if char <= "\uffff" else 3 for char in label if char > "\xff")


def is_unc(host: str) -> bool:
    """Whether this is a UNC server name.

    Its first two labels may begin with ``-`` or ``_``, the others not, and the first is not all digits.
    """
    if not host or len(host) > _UNC_LIMIT or any(char not in _NAME and not _is_letter(char) for char in host):
        return False
    first, *others = _labels(host)
    return bool(first) and not first.isdigit() and all(others) and all(label[0] not in "-_" for label in others[1:])


def _is_letter(char: str) -> bool:
    return char <= "\uffff" and char.isalpha()


def canonical_name(host: str) -> str:
    """A DNS or UNC name as ``Uri.Host`` has it: lower case (when an ASCII letter is not), ``loopback`` renamed."""
    if host.isascii():
        host = host.lower()
    elif any("A" <= char <= "Z" for char in host):
        host = "".join(lower if len(lower := char.lower()) == 1 else char for char in host)
    return "localhost" if host == "loopback" else host


def normalized_name(host: str) -> str | None:
    """A name with letters beyond ASCII without direction marks and in form C; ``None`` when it has half a character."""
    if host.isascii():
        return host
    if any("\ud800" <= char <= "\udfff" for char in host):
        return None
    from unicodedata import normalize

    return normalize("NFC", "".join(char for char in host if char not in _DIRECTION_MARKS))


def check_host_name(name: str) -> str:
    """``Uri.CheckHostName``: ``"dns"``, ``"ipv4"``, ``"ipv6"`` (with or without brackets) or ``""``."""
    if not name:
        return ""
    if is_ipv4(name):
        return "ipv4"
    if is_dns(name):
        return "dns"
    return "ipv6" if len(name) in (ipv6_length(name), ipv6_length(f"[{name}]") - 2) else ""
