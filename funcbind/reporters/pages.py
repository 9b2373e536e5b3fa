"""The pages about rules and refusals: for the terminal, as Markdown and as data."""

from __future__ import annotations

import json
import textwrap

from funcbind.reporters.style import aligned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.rules.model import Example
    from funcbind.rules.pages import Page

_WIDTH = 100
_FAMILIES = {
    "FB1": "Settings files and names",
    "FB2": "Connections",
    "FB3": "Addresses",
    "FB4": "Identity",
    "FB5": "Deployment",
    "FB6": "One extension",
    "FB7": "AZURE_* variables",
    "FB8": "Secrets",
    "FB9": "Code",
}
_HEAD = """\
# What funcbind finds

Made by `python -m tests.test_docs` from the table that the command uses; `funcbind rule CODE` prints the same.

An **error** is a crash, a certain failure, a silent change of identity or lost protection; a **warning** is the same in
one place only, or if the app's own code does not prevent it; **info** is worth knowing. What the host itself refuses is
marked *refused*; everything else it accepts in silence.

A code stays what it is. Ignore a finding with its reason:

```toml
[tool.funcbind.ignore]
"FB220:Orders" = "read by the job that shares these settings"
```
"""


def table(found: Iterable[Page]) -> str:
    """Return one line a page."""
    rows = [(page.code, page.name, page.severity, page.what) for page in found]
    return "".join("  ".join(row) + "\n" for row in aligned(rows))


def text(page: Page) -> str:
    """Return a page for the terminal."""
    kind = "refused by the host or the reader of the file" if page.refusal else f"{page.severity}, since {page.since}"
    parts = [f"{page.code} {page.name}  ({kind})", _wrapped(page.what), _wrapped(page.why), f"  {page.source}"]
    for title, example in (("Reported:", page.bad), ("Silent:", page.good)):
        if example is not None:
            parts.append(f"  {title}\n" + textwrap.indent(_example(example), "    ").rstrip())
    return "\n\n".join(parts) + "\n"


def markdown(page: Page) -> str:
    """Return a page as Markdown."""
    kind = "refused" if page.refusal else page.severity
    lines = [
        f"### {page.code} {page.name}",
        "",
        f"*{kind}*: {page.what}",
        "",
        f"{page.why} [Source]({page.source})",
        "",
    ]
    for title, example in (("Reported", page.bad), ("Silent", page.good)):
        if example is not None:
            lines += [
                f"{title}:",
                "",
                "```" + ("python" if example.code else "json"),
                _example(example).rstrip(),
                "```",
                "",
            ]
    return "\n".join(lines)


def document(found: Iterable[Page]) -> str:
    """Return all pages as one Markdown document."""
    parts = [_HEAD]
    family = ""
    for page in found:
        if not page.code.startswith(family or " "):
            family = page.code[:3]
            parts.append(f"## {_FAMILIES.get(family, family)}\n")
        parts.append(markdown(page))
    return "\n".join(parts)


def data(page: Page) -> dict[str, object]:
    """Return a page as plain data; ``docs/json.md`` describes it."""
    return {
        "code": page.code,
        "name": page.name,
        "severity": page.severity,
        "refusal": page.refusal,
        "since": page.since,
        "what": page.what,
        "why": page.why,
        "source": page.source,
        "bad": None if page.bad is None else _example(page.bad),
        "good": None if page.good is None else _example(page.good),
    }


def _wrapped(words: str) -> str:
    return textwrap.fill(words, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)


def _example(example: Example) -> str:
    """An example as one would write it: where, bindings as function.json has them or code, and the settings."""
    where = [example.target, *filter(None, (example.os if example.os != "linux" else "", example.plan))]
    if example.tracked:
        where.append("in git")
    mark = "#" if example.code else "//"
    lines = [f"{mark} settings: {', '.join(where)}"]
    if example.code:
        lines += [f"# {name} = {json.dumps(value)}" for name, value in example.settings.items()]
        return "\n".join([*lines, example.code.strip()]) + "\n"
    lines += example.file.splitlines()
    lines += [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in example.settings.items()]
    if example.bindings:
        lines.append("// bindings")
    for row in example.bindings:
        type_, name, more = (*row, None, None)[:3]
        binding = {"type": type_, **({"connection": name} if name is not None else {}), **_properties(more)}
        lines.append(json.dumps(binding))
    return "\n".join(lines) + "\n"


def _properties(more: object) -> dict[str, object]:
    return dict(more) if isinstance(more, dict) else {}
