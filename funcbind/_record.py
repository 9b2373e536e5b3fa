"""Immutable, slotted records that cost almost nothing at start-up.

A frozen dataclass takes about 0.7 ms to create and imports ``inspect``; ``import funcbind`` and
``funcbind check`` cannot afford that for each of their types. A :class:`Record` is the small part of it they use:
keyword construction, defaults, equality, hashing, a ``repr`` that leaves secret fields out, and no assignment.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from typing_extensions import Self, dataclass_transform
else:

    def dataclass_transform(**_options):
        """Stand in for the typing decorator, which only a type checker reads."""
        return lambda cls: cls


class _RecordType(type):
    """Turn the annotations of a class body into slots, fields and defaults."""

    def __new__(mcs, name: str, bases: tuple[type, ...], body: dict[str, Any], secret: tuple[str, ...] = ()) -> Any:
        own = [field for field in body.get("__annotations__", ()) if not field.startswith("_")]
        defaults = {field: body.pop(field) for field in own if field in body}
        cls = super().__new__(mcs, name, bases, {"__slots__": tuple(own), **body})
        inherited: tuple[str, ...] = ()
        for base in bases:
            inherited += getattr(base, "_fields", ())
            defaults = {**getattr(base, "_defaults", {}), **defaults}
        cls._fields = inherited + tuple(own)  # type: ignore[attr-defined]
        cls._defaults = defaults  # type: ignore[attr-defined]
        cls._secret = frozenset(secret).union(*(getattr(base, "_secret", ()) for base in bases))  # type: ignore[attr-defined]
        return cls


@dataclass_transform(frozen_default=True)
class Record(metaclass=_RecordType):
    """Base of the package's immutable values; fields are the annotations, in order.

    ``class Key(Record, secret=("value",))`` keeps ``value`` out of ``repr``.
    """

    if TYPE_CHECKING:
        _fields: tuple[str, ...]
        _defaults: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fields = self._fields
        if len(args) > len(fields):
            raise TypeError(f"{type(self).__name__} takes {len(fields)} values, got {len(args)}")
        put = object.__setattr__
        for field, value in zip(fields, args, strict=False):
            put(self, field, value)
        defaults = self._defaults
        for field in fields[len(args) :]:
            if field in kwargs:
                put(self, field, kwargs.pop(field))
            elif field in defaults:
                put(self, field, defaults[field])
            else:
                raise TypeError(f"{type(self).__name__} needs a value for {field!r}")
        if kwargs:
            raise TypeError(f"{type(self).__name__} has no field {next(iter(kwargs))!r}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable; use replace({name}=...)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable")

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), tuple(getattr(self, field) for field in self._fields))

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, field) == getattr(other, field) for field in self._fields)

    def __hash__(self) -> int:
        return hash((type(self), *(getattr(self, field) for field in self._fields)))

    def __repr__(self) -> str:
        secret = type(self)._secret  # type: ignore[attr-defined]
        shown = ", ".join(f"{field}={getattr(self, field)!r}" for field in self._fields if field not in secret)
        return f"{type(self).__name__}({shown})"

    def replace(self, **changes: Any) -> Self:
        """Return a copy with the given fields changed."""
        return type(self)(**{field: changes.pop(field, getattr(self, field)) for field in self._fields}, **changes)
