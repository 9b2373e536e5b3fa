"""No secret is ever printed: planted everywhere, searched for in every byte of every command and format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli_project import run, run_here, write_app, write_settings

KEY = "ZmFrZWZha2VmYWtlZmFrZWZha2VmYWtlZmFrZWZha2VmYWtlZmFrZWZha2VmYWtlZmFrZWZha2VmYWtlZmFrZQ=="
SECRET = "faKe8~Q.verySecretClientSecretThatIsFake0123"
SIGNATURE = "fakeSignature%2BfakeSignature%3D"
PASSWORD = "fakePassword-hunter2"
TOKEN = "fakeSystemAccessTokenfakeSystemAccessToken42"
PLANTED = (KEY, KEY.rstrip("="), SECRET, SIGNATURE, PASSWORD, TOKEN)

STORAGE = f"DefaultEndpointsProtocol=https;AccountName=fake;AccountKey={KEY};EndpointSuffix=core.windows.net"
MESSAGING = f"Endpoint=sb://fake.servicebus.windows.net/;SharedAccessKeyName=all;SharedAccessKey={KEY}"
SAS_STRING = f"BlobEndpoint=https://fake.blob.core.windows.net/;SharedAccessSignature=sv=2024&sig={SIGNATURE}"
COSMOS = f"AccountEndpoint=https://fake.documents.azure.com:443/;AccountKey={KEY};"
SIGNALR = f"Endpoint=https://fake.service.signalr.net;AccessKey={KEY};Version=1.0;"
PUBSUB = f"Endpoint=https://fake.webpubsub.azure.com;AccessKey={KEY};Version=1.0;"
URLS = (
    f"https://fake.blob.core.windows.net/?sv=2024&sig={SIGNATURE}",
    f"https://user:{PASSWORD}@fake.blob.core.windows.net/",
    f"user:{PASSWORD}@fake.servicebus.windows.net",
    f"sb://fake.servicebus.windows.net/?SharedAccessKey={KEY}",
)
STRINGS = (STORAGE, MESSAGING, SAS_STRING, COSMOS, SIGNALR, PUBSUB, *URLS)

BINDINGS = {
    "blobTrigger": {"path": "p/{name}"},
    "blob": {"path": "p"},
    "queueTrigger": {"queueName": "q"},
    "queue": {"queueName": "q"},
    "table": {"tableName": "t"},
    "serviceBusTrigger": {"queueName": "q"},
    "serviceBus": {"queueName": "q"},
    "eventHubTrigger": {"eventHubName": "h"},
    "eventHub": {"eventHubName": "h"},
    "eventGrid": {},
    "cosmosDBTrigger": {"databaseName": "d", "containerName": "c"},
    "cosmosDB": {"databaseName": "d", "containerName": "c"},
    "signalRTrigger": {"hubName": "h", "category": "messages", "event": "e"},
    "signalRConnectionInfo": {"hubName": "h"},
    "signalR": {"hubName": "h"},
    "webPubSubTrigger": {"hub": "h", "eventType": "user", "eventName": "e"},
    "webPubSubConnection": {"hub": "h"},
    "webPubSub": {"hub": "h"},
    "kafkaTrigger": {"topic": "t", "password": PASSWORD},
}
NAMING = (
    "connection",
    "connectionStringSetting",
    "leaseConnection",
    "topicEndpointUri",
    "topicKeySetting",
    "brokerList",
)


def app_with(
    folder: Path, connections: list[str], properties: tuple[str, ...] = ("connection", "connectionStringSetting")
) -> Path:
    """An app in the function.json model: every binding type with every connection name."""
    folder.mkdir(parents=True)
    (folder / "host.json").write_text('{"version": "2.0"}')
    for number, connection in enumerate(connections):
        for kind, extra in BINDINGS.items():
            function = folder / f"f{number}_{kind}"
            function.mkdir()
            binding = {"type": kind, "name": "x", "direction": "in", **extra, **dict.fromkeys(properties, connection)}
            (function / "function.json").write_text(json.dumps({"scriptFile": "x.py", "bindings": [binding]}))
    return folder


def search(folder: Path, *options: str, names: tuple[str, ...] = ("C0",), env: dict[str, str] | None = None) -> None:
    commands = [["check"], ["check", "-v", "--statistics"]]
    commands += [["check", "--format", name] for name in ("concise", "json", "github", "sarif", "junit")]
    commands += [["explain"], ["explain", "-v"], ["explain", "--format", "json"]]
    for name in names:
        commands += [["explain", name], ["explain", name, "--format", "json"]]
        commands += [["explain", name, "--binding", kind] for kind in ("blobTrigger", "serviceBus", "nonsense")]
    for command in commands:
        done = (run if command == ["check"] else run_here)(*command, *options, cwd=folder, env=env)
        assert done.code in (0, 1, 2)
        for secret in PLANTED:
            for form in (secret, json.dumps(secret)[1:-1], secret.upper(), secret.lower()):
                assert form.encode() not in done.stdout + done.stderr, (command, secret)
        assert b"internal error" not in done.stderr
        assert b"Traceback" not in done.stderr


SUB_KEYS = (
    "",
    "__serviceUri",
    "__blobServiceUri",
    "__queueServiceUri",
    "__tableServiceUri",
    "__endpoint",
    "__accountEndpoint",
    "__topicEndpointUri",
    "__fullyQualifiedNamespace",
)


def test_secrets_in_values(tmp_path: Path) -> None:
    """Connection strings, SAS and URLs with passwords, valid or in the wrong place."""
    values: dict[str, object] = {"AzureWebJobsStorage": STORAGE, "AzureSignalRConnectionString": SIGNALR}
    number = 0
    for text in STRINGS:
        for sub_key in SUB_KEYS:
            values[f"C{number}{sub_key}"] = text
            number += 1
    app = app_with(tmp_path / "app", [f"C{index}" for index in range(number)])
    write_settings(app / "local.settings.json", values)
    search(app, names=("C0", "C1", "C9"))


def test_secrets_in_credentials(tmp_path: Path) -> None:
    """Client secrets and access tokens, complete and incomplete, and mistaken for something else."""
    ids = {"tenantId": "00000000-0000-0000-0000-000000000001", "clientId": "00000000-0000-0000-0000-000000000002"}
    forms: list[dict[str, str]] = [
        {**ids, "clientSecret": SECRET},
        {"clientId": SECRET, "clientSecret": SECRET},
        {"credential": "managedidentity", "clientSecret": SECRET, "clientId": SECRET},
        {"credential": SECRET},
        {"tenantId": f"{SECRET}/", "clientId": ids["clientId"], "clientSecret": SECRET},
        {**ids, "credential": "azurepipelines", "systemAccessToken": TOKEN, "serviceConnectionId": "x"},
        {"credential": "azurepipelines", "systemAccessToken": TOKEN},
        {
            "credential": "managedidentityasfederatedidentity",
            "azureCloud": SECRET,
            **ids,
            "managedIdentityClientId": "x",
        },
        {"managedIdentityResourceId": SECRET, "clientId": "x"},
        {"managedIdentityObjectId": SECRET},
    ]
    endpoints = {
        "blobServiceUri": "https://fake.blob.core.windows.net",
        "queueServiceUri": "https://fake.queue.core.windows.net",
        "fullyQualifiedNamespace": "fake.servicebus.windows.net",
        "accountEndpoint": "https://fake.documents.azure.com",
        "topicEndpointUri": "https://fake.eventgrid.azure.net",
    }
    values: dict[str, object] = {"AZURE_CLIENT_SECRET": SECRET, "AZURE_PASSWORD": PASSWORD}
    for number, form in enumerate(forms):
        values |= {f"C{number}__{key}": value for key, value in {**endpoints, **form}.items()}
    app = app_with(tmp_path / "app", [f"C{number}" for number in range(len(forms))])
    write_settings(app / "local.settings.json", values)
    search(app, names=tuple(f"C{number}" for number in range(len(forms))))


def test_secrets_in_names(tmp_path: Path) -> None:
    """Connection strings where a connection's name belongs, and as names of settings."""
    app = app_with(tmp_path / "app", list(STRINGS), properties=NAMING)
    values: dict[str, object] = {}
    for text in STRINGS:
        values |= {text: "x", f"{text}__fullyQualifiedNamespace": "x", f"{text}__credential": "managedidentity"}
        values |= {f"{text}__clientId": "1", f"{text}__managedIdentityResourceId": "2", text.lower(): "y"}
    write_settings(app / "local.settings.json", values)
    search(app, names=(STORAGE, MESSAGING, URLS[0]))
    search(app, "--os", "windows", names=())


def test_secrets_in_templates(tmp_path: Path) -> None:
    """Connection strings between percent signs and in paths."""
    app = app_with(tmp_path / "app", [f"%{STORAGE}%", f"%C{KEY}", f"%{SECRET}%", "%C%"])
    write_settings(app / "local.settings.json", {"C": MESSAGING})
    search(app, names=("%C%",))


def test_secrets_in_decorators(tmp_path: Path) -> None:
    """The common mistake: the whole connection string in the decorator, alone, computed or in broken code."""
    code = (
        f"STORAGE = {STORAGE!r}\n\n\n"
        f"@app.service_bus_queue_trigger(arg_name='m', queue_name='q', connection={MESSAGING!r})\n"
        "@app.blob_output(arg_name='b', path='p', connection=STORAGE)\n"
        f"@app.queue_output(arg_name='q', queue_name='q', connection=f'{{STORAGE}}x')\n"
        f"@app.table_output(arg_name='t', table_name='t', connection=''.join({[STORAGE]!r}))\n"
        f"@app.generic_output_binding(arg_name='g', type={MESSAGING!r}, connection='C')\n"
        f"@app.generic_output_binding(arg_name={MESSAGING!r}, type='blob', connection='C')\n"
        "def f(m, b, q, t, g):\n    pass\n"
    )
    app = write_app(tmp_path / "app", code, {})
    search(app, names=(MESSAGING,))
    broken = write_app(tmp_path / "broken", code + f"\nX = '{STORAGE}\n", {})
    search(broken, names=())


@pytest.mark.parametrize(
    "text",
    [
        '{"IsEncrypted": false, "Values": {"C0": "' + STORAGE + '"',
        '{"IsEncrypted": false, "Values": {"C0": ' + STORAGE + "}}",
        '{"IsEncrypted": false, "Values": {"' + STORAGE + "}}",
        '{"IsEncrypted": false, "Values": {"C0": {"' + STORAGE + '": "' + SECRET + '"}}}',
        '{"IsEncrypted": false, "Values": {"C0": "' + STORAGE + '\\x"}}',
        '{"IsEncrypted": "' + SECRET + '", "Values": {"C0": "' + STORAGE + '"}}',
        '{"IsEncrypted": true, "Values": {"C0": "' + STORAGE + '"}}',
        STORAGE,
        f"C0={STORAGE}\nexport {STORAGE}\n{SECRET}\nC1='{STORAGE}\n",
        '[{"name": "C0", "value": "' + STORAGE + '"}, {"name": "' + STORAGE + '"}, "' + SECRET + '"]',
    ],
    ids=range(10),
)
def test_secrets_in_broken_settings(tmp_path: Path, text: str) -> None:
    """A parse error never quotes what it stumbled over."""
    app = app_with(tmp_path / "app", ["C0"])
    (app / "local.settings.json").write_text(text)
    search(app)
    (app / "local.settings.json").rename(app / "other.txt")
    search(app, "--settings", "other.txt")


def test_secrets_in_the_environment(tmp_path: Path) -> None:
    """The environment's values stay where they are, used or not."""
    app = app_with(tmp_path / "app", ["C0", "C1"])
    env = {"C0": STORAGE, "C1__serviceUri": URLS[0], "C1__clientSecret": SECRET, "AZURE_CLIENT_SECRET": SECRET}
    search(app, env=env)
    search(app, "--environ", env=env)


def test_secrets_on_the_command_line(tmp_path: Path) -> None:
    """What looks like a secret is not repeated, wherever it was typed."""
    app = app_with(tmp_path / "app", ["C0"])
    write_settings(app / "local.settings.json", {})
    for words in (
        ["check", STORAGE],
        ["check", "--settings", STORAGE],
        ["check", f"--settings={MESSAGING}"],
        ["check", "--format", STORAGE],
        ["check", f"--format={STORAGE}"],
        ["check", "a", STORAGE],
        ["explain", STORAGE],
        ["explain", "C0", "--binding", STORAGE],
        [STORAGE],
    ):
        done = run(*words, cwd=app)
        assert done.code == 2, words
        for secret in PLANTED:
            assert secret.encode() not in done.stdout + done.stderr, words
