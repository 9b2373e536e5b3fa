"""What counts as a secret in a file that git tracks. No secret here is one: each says so when it is decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from funcbind.rules.model import Example
from funcbind.rules.secret_values import is_local_host, secret_in

from .rules import findings

if TYPE_CHECKING:
    from pathlib import Path

KEY = "bm90IGEgcmVhbCBrZXkgYnV0IGxvbmcgZW5vdWdo"
SECRETS = [
    ("X", f"DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey={KEY}", "an account key"),
    (
        "X",
        f"Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey={KEY}",
        "an access key",
    ),
    ("X", f"BlobEndpoint=https://contoso.blob.core.windows.net;SharedAccessSignature=sv=1&sig={KEY}", "a signature"),
    ("X", f"AccountEndpoint=https://contoso.documents.azure.com:443/;AccountKey={KEY};", "an account key"),
    ("X", f"Endpoint=https://contoso.service.signalr.net;AccessKey={KEY};Version=1.0;", "an access key"),
    ("X", "Server=tcp:contoso.database.windows.net;User Id=app;Password=hunter2;", "a password"),
    ("X", "server=contoso;uid=app;pwd='hunter2'", "a password"),
    ("X", f"contoso.redis.cache.windows.net:6380,password={KEY},ssl=True", "a password"),
    ("X", "amqps://app:hunter2@rabbit.contoso.example/vhost", "a password"),
    ("X", f"https://contoso.blob.core.windows.net/files?sv=1&sig={KEY}", "a signature"),
    ("X", f"https://contoso.azurewebsites.net/api/f?code={KEY}", "a function key"),
    ("Orders__clientSecret", f"{KEY}~x", "a client secret"),
    ("AZURE_CLIENT_SECRET", KEY, "a client secret"),
    ("ShopApiKey", KEY, "an API key"),
    ("TopicKey", KEY, "an access key"),
    ("DB_PASSWORD", "hunter2", "a password"),
]
NONE = [
    ("X", ""),
    ("X", "UseDevelopmentStorage=true"),
    ("X", f"AccountName=devstoreaccount1;AccountKey={KEY};BlobEndpoint=http://azurite:10000/devstoreaccount1"),
    ("X", f"AccountEndpoint=https://localhost:8081/;AccountKey={KEY}"),
    ("X", f"Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey={KEY};UseDevelopmentEmulator=true;"),
    ("X", "Server=localhost,1433;User Id=sa;Password=hunter2"),
    ("X", "Server=(localdb)\\mssqllocaldb;User Id=sa;Password=hunter2"),
    ("X", "localhost:6379,password=hunter2"),
    ("X", "amqp://guest:guest@rabbit.contoso.example"),
    ("X", "amqp://app:hunter2@localhost:5672"),
    ("X", "AccountName=contoso;AccountKey=<key>"),
    ("X", "AccountName=contoso;AccountKey=ZmFrZQ=="),
    ("X", "AccountName=contoso;AccountKey=aaaaaaaaaaaaaaaaaaaaaaaa"),
    ("X", "Server=contoso;Authentication=Active Directory Default;Database=d"),
    ("X", "Server=contoso;User Id=app;Password=$(DbPassword)"),
    ("X", "Endpoint=https://contoso.service.signalr.net;AuthType=azure.msi;Version=1.0;"),
    ("X", f"@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/{KEY})"),
    ("Orders__clientSecret", "<secret>"),
    ("Orders__clientSecret", "YOUR_CLIENT_SECRET"),
    ("Orders__clientSecret", "fake-secret-for-tests-only"),
    ("CosmosKey", "C2y6yDjf5/R+and so on"),
    ("Orders__clientId", "11111111-1111-1111-1111-111111111111"),
    (
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "InstrumentationKey=11111111-1111-1111-1111-111111111111;IngestionEndpoint=x",
    ),
    ("PasswordPolicy", "at least 12 characters"),
    ("ResetPassword", "true"),
    ("PublicKey", KEY),
    ("SigningKeyUri", "https://contoso.vault.azure.net/keys/signing"),
    ("ApiKey", "https://contoso.vault.azure.net/secrets/api"),
    ("WEBSITE_RUN_FROM_PACKAGE", "1"),
]


@pytest.mark.parametrize(("name", "value", "word"), SECRETS)
def test_secrets(name: str, value: str, word: str) -> None:
    assert secret_in(name, value) == word


@pytest.mark.parametrize(("name", "value"), NONE)
def test_what_is_none(name: str, value: str) -> None:
    assert secret_in(name, value) == ""


def test_hosts_of_emulators() -> None:
    local = ("localhost", "127.0.0.1", "[::1]", "azurite", "LOCALHOST.", "(local)", ".")
    assert [host for host in local if not is_local_host(host)] == []
    assert [host for host in ("", "contoso", "10.0.0.4", "localhost.contoso.example") if is_local_host(host)] == []


def test_each_secret_of_a_tracked_file_is_named_and_no_value(tmp_path: Path) -> None:
    settings = {"One": f"AccountKey={KEY}", "Two__clientSecret": KEY, "Three": "plain"}
    found = findings(Example(settings, target="local", tracked=True), tmp_path)
    assert [(one.code, one.setting) for one in found] == [("FB801", "One"), ("FB801", "Two__clientSecret")]
    assert KEY not in str(found)


def test_only_a_local_settings_json_is_noticed_without_a_secret(tmp_path: Path) -> None:
    assert [one.code for one in findings(Example({"A": "x"}, target="local", tracked=True), tmp_path)] == ["FB802"]
    assert findings(Example({"A": "x"}, tracked=True), tmp_path) == []


def test_a_value_that_core_tools_encrypted_is_no_secret(tmp_path: Path) -> None:
    file = '{"IsEncrypted": true, "Values": {"ApiKey": "CfDJ8' + KEY + '"}}'
    assert [one.code for one in findings(Example(file=file, target="local", tracked=True), tmp_path)] == ["FB802"]
