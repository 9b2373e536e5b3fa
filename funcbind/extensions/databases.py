"""Azure SQL, MySQL and Azure Data Explorer (Kusto): one connection string, any identity inside it.

Sources: ``SqlBindingUtilities.cs`` of Azure/azure-functions-sql-extension, ``MySqlBindingUtilities.cs`` of
Azure/azure-functions-mysql-extension, ``KustoExtensionConfigProvider.cs`` of Azure/Webjobs.Extensions.Kusto.
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.credential_specs import ManagedIdentity, ManagedIdentityId
from funcbind.dotnet.text import fold
from funcbind.errors import Refused
from funcbind.extensions.setting_string import Found, parse_database_string, part_of, read_string
from funcbind.redaction import looks_secret, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Request

KUSTO_DEFAULT = "KustoConnectionString"
_SERVER = ("Data Source", "Server", "Address", "Addr", "Network Address", "Host", "DataSource")
_DATABASE = ("Initial Catalog", "Database")
_PASSWORD = ("Password", "PWD")
_EXAMPLES = {
    "SQL": "Server=<server>.database.windows.net;Database=<database>;Authentication=Active Directory Default",
    "MySQL": "Server=<server>.mysql.database.azure.com;Database=<database>;UserID=<user>;Password=<password>",
    "Kusto": "Data Source=https://<cluster>.kusto.windows.net;Database=<database>;Fed=True",
}


def resolve(request: Request) -> None:
    """Read the connection string of an Azure SQL, MySQL or Kusto binding.

    SQL and MySQL need ``connectionStringSetting``; Kusto's ``connection`` has a default. The name is looked up below
    ``ConnectionStrings``, then as it is; sub-keys are not read.
    """
    service = {"SQL": "SQL", "SQLTRIGGER": "SQL", "KUSTO": "Kusto"}.get(fold(request.binding.type), "MySQL")
    if service == "Kusto":
        request.name = request.binding.text("connection", request.binding.connection) or KUSTO_DEFAULT
    else:
        request.name = request.binding.text("connectionStringSetting", request.binding.connection) or ""
        if not request.name:
            raise Refused(
                "empty_name",
                f"the binding has no connectionStringSetting; the {service} extension has no default and refuses it",
                hint='let "connectionStringSetting" name the app setting with the connection string',
            )
    request.client("data", lambda: _endpoint(request, service))


def _endpoint(request: Request, service: str) -> Endpoint:
    found = read_string(request, request.name)
    shown = shown_name(request.name)
    if found.value is None:
        hint = f'add the app setting "{shown}" with "{_EXAMPLES[service]}"'
        if looks_secret(request.name):
            hint = "the binding takes the name of an app setting; put the connection string into a setting"
        raise Refused(
            "not_found",
            f'no app setting gives the {service} connection string "{shown}"; sub-keys and the prefix '
            "AzureWebJobs are not looked at",
            hint=hint,
            key=request.name,
        )
    if not found.value:
        raise Refused(
            "malformed_connection_string",
            f"the setting of the {service} connection {shown} is empty; the host refuses it",
            hint=f'write "{_EXAMPLES[service]}"',
            key=found.path,
        )
    return _kusto(request, found) if service == "Kusto" else _database(service, found)


def _database(service: str, found: Found) -> Endpoint:
    text = found.value or ""
    parts = parse_database_string(text, found.path)
    method = fold(parts.get("AUTHENTICATION", "")).replace(" ", "")
    password = part_of(parts, _PASSWORD)
    details = (("database", part_of(parts, _DATABASE)), ("authentication", parts.get("AUTHENTICATION", "")))
    return Endpoint(
        service.lower() if service == "SQL" else "mySQL",
        part_of(parts, _SERVER),
        "token" if method.startswith("ACTIVEDIRECTORY") else "connection_string",
        found.path,
        connection_string=text,
        keys=(password,) if password else (),
        details=tuple(detail for detail in details if detail[1]),
    )


def _kusto(request: Request, found: Found) -> Endpoint:
    text = found.value or ""
    # Kusto's own builder also takes an address in front: "https://cluster...;Fed=True".
    address, _, rest = text.partition(";") if "=" not in text.partition(";")[0] else ("", "", text)
    parts = parse_database_string(rest, found.path)
    identity = request.binding.text("managedServiceIdentity") or ""
    credential = None
    if identity:
        system = fold(identity) == "SYSTEM"
        credential = ManagedIdentity(ManagedIdentityId() if system else ManagedIdentityId("client_id", identity))
    secrets = (part_of(parts, ("Application Key", "AppKey", "ApplicationKey")), part_of(parts, _PASSWORD))
    return Endpoint(
        "kusto",
        address or part_of(parts, _SERVER),
        "token" if credential else "connection_string",
        found.path,
        credential,
        connection_string=text,
        keys=tuple(secret for secret in secrets if secret),
        details=(("database", part_of(parts, _DATABASE)),) if part_of(parts, _DATABASE) else (),
    )
