"""What a person has to know about a local.settings.json beside its mistakes: what is lost or changed without a word.

Core Tools reads the file without a complaint, and the host gets something else than what is written. Also the usual
mistake, a setting that is no text, at every place of it.
"""

from __future__ import annotations

from funcbind.diagnostics import of_kind
from funcbind.dotnet.text import fold
from funcbind.redaction import HIDDEN, shown_name
from funcbind.settings.model import Origin
from funcbind.settings.newtonsoft import Dropped, is_date, properties, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from funcbind.diagnostics import Diagnostic
    from funcbind.settings.jsonc_document import Document, Member, Node

_READ = {fold(name): name for name in ("IsEncrypted", "Values", "ConnectionStrings", "Host")}
_HOLD_SETTINGS = ("Values", "ConnectionStrings")
_NO_TEXT = ("object", "array", "constructor", "undefined")


def misspelt(root: Node, name: str) -> Member | None:
    """Return the first member whose name is ``name`` in other letter case, which Core Tools does not read."""
    for member in root.members():
        if member.name != name and fold(member.name) == fold(name):
            return member
    return None


def not_text(name: str, document: Document) -> list[Diagnostic]:
    """Every setting of ``Values`` that is an object or a list, for which Core Tools drops the whole file."""
    values = document.value.get("Values") if document.value is not None else None
    first_fault = min(((fault.line, fault.column) for fault in document.problems), default=None)
    found: list[Diagnostic] = []
    for key, member in properties(values).items() if values is not None else ():
        if member.node.kind not in _NO_TEXT:
            continue
        # A quote too many turns values into names, so behind a fault no name is shown.
        known = first_fault is None or (member.line, member.column) < first_fault
        shown = shown_name(key) if known else HIDDEN
        try:
            text_of(member.node, None)
        except Dropped as dropped:
            found.append(
                of_kind(
                    "settings_dropped",
                    f'the setting "{shown}" {dropped.message}; Core Tools ignores the whole file, so the host gets '
                    "none of its settings",
                    hint='write one setting for each part, its name joined with "__"',
                    origin=Origin(name, member.line, member.column),
                    setting=shown,
                )
            )
    return found


def losses(name: str, root: Node) -> Iterator[Diagnostic]:
    """What Core Tools does not take from a file without syntax faults."""
    for wrong in root.members():
        right = _READ.get(fold(wrong.name), wrong.name)
        # Without an "IsEncrypted" the refusal says it, when there is anything to refuse.
        if right != wrong.name and right != "IsEncrypted":
            yield of_kind(
                "unread_member",
                f'Core Tools reads "{right}" in exactly these letters, so nothing of "{wrong.name}" is read',
                severity="warning" if right in _HOLD_SETTINGS else "info",
                hint=f'write "{right}"',
                origin=Origin(name, wrong.line, wrong.column),
            )
    for section in _HOLD_SETTINGS:
        written = [member for member in root.members() if member.name == section]
        for earlier in written[:-1]:
            yield of_kind(
                "unread_member",
                f'"{section}" is written again further down; nothing of this one is read',
                severity="warning",
                hint="write one of them with all settings",
                origin=Origin(name, earlier.line, earlier.column),
                related=((Origin(name, written[-1].line, written[-1].column), "the one that is read"),),
            )
        if written:
            yield from _repeated(name, written[-1].node)


def _repeated(name: str, section: Node) -> Iterator[Diagnostic]:
    seen: dict[str, Member] = {}
    for member in section.members():
        earlier = seen.get(member.name)
        seen[member.name] = member
        if earlier is None:
            continue
        same = (earlier.node.kind, earlier.node.value) == (member.node.kind, member.node.value)
        shown = shown_name(member.name)
        yield of_kind(
            "repeated_setting",
            f'"{shown}" is set above already' + ("" if same else "; this one is the one that counts"),
            severity="info" if same else "warning",
            hint="delete one of them",
            origin=Origin(name, member.line, member.column),
            related=((Origin(name, earlier.line, earlier.column), "set here first"),),
            setting=shown,
        )


def conversions(name: str, root: Node, zone: tzinfo | None) -> Iterator[Diagnostic]:
    """Values that arrive as another text than the one in the file."""
    values = root.get("Values")
    for key, member in properties(values).items() if values is not None else ():
        node = member.node
        if is_date(node, zone):
            what = "looks like a date; Core Tools hands it to the host in the form month/day/year"
            hint = "keep it apart from date form, or read it back so"
        elif node.kind == "number" and text_of(node, zone) != str(node.value):
            what = "is a number that Core Tools writes in another way"
            hint = "write it as text"
        else:
            continue
        yield of_kind(
            "setting_converted",
            f'the value of "{shown_name(key)}" {what}',
            severity="warning",
            hint=hint,
            origin=Origin(name, member.line, member.column),
            setting=shown_name(key),
        )
