"""Rules about names of settings that the host understands and somebody else does not."""

from __future__ import annotations

from funcbind.dotnet.text import fold
from funcbind.readers.sdk_types import build, package_of
from funcbind.redaction import shown_name
from funcbind.rules.common import built, by_section, name_of, users_of
from funcbind.rules.model import Example, Finding, Rule, at_setting
from funcbind.rules.own_names import OwnNames

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.connections import Resolution
    from funcbind.rules.common import Built
    from funcbind.rules.model import Context
    from funcbind.settings.model import Setting

_CONFIGURE = "https://learn.microsoft.com/azure/app-service/configure-common#configure-app-settings"
_LOCAL = "https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file"


def _in_connection_strings(context: Context) -> Iterator[Finding]:
    own = OwnNames(context)
    for one in own.missing():
        setting = own.connection_string(one.name)
        if setting is None or own.twin(one.name) is not None:
            continue
        variable = shown_name(setting.name)
        yield at_setting(
            setting,
            f'"{one.shown}" is among the connection strings: the host finds it there, but as a variable it is called '
            f'"{variable}", so that own code that reads "{one.shown}" gets nothing',
            f'move it to the app settings ("Values" in local.settings.json), or read "{variable}"',
            severity="" if one.certain else "info",
            connection=one.shown,
            related=(*one.related, *context.users(one.name)),
        )


def _colon(context: Context) -> Iterator[Finding]:
    if context.deployed and context.os == "linux":
        for setting in _written(context):
            if ":" in setting.name:
                yield at_setting(
                    setting,
                    f'"{shown_name(setting.name)}" cannot be the name of an app setting on Linux: App Service refuses '
                    "the colon",
                    f'write "{shown_name(setting.name.replace(":", "__"))}", which is the same key to the host',
                )
        return
    own = OwnNames(context)
    for one in own.missing():
        twin_setting = own.twin(one.name)
        if twin_setting is not None and ":" in twin_setting.name:
            yield at_setting(
                twin_setting,
                f'own code reads the variable "{one.shown}", and this one has a colon: to the host they are one key, '
                "to os.environ two names",
                f'write "{one.shown}", which the host understands as well',
                severity="warning" if one.certain else "info",
                related=one.related,
                instead=one.name,
            )


def _written(context: Context) -> Iterator[Setting]:
    """Settings that have their names from the file: not those that func start or App Service name for a section."""
    for source in context.sources:
        for setting in source.settings:
            if source.kind != "local" or not setting.name.startswith("ConnectionStrings:"):
                yield setting


def _not_portable(context: Context) -> Iterator[Finding]:
    if context.os != "linux":
        return
    for one in by_section(built(context)):
        section = one.endpoint.section
        odd = [char for char in section if not (char.isascii() and char.isalnum()) and char not in "_:"]
        setting = _first_used(context, one) if odd else None
        if setting is None:
            continue
        name = name_of(section.removeprefix("ConnectionStrings:"))
        dots = all(char == "." for char in odd)
        effect = (
            "App Service on Linux replaces the dots by underscores, so that the host looks for a name that is not there"
            if dots
            else "App Service on Linux takes letters, digits and underscores"
        )
        yield at_setting(
            setting,
            f'the connection name "{name}" is no name for an app setting on Linux: {effect}',
            "use letters, digits and underscores, in the binding too",
            severity=("error" if dots else "warning") if context.deployed and context.plan != "container" else "info",
            connection=name,
            related=users_of(context, section),
        )


def _first_used(context: Context, one: Built) -> Setting | None:
    """The first setting of the connection that the host uses."""
    for entry in context.configuration.below(one.endpoint.section):
        if entry.settings[-1] in one.resolution.used:
            return entry.settings[-1]
    return None


def _letter_case(context: Context) -> Iterator[Finding]:
    if context.os != "linux":
        return
    reported: set[str] = set()
    for resolution in context.accepted():
        if resolution.binding.sdk_type:
            for setting, wanted in _unread_by_sdk_type(context, resolution):
                if setting.name not in reported:
                    reported.add(setting.name)
                    yield at_setting(
                        setting,
                        f'the host does not care about the letter case of "{shown_name(setting.name)}", but the '
                        "SDK-type parameter does and fails",
                        f'write "{shown_name(wanted)}"',
                        severity="error",
                        connection=shown_name(resolution.name),
                        related=context.users(resolution.name),
                        instead=wanted,
                    )
    own = OwnNames(context)
    for one in own.missing():
        named = own.twin(one.name)
        if named is None or named.name in reported or ":" in named.name:
            continue
        reported.add(named.name)
        yield at_setting(
            named,
            f'own code reads the variable "{one.shown}"; letter case does not matter to the host, but it does to '
            "Python on Linux",
            f'write "{one.shown}"',
            severity="" if one.certain else "info",
            related=one.related,
            instead=one.name,
        )


def _unread_by_sdk_type(context: Context, resolution: Resolution) -> Iterator[tuple[Setting, str]]:
    if not any(one.program == "sdk-type" and one.effect == "refused" for one in resolution.readers):
        return
    for wanted in build(package_of(resolution.binding), context.configuration, resolution.name).looked_for:
        entry = context.configuration.entry(wanted.replace("__", ":"))
        for setting in entry.settings if entry is not None else ():
            if setting.name != wanted and fold(setting.name) == fold(wanted) and setting in resolution.used:
                yield setting, wanted


_HEAD = "import os\nimport azure.functions as func\napp = func.FunctionApp()\n"
_QUEUE = '@app.queue_trigger(arg_name="m", queue_name="q", connection="{name}")\ndef f(m): ...\n'
_READS_ORDERS = _HEAD + 'TEXT = os.environ["Orders"]\n' + _QUEUE.format(name="Orders")
_READS_URI = _HEAD + 'ADDRESS = os.environ["Orders__queueServiceUri"]\n' + _QUEUE.format(name="Orders")
_QUEUES = "https://contoso.queue.core.windows.net"
_FILE = '{{"IsEncrypted": false, "{section}": {{"Orders": "UseDevelopmentStorage=true"}}}}'

RULES: tuple[Rule, ...] = (
    Rule(
        "FB104",
        "connection-in-connectionstrings",
        "warning",
        what="Own code reads a connection that exists only among the connection strings.",
        why="func start exports the section as ConnectionStrings:NAME, App Service its connection strings with a "
        "prefix such as CUSTOMCONNSTR_. The host looks there, os.environ[NAME] does not.",
        source=_LOCAL,
        bad=Example(file=_FILE.format(section="ConnectionStrings"), target="local", code=_READS_ORDERS),
        good=Example(file=_FILE.format(section="Values"), target="local", code=_READS_ORDERS),
        check=_in_connection_strings,
    ),
    Rule(
        "FB105",
        "setting-name-colon",
        "error",
        what="The name of a setting has a colon where only the host takes it for a separator.",
        why="App settings on Linux cannot have a colon in their names. In a local file the host takes both forms for "
        "one key; os.environ does not.",
        source=_CONFIGURE,
        bad=Example({"Orders:queueServiceUri": _QUEUES}, (("queueTrigger", "Orders"),)),
        good=Example({"Orders:queueServiceUri": _QUEUES}, (("queueTrigger", "Orders"),), target="local"),
        check=_colon,
        fix="rename",
    ),
    Rule(
        "FB106",
        "setting-name-not-portable",
        "warning",
        what="The name of a connection cannot be that of an app setting on Linux.",
        why="App Service on Linux takes letters, digits and underscores. It replaces dots by underscores; the binding "
        "goes on to look for the dots.",
        source=_CONFIGURE,
        bad=Example({"my-orders__queueServiceUri": _QUEUES}, (("queueTrigger", "my-orders"),)),
        good=Example({"my_orders__queueServiceUri": _QUEUES}, (("queueTrigger", "my_orders"),)),
        check=_not_portable,
    ),
    Rule(
        "FB108",
        "property-case",
        "warning",
        what="A name is written in another letter case than the Python code that reads it.",
        why="The host compares names without letter case. On Linux, os.environ and the packages behind SDK types do "
        "not.",
        source=_CONFIGURE,
        bad=Example({"Orders__QueueServiceUri": _QUEUES}, target="local", code=_READS_URI),
        good=Example({"Orders__queueServiceUri": _QUEUES}, target="local", code=_READS_URI),
        check=_letter_case,
        fix="rename",
    ),
)
