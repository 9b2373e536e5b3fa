"""Azure Event Grid: the output binding. The trigger is a webhook and has no connection.

Source: ``EventGridAsyncCollectorFactory.cs`` of Azure/azure-sdk-for-net; ``AttributeCloner.cs`` of
Azure/azure-webjobs-sdk for the two properties that name a setting.
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.credentials import resolve_credential
from funcbind.dotnet.text import fold, is_blank
from funcbind.dotnet.uri import parse_absolute
from funcbind.errors import Refused
from funcbind.extensions.attribute import text_property
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Request

SCOPE = "https://eventgrid.azure.net/.default"
_ADDRESS = "https://<topic>.<region>-1.eventgrid.azure.net/api/events"


def resolve(request: Request) -> None:
    """Build the publisher's client, by identity (``connection``) or by key (``topicEndpointUri``, ``topicKeySetting``).

    The three properties are names of settings, looked up as they are: no prefix, no ``ConnectionStrings``, no
    ``%name%``. Both forms together are refused unless both settings of the key form are blank.
    """
    if fold(request.binding.type) == "EVENTGRIDTRIGGER":
        request.name = ""
        return
    name = text_property(request.binding, "connection", request.binding.connection)
    request.name = "" if name is None or is_blank(name) else name
    request.client("topic", lambda: _endpoint(request))


def _endpoint(request: Request) -> Endpoint:
    address = _app_setting(request, "topicEndpointUri")
    key = _app_setting(request, "topicKeySetting")
    if request.name:
        if not (is_blank(address) and is_blank(key)):
            raise Refused(
                "conflicting_properties",
                "the binding has a connection and topicEndpointUri or topicKeySetting as well; "
                "the host refuses the two forms together",
                hint='keep "connection" alone, or "topicEndpointUri" with "topicKeySetting"',
            )
        return _by_identity(request)
    if address is None or is_blank(address):
        raise Refused(
            "not_found",
            "the binding has neither a connection nor an address that is set; the host refuses it",
            hint='give "connection", or "topicEndpointUri" and "topicKeySetting", each the name of an app setting',
        )
    path = text_property(request.binding, "topicEndpointUri") or ""
    uri = _absolute(address, path)
    if key is None or is_blank(key):
        raise Refused(
            "not_found",
            "the binding has a topicEndpointUri but no topicKeySetting with a key; the host refuses it",
            hint='let "topicKeySetting" name the app setting with the key, or use "connection" and an identity',
            key=text_property(request.binding, "topicKeySetting") or "",
        )
    return Endpoint("eventGrid", uri, "shared_key", path, keys=(key,))


def _app_setting(request: Request, name: str) -> str | None:
    """``[AppSetting]``: the value of the setting that the property names, ``None`` for an absent property."""
    setting = text_property(request.binding, name)
    if setting is None:
        return None
    value = request.lookup.choose(setting, "raw").value()
    if value is None:
        raise Refused(
            "unresolved_name",
            f'{name} names the app setting "{shown_name(setting)}", which is not there; the host refuses the binding',
            hint=f"{name} takes the name of an app setting, neither the address or key itself nor a prefixed name",
            key=setting,
        )
    return value


def _by_identity(request: Request) -> Endpoint:
    section = request.lookup.choose(request.name, "raw")
    shown = shown_name(request.name)
    if not section.exists:
        raise Refused(
            "not_found",
            f'there is no Event Grid connection "{shown}" in the app settings; '
            "no prefix and no ConnectionStrings section is tried",
            hint=f'add "{shown}__topicEndpointUri"',
        )
    address = section.take("topicEndpointUri")
    if address is None or is_blank(address):
        raise Refused(
            "no_endpoint",
            f"{shown} has no topicEndpointUri; the host refuses it and does not look at a connection string",
            hint=f'add "{shown_name(request.name.replace(":", "__"))}__topicEndpointUri"',
            key=section.path,
        )
    uri = _absolute(address, section.at("topicEndpointUri"))
    # The host builds the credential at the first event, after it has checked the rest.
    return Endpoint("eventGrid", uri, "token", section.path, resolve_credential(section), SCOPE)


def _absolute(address: str, key: str) -> str:
    uri = parse_absolute(address)
    if uri is None or not uri.well_formed:
        raise Refused(
            "invalid_endpoint",
            f"the topic's address in {shown_name(key)} is not a well-formed absolute URI; the host refuses it",
            hint=f'write "{_ADDRESS}"',
            key=key,
        )
    return uri.absolute_uri
