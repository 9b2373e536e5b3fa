import os

import azure.functions as func

from shop.orders import bp
from shop.names import AUDIT

app = func.FunctionApp()
app.register_functions(bp)

# 6: os.environ of a name that no settings have
REGION = os.environ["SHOP_REGION"]


# 1: no setting has this connection's name, one has nearly
@app.queue_trigger(arg_name="msg", queue_name="work", connection="WorkQueue")
def work(msg: func.QueueMessage):
    pass


# 7: the name is in a constant of another module, and no setting has it
@app.event_hub_output(arg_name="out", event_hub_name="audit", connection=AUDIT)
@app.route(route="audit")
def audit(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse:
    return func.HttpResponse()


# 16: two settings are one name to the host
@app.service_bus_queue_trigger(arg_name="refund", queue_name="refunds", connection="Refunds")
def refund(refund: func.ServiceBusMessage):
    pass
