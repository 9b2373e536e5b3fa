"""A small photo service: every connection by identity, one blueprint a topic.

Upload a photo, an order is queued, the ledger records it, and browsers hear about it over SignalR; editors chat over
Web PubSub. See README.md in this folder for the settings each part needs.
"""

import azure.functions as func

from function_app_sample import chat, ledger, live, photos

app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)
app.register_functions(photos.blueprint)
app.register_functions(ledger.blueprint)
app.register_functions(live.blueprint)
app.register_functions(chat.blueprint)
