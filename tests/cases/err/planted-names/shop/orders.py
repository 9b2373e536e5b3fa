import azure.functions as func

bp = func.Blueprint()


# 2: no setting has this name; the function is in a blueprint
@bp.service_bus_queue_trigger(arg_name="order", queue_name="orders", connection="Orders")
def record(order: func.ServiceBusMessage):
    pass
