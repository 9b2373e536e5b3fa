"""Which sections hold an identity that a client signs in by, and what rules ask about them."""

from __future__ import annotations

from funcbind._record import Record
from funcbind.dotnet.text import fold, is_blank
from funcbind.redaction import shown_name
from funcbind.refusals import user_of
from funcbind.rules.common import name_of
from funcbind.rules.model import at_setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from funcbind.connections import Endpoint, Resolution
    from funcbind.credential_specs import CredentialSpec, DefaultCredential
    from funcbind.rules.model import Context, Finding
    from funcbind.settings.model import Origin, Setting

_HEX = frozenset("0123456789abcdefABCDEF")
_PLACEHOLDER = frozenset("<>{}#$%")


class Use(Record):
    """One section whose identity at least one client signs in by.

    Attributes:
        section: its configuration path.
        spec: the credential that the host builds.
        endpoints: the addresses that it is used for.
        resolutions: the bindings behind them.
        written: whether the section's own keys say so, and not a connection string.
    """

    section: str
    spec: CredentialSpec
    endpoints: tuple[Endpoint, ...]
    resolutions: tuple[Resolution, ...]
    written: bool

    @property
    def prefix(self) -> str:
        """The section as the names of its settings begin, for messages."""
        return name_of(self.section)

    @property
    def connection(self) -> str:
        """The name that a binding gives for it, for the reports."""
        for resolution in self.resolutions:
            if fold(self.section).endswith(fold(resolution.name)) and resolution.name:
                return resolution.name
        return self.section

    @property
    def users(self) -> tuple[tuple[Origin, str], ...]:
        """The bindings, as related places."""
        return tuple(
            (resolution.binding.origin, user_of(resolution.binding))
            for resolution in self.resolutions
            if resolution.binding.origin is not None
        )

    def took(self, setting: Setting) -> bool:
        """Whether the host used a setting."""
        return any(setting in resolution.used for resolution in self.resolutions)


def uses(resolutions: Iterable[Resolution]) -> tuple[Use, ...]:
    """Return every section that a client signs in by, in the order of the bindings."""
    found: dict[tuple[str, bool], tuple[str, CredentialSpec, list[Endpoint], list[Resolution]]] = {}
    for resolution in resolutions:
        for client in resolution.clients:
            for endpoint in client.endpoints:
                if endpoint.auth != "token" or endpoint.credential is None:
                    continue
                key = (fold(endpoint.section), endpoint.connection_string is None)
                _, _, endpoints, users = found.setdefault(key, (endpoint.section, endpoint.credential, [], []))
                if endpoint not in endpoints:
                    endpoints.append(endpoint)
                if not users or users[-1] is not resolution:
                    users.append(resolution)
    return tuple(
        Use(section, spec, tuple(endpoints), tuple(users), written)
        for (_, written), (section, spec, endpoints, users) in found.items()
    )


def find(use: Use, setting: Setting, message: str, hint: str, severity: str = "") -> Finding:
    """A finding about one section, at one of its settings."""
    connection = shown_name(use.connection)
    return at_setting(setting, message, hint, connection=connection, related=use.users, severity=severity)


def key_of(context: Context, use: Use, key: str) -> Setting | None:
    """The setting of one of the section's keys, ``None`` when it is absent or blank."""
    setting = context.setting(f"{use.section}:{key}")
    return None if setting is None or is_blank(setting.value) else setting


def variable(context: Context, name: str) -> Setting | None:
    """An environment variable that the settings give a value, ``None`` when it is absent or empty."""
    setting = context.configuration.environment(name)
    return setting if setting is not None and setting.value else None


def is_known(setting: Setting) -> bool:
    """Whether the value is the one that the app gets, and not a reference that the platform replaces."""
    return not setting.value.lstrip().startswith("@Microsoft.")


def is_unsaid(setting: Setting) -> bool:
    """Whether the shape of a value says nothing: a reference, or a placeholder, which has a rule of its own."""
    return not is_known(setting) or not _PLACEHOLDER.isdisjoint(setting.value)


def may_be_guid(setting: Setting) -> bool:
    """Whether a value may be an id: a GUID with or without hyphens, or a value that nothing can be said about."""
    digits = setting.value.strip().replace("-", "")
    return is_unsaid(setting) or (len(digits) == 32 and _HEX.issuperset(digits))


def elsewhere(context: Context, *names: str) -> bool:
    """Whether this process has one of the variables, whose values were not read; then nothing is certain."""
    return any(name in context.given.environment for name in names)


def named(setting: Setting) -> str:
    """A setting's name for a message."""
    return f'"{shown_name(setting.name)}"'


def listed(uses: Iterable[Use]) -> str:
    """Up to three connections, for a message."""
    names = [f'"{shown_name(use.connection)}"' for use in uses]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def related(uses: Iterable[Use]) -> tuple[tuple[Origin, str], ...]:
    """The bindings of several sections as related places, each once."""
    return tuple(dict.fromkeys(user for use in uses for user in use.users))


def scaled(context: Context, use: Use) -> bool:
    """Whether the platform has to read this connection too, to wake the app: a trigger on a plan that scales."""
    return context.plan != "dedicated" and any(
        resolution.binding.type.lower().endswith("trigger") for resolution in use.resolutions
    )


def in_python(use: Use, package: str) -> bool:
    """Whether a parameter of an SDK type (``blob``, ``cosmosdb``) makes the Python worker open this connection."""
    return any(resolution.binding.sdk_type.lower().startswith(f"{package}.") for resolution in use.resolutions)


def by_default(context: Context) -> Iterator[tuple[Use, DefaultCredential]]:
    """The sections that are left to the host's default chain, each with the chain."""
    from funcbind.credential_specs import DefaultCredential

    for use in context.identities():
        if isinstance(use.spec, DefaultCredential):
            yield use, use.spec
