"""A Web PubSub hub for the editors: negotiate and an event handler."""

import json

import azure.functions as func

from function_app_sample.names import CHAT, CHAT_HUB

blueprint = func.Blueprint()


@blueprint.route(route="chat/negotiate", methods=["POST"])
@blueprint.generic_input_binding(arg_name="connection", type="webPubSubConnection", hub=CHAT_HUB, connection=CHAT)
def chat_negotiate(req: func.HttpRequest, connection: str) -> func.HttpResponse:
    """Hand an editor the address of the hub."""
    return func.HttpResponse(connection, mimetype="application/json")


@blueprint.generic_trigger(
    arg_name="request",
    type="webPubSubTrigger",
    hub=CHAT_HUB,
    event_type="user",
    event_name="message",
    connections=[CHAT],
)
@blueprint.generic_output_binding(arg_name="actions", type="webPubSub", hub=CHAT_HUB, connection=CHAT)
def chat_message(request: str, actions: func.Out[str]) -> None:
    """Send an editor's message on to all of them."""
    actions.set(json.dumps({"actionName": "sendToAll", "data": json.loads(request)["data"], "dataType": "text"}))
