"""``funcbind rule``."""

from __future__ import annotations

from funcbind.cli import terminal
from funcbind.redaction import shown_name
from funcbind.rules.pages import pages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.cli.arguments import Arguments
    from funcbind.rules.pages import Page


def run(arguments: Arguments) -> int:
    """Print one page, or the table of all."""
    found = pages()
    if arguments.name and not arguments.all:
        wanted = arguments.name.lower()
        found = tuple(page for page in found if wanted in (page.code.lower(), page.name))
    if not found:
        from funcbind.nearest import nearest

        words = [word for page in pages() for word in (page.code, page.name)]
        near = nearest(arguments.name, words)
        hint = f'; did you mean "{near}"?' if near else "; funcbind rule lists them all"
        terminal.complain(f'"{shown_name(arguments.name)}" is no code or name of a finding{hint}')
        return 2
    terminal.say(_render(found, arguments))
    return 0


def _render(found: tuple[Page, ...], arguments: Arguments) -> str:
    from funcbind.reporters import pages as render

    if arguments.format == "json":
        from funcbind.reporters.json import dump

        return dump({"version": 1, "rules": [render.data(page) for page in found]})
    if arguments.format == "markdown":
        if arguments.name and not arguments.all:
            return "\n".join(render.markdown(page) for page in found)
        return render.document(found)
    if arguments.all or arguments.name:
        return "\n".join(render.text(page) for page in found)
    return render.table(found)
