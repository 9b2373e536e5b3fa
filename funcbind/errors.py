"""The exceptions of the package; all of them are :class:`FuncbindError`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.connections import Rejection
    from funcbind.diagnostics import Diagnostic


class FuncbindError(Exception):
    """Base of everything funcbind raises on purpose."""


class SettingsFileError(FuncbindError):
    """A settings source could not be used at all; the message names the file and says what to do."""


class ResolutionError(FuncbindError):
    """The host would refuse this connection; carries the same code and words that ``funcbind check`` prints.

    Attributes:
        rejection: what the resolver found.
        diagnostic: the finding as ``check`` reports it.
    """

    def __init__(self, rejection: Rejection, diagnostic: Diagnostic) -> None:
        super().__init__(str(diagnostic))
        self.rejection = rejection
        self.diagnostic = diagnostic

    def __reduce__(self) -> tuple[type[ResolutionError], tuple[Rejection, Diagnostic]]:
        # Copies, also those that cross to another process; an exception's own way would pass the text only.
        return type(self), (self.rejection, self.diagnostic)


class Refused(FuncbindError):
    """Raised inside a resolver when the host would refuse; :func:`funcbind.resolve` turns it into a ``Rejection``.

    Attributes:
        kind: what the host's message means; one of :data:`funcbind.diagnostics.KINDS`.
        message: what is wrong and what the host does, in funcbind's words and without any setting's value.
        hint: what to write instead, empty when there is nothing certain to say.
        key: the configuration key at fault (``Orders:fullyQualifiedNamespace``), empty when none exists.
    """

    def __init__(self, kind: str, message: str, *, hint: str = "", key: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.hint = hint
        self.key = key
