"""A blob trigger that queues an order for every uploaded photo."""

import json

import azure.functions as func

from function_app_sample.names import ORDER_QUEUE, ORDERS, PHOTOS

blueprint = func.Blueprint()


@blueprint.blob_trigger(arg_name="photo", path="incoming/{name}", connection=PHOTOS)
@blueprint.service_bus_queue_output(arg_name="order", queue_name=ORDER_QUEUE, connection=ORDERS)
def photo_uploaded(photo: func.InputStream, order: func.Out[str]) -> None:
    """Queue the work for one photo; the photo itself stays in the container."""
    order.set(json.dumps({"photo": photo.name, "size": photo.length}))
