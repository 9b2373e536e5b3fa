"""SendGrid, Twilio and Dapr: keys in settings of their own, or an address without any.

Sources: ``SendGridExtensionConfigProvider.cs`` and ``TwilioSmsExtensionConfigProvider.cs`` of
Azure/azure-webjobs-sdk-extensions; ``DaprBaseAttribute.cs`` of Azure/azure-functions-dapr-extension.
"""

from __future__ import annotations

from funcbind.connections import Endpoint
from funcbind.dotnet.text import fold, parse_int32
from funcbind.errors import Refused
from funcbind.extensions.setting_string import Found, read_app_setting, read_string
from funcbind.names import resolve_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Request

_PORT = 3500


def resolve(request: Request) -> None:
    """Read the keys of a SendGrid or Twilio output, or the address of the Dapr sidecar."""
    request.name = ""
    match fold(request.binding.type):
        case "SENDGRID":
            request.client("service", lambda: _send_grid(request))
        case "TWILIOSMS":
            request.client("service", lambda: _twilio(request))
        case _ if not fold(request.binding.type).endswith("TRIGGER"):
            request.client("sidecar", lambda: _dapr(request))


def _send_grid(request: Request) -> Endpoint:
    found = _key(request, "apiKey", "AzureWebJobsSendGridApiKey", "SendGrid's API key")
    request.name = found.path
    return Endpoint("sendGrid", "https://api.sendgrid.com", "access_key", found.path, keys=(found.value or "",))


def _twilio(request: Request) -> Endpoint:
    account = _key(request, "accountSidSetting", "AzureWebJobsTwilioAccountSid", "Twilio's account SID")
    token = _key(request, "authTokenSetting", "AzureWebJobsTwilioAuthToken", "Twilio's auth token")
    request.name = token.path
    return Endpoint(
        "twilio", "https://api.twilio.com", "access_key", token.path, keys=(account.value or "", token.value or "")
    )


def _key(request: Request, property_name: str, default: str, what: str) -> Found:
    """The setting that the property names, else the default one, when that has text."""
    found = read_app_setting(request, property_name)
    if found is None or not found.value:
        found = read_string(request, default, "raw")
    if not found.value:
        raise Refused(
            "not_found",
            f'no app setting gives {what}: the binding\'s {property_name} has none, and "{default}" is not set',
            hint=f'add the app setting "{default}", or let {property_name} name another one',
            key=default,
        )
    return found


def _dapr(request: Request) -> Endpoint:
    address = request.binding.text("daprAddress")
    if address:
        return Endpoint("dapr", resolve_names(request.lookup, address), "none")
    port = parse_int32(request.lookup.take_environment("DAPR_HTTP_PORT"))
    return Endpoint("dapr", f"http://localhost:{_PORT if port is None else port}", "none")
