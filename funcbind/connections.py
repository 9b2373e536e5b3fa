"""The answer: what the host would use for a connection, or why it would refuse.

:func:`resolve` is pure and total: any text in any place gives a :class:`Resolution`, no file is opened, no
azure-identity is imported, nothing is raised.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.diagnostics import KINDS
from funcbind.errors import FuncbindError, Refused
from funcbind.lookup import Lookup
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from funcbind.configuration import Configuration
    from funcbind.credential_specs import CredentialSpec
    from funcbind.extensions import Extension
    from funcbind.lookup import LookedUp
    from funcbind.settings.model import Origin, Setting


class Binding(Record):
    """One binding of a function, as function.json spells it.

    Attributes:
        type: the binding type (``serviceBusTrigger``), any letter case.
        connection: the name given for the connection, ``None`` for the default. The short form of the property that
            the extension reads (``connection``, ``connectionStringSetting``, ...); ``properties`` wins over it.
        direction: ``in``, ``out`` or ``inout``; empty when the type says it.
        properties: the binding's other JSON properties, as parsed: ``queueName``, ``hubName``, ``leaseConnection``...
            A property that is present with ``None`` is JSON's ``null``, which is not the same as an absent one.
        function: name of the function.
        name: name of the parameter.
        origin: where the binding is written.
        bundle: version range of the extension bundle, empty when unknown.
        extension: version of the extension, empty when unknown: then today's is meant.
        unresolved: names of properties whose value could not be read from the source.
        sdk_type: the Azure SDK client that the worker builds for the parameter (``blob.BlobClient``), else empty.
        host: the app's host.json as parsed: some extensions name their connections there.
    """

    type: str
    connection: str | None = None
    direction: str = ""
    properties: Mapping[str, object] = {}
    function: str = ""
    name: str = ""
    origin: Origin | None = None
    bundle: str = ""
    extension: str = ""
    unresolved: tuple[str, ...] = ()
    sdk_type: str = ""
    host: Mapping[str, object] = {}

    def get(self, name: str, default: object = None) -> object:
        """Return a property, its name in any letter case; ``default`` when it is absent."""
        if name in self.properties:
            return self.properties[name]
        lowered = name.lower()
        for key, value in self.properties.items():
            if key.lower() == lowered:
                return value
        return default

    def has(self, name: str) -> bool:
        """Whether a property is present, also as JSON's ``null``."""
        return self.get(name, _ABSENT) is not _ABSENT

    def text(self, name: str, default: str | None = None) -> str | None:
        """Return a property as text, ``default`` when it is absent or not text."""
        value = self.get(name, default)
        return value if isinstance(value, str) else default


_ABSENT = object()


class Endpoint(Record, secret=("connection_string", "keys")):
    """One place a client connects to.

    Attributes:
        service: ``blob``, ``queue``, ``table``, ``serviceBus``, ``eventHubs``, ``cosmosDB``, ``signalR`` and so on.
        uri: the address as the host's client has it; for Service Bus and Event Hubs the namespace's host name.
        auth: ``token``, ``shared_key``, ``sas``, ``connection_string``, ``access_key`` or ``none``.
        section: configuration path that the endpoint was read from.
        credential: the identity when ``auth`` is ``token``.
        scope: OAuth scope of the token, empty when unknown or not needed.
        name: name of a named endpoint (SignalR), else empty.
        type: ``Primary`` or ``Secondary`` (SignalR), else empty.
        entity: queue, topic, hub or event hub that the client is for, when the settings or the binding decide it.
        host, client_uri, server_uri, audience: further addresses of SignalR and Web PubSub.
        connection_string: the string as the client gets it; secret.
        keys: the keys in it (access keys, account key); secret.
        details: further facts as pairs, never secret.
    """

    service: str
    uri: str
    auth: str
    section: str = ""
    credential: CredentialSpec | None = None
    scope: str = ""
    name: str = ""
    type: str = ""
    entity: str = ""
    host: str = ""
    client_uri: str = ""
    server_uri: str = ""
    audience: str = ""
    connection_string: str | None = None
    keys: tuple[str, ...] = ()
    details: tuple[tuple[str, str], ...] = ()

    def detail(self, name: str) -> str:
        """Return a fact of :attr:`details`, empty when it is not there."""
        return dict(self.details).get(name, "")


class Rejection(Record):
    """Why the host would refuse: ``kind`` is one of :data:`funcbind.diagnostics.KINDS`, the rest is for people."""

    kind: str
    message: str
    hint: str = ""
    key: str = ""
    origin: Origin | None = None

    @property
    def code(self) -> str:
        """The permanent code, such as ``FB201``."""
        return KINDS[self.kind][0]


class Connection(Record):
    """What the host would use for one connection name."""

    name: str
    binding_type: str
    endpoints: tuple[Endpoint, ...]

    @property
    def endpoint(self) -> Endpoint:
        """The first endpoint; the only one for every service but SignalR and Web PubSub.

        Raises:
            FuncbindError: the binding type has no connection of its own (an HTTP or a timer trigger).
        """
        if not self.endpoints:
            raise FuncbindError(f"{shown_name(self.binding_type)} connects to nothing of its own: it has no endpoint")
        return self.endpoints[0]


if TYPE_CHECKING:
    Outcome: TypeAlias = Connection | Rejection


class Client(Record):
    """One client that the extension builds for a binding.

    ``role`` says what for (``data_blob``, ``host_queue``, ``checkpoint``, ``admin``, ``lease``, ...). ``own`` is true
    for the clients of the named connection and false for what the binding needs besides (host storage).
    """

    role: str
    own: bool
    endpoints: tuple[Endpoint, ...] = ()
    rejection: Rejection | None = None


class Reader(Record):
    """A program other than the host that reads the same name, and what it would get.

    Attributes:
        who: the program, in words.
        agrees: whether it would get what the host gets; an error agrees with a refusal.
        outcome: what it would get, in words and without any value.
        program: ``sdk-type``, ``environ`` or ``azure-identity``.
        effect: how it differs: ``refused`` (an error where the host goes on), ``accepted`` (it goes on where the host
            refuses), ``key_in_url``, ``other_endpoint``, ``other_identity``, ``other_value``; ``hosted_only`` when it
            agrees in Azure and not on a developer machine; empty when there is nothing to say.
    """

    who: str
    agrees: bool
    outcome: str
    program: str = ""
    effect: str = ""


class Resolution(Record):
    """Everything about one binding's connection: a rule, a report or a credential needs nothing else.

    Attributes:
        binding: what was asked.
        name: the connection name that the host uses, its default included; ``""`` when the type has none.
        looked_up: the paths that were tried, in order.
        outcome: the named connection's own clients, or the first reason to refuse them.
        clients: every client of the binding in the order the host builds them, refused ones included.
        used: settings that decided the outcome.
        ignored: settings of the same sections that had no effect.
        collisions: keys that several settings claim with the same value.
        facts: what else the extension derived from the settings (``signature``: ``required`` or ``skipped``, ...).
        configuration: what was asked.
    """

    binding: Binding
    name: str
    looked_up: tuple[LookedUp, ...]
    outcome: Outcome
    clients: tuple[Client, ...] = ()
    used: tuple[Setting, ...] = ()
    ignored: tuple[Setting, ...] = ()
    collisions: tuple[tuple[Setting, ...], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    configuration: Configuration | None = None

    @property
    def readers(self) -> tuple[Reader, ...]:
        """The programs other than the host that read the same name, and what each would get."""
        from funcbind.readers import readers

        return () if self.configuration is None else readers(self.configuration, self.binding, self)

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        """Every reason to refuse, the binding's companions (host storage) included, in the host's order."""
        found = [client.rejection for client in self.clients if client.rejection is not None]
        if isinstance(self.outcome, Rejection) and self.outcome not in found:
            found.insert(0, self.outcome)
        return tuple(found)

    def fact(self, name: str) -> str:
        """Return one of :attr:`facts`, empty when it is not there."""
        return dict(self.facts).get(name, "")


class Request:
    """What an extension's resolver gets, and where it leaves what it finds."""

    def __init__(self, configuration: Configuration, binding: Binding, extension: Extension | None = None) -> None:
        self.configuration = configuration
        self.extension = extension
        self.binding = binding
        self.lookup = Lookup(configuration)
        self.name = binding.connection or ""
        self.clients: list[Client] = []
        self.facts: dict[str, str] = {}

    def client(self, role: str, build: Callable[[], Endpoint | tuple[Endpoint, ...]], *, own: bool = True) -> Client:
        """Build one client and record it; a refusal becomes the client's rejection."""
        try:
            endpoints = build()
            client = Client(role, own, endpoints if isinstance(endpoints, tuple) else (endpoints,))
        except Refused as refused:
            client = Client(role, own, (), self.rejection(refused))
        self.clients.append(client)
        return client

    def rejection(self, refused: Refused) -> Rejection:
        """Turn a refusal into data, with the place of the setting at fault."""
        origin = None
        entry = self.configuration.entry(refused.key) if refused.key else None
        if entry is not None:
            origin = entry.settings[0].origin
        return Rejection(refused.kind, refused.message, refused.hint, refused.key, origin)


def resolve(configuration: Configuration, binding: Binding | str, connection: str | None = None) -> Resolution:
    """Say what the Functions host would do with a binding's connection.

    Args:
        configuration: the host's view of the settings.
        binding: the binding, or the short form: a binding type, with ``connection`` as the name.
        connection: the connection name of the short form; ``None`` means the extension's default.

    Returns:
        The resolution; never raises for any settings or names.
    """
    from funcbind.extensions import extension_of, resolver_of

    if isinstance(binding, str):
        binding = Binding(binding, connection)
    extension = extension_of(binding.type)
    request = Request(configuration, binding, extension)
    outcome: Outcome | None = None
    try:
        if extension is None:
            raise Refused("unknown_binding", "the type is not one that any extension of the bundle has")
        resolver_of(extension)(request)
    except Refused as refused:
        outcome = request.rejection(refused)
    if outcome is None:
        outcome = _own_outcome(request)
    lookup = request.lookup
    return Resolution(
        binding,
        request.name,
        tuple(lookup.looked_up),
        outcome,
        tuple(request.clients),
        lookup.used(),
        lookup.ignored(),
        tuple(entry.settings for entry in lookup.collided.values() if not entry.contradictory),
        tuple(request.facts.items()),
        configuration,
    )


def _own_outcome(request: Request) -> Outcome:
    endpoints: list[Endpoint] = []
    for client in request.clients:
        if client.own and client.rejection is not None:
            return client.rejection
        if client.own:
            endpoints += client.endpoints
    return Connection(request.name, request.binding.type, tuple(endpoints))
