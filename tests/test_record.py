"""Records: immutable, comparable, quiet about secrets."""

from __future__ import annotations

import copy
import pickle

import pytest

from funcbind.credentials import ClientSecret, ManagedIdentityId
from funcbind.settings.model import Origin, Setting


def test_positional_keyword_and_default_values_fill_the_fields() -> None:
    origin = Origin("local.settings.json", line=3)
    assert (origin.source, origin.line, origin.column) == ("local.settings.json", 3, 0)
    assert Origin("a", 1, 2) == Origin(source="a", line=1, column=2)


@pytest.mark.parametrize(
    ("arguments", "keywords", "message"),
    [
        ((), {}, "Origin needs a value for 'source'"),
        (("a", 1, 2, 3), {}, "Origin takes 3 values, got 4"),
        (("a",), {"row": 1}, "Origin has no field 'row'"),
    ],
)
def test_wrong_arguments_are_named(arguments: tuple[object, ...], keywords: dict[str, object], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Origin(*arguments, **keywords)  # type: ignore[arg-type]


def test_a_record_cannot_be_changed() -> None:
    origin = Origin("a")
    with pytest.raises(AttributeError, match="immutable"):
        origin.line = 2  # type: ignore[misc]
    with pytest.raises(AttributeError, match="immutable"):
        del origin.line
    assert origin.replace(line=2) == Origin("a", 2)
    assert origin == Origin("a")
    with pytest.raises(TypeError, match="no field 'row'"):
        origin.replace(row=1)


def test_equality_needs_the_same_type_and_hash_follows() -> None:
    assert ManagedIdentityId("client_id", "x") == ManagedIdentityId("client_id", "x")
    assert ManagedIdentityId("client_id", "x") != ManagedIdentityId("client_id", "y")
    assert Origin("a") != "a"
    assert len({Origin("a"), Origin("a"), Origin("b")}) == 2


def test_copies_and_pickles_are_equal() -> None:
    setting = Setting("A", "value", Origin("file", 1, 2))
    assert copy.deepcopy(setting) == setting
    assert pickle.loads(pickle.dumps(setting)) == setting


def test_secret_fields_stay_out_of_the_repr() -> None:
    setting = Setting("Orders", "fake-value", Origin("file"))
    spec = ClientSecret("tenant", "client", "fake-secret", "https://login.microsoftonline.com/")
    assert repr(setting) == "Setting(name='Orders', origin=Origin(source='file', line=0, column=0))"
    assert "fake-secret" not in repr(spec)
    assert "client_id='client'" in repr(spec)


def test_an_origin_reads_like_a_compiler_message() -> None:
    assert str(Origin("local.settings.json", 3, 5)) == "local.settings.json:3:5"
    assert str(Origin("environment")) == "environment"
