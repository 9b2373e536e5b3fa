"""The grammar of Web PubSub's connection strings, as the Functions extension reads them.

Source: ``WebPubSubServiceAccessUtil.cs`` of Microsoft.Azure.WebJobs.Extensions.WebPubSub (Azure/azure-sdk-for-net).

=========================================  ==========================================================
text                                       what it gives
=========================================  ==========================================================
``Endpoint=https://x/;AccessKey=k;``       the key; trailing slashes of the endpoint are dropped
``Endpoint=https://x``                     no key: fine for a trigger, not for a client
``Endpoint=x;AccessKey=k``                 ``http://x``: without a scheme it silently is http
``Endpoint=https://;AccessKey=k``          ``http://https``, as the slashes go first
``Endpoint=x:8443;AccessKey=k``            a URI of the scheme ``x`` without a host
``...;Port=8080``                          replaces the endpoint's port
``...;Version=2.0;Colour=blue``            ignored
``...;Colour=blue;colour=red``             malformed: a property twice
``x``, blank                               malformed: no Endpoint
=========================================  ==========================================================
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.dotnet.text import parse_int32
from funcbind.dotnet.uri import parse_with_default_scheme
from funcbind.dotnet.uri_builder import with_port
from funcbind.errors import Refused
from funcbind.extensions.signalr_strings import split_properties
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.dotnet.uri import Uri


class WebPubSubString(Record, secret=("key",)):
    """What a connection string says; ``key`` is ``None`` when there is none, and may be empty."""

    service: Uri
    key: str | None


def parse_webpubsub_string(text: str, key: str) -> WebPubSubString:
    """Read a connection string; ``key`` is the setting that holds it, for messages.

    Raises:
        Refused: ``malformed_connection_string``, ``invalid_endpoint``. Nothing of the string is ever shown.
    """
    properties, _ = split_properties(text, key)
    where = f"the connection string in {shown_name(key)}"
    if "ENDPOINT" not in properties:
        raise Refused(
            "malformed_connection_string",
            f"{where} has no Endpoint; the host refuses it",
            hint='write "Endpoint=https://...;AccessKey=...;"',
            key=key,
        )
    port: int | None = None
    if "PORT" in properties:
        port = parse_int32(properties["PORT"])
        if port is None or not 0 < port <= 0xFFFF:
            raise Refused(
                "malformed_connection_string",
                f"{where} has a Port that is no number from 1 to 65535; the host refuses it",
                hint='write "Port=443" or leave it out',
                key=key,
            )
    uri = parse_with_default_scheme(properties["ENDPOINT"].rstrip("/"))
    service = uri if uri is None or port is None else with_port(uri, port)
    if service is None:
        raise Refused(
            "invalid_endpoint",
            f"the Endpoint in {shown_name(key)} is no address; the host refuses the connection string",
            hint='write "Endpoint=https://<name>.webpubsub.azure.com"',
            key=key,
        )
    return WebPubSubString(service, properties.get("ACCESSKEY"))
