import azure.functions as func

app = func.FunctionApp()


@app.blob_trigger(arg_name="photo", path="incoming/{name}", connection="Photos")
@app.service_bus_queue_output(arg_name="order", queue_name="orders", connection="Orders")
def photo_uploaded(photo: func.InputStream, order: func.Out[str]) -> None:
    order.set(photo.name)


@app.service_bus_queue_trigger(arg_name="message", queue_name="orders", connection="Orders")
@app.cosmos_db_output(arg_name="entry", database_name="photos", container_name="ledger", connection="Ledger")
def record_order(message: func.ServiceBusMessage, entry: func.Out[func.Document]) -> None:
    entry.set(func.Document.from_dict({"id": message.message_id}))


@app.event_hub_message_trigger(arg_name="event", event_hub_name="clicks", connection="Clicks")
def count_click(event: func.EventHubEvent) -> None:
    print(event)


@app.route(route="hello")
def hello(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("hello")


@app.timer_trigger(arg_name="timer", schedule="0 */5 * * * *")
def heartbeat(timer: func.TimerRequest) -> None:
    print(timer)
