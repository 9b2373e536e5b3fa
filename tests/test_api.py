"""The two calls of the library, as an app and a test use them."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import pytest

import funcbind

NAMESPACE = "contoso.servicebus.windows.net"


def project(folder: Path, values: dict[str, object], **top: object) -> Path:
    (folder / "host.json").write_text('{"version": "2.0"}')
    (folder / "local.settings.json").write_text(json.dumps({"IsEncrypted": False, "Values": values, **top}))
    return folder


def test_a_connection_of_a_project_is_found_from_its_folder(tmp_path: Path) -> None:
    project(tmp_path, {"Orders__fullyQualifiedNamespace": NAMESPACE})
    configuration = funcbind.load(tmp_path, environ={})
    connection = funcbind.connection("Orders", "serviceBus", configuration)
    assert (connection.endpoint.uri, connection.endpoint.auth) == (NAMESPACE, "token")
    assert connection.endpoint.section == "Orders"


def test_a_variable_wins_over_the_file_unless_it_is_empty(tmp_path: Path) -> None:
    project(tmp_path, {"A": "file", "B": "file"})
    configuration = funcbind.load(tmp_path, environ={"A": "shell", "B": "", "C": ""}, os="linux")
    assert [configuration.get(name) for name in "ABC"] == ["shell", "file", ""]


def test_empty_values_of_the_file_reach_the_host_on_windows_only(tmp_path: Path) -> None:
    project(tmp_path, {"A": ""})
    assert funcbind.load(tmp_path, environ={}, os="linux").get("A") is None
    assert funcbind.load(tmp_path, environ={}, os="windows").get("A") == ""


@pytest.mark.parametrize("variable", ["AzureWebJobsScriptRoot", "WEBSITE_INSTANCE_ID", "FUNCTIONS_WORKER_DIRECTORY"])
def test_under_the_host_the_environment_is_everything(tmp_path: Path, variable: str) -> None:
    project(tmp_path, {"A": "file"})
    configuration = funcbind.load(tmp_path, environ={variable: "x", "B": "1"})
    assert (configuration.get("A"), configuration.get("B")) == (None, "1")


def test_settings_may_be_files_or_a_mapping(tmp_path: Path) -> None:
    export = tmp_path / "deployed.json"
    export.write_text('[{"name": "A", "value": "1", "slotSetting": false}]')
    dotenv = tmp_path / ".env"
    dotenv.write_text("A=2\nB=3\n")
    assert funcbind.load(settings=export, environ={}).get("A") == "1"
    both = funcbind.load(settings=[export, dotenv], environ={})
    assert (both.get("A"), both.get("B")) == ("2", "3")
    assert funcbind.load(settings={"A": "x"}, environ={"A": "y"}).get("A") == "x"


def test_a_project_without_a_settings_file_has_the_environment(tmp_path: Path) -> None:
    assert funcbind.load(tmp_path, environ={"A": "1"}).get("A") == "1"


def test_the_runtime_decides_which_prefixes_are_connection_strings() -> None:
    settings = {"SERVICEBUSCONNSTR_Orders": "Endpoint=sb://x.example/;SharedAccessKeyName=k;SharedAccessKey=ZmFrZQ=="}
    assert funcbind.connection("Orders", "serviceBus", funcbind.load(settings=settings)).endpoint.uri == "x.example"
    with pytest.raises(funcbind.ResolutionError):
        funcbind.connection("Orders", "serviceBus", funcbind.load(settings=settings, runtime="net8"))


def test_a_refusal_has_the_code_and_words_of_check() -> None:
    configuration = funcbind.Configuration({"Order__fullyQualifiedNamespace": NAMESPACE})
    with pytest.raises(funcbind.ResolutionError) as caught:
        funcbind.connection("Orders", "serviceBus", configuration)
    assert caught.value.rejection.kind == "not_found"
    assert caught.value.rejection.code == caught.value.diagnostic.code == "FB201"
    assert 'did you mean "Order"?' in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"IsEncrypted": false, "Values": {"A": {}}}', "FB102"),
        ('{"Values": {"A": "1"}}', 'add "IsEncrypted": false'),
        ('{"IsEncrypted": false, "Values": {"A" "1"}}', ":1:"),
    ],
)
def test_a_file_that_core_tools_would_not_use_is_an_error(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "local.settings.json").write_text(text)
    with pytest.raises(funcbind.SettingsFileError, match=r"local\.settings\.json") as caught:
        funcbind.load(tmp_path, environ={})
    assert words in str(caught.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(funcbind.SettingsFileError, match=r"nothing\.json"):
        funcbind.load(settings=tmp_path / "nothing.json")


def test_without_a_configuration_the_project_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path, {"Orders__fullyQualifiedNamespace": NAMESPACE})
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AzureWebJobsScriptRoot", raising=False)
    assert funcbind.connection("Orders", "SERVICEBUS").endpoint.uri == NAMESPACE


def test_a_type_without_a_connection_has_no_endpoint() -> None:
    connection = funcbind.connection(None, "httpTrigger", funcbind.Configuration({}))
    assert connection.endpoints == ()
    with pytest.raises(funcbind.FuncbindError, match="httpTrigger connects to nothing of its own"):
        _ = connection.endpoint


def test_readers_come_with_the_resolution() -> None:
    configuration = funcbind.Configuration({"AzureWebJobsPhotos__blobServiceUri": "https://x.blob.core.windows.net"})
    resolution = funcbind.resolve(configuration, "blob", "Photos")
    assert [reader.program for reader in resolution.readers if not reader.agrees] == ["sdk-type", "environ"]
    assert resolution.fact("nothing") == ""


def test_an_error_can_be_copied_and_sent_to_another_process() -> None:
    with pytest.raises(funcbind.ResolutionError) as caught:
        funcbind.connection("Orders", "serviceBus", funcbind.Configuration({}))
    for again in (copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):
        assert str(again) == str(caught.value)
        assert (again.rejection, again.diagnostic) == (caught.value.rejection, caught.value.diagnostic)
