"""``%name%`` templates, as the host's ``DefaultNameResolver`` resolves them.

Source: ``NameResolverExtensions.cs`` of Azure/azure-webjobs-sdk. A name is a configuration key (``:`` form, any
letter case); no prefix and no ``ConnectionStrings`` section is tried, and values are not looked at again.
"""

from __future__ import annotations

from funcbind.errors import Refused
from funcbind.redaction import shown_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.lookup import Lookup


def resolve_names(lookup: Lookup, template: str) -> str:
    """Return ``template`` with every ``%name%`` replaced by the setting of that name.

    Raises:
        Refused: ``unresolved_name`` for a name without a setting (``%%`` included: there is no escape),
            ``unclosed_name`` for a ``%`` without a partner. The scan stops at the first fault.
    """
    parts: list[str] = []
    position = 0
    while (start := template.find("%", position)) >= 0:
        end = template.find("%", start + 1)
        if end < 0:
            raise Refused(
                "unclosed_name",
                f'the "%" at position {start + 1} of "{shown_name(template)}" has no closing "%"',
                hint='write "%Name%", or drop the "%": a connection is named without percent signs',
            )
        name = template[start + 1 : end]
        value = lookup.take(name)
        if value is None:
            hint = f'add the app setting "{shown_name(name)}"' if name else 'there is no escape for "%"'
            if "__" in name:
                hint = (
                    f'write "%{shown_name(name.replace("__", ":"))}%": a template uses ":" where the setting has "__"'
                )
            raise Refused("unresolved_name", f'"%{shown_name(name)}%" does not resolve to a value', hint=hint, key=name)
        parts += (template[position:start], value)
        position = end + 1
    parts.append(template[position:])
    return "".join(parts)
