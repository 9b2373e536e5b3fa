"""SignalR in serverless mode: negotiate, broadcast, and what clients send back.

azure-functions has no SignalR decorators; the generic ones spell the extension's JSON properties. The extension reads
``connectionStringSetting``, also when the setting is an identity group.
"""

import json

import azure.functions as func

from function_app_sample.names import LIVE, LIVE_HUB

blueprint = func.Blueprint()


@blueprint.route(route="live/negotiate", methods=["POST"])
@blueprint.generic_input_binding(
    arg_name="connection", type="signalRConnectionInfo", hub_name=LIVE_HUB, connection_string_setting=LIVE
)
def negotiate(req: func.HttpRequest, connection: str) -> func.HttpResponse:
    """Hand a browser the address and token of the SignalR service."""
    return func.HttpResponse(connection, mimetype="application/json")


@blueprint.route(route="live/broadcast", methods=["POST"])
@blueprint.generic_output_binding(
    arg_name="messages", type="signalR", hub_name=LIVE_HUB, connection_string_setting=LIVE
)
def broadcast(req: func.HttpRequest, messages: func.Out[str]) -> func.HttpResponse:
    """Tell every connected browser that a photo is ready."""
    messages.set(json.dumps({"target": "photoReady", "arguments": [req.get_json()]}))
    return func.HttpResponse(status_code=202)


@blueprint.generic_trigger(
    arg_name="invocation",
    type="signalRTrigger",
    hub_name=LIVE_HUB,
    category="messages",
    event="like",
    connection_string_setting=LIVE,
)
def like(invocation: str) -> None:
    """Receive a like that a browser sent through the hub."""
    json.loads(invocation)
