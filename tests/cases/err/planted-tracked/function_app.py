import azure.functions as func

app = func.FunctionApp()


@app.queue_trigger(arg_name="msg", queue_name="work", connection="Work")
@app.service_bus_queue_output(arg_name="out", queue_name="orders", connection="Orders")
def work(msg: func.QueueMessage, out: func.Out[str]):
    pass
