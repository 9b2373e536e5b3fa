"""Who else reads a connection's name, and what they would get: several programs, one set of names.

The host resolves the name for its extensions. Python code of the same app reads the same settings by rules of its own:
parameters of SDK types, ``os.environ``, and azure-identity steered by ``AZURE_*``.
"""

from __future__ import annotations

from funcbind.connections import Reader, Rejection
from funcbind.dotnet.text import is_blank
from funcbind.dotnet.uri import parse_absolute
from funcbind.extensions import extension_of
from funcbind.readers.identity import of_python_default, of_spec
from funcbind.readers.sdk_types import BLOB, build, package_of
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.configuration import Configuration
    from funcbind.connections import Binding, Endpoint, Resolution
    from funcbind.credential_specs import CredentialSpec
    from funcbind.readers.identity import Identity
    from funcbind.readers.sdk_types import Built

_IDENTITY_KEYS = (
    "credential",
    "clientId",
    "tenantId",
    "clientSecret",
    "clientCertificate",
    "managedIdentityClientId",
    "managedIdentityResourceId",
    "managedIdentityObjectId",
    "tokenFilePath",
    "azureCloud",
    "serviceConnectionId",
    "systemAccessToken",
)
_AGREES = ("", "hosted_only")


def readers(configuration: Configuration, binding: Binding, resolution: Resolution) -> tuple[Reader, ...]:
    """Say what each other program that reads the connection's name would get.

    Args:
        configuration: the settings, which are the environment of those programs as well.
        binding: the binding.
        resolution: what the host does with it.

    Returns:
        One reader a program: parameters of an SDK type (for the types that have them), ``os.environ``, and
        azure-identity's default credential where the host uses an identity. Empty for a binding without a connection
        and for a name with ``%``. Pure: opens no file, imports no library.
    """
    if not resolution.name or "%" in resolution.name or extension_of(binding.type) is None:
        return ()
    host = _Host(configuration, resolution)
    found = [_environ(host)]
    package = package_of(binding)
    # Which name reaches the package when the binding gives none is not documented.
    if package and binding.text("connection", binding.connection):
        found.insert(0, _sdk_type(host, package))
    if host.credential is not None:
        found.append(_default_credential(host, host.credential))
    return tuple(found)


class _Host:
    """What the host makes of the name, as the readers compare it."""

    def __init__(self, configuration: Configuration, resolution: Resolution) -> None:
        self.configuration = configuration
        self.name = resolution.name
        self.used = {setting.name for setting in resolution.used}
        self.endpoints = [one for client in resolution.clients if client.own for one in client.endpoints]
        self.refused = isinstance(resolution.outcome, Rejection) and not self.endpoints
        tokens = [one.credential for one in self.endpoints if one.credential is not None]
        self.credential: CredentialSpec | None = tokens[0] if tokens else None
        suffix = self.name.lower()
        chosen = [one.path for one in resolution.looked_up if one.chosen and one.path.lower().endswith(suffix)]
        self.section = self.endpoints[0].section if self.endpoints else (chosen or [self.name])[0]

    def endpoint(self, package: str) -> Endpoint | None:
        """The endpoint that the package's client stands for, ``None`` when the host refuses it."""
        service = "blob" if package == BLOB else "cosmosDB"
        return next((one for one in self.endpoints if one.service == service), None)

    def settings(self) -> str:
        """Names of the settings that the host used, empty when it used none."""
        names = [
            setting.name
            for entry in self.configuration.below(self.section)
            for setting in entry.settings
            if setting.name in self.used
        ]
        more = ", ..." if len(names) > 3 else ""
        return ", ".join(f'"{shown_name(name)}"' for name in names[:3]) + more

    def takes(self) -> str:
        """A clause that says what the host takes."""
        settings = self.settings()
        return f"; the host takes {settings}" if settings else ""

    def ignored(self, read: tuple[str, ...]) -> str:
        """A clause that names the identity keys which a reader leaves out."""
        keys = [
            key
            for key in _IDENTITY_KEYS
            if key.lower() not in read and not is_blank(self.configuration.get(f"{self.section}:{key}"))
        ]
        verb = "is" if len(keys) == 1 else "are"
        return f": {', '.join(keys)} {verb} ignored" if keys else ""


def _reader(who: str, program: str, effect: str, outcome: str) -> Reader:
    return Reader(who, effect in _AGREES, outcome, program, effect)


def _environ(host: _Host) -> Reader:
    """Own code with ``os.environ[name]``."""
    effect, outcome = _environ_outcome(host)
    return _reader(f'own code: os.environ["{shown_name(host.name)}"]', "environ", effect, outcome)


def _environ_outcome(host: _Host) -> tuple[str, str]:
    setting = host.configuration.environment(host.name)
    if setting is None:
        settings = host.settings()
        if host.refused:
            return "", "KeyError: there is no such variable, and the host refuses the connection too"
        where = f"the name exists only as {settings}" if settings else "there is no such variable"
        return "refused", f"KeyError: {where}"
    strings = [one.connection_string for one in host.endpoints if one.connection_string is not None]
    if setting.value in strings:
        return "", "the connection string that the host uses"
    if host.refused:
        return "", "a text, while the host refuses the connection"
    if strings:
        return "other_value", f"another connection string{host.takes()}"
    text = "an empty text" if is_blank(setting.value) else "a text that the host does not use"
    return "other_value", f"{text}{host.takes()}"


def _default_credential(host: _Host, spec: CredentialSpec) -> Reader:
    """Own code with azure-identity's ``DefaultAzureCredential()``."""
    effect, outcome = _identity_outcome(host, of_python_default(host.configuration), spec, ())
    return _reader("own code: DefaultAzureCredential() of azure-identity", "azure-identity", effect, outcome)


def _identity_outcome(host: _Host, got: Identity, spec: CredentialSpec, read: tuple[str, ...]) -> tuple[str, str]:
    wanted = of_spec(spec)
    if got.kind == "error":
        return "refused", got.words
    if not got.same(wanted):
        return "other_identity", f"{got.words}{host.ignored(read)}; the host uses {wanted.words}"
    if got.kind != "managed" or got.developer == wanted.developer:
        return "", f"the host's identity: {got.words}"
    elsewhere = "the developer's sign-in" if got.developer else "no identity at all"
    return "hosted_only", f"the host's identity in Azure ({got.words}); on a developer machine {elsewhere}"


def _sdk_type(host: _Host, package: str) -> Reader:
    """A parameter of an SDK type, such as ``BlobClient`` or ``ContainerProxy``."""
    built = build(package, host.configuration, host.name)
    effect, outcome = _sdk_outcome(host, built, host.endpoint(package), package)
    return _reader(f"Python parameters of SDK types ({package})", "sdk-type", effect, outcome)


def _sdk_outcome(host: _Host, built: Built, wanted: Endpoint | None, package: str) -> tuple[str, str]:
    if not built.setting:
        names = ", ".join(f'"{shown_name(name)}"' for name in built.looked_for)
        return _error(wanted, f"an error: it looks only for {names}, in this spelling{host.takes()}")
    setting = f'"{shown_name(built.setting)}"'
    if is_blank(built.text):
        return _error(wanted, f"an error: {setting} is there but empty{host.takes()}")
    if built.identity is None:
        return _string_outcome(host, built, wanted)
    if built.plain and not built.text.lower().startswith(("http://", "https://")):
        return "key_in_url", _mistaken(built.text, package)
    if wanted is None:
        return "accepted", f"a client of the address in {setting}; the host refuses the connection"
    if wanted.credential is None:
        return "other_identity", f"{built.identity.words}; the host uses no identity{host.takes()}"
    if _address(built.text) != _address(wanted.uri):
        return "other_endpoint", f"the address in {setting}{host.takes()}"
    return _identity_outcome(host, built.identity, wanted.credential, built.read)


def _error(wanted: Endpoint | None, words: str) -> tuple[str, str]:
    return ("", "an error, as from the host") if wanted is None else ("refused", words)


def _string_outcome(host: _Host, built: Built, wanted: Endpoint | None) -> tuple[str, str]:
    if wanted is None:
        same = host.configuration.get(host.section) == built.text
        return ("", "the text that the host refuses") if same else ("accepted", "a text that the host does not look at")
    if wanted.connection_string == built.text:
        return "", "the connection string that the host uses"
    return "other_endpoint", f'the connection string in "{shown_name(built.setting)}"{host.takes()}'


def _mistaken(text: str, package: str) -> str:
    """What becomes of a connection string that is taken for an address."""
    lowered = text.lower()
    secret = next((word for mark, word in _SECRETS if mark in lowered), "")
    included = f", {secret} included" if secret else ""
    if package == BLOB:
        return f"a URL made of the connection string{included}"
    return f"an error whose text is the connection string{included}: it is taken for the account's address"


_SECRETS = (("accountkey=", "account key"), ("sharedaccesssignature=", "signature"))


def _address(text: str) -> str:
    uri = parse_absolute(text) or parse_absolute(f"https://{text}")
    return text if uri is None else uri.absolute_uri.rstrip("/")
