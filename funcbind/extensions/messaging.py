"""What Service Bus and Event Hubs have in common besides the connection string: names, refusals, namespace.

Sources: ``ServiceBusClientFactory.cs`` and ``EventHubClientFactory.cs`` of the two WebJobs extensions, ``Argument.cs``
and ``AmqpClient.cs`` of the two client libraries (all in Azure/azure-sdk-for-net).
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.credentials import resolve_credential
from funcbind.dotnet.text import fold, is_blank
from funcbind.dotnet.uri import parse_absolute
from funcbind.dotnet.uri_host import check_host_name
from funcbind.errors import Refused
from funcbind.redaction import looks_secret, shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from funcbind.credential_specs import CredentialSpec
    from funcbind.extensions.messaging_string import MessagingString
    from funcbind.lookup import Section

NAMESPACE = "fullyQualifiedNamespace"
# Keys of other extensions, or of nobody, that people write for it; all of them are ignored.
_MISNOMERS = (
    "namespace",
    "hostName",
    "host",
    "endpoint",
    "serviceUri",
    "accountEndpoint",
    "fullyQualifiedDomainName",
    "fullyQualifiedNamespaceUri",
    "serviceBusNamespace",
    "eventHubsNamespace",
)


def require(section: Section, name: str, service: str) -> None:
    """Check that the connection's section exists.

    Raises:
        Refused: ``not_found``, with what the name itself suggests as a hint.
    """
    if section.exists:
        return
    shown = shown_name(name)
    hint = f'add "{shown}__{NAMESPACE}" (with an identity) or "{shown}" (with a connection string)'
    if looks_secret(name):
        hint = "connection is the name of an app setting; put the connection string into a setting and name that"
    elif is_blank(name):
        hint = "give the connection the name of an app setting"
    elif "__" in name:
        hint = f'write the connection as "{shown_name(name.replace("__", ":"))}": the host turns "__" into ":"'
    elif name != name.strip():
        hint = "remove the blanks around the connection's name"
    raise Refused("not_found", f'no app setting gives the {service} connection "{shown}"', hint=hint, key=name)


def resolve_identity(section: Section) -> tuple[str, CredentialSpec]:
    """Return ``fullyQualifiedNamespace`` as it is written, and the credential.

    Raises:
        Refused: ``no_endpoint`` when the namespace is absent or blank, and what
            :func:`funcbind.credentials.resolve_credential` raises: the host builds the credential first.
    """
    value = section.take(NAMESPACE)
    if value is None or is_blank(value):
        _refuse_no_endpoint(section)
    return value, resolve_credential(section)


def namespace_host(section: Section, value: str, service: str) -> tuple[str, int]:
    """Return host and port of a ``fullyQualifiedNamespace``; the port is -1 when there is none.

    A host name stays as it is. Of a URI with any scheme the host is used; the port is the URI's or its scheme's.

    Raises:
        Refused: ``invalid_endpoint`` when .NET sees no host name in it.
    """
    uri = parse_absolute(value)
    host, port = (value, -1) if uri is None else (uri.host, uri.port)
    if not check_host_name(host):
        hint = 'write the bare host name, such as "<namespace>.servicebus.windows.net", without port or slash'
        if "=" in value and ";" in value:
            hint = f'a connection string belongs in "{_setting(section)}" itself'
        key = section.at(NAMESPACE)
        message = f"{shown_name(key)} is not the host name of a {service} namespace; the client refuses it"
        raise Refused("invalid_endpoint", message, hint=hint, key=key)
    return host, port


def _refuse_no_endpoint(section: Section) -> NoReturn:
    name = _setting(section)
    hint = f'add "{name}__{NAMESPACE}"'
    for child in section.children():
        if any(fold(child) == fold(other) for other in _MISNOMERS):
            hint = f'rename "{name}__{shown_name(child)}" to "{name}__{NAMESPACE}"; the host does not read it'
            break
    raise Refused(
        "no_endpoint",
        f"{shown_name(section.path)} has neither a connection string nor {NAMESPACE}; the host refuses the connection",
        hint=hint,
        key=section.at(NAMESPACE) if section.peek(NAMESPACE) is not None else section.path,
    )


def _setting(section: Section) -> str:
    return shown_name(section.path.replace(":", "__"))


def address(scheme: str, host: str, port: int, key: str) -> str:
    """Return the address that a client builds for a namespace.

    Raises:
        Refused: ``invalid_endpoint`` when .NET makes no URI of it.
    """
    bracketed = f"[{host}]" if ":" in host and host[0] != "[" else host
    uri = parse_absolute(f"{scheme}://{bracketed}:{port}/" if port > 0 else f"{scheme}://{bracketed}/")
    if uri is None:
        refuse_address(key)
    return uri.absolute_uri


def amqp_address(parts: MessagingString, key: str) -> str:
    """Return the address for a connection string; its port counts for the emulator only.

    Raises:
        Refused: as :func:`address` does.
    """
    if parts.emulator:
        return address("amqp", parts.host, parts.port, key)
    return address("amqps", parts.host, -1, key)


def refuse_address(key: str) -> NoReturn:
    """Refuse a host from which a client cannot build its address.

    Raises:
        Refused: ``invalid_endpoint``, always.
    """
    raise Refused("invalid_endpoint", f"the host in {shown_name(key)} gives no valid address", key=key)


def token_endpoint(
    service: str, section: Section, host: str, credential: CredentialSpec, uri: str, scope: str, entity: str
) -> Endpoint:
    """Return the endpoint of an identity-based connection; ``uri`` is the client's address."""
    details = (("address", uri),)
    return Endpoint(service, host, "token", section.path, credential, scope, entity=entity, details=details)


def string_endpoint(
    service: str, section: Section, text: str, parts: MessagingString, uri: str, entity: str
) -> Endpoint:
    """Return the endpoint of a connection string; ``uri`` is the client's address."""
    details = [("address", uri)]
    if parts.entity_path:
        details.append(("entity_path", parts.entity_path))
    if parts.emulator:
        details.append(("emulator", "true"))
    return Endpoint(
        service,
        parts.host,
        "connection_string",
        section.path,
        entity=entity,
        connection_string=text,
        keys=tuple(secret for secret in (parts.key, parts.signature) if secret),
        details=tuple(details),
    )
