"""The names that own code reads and does not find, though the host finds a setting for them."""

from __future__ import annotations

from funcbind._record import Record
from funcbind.dotnet.text import fold
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context
    from funcbind.settings.model import Origin, Setting

# Names that the platform, the host, the worker or the operating system sets; connection strings of App Service, which
# an export of the app settings does not hold, and the host's own configuration.
_PLATFORM = (
    *("WEBSITE_", "FUNCTIONS_", "AZURE_", "AZUREWEBJOBS", "AZUREFUNCTIONS", "APPSETTING_", "APPLICATIONINSIGHTS_"),
    *("IDENTITY_", "MSI_", "IMDS_", "SCM_", "CONTAINER_", "KUBERNETES_", "REGION_", "ORYX_", "DIAGLOGS_", "LEGION_"),
    *(
        "DOTNET_",
        "ASPNETCORE_",
        "CORECLR_",
        "COMPLUS_",
        "PYTHON",
        "PIP_",
        "VIRTUAL_ENV",
        "CONDA_",
        "LC_",
        "LD_",
        "XDG_",
    ),
    *("OTEL_", "DAPR_", "GRPC_", "HOST_", "DOCKER_", "PROCESSOR_", "PROGRAM", "SYSTEM", "GITHUB_", "BUILD_", "PYTEST_"),
)
_WORDS = (
    "HOME PATH PWD OLDPWD USER USERNAME LOGNAME LANG LANGUAGE HOSTNAME COMPUTERNAME PORT TMP TEMP TMPDIR SHELL TERM "
    "TZ SHLVL CI ENV APPDATA LOCALAPPDATA USERPROFILE WINDIR OS NUMBER_OF_PROCESSORS HTTP_PROXY HTTPS_PROXY NO_PROXY "
    "ALL_PROXY SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE DEBIAN_FRONTEND PS_VERSION"
)
_EXACT = frozenset(_WORDS.split(" "))


def is_platform(name: str) -> bool:
    """Whether somebody else than the settings may be expected to set a variable of this name."""
    folded = fold(name)
    return folded in _EXACT or folded.startswith(_PLATFORM) or "CONNSTR_" in folded


class Missing(Record):
    """A variable that own code reads and that is not there.

    Attributes:
        name: as the code writes it.
        places: where it is read.
        certain: whether a missing variable ends in KeyError there.
    """

    name: str
    places: tuple[Origin, ...]
    certain: bool

    @property
    def related(self) -> tuple[tuple[Origin, str], ...]:
        """The places, for a finding at a setting."""
        return tuple((place, "read here") for place in self.places)

    @property
    def shown(self) -> str:
        """The name for a message."""
        return shown_name(self.name)


class OwnNames:
    """The variables that an app's own code reads, against the settings."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._read = {name for name, _ in context.app.environ_reads}

    def missing(self) -> Iterator[Missing]:
        """Yield the variables that own code reads, each once, which neither the settings nor this process have."""
        environment = {*self._context.given.environment, *self._context.given.unknown}
        places: dict[str, list[Origin]] = {}
        for name, origin in self._context.app.environ_reads:
            if name and self._context.configuration.environment(name) is None and name not in environment:
                places.setdefault(name, []).append(origin)
        certain = {name for name, _ in self._context.app.required_reads}
        for name, found in places.items():
            yield Missing(name, tuple(found), name in certain)

    def twin(self, name: str) -> Setting | None:
        """Return the setting that is this name to the host, not to Python: ``:`` for ``__``, or another letter case.

        ``None`` when there is none, or when the code reads that one too.
        """
        entry = self._context.configuration.entry(name.replace("__", ":"))
        setting = None if entry is None else entry.settings[-1]
        if setting is None or fold(setting.name.replace("__", ":")) != fold(name.replace("__", ":")):
            return None
        return None if setting.name in self._read else setting

    def connection_string(self, name: str) -> Setting | None:
        """Return the connection string of this name, ``None`` for none or when the code reads it by its own name."""
        entry = self._context.configuration.entry(f"ConnectionStrings:{name}")
        if entry is None or "__" in name or ":" in name:
            return None
        return None if entry.settings[-1].name in self._read else entry.settings[-1]
