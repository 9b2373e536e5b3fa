"""What ``func start`` does with a local.settings.json: checks, and variables of the host's process.

Source: ``StartHostAction.cs``, ``SecretsManager.cs`` and ``KeyVaultReferencesManager.cs`` of
Azure/azure-functions-core-tools 4.14.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.diagnostics import of_kind
from funcbind.dotnet.text import fold, is_blank
from funcbind.redaction import shown_name
from funcbind.settings.local_settings import LocalValue
from funcbind.settings.model import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.jsonc import Node
    from funcbind.settings.local_settings import LocalFile

_DEFAULT_PORT = 7071
_OWN = Origin("func start")
# Trigger types that work without host storage.
_NO_STORAGE = (
    "httptrigger",
    "kafkatrigger",
    "rabbitmqtrigger",
    "orchestrationtrigger",
    "activitytrigger",
    "entitytrigger",
)
_CHECKED_PROPERTIES = ("connection", "apiKey", "accountSid", "authToken")


class Started(Record):
    """What ``func start`` made of a file: the host's variables, what it says, whether it refuses to go on."""

    environment: Mapping[str, str] = {}
    settings: tuple[LocalValue, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    refused: bool = False


def start(
    file: LocalFile,
    environ: Mapping[str, str],
    functions: Mapping[str, str] | None = None,
    *,
    os: str = "linux",
    root: str = "/app",
) -> Started:
    """Return what the host's process would have.

    Args:
        file: the settings file.
        environ: variables of the process that calls ``func``; a variable that is not empty wins over the file.
        functions: function name -> text of its function.json, for the check that ``func`` makes before it starts.
        os: on Linux an empty value exports nothing, on Windows it exports an empty variable.
        root: the folder of the app, exported as ``AzureWebJobsScriptRoot``.
    """
    problems: list[Diagnostic] = []
    refusal = _undecryptable(file) or _bad_port(file) or _reserved(file)
    if refusal is not None:
        return Started(dict(environ), problems=(refusal,), refused=True)
    settings: dict[str, LocalValue] = {value.name: value for value in file.values}
    hostname = LocalValue("WEBSITE_HOSTNAME", f"localhost:{file.port or _DEFAULT_PORT}", _OWN)
    settings[hostname.name] = hostname
    for string in file.connection_strings:
        name = f"ConnectionStrings:{string.name}"
        settings[name] = string.replace(name=name)
    settings["AzureWebJobsScriptRoot"] = LocalValue("AzureWebJobsScriptRoot", root, _OWN)
    refusal = _startup_check(settings, environ, functions or {}, problems)
    if refusal is not None:
        return Started(dict(environ), problems=(*problems, refusal), refused=True)
    if "AZURE_FUNCTIONS_ENVIRONMENT" in settings:
        problems.append(
            _said(settings["AZURE_FUNCTIONS_ENVIRONMENT"], 'func start replaces its value by "Development"')
        )
    settings["AZURE_FUNCTIONS_ENVIRONMENT"] = LocalValue("AZURE_FUNCTIONS_ENVIRONMENT", "Development", _OWN)
    flags = settings.get("AzureWebJobsFeatureFlags")
    if flags is not None and "ENABLEMCPCUSTOMHANDLERPREVIEW" in fold(flags.value or "").split(","):
        settings["FUNCTIONS_WORKER_RUNTIME"] = LocalValue("FUNCTIONS_WORKER_RUNTIME", "custom", _OWN)
    for setting in settings.values():
        problems += _key_vault(setting)
    environment, exported, refusal = _export(settings, environ, problems, os)
    if refusal is not None:
        return Started(dict(environ), problems=(*problems, refusal), refused=True)
    return Started(environment, exported, tuple(problems))


def _undecryptable(file: LocalFile) -> Diagnostic | None:
    """Values that Core Tools would decrypt and cannot, and connection strings that are no text."""
    if file.undecryptable is not None:
        return of_kind(
            "cannot_decrypt",
            "a connection string is not text; Core Tools takes that for a failed decryption and stops",
            hint='write "Name": "...", or {"ConnectionString": "..."}',
            origin=file.undecryptable,
        )
    values = [value for value in file.values if value.value]
    if not file.encrypted or not (values or file.connection_strings):
        return None
    first = (values or file.connection_strings)[0]
    written = any((value.value or "").startswith("CfDJ8") for value in (*values, *file.connection_strings))
    if written:
        message = "the values are encrypted; only Core Tools on the machine that wrote them can read them"
        hint = 'run "func settings decrypt" in this folder'
    elif file.flag is None:
        message = (
            "IsEncrypted is missing, and Core Tools takes that as true: it cannot decrypt the plain values and stops"
        )
        hint = 'add "IsEncrypted": false'
    else:
        message = "IsEncrypted is true but the values are plain text: Core Tools cannot decrypt them and stops"
        hint = 'write "IsEncrypted": false'
    return of_kind("cannot_decrypt", message, hint=hint, origin=file.flag or first.origin)


def _bad_port(file: LocalFile) -> Diagnostic | None:
    if 0 <= file.port <= 65535:
        return None
    return of_kind(
        "port_unavailable",
        "Host.LocalHttpPort is not a port; func start stops",
        hint="write a number from 1 to 65535, or leave it out",
        origin=Origin(file.name),
    )


def _reserved(file: LocalFile) -> Diagnostic | None:
    """Names that ``func start`` adds itself and that must not be there already."""
    for value in file.values:
        if value.name in ("WEBSITE_HOSTNAME", "AzureWebJobsScriptRoot"):
            return of_kind(
                "duplicate_setting",
                f'func start sets "{value.name}" itself and stops when the file has it',
                hint="remove it",
                origin=value.origin,
                setting=value.name,
            )
    return None


def _export(
    settings: Mapping[str, LocalValue], environ: Mapping[str, str], problems: list[Diagnostic], os: str
) -> tuple[dict[str, str], tuple[LocalValue, ...], Diagnostic | None]:
    """Set the variables: empty names, null and what the process has already are skipped."""
    environment = dict(environ)
    present = {_variable(name, os) for name, value in environ.items() if value}
    exported: list[LocalValue] = []
    for setting in settings.values():
        name, value = setting.name, setting.value
        if not name:
            problems.append(_said(setting, "func start skips a setting without a name"))
        elif _variable(name, os) in present:
            problems.append(_said(setting, "func start leaves the variable that is set already as it is"))
        elif value is None:
            problems.append(_said(setting, "its value is null; func start skips it"))
        elif not value:
            if os == "windows":
                environment[name] = ""
                exported.append(setting)
        elif "=" in name or name[0] == "\0":
            return environment, (), _bad_name(setting)
        else:
            # Both end at the first NUL, as text of the operating system does.
            name, cut = name.partition("\0")[0], value.partition("\0")[0]
            environment[name] = cut
            if setting.origin != _OWN:
                exported.append(setting.replace(name=name, value=cut))
    return environment, tuple(exported), None


def _variable(name: str, os: str) -> str:
    return name if os == "linux" else name.upper()


def _bad_name(setting: LocalValue) -> Diagnostic:
    return of_kind(
        "invalid_setting_name",
        f'"{shown_name(setting.name)}" cannot be the name of an environment variable; func start stops',
        hint='a name has no "="; use "__" where a configuration key has ":"',
        origin=setting.origin,
        setting=shown_name(setting.name),
    )


def _said(setting: LocalValue, message: str) -> Diagnostic:
    return of_kind(
        "setting_skipped",
        f'"{shown_name(setting.name)}": {message}' if setting.name else message,
        severity="info",
        origin=setting.origin,
        setting=shown_name(setting.name),
    )


def _key_vault(setting: LocalValue) -> list[Diagnostic]:
    """A reference is resolved by ``func start`` only, with the developer's sign-in, and by a grammar of its own."""
    from funcbind.settings.vault_references import local_reference

    reference = local_reference(setting.value or "")
    if reference is None:
        return []
    name = shown_name(setting.name)
    message = (
        f'"{name}" is a Key Vault reference: func start resolves it with your sign-in, other programs get its text'
        if reference
        else f'"{name}" is a Key Vault reference that func start cannot parse: the host gets the text of the reference'
    )
    severity = "info" if reference else "warning"
    return [of_kind("keyvault_reference", message, severity=severity, origin=setting.origin, setting=name)]


def _startup_check(
    settings: Mapping[str, LocalValue],
    environ: Mapping[str, str],
    functions: Mapping[str, str],
    problems: list[Diagnostic],
) -> Diagnostic | None:
    """``CheckNonOptionalSettings``: host storage, and the names in function.json files."""
    if not functions:
        return None
    from funcbind.settings.jsonc import parse
    from funcbind.settings.newtonsoft import properties

    known = {fold(value.name.replace("__", ":")) for value in settings.values() if value.value is not None}
    known |= {fold(name.replace("__", ":")) for name in environ}
    bindings: list[tuple[str, Mapping[str, Node]]] = []
    try:
        for name, text in functions.items():
            document = parse(text)
            if document.problems or document.value is None or document.value.kind != "object":
                raise ValueError(name)
            listed = document.value.get("bindings")
            for binding in listed.items() if listed is not None else ():
                if binding.kind != "object":
                    raise ValueError(name)
                bindings.append((name, {key: member.node for key, member in properties(binding).items()}))
    except ValueError as broken:
        message = "func start cannot verify the settings that function.json files name"
        problems.append(
            of_kind("app_unreadable", message, severity="warning", origin=Origin(f"{broken}/function.json"))
        )
        return None
    types = [str(nodes["type"].value) for _, nodes in bindings if "type" in nodes and nodes["type"].kind == "string"]
    triggers = [type_ for type_ in types if "TRIGGER" in fold(type_)]
    if not _exists(known, "AzureWebJobsStorage") and any(type_.lower() not in _NO_STORAGE for type_ in triggers):
        return of_kind(
            "not_found",
            'func start stops: a trigger of this app needs host storage, and "AzureWebJobsStorage" is missing',
            hint='add "AzureWebJobsStorage", or its service URIs for an identity',
            setting="AzureWebJobsStorage",
        )
    for function, nodes in bindings:
        for name in _CHECKED_PROPERTIES:
            node = nodes.get(name)
            if node is None:
                continue
            value = str(node.value) if node.kind == "string" else ""
            if is_blank(value) or not _exists(known, value):
                message = f'func start finds no setting for "{name}" of function "{shown_name(function)}"'
                problems.append(of_kind("setting_skipped", message, severity="info", origin=Origin(function)))
    return None


def _exists(known: set[str], name: str) -> bool:
    """Whether a section exists as ``func`` sees it: no ``AzureWebJobs`` prefix and no prefixed connection strings."""
    paths = (fold(name), fold(f"ConnectionStrings:{name}"))
    return any(path in known or any(key.startswith(f"{path}:") for key in known) for path in paths)
