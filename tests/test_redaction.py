"""Names may be shown, secrets in the place of a name may not."""

from __future__ import annotations

import pytest

from funcbind.redaction import HIDDEN, shown_name

FAKE_KEY = "ZmFrZS1rZXktZmFrZS1rZXktZmFrZS1rZXktZmFrZQ=="


@pytest.mark.parametrize(
    "secret",
    [
        f"DefaultEndpointsProtocol=https;AccountName=fake;AccountKey={FAKE_KEY};EndpointSuffix=core.windows.net",
        f"Endpoint=sb://fake.servicebus.windows.net/;SharedAccessKeyName=fake;SharedAccessKey={FAKE_KEY}",
        f"Endpoint=https://fake.service.signalr.net;AccessKey={FAKE_KEY};Version=1.0;",
        "Server=fake;Database=fake;User Id=fake;Password=fake-password;",
        "https://fake.blob.core.windows.net/?sv=2024-11-04&sig=ZmFrZQ%3D%3D",
        "https://user:fake@fake.example/",
        "redis.example:6380,password=fake",
        FAKE_KEY,
        "0123456789abcdef0123456789abcdef",
        "aB3dEfG7hIjK1mNoPqR2sTuVwXyZ0aBcDeFgH4iJ",
        "fak3Client.Secret~fak3Client.Secret~fak3",
        "fake:fake@fake.example",
        f"%{FAKE_KEY}%",
        f"ConnectionStrings:{FAKE_KEY}",
        f"{FAKE_KEY}__serviceUri",
    ],
)
def test_a_secret_given_as_a_name_is_hidden(secret: str) -> None:
    assert shown_name(secret) == HIDDEN


@pytest.mark.parametrize(
    "name",
    [
        "Orders",
        "AzureWebJobsStorage__blobServiceUri",
        "ConnectionStrings:Orders",
        "My-Connection.Name",
        "11111111-1111-1111-1111-111111111111",
        "%Orders%",
        "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
        "MicrosoftAzureWebJobsExtensionsStorageBlobs",
        "AzureWebJobsSecondaryStorageAccount1",
    ],
)
def test_a_name_is_shown(name: str) -> None:
    assert shown_name(name) == name


def test_control_characters_are_escaped_and_long_names_cut() -> None:
    assert shown_name("a\x1b[31m\n") == "a\\x1b[31m\\n"
    assert shown_name("a b" * 100) == ("a b" * 100)[:120] + "..."
