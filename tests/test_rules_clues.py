"""Leaving out groups of rules never leaves out a finding."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given as generated
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from funcbind.bindings import App
from funcbind.check import Given
from funcbind.configuration import Configuration
from funcbind.connections import Binding, resolve
from funcbind.extensions import EXTENSIONS
from funcbind.rules import GROUPS
from funcbind.rules.clues import APPLIES, Clues
from funcbind.rules.run import comment, comment_of
from funcbind.settings.model import Origin, Setting
from funcbind.settings.source import SettingsSource

BUNDLE = "[4.*, 5.0.0)"
TYPES = sorted(type_ for row in EXTENSIONS for type_ in row.types)
NAMES = ["Orders", "AzureWebJobsStorage", "Storage", "AzureWebJobsOrders", "ConnectionStrings__Orders"]
KEYS = [
    *sorted({key for row in EXTENSIONS for key in row.endpoint_keys}),
    *("credential", "clientId", "managedIdentityResourceId", "tenantId", "clientSecret", "identityClientId"),
    *("additionallyAllowedTenants", "credential__accountKey", "accountKey", "secret", "authType", "odd"),
]
VALUES = [
    "",
    "managedidentity",
    "managed identity",
    "11111111-1111-1111-1111-111111111111",
    "not an id",
    "https://fake.blob.core.windows.net",
    "https://fake.queue.core.windows.net/",
    "http://fake.table.core.windows.net/",
    "fake",
    "fake.servicebus.windows.net",
    "sb://fake.servicebus.windows.net/",
    "https://fake.documents.azure.com:443/",
    "https://fake.service.signalr.net",
    "https://fake.service.signalr.net/x",
    "https://fake.webpubsub.azure.com",
    "fake.webpubsub.azure.us",
    "UseDevelopmentStorage=true",
    "ab",
    "devstoreaccount1",
    "localhost",
    "http://127.0.0.1:10000/devstoreaccount1",
    "https://fake.blob.core.windows.net/path",
    "https://fake.blob.core.windows.net/?sig=ZmFrZWZha2VmYWtl",
    "DefaultEndpointsProtocol=https;AccountName=fake;AccountKey=",
    "BlobEndpoint=https://fake.blob.core.windows.net",
    "Endpoint=https://fake.service.signalr.net;AccessKey=;Version=1.0;",
    "https://fake.usgovcloudapi.net",
    " padded ",
    "Endpoint=https://fake.service.signalr.net;AuthType=azure.msi;ClientId=x;Version=1.0;",
    "Endpoint=sb://fake.servicebus.windows.net/;SharedAccessKeyName=fake;SharedAccessKey=ZmFrZQ==",
    "<name>",
    "your-namespace.servicebus.windows.net",
    "change_me",
    "__token__",
    "fake\n",
    "@Microsoft.KeyVault(SecretName=x)",
    "@Microsoft.AppConfiguration(Endpoint=https://fake.azconfig.io; Key=x)",
    "yes",
]
VARIABLES = ["AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE"]
ODD_NAMES = ["AzureWebJobs.f.Disabled", "orders", "Or-ders", "Or.ders__accountName", "ConnectionStrings:Orders"]
READS = [("Orders", Origin("function_app.py", 1, 1)), ("ORDERS_URL", Origin("function_app.py", 2, 1))]


@st.composite
def settings_values(draw: st.DrawFn) -> dict[str, str]:
    names = st.one_of(
        st.sampled_from(NAMES),
        st.builds("__".join, st.tuples(st.sampled_from(NAMES), st.sampled_from(KEYS))),
        st.builds(
            "{}{}{}".format, st.sampled_from(NAMES), st.sampled_from(["_", "___", ":", "."]), st.sampled_from(KEYS)
        ),
        st.sampled_from([*VARIABLES, *ODD_NAMES]),
    )
    return draw(st.dictionaries(names, st.sampled_from(VALUES), max_size=6))


BINDINGS = st.lists(
    st.tuples(
        st.sampled_from(TYPES),
        st.sampled_from([None, "Orders", "Storage", "%Orders%", "AccountKey=fake", "Or-ders", "Or.ders"]),
        st.dictionaries(
            st.sampled_from(["connection", "connectionStringSetting", "queueName"]),
            st.sampled_from(["Orders", "%Orders__accountName%"]),
            max_size=1,
        ),
    ),
    max_size=3,
)


@generated(
    BINDINGS, settings_values(), st.sampled_from(["local", "deployed"]), st.booleans(), st.lists(st.sampled_from(READS))
)
@hypothesis_settings(deadline=None, max_examples=400)
def test_a_group_that_is_left_out_has_nothing_to_say(
    asked: list[tuple[str, str | None, dict[str, object]]],
    values: dict[str, str],
    target: str,
    tracked: bool,
    reads: list[tuple[str, Origin]],
) -> None:
    bindings = tuple(
        Binding(type_, name, properties=properties, function="f", origin=Origin("function_app.py", line, 1))
        for line, (type_, name, properties) in enumerate(asked, 1)
    )
    settings = tuple(
        Setting(name, value, Origin("s.json", line, 5)) for line, (name, value) in enumerate(values.items())
    )
    configuration = Configuration(settings)
    source = SettingsSource("s.json", "local" if target == "local" else "export", target, settings)
    given = Given((source,), configuration, target, "linux", tracked=frozenset({"s.json"} if tracked else ()))
    app = App(".", bindings, ("f",), bundle="[4.*, 5.0.0)", environ_reads=tuple(reads), required_reads=tuple(reads[:1]))
    resolutions = [resolve(configuration, binding) for binding in bindings]
    assert comment(app, given, resolutions) == comment_of(GROUPS, Clues(app, given, resolutions))


@pytest.mark.parametrize("type_", ["blobTrigger", "serviceBusTrigger", "cosmosDB", "signalRTrigger", "webPubSub"])
def test_one_setting_of_every_kind(type_: str) -> None:
    for name, value in itertools.product(["Orders", *(f"Orders__{key}" for key in KEYS)], VALUES):
        binding = Binding(type_, "Orders", function="f", origin=Origin("function_app.py", 1, 1), bundle=BUNDLE)
        configuration = Configuration((Setting(name, value, Origin("s.json", 1, 5)),))
        source = SettingsSource("s.json", "local", "local", configuration.settings)
        given = Given((source,), configuration, "local", "linux")
        clues = Clues(App(".", (binding,), ("f",), bundle=BUNDLE), given, [resolve(configuration, binding)])
        left_out = [group for group in GROUPS if group in APPLIES and not APPLIES[group](clues)]
        assert not comment_of(left_out, clues), (name, value)


def test_every_condition_is_one_of_a_group() -> None:
    assert set(APPLIES) <= set(GROUPS)
