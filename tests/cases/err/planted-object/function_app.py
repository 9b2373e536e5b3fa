import azure.functions as func

app = func.FunctionApp()


@app.queue_trigger(arg_name="msg", queue_name="work", connection="Work")
def work(msg: func.QueueMessage):
    pass
