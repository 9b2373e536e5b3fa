"""Bindings that name no connection and yet need the host's storage: timers and the MCP triggers.

Sources: ``TimerListener.cs`` of Azure/azure-webjobs-sdk-extensions (locks and schedules are blobs);
``StorageClientProvider.cs`` of Azure/azure-functions-mcp-extension (its backplane is a queue).
"""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.extensions.storage import DEFAULT_NAME, client_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Request


def resolve(request: Request) -> None:
    """Build the client of the host's storage; the binding itself has none, so the outcome has no endpoint."""
    request.name = ""
    if fold(request.binding.type) == "TIMERTRIGGER":
        request.client("host_blob", lambda: client_of(request.lookup, DEFAULT_NAME, "blob", host=True), own=False)
    else:
        request.client("backplane_queue", lambda: client_of(request.lookup, DEFAULT_NAME, "queue"), own=False)
