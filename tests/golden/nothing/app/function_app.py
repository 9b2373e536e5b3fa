import azure.functions as func

app = func.FunctionApp()


@app.queue_trigger(arg_name="item", queue_name="items", connection="Work")
def shop_item(item: func.QueueMessage) -> None:
    print(item)
