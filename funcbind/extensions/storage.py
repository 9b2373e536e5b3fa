"""Azure Storage: blobs, queues and tables, and the host's own storage.

Sources: ``StorageClientProvider.cs`` and ``BlobTriggerAttributeBindingProvider.cs`` of the extensions,
``ClientFactory.cs`` of Microsoft.Extensions.Azure (Azure/azure-sdk-for-net); ``BlobServiceClientProvider.cs`` of
Azure/azure-webjobs-sdk and ``StorageServiceUriOptions.cs`` of Azure/azure-functions-host for the host's own.
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.credentials import resolve_credential
from funcbind.dotnet.convert import from_base64
from funcbind.dotnet.text import fold, is_blank
from funcbind.dotnet.uri import is_relative, parse_absolute
from funcbind.errors import Refused
from funcbind.extensions.attribute import text_property
from funcbind.extensions.client_options import bind_options
from funcbind.extensions.storage_sas import has_signature
from funcbind.extensions.storage_strings import StringFault, parse_account
from funcbind.extensions.table_strings import STORAGE_SCOPE, check_table_uri, parse_table_account, table_scope
from funcbind.names import resolve_names
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from funcbind.connections import Binding, Request
    from funcbind.credential_specs import CredentialSpec
    from funcbind.dotnet.uri import Uri
    from funcbind.lookup import Lookup, Section

DEFAULT_NAME = "Storage"
_STRING = "DefaultEndpointsProtocol=https;AccountName=<name>;AccountKey=<key>;EndpointSuffix=core.windows.net"
# The constructor parameter that takes the address, and so the sub-key that does.
_ADDRESS = {"blob": "serviceUri", "queue": "serviceUri", "table": "endpoint"}


def resolve(request: Request) -> None:
    """Build the binding's client; for a blob trigger the four that it needs, those of the host's storage included.

    Raises:
        Refused: the connection's name is no text, or a ``%name%`` in it does not resolve.
    """
    binding = request.binding
    given = text_property(binding, "connection", binding.connection)
    kind = fold(binding.type)
    if kind == "BLOBTRIGGER":
        _blob_trigger(request, given)
        return
    if given is not None and _resolves_names(binding, kind):
        given = resolve_names(request.lookup, given)
    request.name = name = _or_default(given)
    host = kind.startswith("HOST")
    service = kind.removeprefix("HOST").removesuffix("TRIGGER").lower()
    request.client(service, lambda: _Connection(request.lookup, name, service).client(host=host))


def blob_client(lookup: Lookup, name: str = DEFAULT_NAME) -> Endpoint:
    """Return the blob client that an extension builds for a connection, such as that of Event Hubs' checkpoints.

    Raises:
        Refused: the host would refuse it.
    """
    return _Connection(lookup, name, "blob").client()


def _blob_trigger(request: Request, given: str | None) -> None:
    """The host stops at the first refusal; here all four are built, so that every fault is found at once."""
    lookup = request.lookup
    request.name = _or_default(given)
    names = {"host": DEFAULT_NAME}
    seen: dict[str, Section] = {}

    def build(whose: str, service: str) -> Endpoint:
        if whose not in names:
            names[whose] = request.name = _or_default(None if given is None else resolve_names(lookup, given))
        name = names[whose]
        connection = _Connection(lookup, name, service, seen.get(name), trigger=True)
        seen[name] = connection.section
        return connection.client()

    for service in ("blob", "queue"):
        request.client(f"host_{service}", lambda service=service: build("host", service), own=False)  # type: ignore[misc]
        request.client(f"data_{service}", lambda service=service: build("data", service))  # type: ignore[misc]


def _resolves_names(binding: Binding, kind: str) -> bool:
    """Whether the extension replaces ``%name%`` in the connection: not for what writes, nor for a whole table."""
    if kind in ("BLOB", "QUEUETRIGGER"):
        return True
    return kind == "TABLE" and fold(binding.direction) != "OUT" and binding.get("rowKey") is not None


def _or_default(name: str | None) -> str:
    return DEFAULT_NAME if name is None or is_blank(name) else name


class _Connection:
    """One connection name as one service's client sees it."""

    def __init__(
        self, lookup: Lookup, name: str, service: str, section: Section | None = None, *, trigger: bool = False
    ) -> None:
        self.service = service
        self.trigger = trigger
        self.name = name
        self.section: Section = lookup.choose(name, "webjobs") if section is None else section
        self.setting = shown_name(self.section.path.replace(":", "__"))

    def client(self, *, host: bool = False) -> Endpoint:
        """Return the client's endpoint.

        Args:
            host: whether it is the host's own client, which prefers the service's URI to the account's name and
                does not overlook one that is no URI.

        Raises:
            Refused: the host would refuse the connection.
        """
        section = self.section
        if not section.exists:
            shown = shown_name(self.name)
            raise Refused(
                "not_found",
                f'there is no storage connection "{shown}" in the app settings',
                hint=f'add "{shown}__accountName" for an identity, or "{shown}" with a connection string',
                key=self.name,
            )
        # Both come first, so that a fault in them counts beside a good connection string, too.
        credential = resolve_credential(section)
        bind_options(section, self.service)
        text = section.value()
        if text:
            return self._from_string(text, section.path)
        if text is None:
            uri = self._host_uri() if host else self._service_uri()
            if uri is not None:
                return self._with_token(uri, credential)
        return self._matching_constructor(credential)

    def _service_uri(self) -> Uri | None:
        """What the extensions make of the account's name, else of the service's URI; no URI is only logged."""
        name = self.section.take("accountName")
        if name is not None:
            return parse_absolute(self._account_address(name))
        text = self.section.take(f"{self.service}ServiceUri")
        return None if text is None else parse_absolute(text)

    def _host_uri(self) -> Uri | None:
        """What the host makes of the service's URI, else of the account's name."""
        key = "tableServiceUri"
        text = self.section.peek(key)
        table: Uri | None = None
        if text:  # bound as a URI even for the blob client
            table = None if is_relative(text) else parse_absolute(text)
            if table is None and (self.service == "table" or not is_relative(text)):
                self.section.take(key)
                self._no_uri(key)
        if self.service == "table":
            self.section.take(key)
            if table is not None:
                return table
        elif text := self.section.take("blobServiceUri"):
            return parse_absolute(text) or self._no_uri("blobServiceUri")
        name = self.section.take("accountName")
        return parse_absolute(self._account_address(name)) or self._no_uri("accountName") if name else None

    def _account_address(self, name: str) -> str:
        return f"https://{name}.{self.service}.core.windows.net"

    def _with_token(self, uri: Uri, credential: CredentialSpec) -> Endpoint:
        if self.service == "table":
            self._check_table(uri)
            return self._endpoint(uri, "token", credential, table_scope(uri))
        if uri.scheme != "https":
            raise Refused(
                "insecure_endpoint",
                f"{self.setting} gives an address that is not https; the client refuses to send a token there",
                hint="write https://, or use a connection string for a local emulator",
                key=self.section.path,
            )
        return self._endpoint(uri, "token", credential, STORAGE_SCOPE)

    def _matching_constructor(self, credential: CredentialSpec) -> Endpoint:
        """The client's constructor that has the most parameters of which each is a sub-key."""
        key = _ADDRESS[self.service]
        text = self.section.peek(key)
        if text is None:
            text = self.section.take("connectionString")
            if text is None:
                self._no_endpoint()
            return self._from_string(text, self.section.at("connectionString"))
        self.section.take(key)
        uri = parse_absolute(text) or self._no_uri(key)
        makers = (
            (self._with_signature, self._with_key)
            if self.service == "table"
            else (self._with_key, self._with_signature)
        )
        for make in makers:
            endpoint = make(uri)
            if endpoint is not None:
                return endpoint
        return self._with_token(uri, credential)

    def _with_key(self, uri: Uri) -> Endpoint | None:
        section = self.section.section("credential")
        name, key = section.peek("accountName"), section.peek("accountKey")
        if name is None or key is None:
            return None
        section.take("accountName")
        section.take("accountKey")
        if from_base64(key) is None:
            raise Refused(
                "malformed_connection_string",
                f"{self.setting}__credential__accountKey is not base64; the client refuses it",
                hint="copy the whole account key, or remove it to use an identity",
                key=section.at("accountKey"),
            )
        if self.service == "table":
            self._check_table(uri)
        return self._endpoint(uri, "shared_key", keys=(key,), account=name)

    def _with_signature(self, uri: Uri) -> Endpoint | None:
        section = self.section.section("credential")
        signature = section.peek("signature")
        if signature is None:
            return None
        section.take("signature")
        at = section.at("signature")
        if is_blank(signature):
            raise Refused(
                "incomplete_credential",
                f"{self.setting}__credential__signature is blank; the client refuses it",
                hint="give it a shared access signature, or remove it to use an identity",
                key=at,
            )
        if self.service == "table":
            self._check_table(uri)
            if uri.scheme != "https" and not uri.is_loopback:
                raise Refused(
                    "insecure_endpoint",
                    f"{self.setting} gives an address that is not https; the table client refuses to send a signature "
                    "there",
                    hint="write https://",
                    key=self.section.at(_ADDRESS[self.service]),
                )
        elif has_signature(uri.query):
            raise Refused(
                "invalid_endpoint",
                f"{self.setting} gives a shared access signature twice, in the address and in credential__signature; "
                "the client refuses that",
                hint="remove the query from the address",
                key=self.section.at(_ADDRESS[self.service]),
            )
        return self._endpoint(uri, "sas", keys=(signature,))

    def _from_string(self, text: str, key: str) -> Endpoint:
        try:
            account = parse_table_account(text) if self.service == "table" else parse_account(text, self.service)
        except StringFault as fault:
            hint = f'write "{_STRING}"'
            if text.startswith("@Microsoft.KeyVault("):
                hint = "it is a Key Vault reference that nothing has resolved: here its text is all that the host gets"
            raise Refused(
                fault.kind,
                f"the storage connection string in {shown_name(key)} {fault.what}; the host refuses it",
                hint=hint,
                key=key,
            ) from None
        keys = tuple(secret for secret in (account.key, account.signature) if secret)
        return self._endpoint(account.uri, account.auth, keys=keys, account=account.name, text=text)

    def _endpoint(
        self,
        uri: Uri,
        auth: str,
        credential: CredentialSpec | None = None,
        scope: str = "",
        keys: tuple[str, ...] = (),
        account: str = "",
        text: str | None = None,
    ) -> Endpoint:
        address = uri.absolute_uri
        if has_signature(uri.query):  # the address is shown, a signature must not be
            address = address[: len(address) - len(uri.query) - len(uri.fragment)] + uri.fragment
        details = (("account", account or account_of(uri, self.service)),)
        return Endpoint(
            self.service,
            address,
            auth,
            self.section.path,
            credential,
            scope,
            connection_string=text,
            keys=keys,
            details=details if details[0][1] else (),
        )

    def _check_table(self, uri: Uri) -> None:
        try:
            check_table_uri(uri)
        except StringFault as fault:
            raise Refused(
                fault.kind,
                f"{self.setting} {fault.what}; the table client refuses it",
                hint="write https://<account>.table.core.windows.net, or use a connection string",
                key=self.section.path,
            ) from None

    def _no_uri(self, key: str) -> NoReturn:
        raise Refused(
            "invalid_endpoint",
            f"{self.setting}__{key} makes no absolute URI; the host refuses it",
            hint="write the account's name alone"
            if key == "accountName"
            else f'write "{self._account_address("<account>")}"',
            key=self.section.at(key),
        )

    def _no_endpoint(self) -> NoReturn:
        """Say which sub-keys would do, and why those that are there do not."""
        peek, own = self.section.peek, f"{self.service}ServiceUri"
        given = [key for key in ("accountName", own) if peek(key) is not None]
        why, hint = "", f'add "{self.setting}__accountName" or "{self.setting}__{own}"'
        if peek() is not None and given:
            why = f"; {' and '.join(given)} count for nothing because {self.setting} itself exists, though it is empty"
            hint = f'remove the setting "{self.setting}"'
        elif given:
            why = f"; {given[0]} makes no URI, which the host only logs"
            hint = f"correct {self.setting}__{given[0]}"
        elif self.trigger and self.service == "queue" and peek("blobServiceUri") is not None:
            why = "; a blob trigger needs a queue as well, for blobs that fail again and again"
            hint = f'add "{self.setting}__queueServiceUri", or give accountName in place of both'
        raise Refused(
            "no_endpoint",
            f"{self.setting} does not say where the {self.service} service is{why}",
            hint=hint,
            key=self.section.at(given[0]) if given else self.section.path,
        )


def account_of(uri: Uri, service: str) -> str:
    """Return the account's name as it is in an address, empty when there is none to see."""
    if uri.host_type == "dns":
        account, _, domain = uri.host.partition(".")
        return account if domain.startswith(f"{service}.") else ""
    return uri.path.lstrip("/").partition("/")[0]
