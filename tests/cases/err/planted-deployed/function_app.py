import azure.functions as func

app = func.FunctionApp()


# 20: here it works, in Azure no setting has this name
@app.queue_trigger(arg_name="msg", queue_name="work", connection="Work")
def work(msg: func.QueueMessage):
    pass
