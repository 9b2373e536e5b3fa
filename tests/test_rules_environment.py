"""Rules about AZURE_* variables, by the matrix of variables and credentials; without an effect they say nothing."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest

from funcbind.bindings import App
from funcbind.check import Given
from funcbind.configuration import Configuration
from funcbind.connections import Binding, resolve
from funcbind.rules import environment, environment_chain, environment_places, environment_python
from funcbind.rules.model import Context, Example, diagnostic
from funcbind.settings.model import Origin, Setting
from funcbind.settings.source import SettingsSource

from .rules import findings

if TYPE_CHECKING:
    from pathlib import Path

    from funcbind.diagnostics import Diagnostic

GUID = "11111111-1111-1111-1111-111111111111"
OTHER = "33333333-3333-3333-3333-333333333333"
TENANT = "22222222-2222-2222-2222-222222222222"
REFERENCE = "@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/x)"
RULES = [
    rule for module in (environment, environment_chain, environment_places, environment_python) for rule in module.RULES
]

NAMESPACE = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}
RESOURCE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
# The ways a connection names its identity, as in the matrix.
MODES = {
    "D": {},
    "Dc": {"clientId": GUID},
    "MS": {"credential": "managedidentity"},
    "MU": {"credential": "managedidentity", "clientId": GUID},
    "CS": {"tenantId": TENANT, "clientId": GUID, "clientSecret": REFERENCE},
    "FIC": {
        "credential": "managedidentityasfederatedidentity",
        "tenantId": TENANT,
        "clientId": GUID,
        "azureCloud": "public",
        "managedIdentityClientId": GUID,
    },
    "WI": {"credential": "workloadidentity", "tenantId": TENANT, "clientId": GUID, "tokenFilePath": "/token"},
}
ALL = tuple(MODES)
ID, TEN = {"AZURE_CLIENT_ID": GUID}, {"AZURE_TENANT_ID": TENANT}
PAIR = {**ID, **TEN}
PRINCIPAL = {**PAIR, "AZURE_CLIENT_SECRET": REFERENCE}
CERTIFICATE = {**PAIR, "AZURE_CLIENT_CERTIFICATE_PATH": "/app.pem"}
USER = {**PAIR, "AZURE_USERNAME": "somebody", "AZURE_PASSWORD": REFERENCE}
FILE = {**PAIR, "AZURE_FEDERATED_TOKEN_FILE": "/token"}
USES = """import azure.functions as func
from azure.identity.aio import DefaultAzureCredential

app = func.FunctionApp()


@app.service_bus_queue_trigger(arg_name="message", queue_name="orders", connection="Orders")
def orders(message: func.ServiceBusMessage) -> None:
    pass
"""
PLAIN = USES.replace("from azure.identity.aio import DefaultAzureCredential\n", "")
TRIGGER = (("serviceBusTrigger", "Orders", {"queueName": "orders"}),)


def connection(mode: str) -> dict[str, str]:
    return {**NAMESPACE, **{f"Orders__{key}": value for key, value in MODES[mode].items()}}


def found(example: Example, folder: Path) -> set[tuple[str, str]]:
    """Code and severity of what the rules about AZURE_* find."""
    return {(one.code, one.severity) for one in findings(example, folder) if one.code.startswith("FB7")}


# Variables -> mode -> what is reported in Azure when the app's code does not use DefaultAzureCredential.
MATRIX: list[tuple[str, dict[str, str], dict[str, set[tuple[str, str]]]]] = [
    ("ENV-SP", PRINCIPAL, {"D": {("FB701", "error")}, "Dc": {("FB701", "error")}}),
    ("ENV-CERT", CERTIFICATE, {"D": {("FB701", "error")}, "Dc": {("FB701", "error")}}),
    ("ENV-USER", USER, {"D": {("FB701", "error")}, "Dc": {("FB701", "error")}}),
    ("ENV-ID", ID, {"D": {("FB711", "warning")}, "MS": set()}),
    (
        "ENV-ID-NE",
        {"AZURE_CLIENT_ID": OTHER},
        {
            "D": {("FB711", "warning")},
            "Dc": set(),
            "MS": set(),
            "MU": set(),
        },
    ),
    ("ENV-TEN", TEN, {}),
    (
        "ENV-PART",
        {**TEN, "AZURE_CLIENT_SECRET": REFERENCE},
        {"D": {("FB712", "warning")}, "Dc": {("FB712", "warning")}},
    ),
    ("ENV-PART, a user name alone", {"AZURE_USERNAME": "somebody"}, {}),
    (
        "ENV-EMPTY",
        {**PAIR, "AZURE_CLIENT_SECRET": ""},
        {mode: {("FB703", "info")} | ({("FB711", "warning")} if mode == "D" else set()) for mode in ALL},
    ),
    ("TOK-DEV", {"AZURE_TOKEN_CREDENTIALS": "dev"}, {"D": {("FB707", "error")}, "Dc": {("FB707", "error")}}),
    (
        "TOK-DEV, a tool",
        {"AZURE_TOKEN_CREDENTIALS": " AzureCliCredential"},
        {"D": {("FB707", "error")}, "Dc": {("FB707", "error")}},
    ),
    ("TOK-PROD in Azure", {"AZURE_TOKEN_CREDENTIALS": "prod"}, {}),
    (
        "TOK-ONE",
        {"AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential"},
        {"D": {("FB713", "error")}, "Dc": {("FB713", "error")}},
    ),
    (
        "TOK-ONE, token file",
        {"AZURE_TOKEN_CREDENTIALS": "WorkloadIdentityCredential", **TEN},
        {"D": {("FB713", "error")}, "Dc": {("FB713", "error")}},
    ),
    ("TOK-MI", {"AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential"}, {}),
    (
        "TOK-MI with an id",
        {"AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential", **PRINCIPAL},
        {"D": {("FB711", "warning")}, "MS": set()},
    ),
    (
        "TOK-BAD, Python's side",
        {"AZURE_TOKEN_CREDENTIALS": "VisualStudioCredential"},
        {mode: {("FB707", "error")} if mode in ("D", "Dc") else {("FB714", "info")} for mode in ALL},
    ),
    (
        "AUTH-CLOUD",
        {"AZURE_AUTHORITY_HOST": "https://login.microsoftonline.us"},
        {mode: {("FB706", "error")} for mode in ("CS", "FIC", "WI")},
    ),
    ("AUTH-BAD, empty", {"AZURE_AUTHORITY_HOST": ""}, {}),
    (
        "AUTH-BAD, http",
        {"AZURE_AUTHORITY_HOST": "http://login.microsoftonline.com"},
        {mode: {("FB715", "info")} for mode in ("MS", "MU", "FIC")},
    ),
    (
        "FED-FULL",
        FILE,
        {mode: {("FB716", "error")} for mode in ("D", "Dc", "MS", "MU", "FIC")},
    ),
    ("FED-PART", {"AZURE_FEDERATED_TOKEN_FILE": "/token"}, {}),
    ("MSI-OLD", {"MSI_ENDPOINT": "http://localhost", "MSI_SECRET": "x", "IDENTITY_ENDPOINT": "http://x"}, {}),
    (
        "IDN-SF",
        {"IDENTITY_SERVER_THUMBPRINT": "0" * 40},
        {mode: {("FB718", "error")} for mode in ("Dc", "MU", "FIC")},
    ),
    ("IDN-POD", {"AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://localhost"}, {}),
    ("REG", {"AZURE_REGIONAL_AUTHORITY_NAME": "westeurope"}, {}),
    (
        "TEN-ADD",
        {"AZURE_ADDITIONALLY_ALLOWED_TENANTS": "*"},
        {mode: {("FB719", "info")} for mode in ("CS", "FIC")},
    ),
    ("COSMOS", {"AZURE_COSMOS_AAD_SCOPE_OVERRIDE": "https://contoso.documents.azure.com/.default"}, {}),
]


@pytest.mark.parametrize("mode", ALL)
@pytest.mark.parametrize(("row", "variables", "expected"), MATRIX, ids=[row for row, _, _ in MATRIX])
def test_the_matrix(
    row: str, variables: dict[str, str], expected: dict[str, set[tuple[str, str]]], mode: str, tmp_path: Path
) -> None:
    example = Example({**connection(mode), **variables}, code=PLAIN)
    assert found(example, tmp_path) == expected.get(mode, set()), row


# Severity of what depends on the app's own code: it uses DefaultAzureCredential, is not known, does not use it.
OWN_CODE: list[tuple[str, dict[str, str], str, str]] = [
    ("ENV-ID-NE", {"AZURE_CLIENT_ID": OTHER}, "FB704", "warning warning -"),
    ("ENV-EMPTY", {**PAIR, "AZURE_CLIENT_SECRET": ""}, "FB703", "error warning info"),
    ("ENV-EMPTY", {**PRINCIPAL, "AZURE_CLIENT_ID": ""}, "FB703", "error warning info"),
    ("ENV-SP", PRINCIPAL, "FB702", "info - -"),
    ("ENV-USER", {**ID, "AZURE_USERNAME": "u", "AZURE_PASSWORD": REFERENCE}, "FB702", "info - -"),
    ("ENV-PART", {**TEN, "AZURE_CLIENT_SECRET": REFERENCE}, "FB712", "warning - -"),
    ("TOK-DEV", {"AZURE_TOKEN_CREDENTIALS": "dev"}, "FB707", "error - -"),
    ("TOK-ONE", {"AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential"}, "FB713", "error - -"),
    ("TOK-BAD", {"AZURE_TOKEN_CREDENTIALS": "BrokerCredential"}, "FB714", "error warning info"),
    ("TOK-BAD", {"AZURE_TOKEN_CREDENTIALS": "production"}, "FB714", "error warning info"),
    ("AUTH-BAD", {"AZURE_AUTHORITY_HOST": "http://x"}, "FB715", "error warning info"),
    ("AUTH-BAD", {**PRINCIPAL, "AZURE_AUTHORITY_HOST": ""}, "FB715", "error warning info"),
    ("TEN-ADD", {"AZURE_ADDITIONALLY_ALLOWED_TENANTS": "*"}, "FB719", "info - -"),
    ("CHAIN-FALSE", {**CERTIFICATE, "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN": "0"}, "FB720", "info info -"),
]


@pytest.mark.parametrize(("row", "variables", "code", "severities"), OWN_CODE)
def test_what_only_own_code_runs_into(
    row: str, variables: dict[str, str], code: str, severities: str, tmp_path: Path
) -> None:
    settings = {**connection("MU"), **variables}
    known = Example(settings, code=USES), Example(settings, TRIGGER), Example(settings, code=PLAIN)
    for index, (example, severity) in enumerate(zip(known, severities.split(), strict=True)):
        (tmp_path / str(index)).mkdir()
        got = dict(found(example, tmp_path / str(index)))
        assert got.get(code, "-") == severity, row


def test_a_module_imported_whole_tells_nothing(tmp_path: Path) -> None:
    code = USES.replace("from azure.identity.aio import DefaultAzureCredential", "from azure import identity")
    example = Example({**connection("MU"), "AZURE_CLIENT_ID": OTHER}, code=code)
    assert found(example, tmp_path) == {("FB704", "warning")}


def test_cosmos_sdk_types_are_own_code(tmp_path: Path) -> None:
    code = """import azure.functions as func
import azurefunctions.extensions.bindings.cosmosdb as cosmos

app = func.FunctionApp()


@app.route(route="x")
@app.cosmos_db_input(arg_name="box", connection="Documents", database_name="d", container_name="c")
def read(req: func.HttpRequest, box: cosmos.ContainerProxy) -> str:
    return ""
"""
    settings = {"Documents__accountEndpoint": "https://contoso.documents.azure.com", **PAIR, "AZURE_CLIENT_SECRET": ""}
    example = Example({**settings, "Documents__credential": "managedidentity", "Documents__clientId": GUID}, code=code)
    assert ("FB703", "error") in found(example, tmp_path)


# What a developer's machine may have, and what is said about it.
LOCAL: list[tuple[str, dict[str, str], set[tuple[str, str]]]] = [
    ("D", PRINCIPAL, set()),
    ("D", CERTIFICATE, set()),
    ("D", USER, set()),
    ("D", ID, set()),
    ("MU", {"AZURE_CLIENT_ID": OTHER}, set()),
    ("D", TEN, set()),
    ("D", FILE, set()),
    ("D", {**TEN, "AZURE_CLIENT_SECRET": REFERENCE}, {("FB712", "info")}),
    ("D", {"AZURE_TOKEN_CREDENTIALS": "dev"}, set()),
    ("D", {"AZURE_TOKEN_CREDENTIALS": "AzureCliCredential"}, set()),
    ("D", {"AZURE_TOKEN_CREDENTIALS": "prod"}, {("FB707", "warning")}),
    ("D", {"AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential"}, {("FB707", "warning")}),
    ("D", {"AZURE_TOKEN_CREDENTIALS": "prod", **PRINCIPAL}, set()),
    ("D", {"AZURE_TOKEN_CREDENTIALS": "prod", "IDENTITY_ENDPOINT": "http://x", "IDENTITY_HEADER": "x"}, set()),
    ("D", {"AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential"}, {("FB713", "warning")}),
    ("D", {"AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential", **PRINCIPAL}, set()),
    ("CS", {"AZURE_TOKEN_CREDENTIALS": "prod"}, set()),
    ("MS", {"MSI_ENDPOINT": "http://x"}, set()),
    ("MU", {"MSI_ENDPOINT": "http://x"}, {("FB717", "warning")}),
    ("MU", {"IDENTITY_ENDPOINT": "http://x", "IMDS_ENDPOINT": "http://y"}, set()),
    ("D", {"IDENTITY_ENDPOINT": "http://x"}, set()),
]


@pytest.mark.parametrize(("mode", "variables", "expected"), LOCAL)
def test_a_developer_machine(
    mode: str, variables: dict[str, str], expected: set[tuple[str, str]], tmp_path: Path
) -> None:
    example = Example({**connection(mode), **variables}, target="local", code=PLAIN)
    assert found(example, tmp_path) == expected


def checked(
    settings: dict[str, str],
    *,
    target: str = "local",
    kind: str = "local",
    source: str = "local.settings.json",
    names: tuple[str, ...] = (),
) -> list[Diagnostic]:
    """Everything that the rules about AZURE_* say of settings of one source."""
    written = tuple(Setting(name, value, Origin(source)) for name, value in settings.items())
    configuration = Configuration(written)
    given = Given((SettingsSource(source, kind, target, written),), configuration, target, "linux", environment=names)
    bindings = (Binding("serviceBusTrigger", "Orders", properties={"queueName": "orders"}),)
    context = Context(App("app"), given, tuple(resolve(configuration, binding) for binding in bindings))
    return [diagnostic(rule, one) for rule in RULES for one in rule.check(context)]


def test_variables_of_a_shell_are_not_complained_about() -> None:
    stray = {**connection("D"), **TEN, "AZURE_CLIENT_SECRET": "obviously-not-real"}
    assert checked(stray, kind="environment", source="environment") == []
    assert [one.code for one in checked(stray)] == ["FB712"]
    assert checked(stray, names=("AZURE_CLIENT_ID",)) == []
    only = {**connection("D"), "AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential"}
    assert checked(only, names=("AZURE_CLIENT_SECRET",)) == []
    assert checked({**connection("D"), "AZURE_TOKEN_CREDENTIALS": "prod"}, names=("IDENTITY_ENDPOINT",)) == []


def test_kubernetes_sets_the_token_file_itself() -> None:
    settings = {**connection("D"), **FILE}
    assert checked(settings, target="deployed", kind="environment", source="environment") == []
    assert [one.code for one in checked(settings, target="deployed", kind="export", source="app.json")] == ["FB716"]
    by_resource = {**connection("MS"), "Orders__managedIdentityResourceId": RESOURCE, **FILE}
    found = checked(by_resource, target="deployed", kind="environment", source="environment")
    assert [one.code for one in found if one.code != "FB704"] == ["FB716"]


def test_half_an_endpoint_counts_where_the_whole_environment_is_known() -> None:
    settings = {**connection("MS"), "IDENTITY_ENDPOINT": "http://localhost/token"}
    live = checked(settings, target="deployed", kind="environment", source="environment")
    assert [(one.code, one.severity) for one in live] == [("FB717", "error")]
    assert checked(settings, target="deployed", kind="export", source="app.json") == []
    assert checked(settings, names=("IDENTITY_HEADER",)) == []


def government(mode: str, **more: str) -> dict[str, str]:
    settings = {**connection(mode), "Orders__fullyQualifiedNamespace": "contoso.servicebus.usgovcloudapi.net"}
    return {**settings, **more}


@pytest.mark.parametrize("mode", ALL)
def test_another_cloud_needs_its_own_sign_in(mode: str, tmp_path: Path) -> None:
    expected = {("FB706", "error")} if mode in ("CS", "FIC", "WI") else set()
    assert found(Example(government(mode), code=PLAIN), tmp_path) == expected
    right = government(mode, AZURE_AUTHORITY_HOST="https://login.microsoftonline.us/")
    assert found(Example(right, code=PLAIN), tmp_path) == set()
    unknown = government(mode, AZURE_AUTHORITY_HOST="https://sign-in.contoso.example")
    assert found(Example(unknown, code=PLAIN), tmp_path) == set()


def test_the_finding_about_a_cloud_is_where_it_is_decided(tmp_path: Path) -> None:
    def place(settings: dict[str, str]) -> str:
        return next(one.setting for one in findings(Example(settings, TRIGGER), tmp_path) if one.code == "FB706")

    assert place(government("CS")) == "Orders__fullyQualifiedNamespace"
    assert place(government("FIC")) == "Orders__azureCloud"
    assert (
        place({**connection("CS"), "AZURE_AUTHORITY_HOST": "https://login.chinacloudapi.cn"}) == "AZURE_AUTHORITY_HOST"
    )


def test_azure_cloud_does_not_choose_the_sign_in(tmp_path: Path) -> None:
    settings = {**connection("FIC"), "Orders__azureCloud": "usgov"}
    custom = {**settings, "Orders__fullyQualifiedNamespace": "bus.contoso.example"}
    assert found(Example(custom, TRIGGER), tmp_path) == {("FB706", "warning")}
    assert found(Example({**custom, "Orders__azureCloud": "public"}, TRIGGER), tmp_path) == set()
    assert found(Example(settings, TRIGGER), tmp_path) == set()


def test_an_account_name_in_another_cloud_is_reported_once(tmp_path: Path) -> None:
    settings = {f"Files__{key}": value for key, value in MODES["CS"].items()}
    settings |= {"Files__accountName": "contoso", "AZURE_AUTHORITY_HOST": "https://login.microsoftonline.us"}
    codes = {one.code for one in findings(Example(settings, (("queue", "Files"),)), tmp_path)}
    assert "FB706" not in codes


@pytest.mark.parametrize(
    ("scope", "severity"),
    [("https://contoso.documents.azure.com/.default", "info"), ("https://cosmos.azure.com", "warning")],
)
def test_a_scope_for_every_cosmos_account(scope: str, severity: str, tmp_path: Path) -> None:
    documents = {"Documents__accountEndpoint": "https://contoso.documents.azure.com"}
    example = Example({**documents, "AZURE_COSMOS_AAD_SCOPE_OVERRIDE": scope}, (("cosmosDB", "Documents"),))
    assert found(example, tmp_path) == {("FB721", severity)}


def test_a_password_hides_its_value_and_not_its_name(tmp_path: Path) -> None:
    (part,) = findings(Example({**connection("D"), **TEN, "AZURE_PASSWORD": REFERENCE}, TRIGGER), tmp_path)
    assert (part.code, part.setting) == ("FB712", "AZURE_PASSWORD")
    assert "AZURE_PASSWORD" in part.message
    assert "AZURE_CLIENT_ID and AZURE_USERNAME are missing" in part.message
    (whole,) = findings(Example({**connection("D"), **USER}, TRIGGER), tmp_path)
    assert (whole.code, whole.setting) == ("FB701", "AZURE_USERNAME")


def test_code_that_reads_the_variable_itself_knows_what_it_does(tmp_path: Path) -> None:
    code = PLAIN + '\nimport os\n\nSECRET = os.environ["AZURE_CLIENT_SECRET"]\n'
    example = Example({**connection("D"), **TEN, "AZURE_CLIENT_SECRET": REFERENCE}, code=code)
    assert found(example, tmp_path) == set()


VARIABLES: tuple[dict[str, str], ...] = (
    PRINCIPAL, CERTIFICATE, USER, FILE, {**PAIR, "AZURE_CLIENT_SECRET": ""},
    {"AZURE_TOKEN_CREDENTIALS": "dev"}, {"AZURE_TOKEN_CREDENTIALS": "EnvironmentCredential"},
    {"AZURE_TOKEN_CREDENTIALS": "nonsense"}, {"AZURE_AUTHORITY_HOST": ""}, {"AZURE_AUTHORITY_HOST": "http://x"},
    {"AZURE_ADDITIONALLY_ALLOWED_TENANTS": "*"}, {"AZURE_CLIENT_SEND_CERTIFICATE_CHAIN": "false"},
    {"IDENTITY_SERVER_THUMBPRINT": "0"}, {"IDENTITY_ENDPOINT": "http://x"}, {"MSI_ENDPOINT": "http://x"},
    {"AZURE_COSMOS_AAD_SCOPE_OVERRIDE": "x"},
)  # fmt: skip


@pytest.mark.parametrize("target", ["local", "deployed"])
@pytest.mark.parametrize("variables", [{**one, **other} for one, other in combinations(VARIABLES, 2)])
def test_nothing_is_said_where_no_identity_is_used(variables: dict[str, str], target: str, tmp_path: Path) -> None:
    """A connection string, and code that does not sign in: the variables concern nobody."""
    string = "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=fake;SharedAccessKey=ZmFrZQ=="
    example = Example({"Orders": string, **variables}, code=PLAIN, target=target)
    assert found(example, tmp_path) == set()


@pytest.mark.parametrize("mode", ALL)
def test_no_value_is_ever_told(mode: str) -> None:
    secret = "vAlUe-that-nobody-may-see"
    for one, other in product(VARIABLES, repeat=2):
        names = {**one, **other}
        for target in ("local", "deployed"):
            settings = {**connection(mode), **{name: value and secret for name, value in names.items()}}
            for found in checked(settings, target=target):
                assert secret not in f"{found.message}{found.hint}{found.setting}{found.related}"
