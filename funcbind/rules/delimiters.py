"""The rule about sub-keys that are joined to a connection's name by something else than two underscores."""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.nearest import mistyped
from funcbind.redaction import shown_name
from funcbind.rules.common import CREDENTIAL_KEYS, ENDPOINT_KEYS, built, by_section, users_of
from funcbind.rules.model import Example, Finding, Rule, at_setting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from funcbind.rules.model import Context
    from funcbind.settings.model import Setting

_DOCS = "https://learn.microsoft.com/azure/azure-functions/functions-reference#common-properties-for-identity-based-connections"
_HOST_STORAGE = "AzureWebJobsStorage"


def _delimiter(context: Context) -> Iterator[Finding]:
    read = {name for name, _ in context.app.environ_reads}
    read |= {setting.name for resolution in context.resolutions for setting in resolution.used}
    near = mistyped(
        context.configuration, (*(key for keys in ENDPOINT_KEYS.values() for key in keys), *CREDENTIAL_KEYS)
    )
    if not near:
        return
    for one in by_section(one for one in built(context) if one.endpoint.auth == "token" and one.endpoint.section):
        section, service = one.endpoint.section, one.endpoint.service
        for setting, meant in near.get(fold(section), ()):
            is_credential = meant.rpartition("__")[2] in CREDENTIAL_KEYS
            inside = fold(setting.name.replace("__", ":")).startswith(f"{fold(section)}:")
            if setting.name in read or (is_credential and inside):
                continue  # a sub-key that the host does not know is reported as one
            if not is_credential and meant.rpartition("__")[2] not in ENDPOINT_KEYS.get(service, ()):
                continue
            yield at_setting(
                setting,
                f'"{shown_name(setting.name)}" belongs to no connection, so the host uses '
                + ("another identity than the one it names" if is_credential else "another address, or none"),
                f'write "{shown_name(meant)}", with two underscores',
                severity="error" if is_credential else "warning",
                connection=one.name,
                related=users_of(context, section),
                instead=meant,
            )
    yield from _host_storage(context, near.get(fold(_HOST_STORAGE), ()))


def _host_storage(context: Context, near: Iterable[tuple[Setting, str]]) -> Iterator[Finding]:
    """Host storage is used whether or not a binding needs it."""
    if context.configuration.exists(_HOST_STORAGE) or any(resolution.rejections for resolution in context.resolutions):
        return
    for setting, meant in near:
        yield at_setting(
            setting,
            f'"{shown_name(setting.name)}" belongs to no connection, so the host has no storage of its own',
            f'write "{shown_name(meant)}", with two underscores',
            severity="warning",
            connection=_HOST_STORAGE,
            instead=meant,
        )


_ORDERS = {"Orders__fullyQualifiedNamespace": "contoso.servicebus.windows.net"}

RULES: tuple[Rule, ...] = (
    Rule(
        "FB107",
        "delimiter-typo",
        "error",
        what="A sub-key is joined to its connection's name by one underscore, three, a dot or a dash.",
        why="Two underscores make a sub-key. Anything else is just another setting, which nothing reads and nobody "
        "reports; the connection goes on without it.",
        source=_DOCS,
        bad=Example({**_ORDERS, "Orders_credential": "managedidentity"}, (("serviceBus", "Orders"),)),
        good=Example({**_ORDERS, "Orders__credential": "managedidentity"}, (("serviceBus", "Orders"),)),
        check=_delimiter,
        fix="rename",
    ),
)
