"""What a binding connects to, as cells of a table; the same in every text that has one."""

from __future__ import annotations

from funcbind.redaction import shown_name
from funcbind.reporters.words import auth_words, shown_uri

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.check import Verdict
    from funcbind.connections import Client

    # How to paint it (a severity or empty), endpoint, identity.
    Place = tuple[str, str, str]

_ROLES = {"host_blob": "host storage", "host_queue": "host storage", "checkpoint": "checkpoints", "lease": "leases"}


def places_of(verdict: Verdict, *, verbose: bool = False) -> list[Place]:
    """Return every place that a binding's clients connect to, each once, or why there is none.

    What the binding needs besides its connection is there when it is all there is, when it is refused for a reason of
    its own, or when ``verbose``.
    """
    resolution = verdict.resolution
    if resolution is None or verdict.status == "unchecked":
        return [("", f"not checked: {verdict.reason}", "")]
    if verdict.status == "environment":
        return [("info", "only in the environment of this process", "")]
    verbose = verbose or not any(client.own for client in resolution.clients)
    places: dict[Place, None] = {}
    refused: set[tuple[str, str]] = set()
    for client in sorted(resolution.clients, key=lambda client: not client.own):
        if client.rejection is not None:
            refusal = (client.rejection.kind, client.rejection.key)
            if client.own or refusal not in refused:
                places.update(dict.fromkeys(client_places(client)))
            refused.add(refusal)
        elif client.own or verbose:
            places.update(dict.fromkeys(client_places(client)))
    if not resolution.clients:
        places.update({("error", f"{finding.code} refused", ""): None for finding in verdict.findings})
    return list(places) or [("", "-", "")]


def client_places(client: Client) -> list[Place]:
    """Return each place that a client connects to, or its refusal."""
    needs = "" if client.own else f" ({_ROLES.get(client.role, client.role.replace('_', ' '))})"
    if client.rejection is not None:
        return [("error", f"{client.rejection.code} refused{needs}", "")]
    found = []
    for endpoint in client.endpoints:
        name = f"{shown_name(endpoint.name)}: " if endpoint.name else ""
        found.append(("", name + shown_uri(endpoint.uri) + needs, auth_words(endpoint)))
    return found
