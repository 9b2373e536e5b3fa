"""What ``func start`` does with a local.settings.json: checks, and variables of the host's process.

Source: ``StartHostAction.cs``, ``SecretsManager.cs`` and ``KeyVaultReferencesManager.cs`` of
Azure/azure-functions-core-tools 4.14; ``Environment.SetEnvironmentVariable`` of dotnet/runtime.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.diagnostics import of_kind
from funcbind.dotnet.text import fold
from funcbind.redaction import shown_name
from funcbind.settings.local_settings import LocalValue
from funcbind.settings.model import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import tzinfo

    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.local_settings import LocalFile

_DEFAULT_PORT = 7071
# The port that an address of the scheme "http" leaves out.
_HTTP_PORT = 80
_OWN = Origin("func start")
_HOSTNAME, _SCRIPT_ROOT = "WEBSITE_HOSTNAME", "AzureWebJobsScriptRoot"
_ENVIRONMENT, _RUNTIME, _FLAGS = "AZURE_FUNCTIONS_ENVIRONMENT", "FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsFeatureFlags"
_DEVELOPMENT = "Development"
_CUSTOM_HANDLER_FLAG = "ENABLEMCPCUSTOMHANDLERPREVIEW"


class Started(Record):
    """What ``func start`` made of a file.

    Attributes:
        environment: the variables of its process, which are the host's; at a refusal those that it had set by then.
        settings: what of the file is among them.
        problems: what it says; at a refusal the one that stops it is the last.
        refused: whether it refuses to go on.
    """

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
    zone: tzinfo | None = None,
) -> Started:
    """Return what the host's process would have.

    Args:
        file: the settings file.
        environ: variables of the process that calls ``func``; a variable that is not empty wins over the file.
        functions: function name -> text of its function.json, for the check that ``func`` makes before it starts.
        os: on Linux an empty value exports nothing, on Windows it exports an empty variable.
        root: the folder of the app, exported as ``AzureWebJobsScriptRoot``.
        zone: the time zone of the machine; its own by default.
    """
    refusals = _refusals(file)
    if refusals:
        return Started(dict(environ), problems=_last_first(refusals), refused=True)
    settings = _collected(file, root)
    problems: list[Diagnostic] = []
    if functions:
        from funcbind.settings.startup_check import check_settings

        pairs = [(setting.name, setting.value) for setting in settings.values()]
        said, refused = check_settings([*pairs, *environ.items()], functions, zone)
        problems += said
        if refused:
            return Started(dict(environ), problems=tuple(problems), refused=True)
    if _ENVIRONMENT in settings and settings[_ENVIRONMENT].value != _DEVELOPMENT:
        problems.append(_said(settings[_ENVIRONMENT], 'func start replaces its value by "Development"'))
    settings[_ENVIRONMENT] = LocalValue(_ENVIRONMENT, _DEVELOPMENT, _OWN)
    for setting in settings.values():
        problems += _key_vault(setting)
    export = _Export(environ, os)
    for setting in settings.values():
        export.add(setting)
    problems += export.problems
    if export.refusals:
        return Started(export.environment, problems=(*problems, *_last_first(export.refusals)), refused=True)
    if _CUSTOM_HANDLER_FLAG in fold(export.get(_FLAGS)).split(","):
        export.set(LocalValue(_RUNTIME, "custom", _OWN))
    return Started(export.environment, tuple(export.settings.values()), tuple(problems))


def _last_first(refusals: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """``func`` stops at the first refusal; a person wants to see all of them, and the first is put last."""
    return (*refusals[1:], refusals[0])


def _collected(file: LocalFile, root: str) -> dict[str, LocalValue]:
    """Everything that is to become a variable, in order; ``func`` puts text for null when it decrypts."""
    settings = {value.name: value for value in file.values}
    if file.encrypted:
        settings = {name: value.replace(value=value.value or "") for name, value in settings.items()}
    port = file.port or _DEFAULT_PORT
    address = "localhost" if port == _HTTP_PORT else f"localhost:{port}"
    settings[_HOSTNAME] = LocalValue(_HOSTNAME, address, _OWN)
    for string in file.connection_strings:
        name = f"ConnectionStrings:{string.name}"
        settings[name] = string.replace(name=name)
    settings[_SCRIPT_ROOT] = LocalValue(_SCRIPT_ROOT, root, _OWN)
    return settings


def _refusals(file: LocalFile) -> list[Diagnostic]:
    """What stops ``func`` before it sets anything, in the order in which it would stop."""
    values = [value for value in file.values if value.value]
    return [
        *(_undecryptable(file, values) if values else ()),
        *_bad_port(file),
        *_reserved(file, _HOSTNAME),
        *(_not_text(origin) for origin in file.undecryptable),
        *(_undecryptable(file, file.connection_strings) if not values else ()),
        *_reserved(file, _SCRIPT_ROOT),
    ]


def _not_text(origin: Origin) -> Diagnostic:
    return of_kind(
        "cannot_decrypt",
        "a connection string is not text; Core Tools takes that for a failed decryption and stops",
        hint='write "Name": "...", or {"ConnectionString": "..."}',
        origin=origin,
    )


def _undecryptable(file: LocalFile, values: Iterable[LocalValue]) -> list[Diagnostic]:
    """Values that Core Tools would decrypt and cannot."""
    first = next(iter(values), None)
    if first is None or not file.encrypted:
        return []
    if any(value.is_ciphertext for value in (*file.values, *file.connection_strings)):
        message = "the values are encrypted; only Core Tools on the machine that wrote them can read them"
        hint = 'run "func settings decrypt" in this folder'
    elif file.flag is None:
        message = (
            "IsEncrypted is missing, and Core Tools takes that as true: it cannot decrypt the plain values and stops"
        )
        hint = 'add "IsEncrypted": false'
        if file.misspelt_flag is not None:
            hint = 'write "IsEncrypted" in exactly these letters'
    else:
        message = "IsEncrypted is true but the values are plain text: Core Tools cannot decrypt them and stops"
        hint = 'write "IsEncrypted": false'
    origin = file.flag or file.misspelt_flag or first.origin
    return [of_kind("cannot_decrypt", message, hint=hint, origin=origin)]


def _bad_port(file: LocalFile) -> list[Diagnostic]:
    if 0 <= file.port <= 65535:
        return []
    return [
        of_kind(
            "port_unavailable",
            "Host.LocalHttpPort is not a port; func start stops",
            hint="write a number from 1 to 65535, or leave it out",
            origin=Origin(file.name),
        )
    ]


def _reserved(file: LocalFile, name: str) -> list[Diagnostic]:
    """A name that ``func start`` adds itself and that must not be there already."""
    return [
        of_kind(
            "duplicate_setting",
            f'func start sets "{name}" itself and stops when the file has it',
            hint="remove it",
            origin=value.origin,
            setting=name,
        )
        for value in file.values
        if value.name == name
    ]


class _Export:
    """The variables of a process while ``func`` sets more of them.

    Names are compared exactly on Linux; on Windows without regard to letter case, and the first spelling stays. Names
    and values end at the first NUL, as text of the operating system does.
    """

    def __init__(self, environ: Mapping[str, str], os: str) -> None:
        self.environment = dict(environ)
        self.settings: dict[str, LocalValue] = {}
        self.problems: list[Diagnostic] = []
        self.refusals: list[Diagnostic] = []
        self._os = os
        self._spelling = {self._key(name): name for name in environ}

    def add(self, setting: LocalValue) -> None:
        """``UpdateEnvironmentVariables`` for one setting; after a refusal only further ones are looked for."""
        name, value = setting.name, setting.value
        if not name:
            self.problems.append(_said(setting, "func start skips a setting without a name"))
        elif self.get(name.partition("\0")[0]):
            self.problems.append(_said(setting, "func start leaves the variable that is set already as it is"))
        elif value is None:
            self.problems.append(_said(setting, "its value is null; func start skips it"))
        elif not value and self._os == "linux":
            return  # .NET has no way to set an empty variable that processes started later would see
        elif self._is_bad(name, value):
            self.refusals.append(_bad_name(setting))
        elif not self.refusals:
            self.set(setting)

    def get(self, name: str) -> str:
        """Return a variable, empty when it is not set."""
        return self.environment.get(self._spelling.get(self._key(name), name), "")

    def set(self, setting: LocalValue) -> None:
        """Set a variable whatever it was before."""
        name, value = setting.name.partition("\0")[0], (setting.value or "").partition("\0")[0]
        key = self._key(name)
        name = self._spelling.setdefault(key, name)
        self.environment[name] = value
        if setting.origin != _OWN:
            self.settings[key] = setting.replace(name=name, value=value)
        elif key in self.settings:
            self.settings[key] = self.settings[key].replace(value=value)

    def _is_bad(self, name: str, value: str) -> bool:
        """.NET refuses "=" anywhere; Windows itself, which it asks to set an empty value, takes it at the beginning."""
        return name[0] == "\0" or "=" in (name if value else name.partition("\0")[0][1:])

    def _key(self, name: str) -> str:
        return name if self._os == "linux" else name.upper()


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
    if not (setting.value or "").startswith("@"):
        return []
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
