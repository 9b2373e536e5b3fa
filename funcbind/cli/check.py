"""``funcbind check``."""

from __future__ import annotations

from funcbind.check import Report, check_app
from funcbind.cli import terminal
from funcbind.cli.apps import read_apps
from funcbind.cli.config import ConfigError, configure
from funcbind.cli.inputs import Inputs
from funcbind.policy import Policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.cli.arguments import Arguments
    from funcbind.cli.config_values import Config


def run(arguments: Arguments) -> int:
    """Check every app at or below the path and print the report."""
    try:
        config = configure(arguments, arguments.path)
        report = _check(arguments, config)
        if arguments.fix or arguments.diff:
            from funcbind.cli.fix import fix

            repaired = fix(report, preview=arguments.diff)
            if repaired is None or arguments.diff:
                return 2 if repaired is None else repaired.exit_code
            report = repaired
        if arguments.write_baseline:
            return _write_baseline(report, arguments.write_baseline)
        if config is not None:
            config.verify(word for found in report.found for word in (found.code, found.name))
    except ConfigError as error:
        terminal.complain(str(error))
        return 2
    if report.problem and not report.strays:
        terminal.complain(report.problem)
        if arguments.format in ("text", "concise"):
            return report.exit_code
    text = _render(report, arguments)
    if not arguments.output:
        terminal.say(text)
        return report.exit_code
    return report.exit_code if _written(arguments.output, text) else 2


def _check(arguments: Arguments, config: Config | None) -> Report:
    policy = Policy()
    if config is not None:
        policy = config.policy(policy)
    if arguments.fail_on:
        policy = policy.replace(fail_on=arguments.fail_on)
    if arguments.baseline and not arguments.write_baseline:
        from funcbind.cli.baseline import folder_of, read_baseline

        policy = policy.replace(known=read_baseline(arguments.baseline), folder=folder_of(arguments.baseline))
    apps, strays, problem = read_apps(arguments.path, config)
    inputs = Inputs(arguments)
    checked = tuple(check_app(app, given) for app in apps for given in inputs.givens(app.root))
    return Report(checked, strays, problem, policy)


def _write_baseline(report: Report, path: str) -> int:
    from funcbind.cli.baseline import baseline_text
    from funcbind.reporters.words import count, shown_path

    if report.exit_code == 2:
        terminal.complain(report.problem or "nothing could be checked; the baseline is not written")
        return 2
    found = report.diagnostics
    if not _written(path, baseline_text(found, path)):
        return 2
    terminal.say(f"{shown_path(path)}: {count(len(found), 'finding')}\n")
    return 0


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
        case "concise":
            from funcbind.reporters.text import concise

            return concise(report)
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
