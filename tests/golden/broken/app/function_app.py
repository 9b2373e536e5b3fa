import azure.functions as func
from broken import bp

app = func.FunctionApp()
app.register_functions(bp)


@app.service_bus_queue_trigger(arg_name="message", queue_name="orders", connection="Ordrs")
@app.queue_output(arg_name="copy", queue_name="copies", connection="Copies")
def first(message: func.ServiceBusMessage, copy: func.Out[str]) -> None:
    copy.set("")


@app.service_bus_topic_trigger(arg_name="message", topic_name="t", subscription_name="s", connection="Ordrs")
@app.blob_output(arg_name="archive", path="archive/{id}", connection="Copies")
def second(message: func.ServiceBusMessage, archive: func.Out[str]) -> None:
    archive.set("")


@app.service_bus_queue_output(arg_name="later", queue_name="later", connection="ONLY_HERE")
@app.service_bus_queue_output(arg_name="twice", queue_name="twice", connection="Twice")
@app.service_bus_queue_output(
    arg_name="secret",
    queue_name="q",
    connection="Endpoint=sb://fake/;SharedAccessKeyName=a;SharedAccessKey=ZmFrZWZha2VmYWtlZmFrZQ==",
)
@app.route(route="third")
def third(req: func.HttpRequest, later: func.Out[str], twice: func.Out[str], secret: func.Out[str]) -> None:
    later.set("")


@app.generic_trigger(arg_name="event", type="kafkaTrigger", topic="t", brokerList="Brokers")
def fourth(event: str) -> None:
    print(event)
