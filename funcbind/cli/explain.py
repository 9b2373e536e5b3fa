"""``funcbind explain``."""

from __future__ import annotations

from funcbind.check import judge
from funcbind.cli import terminal
from funcbind.cli.apps import read_apps
from funcbind.cli.config import ConfigError, configure
from funcbind.cli.inputs import Inputs
from funcbind.connections import Binding
from funcbind.dotnet.text import fold
from funcbind.explain import Section, explain
from funcbind.extensions import extension_of
from funcbind.nearest import nearest
from funcbind.redaction import shown_name
from funcbind.refusals import known_types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.bindings import App
    from funcbind.check import Given, Verdict
    from funcbind.cli.arguments import Arguments


def run(arguments: Arguments) -> int:
    """Explain one connection, or list all of them; 1 when the host would refuse one."""
    name, path = name_and_path(arguments.name, arguments.path)
    if arguments.binding and extension_of(arguments.binding) is None:
        return _fail(_unknown_type(arguments.binding))
    try:
        config = configure(arguments, path)
    except ConfigError as error:
        return _fail(str(error))
    apps, _, problem = read_apps(path, config)
    if problem and not (name and arguments.binding):
        return _fail(problem)
    inputs = Inputs(arguments)
    sections = []
    for app in apps:
        given = _noted(inputs.given(app.root))
        asked = [verdict for verdict in judge(app.bindings, given) if _asked(verdict, name, arguments.binding)]
        sections.append(Section(app.root, given, explain(asked, given)))
    if name and not any(section.explanations for section in sections):
        if not arguments.binding:
            return _fail(_unused(name, apps))
        root = apps[0].root if apps else path
        given = _noted(inputs.given(root))
        alone = judge((Binding(arguments.binding, name),), given)
        sections = [Section(root, given, explain(alone, given))]
    terminal.say(_render(tuple(sections), arguments, details=bool(name)))
    return int(any(one.verdict.status == "refused" for section in sections for one in section.explanations))


def name_and_path(first: str, second: str) -> tuple[str, str]:
    """Tell NAME from PATH: a word with a slash, or made of dots only, is a folder and never a connection."""
    if first and _is_folder(first) and (second == "." or not _is_folder(second)):
        return ("" if second == "." else second), first
    return first, second


def _is_folder(word: str) -> bool:
    return "/" in word or "\\" in word or not word.strip(".")


def _noted(given: Given) -> Given:
    """Without settings there is still something to explain: where the host would look."""
    return given.replace(notes=(*given.notes, given.problem)) if given.problem else given


def _asked(verdict: Verdict, name: str, binding_type: str) -> bool:
    names = {verdict.binding.connection, verdict.resolution.name if verdict.resolution is not None else None}
    if name and fold(name) not in (fold(known) for known in names if known):
        return False
    return not binding_type or binding_type.lower() == verdict.binding.type.lower()


def _render(sections: tuple[Section, ...], arguments: Arguments, *, details: bool) -> str:
    if arguments.format == "json":
        from funcbind.reporters.explain_data import explanation_data
        from funcbind.reporters.json import dump

        return dump(explanation_data(sections))
    from funcbind.reporters.explain_text import render, render_table
    from funcbind.reporters.style import Style

    style = Style(terminal.coloured())
    return render(sections, style) if details else render_table(sections, style, verbose=arguments.verbose)


def _unknown_type(binding_type: str) -> str:
    types = known_types()
    near = nearest(binding_type, types)
    hint = f'; did you mean "{near}"?' if near else f"; known are {', '.join(types)}"
    return f'"{shown_name(binding_type)}" is not a binding type that funcbind knows{hint}'


def _unused(name: str, apps: tuple[App, ...]) -> str:
    names = sorted({binding.connection for app in apps for binding in app.bindings if binding.connection})
    near = nearest(name, names)
    hint = f'did you mean "{shown_name(near)}"? ' if near else ""
    return (
        f'no binding uses a connection "{shown_name(name)}"; {hint}'
        "--binding TYPE explains it for a binding type all the same"
    )


def _fail(message: str) -> int:
    terminal.complain(message)
    return 2
