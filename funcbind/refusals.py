"""A refusal in words: the one place where a rejection becomes a diagnostic.

``check`` prints it and :func:`funcbind.connection` raises it, so both say the same.
"""

from __future__ import annotations

from funcbind.configuration import Configuration
from funcbind.diagnostics import KINDS, of_kind
from funcbind.dotnet.text import fold
from funcbind.extensions import EXTENSIONS, extension_of
from funcbind.redaction import HIDDEN, looks_secret, shown_name
from funcbind.settings.model import Origin, Setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Binding, Rejection, Resolution
    from funcbind.diagnostics import Diagnostic
    from funcbind.nearest import Names

# What the names in the process environment may turn from "not found" into "not seen from here".
ABSENCES = ("not_found", "no_endpoint", "unresolved_name", "incomplete_credential")
# Variables that must have one of a few values: a value that means nothing would be refused.
_STEERING = ("AZURE_TOKEN_CREDENTIALS", "AZURE_AUTHORITY_HOST")
_ENVIRONMENT = "environment"
_REFERENCES = ("@Microsoft.KeyVault(", "@Microsoft.AppConfiguration(")
_MOST_SEARCHES = 200


class Known:
    """The names that exist, for "did you mean"; prepared once for each lookup order, when first needed.

    A search takes longer the more names there are, so only the first of very many missing names are searched for.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._names: dict[str, Names] = {}
        self._found: dict[tuple[str, str], str] = {}
        self._mistyped: dict[str, list[tuple[Setting, str]]] | None = None

    def near(self, resolution: Resolution, rejection: Rejection) -> str:
        """Return the name that a missing one was probably meant to be, empty when nothing is near."""
        extension = extension_of(resolution.binding.type)
        if rejection.kind == "unknown_binding":
            from funcbind.nearest import nearest

            return nearest(resolution.binding.type, known_types()) or ""
        if rejection.kind == "unresolved_name":
            return self._nearest("raw", rejection.key)
        if rejection.kind != "not_found" or extension is None or extension.order == "none":
            return ""
        return self._nearest(extension.order, rejection.key or resolution.name)

    def mistyped(self, resolution: Resolution, rejection: Rejection) -> tuple[Setting, str] | None:
        """Return a setting that was probably meant for what is missing (``Orders_accountName``), and its right name."""
        if rejection.kind not in ("not_found", "no_endpoint"):
            return None
        if self._mistyped is None:
            from funcbind.nearest import mistyped

            keys = (key for extension in EXTENSIONS for key in extension.endpoint_keys)
            self._mistyped = mistyped(self._configuration, keys)
        for name in (rejection.key, resolution.name):
            for path in (name, f"AzureWebJobs{name}"):
                if name and (found := self._mistyped.get(fold(path))):
                    return found[0]
        return None

    def _nearest(self, order: str, name: str) -> str:
        if (order, name) not in self._found and len(self._found) < _MOST_SEARCHES:
            if order not in self._names:
                from funcbind.nearest import Names, connection_names

                self._names[order] = Names(connection_names(self._configuration, order))
            self._found[order, name] = self._names[order].nearest(name) or ""
        return self._found.get((order, name), "")


def diagnostic_of(resolution: Resolution, rejection: Rejection, known: Known) -> Diagnostic:
    """Return a rejection as the finding that ``check`` prints and :class:`funcbind.ResolutionError` carries.

    The primary place is the setting at fault, else the binding.
    """
    binding = resolution.binding
    # Without the bundle, an extension that nobody here knows may be installed.
    severity = "info" if rejection.kind == "unknown_binding" and not binding.bundle else "error"
    hint = rejection.hint
    if whole := shown_name(_whole_name(resolution, rejection)):
        hint = f'write "{whole}": a connection is what the names of its settings begin with'
    elif mistyped := known.mistyped(resolution, rejection):
        hint = f'write "{shown_name(mistyped[1])}" for "{shown_name(mistyped[0].name)}": two underscores make a sub-key'
    elif near := shown_name(known.near(resolution, rejection)):
        hint = f'did you mean "{near}"? If not, {hint}' if hint else f'did you mean "{near}"?'
    return of_kind(
        rejection.kind,
        _without_secrets(rejection.message, resolution, rejection),
        severity=severity,
        hint=_without_secrets(hint, resolution, rejection),
        origin=rejection.origin or binding.origin,
        related=((binding.origin, user_of(binding)),) if rejection.origin and binding.origin else (),
        function=shown_name(binding.function),
        binding=shown_name(binding.name or binding.type),
        connection=shown_name(_connection_name(resolution, rejection)),
        setting=shown_name(_setting_name(resolution, rejection)),
    )


def known_types() -> tuple[str, ...]:
    """Return the binding types that people write, in alphabetical order."""
    return tuple(sorted(type_ for row in EXTENSIONS for type_ in row.types if not type_.startswith("host")))


def user_of(binding: Binding) -> str:
    """Say which binding uses a connection, for a related place."""
    where = f' of function "{shown_name(binding.function)}"' if binding.function else ""
    return f"used by {shown_name(binding.type)}{where}"


def _whole_name(resolution: Resolution, rejection: Rejection) -> str:
    """The connection, where a binding gives the name of one of its settings (``Orders__accountName``); else empty."""
    extension = extension_of(resolution.binding.type)
    name, mark, key = (rejection.key or resolution.name).rpartition("__")
    if rejection.kind != "not_found" or extension is None or not mark:
        return ""
    keys = (*extension.endpoint_keys, "credential", "clientId")
    return name if key.lower() in map(str.lower, keys) else ""


def _connection_name(resolution: Resolution, rejection: Rejection) -> str:
    """The connection that is refused: the binding's own, or one that it needs besides (host storage)."""
    own = rejection == resolution.outcome or any(one.own and one.rejection == rejection for one in resolution.clients)
    if own or not rejection.key:
        return resolution.name
    first, _, rest = rejection.key.partition(":")
    return rest.partition(":")[0] if first.upper() == "CONNECTIONSTRINGS" and rest else first


def _setting_name(resolution: Resolution, rejection: Rejection) -> str:
    """The setting at fault as somebody wrote it, empty when nobody did."""
    wanted = rejection.key.upper()
    settings = (*resolution.used, *resolution.ignored)
    return next((one.name for one in settings if wanted and one.name.replace("__", ":").upper() == wanted), "")


def _without_secrets(text: str, resolution: Resolution, rejection: Rejection) -> str:
    """Hide a "name" that is a secret wherever a message quotes it, as a path or as a setting."""
    for name in (resolution.name, resolution.binding.connection or "", rejection.key):
        if name in text and name and looks_secret(name):
            text = text.replace(name, HIDDEN)
    return text


def shadow_of(configuration: Configuration, names: tuple[str, ...]) -> Configuration:
    """The settings with the mere names of the process environment below them, each with a value that means nothing."""
    origin = Origin(_ENVIRONMENT)
    unknown = [Setting(name, _some_value(name), origin) for name in names if name not in _STEERING]
    return Configuration([*unknown, *configuration.settings], os=configuration.os, runtime=configuration.runtime)


def _some_value(name: str) -> str:
    """A value of the right form: an address where the host would not take anything else for one."""
    return "https://unknown.invalid/" if name.upper().endswith(("URI", "ENDPOINT")) else "unknown"


def names_elsewhere(resolution: Resolution, rejection: Rejection, shadowed: Resolution) -> tuple[str, ...]:
    """The names in the environment without which a client is incomplete; none when it stays so with them."""
    if rejection.kind not in ABSENCES:
        return ()
    role = next((client.role for client in resolution.clients if client.rejection == rejection), "")
    after = next((client.rejection for client in shadowed.clients if client.role == role), None)
    if not shadowed.clients and shadowed.rejections:
        after = shadowed.rejections[0]
    if after is not None and after.kind in ABSENCES:
        return ()
    identity = rejection.kind == "incomplete_credential"
    return tuple(
        setting.name
        for setting in shadowed.used
        if setting.origin.source == _ENVIRONMENT and (identity or not setting.name.startswith("AZURE_"))
    )


def reference_behind(resolution: Resolution, rejection: Rejection) -> str:
    """The setting that holds a reference instead of the value that the host refuses, empty when there is none.

    Azure and ``func start`` replace a reference before the host sees it, so its text is not what the host would judge.
    """
    section = rejection.key.partition(":")[0].upper()
    for setting in resolution.used:
        key = setting.name.replace("__", ":").upper()
        if setting.value.startswith(_REFERENCES) and (not section or key.partition(":")[0].endswith(section)):
            return setting.name
    return ""


def only_in_environment(
    resolution: Resolution, rejection: Rejection, names: tuple[str, ...], known: Known
) -> Diagnostic:
    """Return the finding for a connection that is missing here but named in the process environment."""
    shown = ", ".join(f'"{shown_name(name)}"' for name in names[:3]) + (" and more" if len(names) > 3 else "")
    code, name = KINDS["only_in_environment"]
    return diagnostic_of(resolution, rejection, known).replace(
        code=code,
        name=name,
        severity="info",
        message=f'connection "{shown_name(resolution.name)}" is not in the settings, but the environment of this '
        f"process has {shown}",
        hint="--environ uses the values too; whoever starts the host needs them as well",
    )
