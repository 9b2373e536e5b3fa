"""Connection names and other constants shared by the blueprints."""

PHOTOS = "Photos"
ORDERS = "Orders"
LEDGER = "Ledger"
LIVE = "Live"
CHAT = "Chat"

ORDER_QUEUE = "orders"
LIVE_HUB = "photos"
CHAT_HUB = "editors"
