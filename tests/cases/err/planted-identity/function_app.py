import azure.functions as func

app = func.FunctionApp()


@app.service_bus_queue_trigger(arg_name="order", queue_name="orders", connection="Orders")
@app.event_hub_output(arg_name="out", event_hub_name="audit", connection="Audit")
def record(order: func.ServiceBusMessage, out: func.Out[str]):
    pass


@app.queue_trigger(arg_name="msg", queue_name="work", connection="Work")
def work(msg: func.QueueMessage):
    pass


@app.cosmos_db_trigger(arg_name="docs", database_name="db", container_name="items", connection="Ledger")
@app.service_bus_queue_output(arg_name="note", queue_name="notes", connection="Notes")
def items(docs: func.DocumentList, note: func.Out[str]):
    pass


@app.generic_trigger(
    arg_name="invocation", type="signalRTrigger", hubName="chat", category="messages", event="send",
    connectionStringSetting="Chat",
)
def send(invocation):
    pass
