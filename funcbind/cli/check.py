"""``funcbind check``."""

from __future__ import annotations

from funcbind.check import Report, check_app
from funcbind.cli import terminal
from funcbind.cli.apps import read_apps
from funcbind.cli.inputs import Inputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.cli.arguments import Arguments


def run(arguments: Arguments) -> int:
    """Check every app at or below the path and print the report."""
    apps, strays, problem = read_apps(arguments.path)
    inputs = Inputs(arguments)
    report = Report(tuple(check_app(app, inputs.given(app.root)) for app in apps), strays, problem)
    if arguments.format == "json":
        from funcbind.reporters.json import render as render_json

        terminal.say(render_json(report))
    elif problem and not strays:
        terminal.complain(problem)
    else:
        from funcbind.reporters.style import Style
        from funcbind.reporters.text import render

        terminal.say(render(report, Style(terminal.coloured()), verbose=arguments.verbose))
    return report.exit_code
