import azure.functions as func

app = func.FunctionApp()


@app.queue_trigger(arg_name="item", queue_name="items", connection="Work")
def mail_item(item: func.QueueMessage) -> None:
    print(item)
