"""Orders from Service Bus go to Cosmos DB; a timer reports that the service is alive."""

import json
import logging

import azure.functions as func

from function_app_sample.names import LEDGER, ORDER_QUEUE, ORDERS

blueprint = func.Blueprint()


@blueprint.service_bus_queue_trigger(arg_name="message", queue_name=ORDER_QUEUE, connection=ORDERS)
@blueprint.cosmos_db_output(arg_name="entry", database_name="photos", container_name="ledger", connection=LEDGER)
def record_order(message: func.ServiceBusMessage, entry: func.Out[func.Document]) -> None:
    """Write one ledger entry an order."""
    order = json.loads(message.get_body())
    entry.set(func.Document.from_dict({"id": message.message_id, **order}))


@blueprint.timer_trigger(arg_name="timer", schedule="0 */5 * * * *")
def heartbeat(timer: func.TimerRequest) -> None:
    """Leave a trace every five minutes, late ones marked."""
    logging.info("alive%s", " (late)" if timer.past_due else "")
