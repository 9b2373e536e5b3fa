"""Which apps and blueprints the host gets to see.

The worker imports ``function_app.py`` and takes the function app among its names; a blueprint counts once it was
handed to ``register_functions``.
"""

from __future__ import annotations

import _ast

from funcbind.bindings.owners import FOREIGN, owner_of
from funcbind.bindings.scopes import Each

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from funcbind.bindings.modules import Module
    from funcbind.bindings.owners import Owner
    from funcbind.bindings.values import Reader


class Registry:
    """The owners of an app that are live.

    Attributes:
        apps: the function apps among the entry module's names.
        keys: keys of everything live: these apps and the blueprints registered somewhere.
        complete: false when some registration cannot be read, so that any blueprint may be registered.
    """

    def __init__(self, entry: Module, modules: Iterable[Module], reader: Reader) -> None:
        self._reader = reader
        self.apps: tuple[Owner, ...] = self._visible(entry)
        self.keys: set[int] = {owner.key for owner in self.apps}
        self.complete = True
        for module in modules:
            for call in module.registrations:
                self._register(call, module)

    def knows(self, owner: Owner) -> bool:
        """Whether an owner's functions reach the host; an owner known by its class only gets the benefit of it."""
        return owner.key in self.keys or owner.key == 0

    def _visible(self, entry: Module) -> tuple[Owner, ...]:
        names: list[_ast.Name] = []
        sources = [entry]
        modules = self._reader.modules
        for imported in entry.scope.stars:
            path = modules.locate(*modules.base_of(entry, imported))
            inner = modules.find(path) if path else None
            sources += [inner] if inner is not None else []
        for module in sources:
            names += [_at_end(name) for name in module.scope.names]
        found: dict[int, Owner] = {}
        for name in names:
            owner = owner_of(self._reader, name, entry.scope)
            if owner is not None and owner.indexed:
                found[owner.key] = owner
        return tuple(found.values())

    def _register(self, call: _ast.Call, module: Module) -> None:
        arguments = [*call.args, *(word.value for word in call.keywords if word.arg == "function_container")]
        for argument in arguments[:1]:
            for element in self._elements(argument, module):
                owner = owner_of(self._reader, element, module.scope)
                if owner is None or owner is FOREIGN:
                    self.complete = False
                else:
                    self.keys.add(owner.key)

    def _elements(self, argument: _ast.expr, module: Module) -> list[_ast.expr]:
        """Return what a registration registers: its argument, or each element of a list that a loop goes through."""
        if not isinstance(argument, _ast.Name):
            return [argument]
        found = module.scope.lookup(argument.id, None)
        meaning = found[1][0] if found is not None else None
        if not isinstance(meaning, Each) or meaning.index >= 0:
            return [argument]
        source: _ast.AST | None = meaning.source
        thing = self._reader.things.thing(source, module.scope)
        source = thing.node if thing is not None else source
        return list(source.elts) if isinstance(source, (_ast.Tuple, _ast.List)) else [argument]


def _at_end(name: str) -> _ast.Name:
    return _ast.Name(id=name, ctx=_ast.Load(), lineno=_LAST_LINE, col_offset=0)


_LAST_LINE = 2**31 - 1
