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
    checked = tuple(check_app(app, given) for app in apps for given in inputs.givens(app.root))
    report = Report(checked, strays, problem)
    if arguments.fail_on:
        report = report.replace(policy=report.policy.replace(fail_on=arguments.fail_on))
    if problem and not strays:
        terminal.complain(problem)
        if arguments.format == "text":
            return report.exit_code
    text = _render(report, arguments)
    if not arguments.output:
        terminal.say(text)
        return report.exit_code
    return report.exit_code if _written(arguments.output, text) else 2


def _render(report: Report, arguments: Arguments) -> str:
    match arguments.format:
        case "json":
            from funcbind.reporters.json import render as render_json

            return render_json(report)
        case "github":
            from funcbind.reporters.github import render as render_github

            return render_github(report)
        case "sarif":
            from funcbind.reporters.sarif import render as render_sarif

            return render_sarif(report)
        case "junit":
            from funcbind.reporters.junit import render as render_junit

            return render_junit(report)
        case _:
            from funcbind.reporters.style import Style
            from funcbind.reporters.text import render

            return render(
                report,
                Style(not arguments.output and terminal.coloured()),
                verbose=arguments.verbose,
                quiet=arguments.quiet,
                statistics=arguments.statistics,
            )


def _written(path: str, text: str) -> bool:
    """Write a file that the command line names; a failure is said, and the file is as it was."""
    from funcbind.cli.output import write_file
    from funcbind.reporters.words import shown_path

    try:
        write_file(path, text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not a path"
        terminal.complain(f"cannot write {shown_path(path)}: {reason}")
        return False
    return True
