"""Numbers of a JSON text as .NET reads and prints them.

Sources: ``JsonTextReader.ParseReadNumber`` of JamesNK/Newtonsoft.Json, ``Double.ToString()`` since .NET Core 3.0.
"""

from __future__ import annotations

# Newtonsoft refuses longer integers.
_LONGEST_INTEGER = 380


def number_text(raw: str) -> str | None:
    """Return what a number in JSON becomes as a setting's text, ``None`` when it is none.

    Hexadecimal (``0x1F``) and octal (``010``) numbers, ``.5`` and ``5.`` are numbers; ``+1`` and ``08`` are not.
    """
    if raw in ("NaN", "Infinity", "-Infinity"):
        return raw
    if not raw.isascii() or not raw or raw[0] == "+":
        return None
    if raw[0] == "0" and len(raw) > 1 and raw[1] not in ".eE":
        return _other_base(raw)
    digits = raw.removeprefix("-")
    if digits.isdigit():
        if len(raw) > _LONGEST_INTEGER:
            return None
        return str(int(raw))
    return _double(raw)


def number_json(raw: str) -> str:
    """Return how Newtonsoft writes a number that it has read: a double keeps a point or an exponent.

    Source: ``JsonConvert.EnsureDecimalPlace`` and ``EnsureFloatFormat``.
    """
    text = number_text(raw) or ""
    if text in ("NaN", "Infinity", "-Infinity"):
        return f'"{text}"'
    if "." in text or "E" in text or _is_integer(raw):
        return text
    return text + ".0"


def _is_integer(raw: str) -> bool:
    return raw.removeprefix("-").isdigit() or (raw[:1] == "0" and raw[1:2] not in (".", "e", "E"))


def _other_base(raw: str) -> str | None:
    """``Convert.ToInt64(text, 16 or 8)``: 64 bits, the highest one is the sign."""
    base = 16 if raw[1] in "xX" else 8
    digits = raw[2:] if base == 16 else raw
    if not digits.isalnum() or (base == 16 and digits[1:2] in ("x", "X")):  # Python would take another 0x
        return None
    try:
        number = int(digits, base)
    except ValueError:
        return None
    if number >= 2**64:
        return None
    return str(number - 2**64 if number >= 2**63 else number)


def _double(raw: str) -> str | None:
    body = raw.removeprefix("-")
    mantissa, mark, exponent = body.replace("E", "e").partition("e")
    whole, _, fraction = mantissa.partition(".")
    if not (whole + fraction).isdigit() or not all(part.isdigit() for part in (whole, fraction) if part):
        return None
    if mark and not exponent.lstrip("+-").isdigit():
        return None
    if mark and len(exponent) - len(exponent.lstrip("+-")) > 1:
        return None
    return double_text(float(raw))


def double_text(number: float) -> str:
    """``Double.ToString("R", InvariantCulture)``: the shortest digits, an exponent from 1E+17 and 1E-05 on."""
    if number != number:
        return "NaN"
    if number in (float("inf"), float("-inf")):
        return "Infinity" if number > 0 else "-Infinity"
    sign = "-" if repr(number).startswith("-") else ""
    mantissa, _, exponent = repr(abs(number)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return sign + "0"
    # The number is 0.DIGITS * 10**point.
    point = int(exponent or 0) + (len(whole) if whole != "0" else -(len(fraction) - len(fraction.lstrip("0"))))
    digits = digits.rstrip("0")
    scientific = point - 1
    if scientific >= 17 or scientific < -4:
        body = digits[0] + ("." + digits[1:] if digits[1:] else "")
        return f"{sign}{body}E{'-' if scientific < 0 else '+'}{abs(scientific):02d}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if len(digits) <= point:
        return sign + digits.ljust(point, "0")
    return f"{sign}{digits[:point]}.{digits[point:]}"
