"""The table of extensions says what the resolvers do: names, defaults, lookup order, endpoint keys, scopes."""

from __future__ import annotations

import pytest

from funcbind.configuration import Configuration
from funcbind.connections import Binding, Connection, resolve
from funcbind.extensions import EXTENSIONS, Extension, extension_of
from funcbind.lookup import ORDERS

ENOUGH = {
    "queueName": "q",
    "eventHubName": "h",
    "hubName": "h",
    "hub": "h",
    "tableName": "t",
    "path": "c/b",
    "databaseName": "d",
    "containerName": "c",
    "rowKey": "r",
    "consumerGroup": "$Default",
}
VALUES = {
    "accountName": "contoso",
    "fullyQualifiedNamespace": "contoso.servicebus.windows.net",
    "redisHostName": "contoso.redis.cache.windows.net",
}
NAMED = [row for row in EXTENSIONS if row.order != "none" and row.property]


def binding(row: Extension, name: str | None, type_: str = "") -> Binding:
    given = {} if name is None else {row.property: name}
    return Binding(type_ or row.types[0], properties={**ENOUGH, **given})


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row.name)
def test_a_name_is_looked_up_in_the_order_of_the_row(row: Extension) -> None:
    expected = [pattern.replace("{}", "Name") for pattern in ORDERS[row.order]]
    for type_ in row.types:
        looked_up = [path.path for path in resolve(Configuration({}), binding(row, "Name", type_)).looked_up]
        found = [path for path in looked_up if path in expected]
        # Some types of a row take no name (a webhook, a trigger of Durable Functions, a second key of a service).
        assert found in (expected, []), type_
        if type_ == row.types[0] and row.name not in ("OpenAI", "Durable Functions", "Twilio"):
            assert found == expected, type_


@pytest.mark.parametrize("row", [row for row in NAMED if row.default], ids=lambda row: row.name)
def test_the_default_name_is_the_one_of_the_row(row: Extension) -> None:
    for type_ in row.types:
        resolution = resolve(Configuration({}), binding(row, None, type_))
        rejected = " ".join(f"{one.key} {one.message} {one.hint}" for one in resolution.rejections)
        several = row.name in ("Durable Functions", "Twilio")
        assert several or resolution.name == row.default or row.default in rejected, type_


@pytest.mark.parametrize(
    ("row", "key"),
    [(row, key) for row in NAMED if row.identity for key in row.endpoint_keys],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_every_endpoint_key_of_the_row_gives_an_endpoint(row: Extension, key: str) -> None:
    values = {f"Name__{key}": VALUES.get(key, "https://contoso.example.com/"), "Name__principalId": "p"}
    found = []
    for type_ in row.types:
        resolution = resolve(Configuration(values), binding(row, "Name", type_))
        used = f"Name__{key}" in {setting.name for setting in resolution.used}
        found.append(
            used and any(endpoint.auth == "token" for client in resolution.clients for endpoint in client.endpoints)
        )
    assert any(found)


@pytest.mark.parametrize("row", [row for row in NAMED if row.scope and row.identity], ids=lambda row: row.name)
def test_a_token_is_for_the_scope_of_the_row(row: Extension) -> None:
    key = row.endpoint_keys[0]
    values = {f"Name__{key}": VALUES.get(key, "https://contoso.example.com/"), "Name__principalId": "p"}
    outcomes = [resolve(Configuration(values), binding(row, "Name", type_)).outcome for type_ in row.types]
    scopes = {
        endpoint.scope for outcome in outcomes if isinstance(outcome, Connection) for endpoint in outcome.endpoints
    }
    assert scopes == {row.scope} or row.name == "Durable Functions"  # it needs all three services at once


def test_every_row_is_complete() -> None:
    types = [type_.lower() for row in EXTENSIONS for type_ in row.types]
    assert len(set(types)) == len(types)
    for row in EXTENSIONS:
        assert row.source.startswith("https://") or not row.property, row.name
        assert row.version or not row.property, row.name
        assert row.order in ORDERS
        for type_ in row.types:
            assert extension_of(type_.upper()) is row
