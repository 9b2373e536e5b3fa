import azure.functions as func

app = func.FunctionApp()


@app.service_bus_queue_trigger(arg_name="order", queue_name="orders", connection="Orders")
@app.cosmos_db_output(arg_name="doc", database_name="db", container_name="orders", connection="Ledger")
def record(order: func.ServiceBusMessage, doc: func.Out[func.Document]):
    pass


@app.service_bus_queue_trigger(arg_name="refund", queue_name="refunds", connection="Refunds")
@app.event_hub_output(arg_name="out", event_hub_name="audit", connection="Audit")
def refund(refund: func.ServiceBusMessage, out: func.Out[str]):
    pass


@app.blob_trigger(arg_name="photo", path="photos/{name}", connection="Photos")
@app.table_output(arg_name="row", table_name="photos", connection="Index")
def photo(photo: func.InputStream, row: func.Out[str]):
    pass


@app.queue_trigger(arg_name="msg", queue_name="work", connection="Work")
@app.generic_output_binding(arg_name="out", type="rabbitMQ", queueName="out", connectionStringSetting="Rabbit")
def work(msg: func.QueueMessage, out: func.Out[str]):
    pass


@app.blob_input(arg_name="report", path="reports/latest.csv", connection="Reports")
@app.route(route="report")
def report(req: func.HttpRequest, report: func.InputStream) -> func.HttpResponse:
    return func.HttpResponse()
