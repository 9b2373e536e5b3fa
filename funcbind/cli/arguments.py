"""The commands and their options: one table, read by the quick reader here and by the full parser.

``argparse`` alone costs as much as a whole ``funcbind check``. So :func:`read` understands the plain spellings
(``--name value``, ``--name=value``, flags) and gives up on everything else: help, errors, abbreviations. What it gives
up on goes to :mod:`funcbind.cli.parser`, which builds the real parser from the same table and has the last word.
"""

from __future__ import annotations

from funcbind._record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Option(Record):
    """One option or positional argument.

    Attributes:
        name: attribute of :class:`Arguments` that it sets.
        spellings: ``("--settings",)``; empty for a positional argument.
        help: one sentence for ``--help``.
        metavar: word for the value in ``--help``; empty for a flag.
        choices: the accepted values, empty when any text is.
        repeat: whether it may be given several times; the values are collected.
    """

    name: str
    spellings: tuple[str, ...]
    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    repeat: bool = False


class Command(Record):
    """One command: ``module`` of :mod:`funcbind.cli` has its ``run(arguments) -> exit code``."""

    name: str
    module: str
    summary: str
    description: str
    options: tuple[Option, ...]


class Arguments:
    """The command line as read; every option of every command has its attribute."""

    def __init__(self) -> None:
        self.command = ""
        self.path = "."
        self.name = ""
        self.binding = ""
        self.settings: list[str] = []
        self.target = ""
        self.os = ""
        self.plan = ""
        self.deployed: list[str] = []
        self.environ = False
        self.fail_on = ""
        self.format = "text"
        self.output = ""
        self.baseline = ""
        self.write_baseline = ""
        self.statistics = False
        self.fix = False
        self.diff = False
        self.quiet = False
        self.verbose = False
        self.all = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Arguments) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]


_SETTINGS = (
    Option(
        "settings",
        ("--settings",),
        "settings file to use in place of local.settings.json: a local.settings.json, a .env file or exported app "
        'settings; "-" is standard input; may be repeated, a later file wins',
        metavar="FILE",
        repeat=True,
    ),
    Option(
        "target",
        ("--target",),
        "where the settings apply: on a developer's machine or in Azure (guessed from the kind of the file)",
        metavar="TARGET",
        choices=("local", "deployed"),
    ),
    Option(
        "os",
        ("--os",),
        "operating system of the host; on linux the letter case of a setting's name makes a difference (exported "
        "settings: linux, local settings: this machine's)",
        metavar="OS",
        choices=("linux", "windows"),
    ),
    Option(
        "environ",
        ("--environ",),
        "use the values of this process's environment as well; without it only the names are looked at",
    ),
)
_VERBOSE = Option(
    "verbose", ("-v", "--verbose"), "say more: what was read, what a binding needs besides, what has no effect"
)


def _format(*choices: str) -> Option:
    return Option("format", ("--format",), "how to print the result", metavar="FORMAT", choices=choices)


_CHECK = (
    Option(
        "deployed",
        ("--deployed",),
        "settings of the app in Azure, checked as well as the local ones; may be repeated, a later file wins",
        metavar="FILE",
        repeat=True,
    ),
    Option(
        "plan",
        ("--plan",),
        "hosting plan of the app in Azure",
        metavar="PLAN",
        choices=("consumption", "flex", "premium", "dedicated", "container"),
    ),
    Option(
        "fail_on",
        ("--fail-on",),
        "least severity that makes the exit status 1 (warning by default)",
        metavar="SEVERITY",
        choices=("error", "warning", "info"),
    ),
    _format("text", "concise", "json", "github", "sarif", "junit"),
    Option("output", ("--output",), "file for the result in place of standard output", metavar="FILE"),
    Option(
        "baseline",
        ("--baseline",),
        "say nothing about the findings that this file lists (made by --write-baseline)",
        metavar="FILE",
    ),
    Option("write_baseline", ("--write-baseline",), "list the findings of today in this file", metavar="FILE"),
    Option(
        "fix",
        ("--fix",),
        "repair what can be repaired by rule in local.settings.json and .env files, then check; exported settings and "
        "those of --deployed are never changed",
    ),
    Option("diff", ("--diff",), "show what --fix would change, values hidden, and change nothing"),
    Option("statistics", ("--statistics",), "count the findings by code"),
    Option("quiet", ("-q", "--quiet"), "print findings only"),
    _VERBOSE,
)

COMMANDS: tuple[Command, ...] = (
    Command(
        "check",
        "check",
        "check every connection of an app against its settings",
        "Read the bindings of a function app and its settings, and say for each connection what the Functions host "
        "would use (endpoint and identity) or why it would refuse. Nothing is imported, executed or sent.",
        (
            Option(
                "path",
                (),
                "folder of the app (with its host.json), or a folder with several apps below it; the current one by "
                "default",
                metavar="PATH",
            ),
            *_SETTINGS,
            *_CHECK,
        ),
    ),
    Command(
        "explain",
        "explain",
        "show how the host finds one connection, and who else reads it",
        "Show every place the host looks for a connection, what it finds there, which settings it uses or ignores "
        "and why, the credential it builds, and what other programs make of the same name. Without NAME: a table of "
        "all connections of the app.",
        (
            Option("name", (), "connection name, as the binding gives it", metavar="NAME"),
            Option(
                "path",
                (),
                'folder of the app; the current one by default (a first word with a slash, "." or ".." is the PATH)',
                metavar="PATH",
            ),
            Option(
                "binding",
                ("--binding",),
                "binding type to explain it for, such as serviceBusTrigger; the types the app uses by default",
                metavar="TYPE",
            ),
            *_SETTINGS,
            _format("text", "json"),
            _VERBOSE,
        ),
    ),
    Command(
        "rule",
        "rule",
        "say what a finding means, or list all that funcbind knows",
        "Print what a code or name stands for: what is reported, what the host does, the source, and an example that "
        "is reported beside one that is not. Without a word: one line for each.",
        (
            Option("name", (), "code such as FB201, or name such as connection-not-found", metavar="CODE|NAME"),
            Option("all", ("--all",), "print every page in full"),
            _format("text", "json", "markdown"),
        ),
    ),
)


def command_of(name: str) -> Command | None:
    """Return the command of that name."""
    for command in COMMANDS:
        if command.name == name:
            return command
    return None


def read(argv: Sequence[str]) -> Arguments | None:
    """Read a plainly spelled command line; ``None`` when the full parser has to look at it."""
    command = command_of(argv[0]) if argv else None
    if command is None:
        return None
    spellings = {spelling: option for option in command.options for spelling in option.spellings}
    positional = [option for option in command.options if not option.spellings]
    arguments = Arguments()
    arguments.command = command.name
    words = iter(argv[1:])
    for word in words:
        name, equals, value = word.partition("=")
        if not word.startswith("-"):
            if not positional:
                return None
            option, value = positional.pop(0), word
        elif (found := spellings.get(name)) is None or (equals and not name.startswith("--")):
            return None
        elif not (option := found).metavar:
            if equals:
                return None
            setattr(arguments, option.name, True)
            continue
        elif not equals:
            value = next(words, "--")
            if value.startswith("-") and value != "-":
                return None
        if option.choices and value not in option.choices:
            return None
        if option.repeat:
            getattr(arguments, option.name).append(value)
        else:
            setattr(arguments, option.name, value)
    return arguments
