"""Bindings that name no connection and yet need the host's storage: timers and the MCP triggers.

Sources: ``TimerListener.cs`` of Azure/azure-webjobs-sdk-extensions (locks and schedules are blobs);
``StorageClientProvider.cs`` of Azure/azure-functions-mcp-extension (its backplane is a queue).
"""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.extensions.storage_companions import host_blob, queue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Request


def resolve(request: Request) -> None:
    """Build the client of the host's storage; the binding itself has none, so the outcome has no endpoint."""
    request.name = ""
    if fold(request.binding.type) == "TIMERTRIGGER":
        request.client("host_blob", lambda: host_blob(request.lookup), own=False)
    else:
        request.client("backplane_queue", lambda: queue(request.lookup), own=False)
