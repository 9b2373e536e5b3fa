"""Bindings without a connection: HTTP, warm-up, connectors and what the host makes of them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Request


def resolve(request: Request) -> None:
    """Read nothing: the type has no connection, and a property that names one is ignored by the host."""
    request.name = ""
