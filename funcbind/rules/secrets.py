"""Rules about secrets in files that git keeps for ever."""

from __future__ import annotations

from funcbind.redaction import shown_name
from funcbind.rules.model import Example, Finding, Rule, at_setting
from funcbind.rules.secret_values import secret_in
from funcbind.settings.model import Origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from funcbind.rules.model import Context
    from funcbind.settings import SettingsSource
    from funcbind.settings.model import Setting

_SECURITY = "https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file"
_LOCAL = "local.settings.json"


def _secret(context: Context) -> Iterator[Finding]:
    for source in _tracked(context):
        for setting, word in _secrets(source):
            yield at_setting(
                setting,
                f'git tracks this file, and "{shown_name(setting.name)}" holds {word} (not shown): whoever can read '
                "the repository can use it, its old versions included",
                f"renew the {word.partition(' ')[2]}, then take the file out of git (git rm --cached) and add it to "
                ".gitignore",
            )


def _without_secret(context: Context) -> Iterator[Finding]:
    for source in _tracked(context):
        base = source.name.replace("\\", "/").rpartition("/")[2].lower()
        if base == _LOCAL and not any(_secrets(source)):
            yield Finding(
                f"git tracks this {_LOCAL}; there is no secret in it now, but it is where they are put",
                "add it to .gitignore and commit a sample without values in its place",
                origin=Origin(source.name),
            )


def _tracked(context: Context) -> Iterator[SettingsSource]:
    return (source for source in context.sources if source.name in context.tracked)


def _secrets(source: SettingsSource) -> Iterator[tuple[Setting, str]]:
    for setting in source.settings:
        word = secret_in(setting.name, setting.value)
        if word:
            yield setting, word


# The key says what it is when it is decoded.
_KEY = "bm90IGEgcmVhbCBrZXkgYnV0IGxvbmcgZW5vdWdo"
_STRING = f"DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey={_KEY};EndpointSuffix=core.windows.net"
_IDENTITY = {"Orders__queueServiceUri": "https://contoso.queue.core.windows.net"}
_QUEUE = (("queueTrigger", "Orders"),)

RULES: tuple[Rule, ...] = (
    Rule(
        "FB801",
        "secret-in-tracked-file",
        "error",
        what="A settings file that git tracks holds a secret.",
        why="What was committed once stays in the history, also after the file is gone. Public repositories are "
        "searched for such keys all the time. The public keys of emulators are no secrets.",
        source=_SECURITY,
        bad=Example({"Orders": _STRING}, _QUEUE, target="local", tracked=True),
        good=Example({"Orders": _STRING}, _QUEUE, target="local"),
        check=_secret,
    ),
    Rule(
        "FB802",
        "local-settings-tracked",
        "info",
        what="git tracks a local.settings.json without a secret in it.",
        why="The file is each developer's own, and func init puts it on the ignore list. The first key that somebody "
        "pastes into it is in the history.",
        source=_SECURITY,
        bad=Example(_IDENTITY, _QUEUE, target="local", tracked=True),
        good=Example(_IDENTITY, _QUEUE, target="local"),
        check=_without_secret,
    ),
)
