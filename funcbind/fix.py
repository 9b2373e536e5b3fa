"""The mechanical repairs of ``funcbind check --fix``: which edits a finding asks for, until none is left.

Pure functions of texts. A repair never takes out a secret, never a name that own code reads, and never makes two
settings one; where that is not sure, the finding stays for a person.
"""

from __future__ import annotations

from funcbind._record import Record
from funcbind.check import check_app
from funcbind.configuration import Configuration
from funcbind.dotnet.text import fold, trim
from funcbind.dotnet.uri import parse_absolute
from funcbind.fix_text import Edit, apply, text_of
from funcbind.redaction import HIDDEN, looks_secret
from funcbind.rules.hosts import service_of
from funcbind.settings import layered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from funcbind.check import Checked
    from funcbind.diagnostics import Diagnostic
    from funcbind.fix_text import Entry, EnvText, LocalText
    from funcbind.policy import Policy
    from funcbind.settings import SettingsSource

FORMATS = ("local", "dotenv")
# Renames may answer each other; nothing else takes more than three rounds.
_MOST_ROUNDS = 20
_IDS = ("clientId", "managedIdentityClientId", "managedIdentityResourceId", "managedIdentityObjectId")
_SECRETS = ("clientSecret", "clientCertificate")
# How values begin that Core Tools has encrypted: by Data Protection, and by DPAPI before it.
_CIPHERTEXTS = ("CfDJ8", "AQAAANCMnd8")
_SIGN_IN = "FB401"
_PUBLIC = "core.windows.net"


class Repaired(Record, secret=("before", "after")):
    """One file: its text before and after, the codes of what was repaired, and what a preview may say of values."""

    kind: str
    before: str
    after: str
    codes: tuple[str, ...] = ()
    shown: tuple[tuple[str, str], ...] = ()


class _Job(Record):
    """One finding at its place in a text."""

    finding: Diagnostic
    file: LocalText | EnvText
    entry: Entry | None
    checked: Checked
    read: frozenset[str]


def repair(
    apps: tuple[Checked, ...], texts: Mapping[str, str], policy: Policy
) -> tuple[tuple[Checked, ...], dict[str, Repaired]]:
    """Repair what can be repaired by rule, and check again until nothing is left.

    Args:
        apps: what was checked.
        texts: the text of each file that may be changed, by the name of its source.
        policy: what it does not report is not repaired.

    Returns:
        The apps as they are after the repairs, and the files that change.
    """
    found = _rounds(apps, texts, policy, frozenset())
    if found is None:  # two readers want two names for one setting
        found = _rounds(apps, texts, policy, frozenset(code for code, fix in _FIXES.items() if fix is _rename))
    return found if found is not None else (apps, {})


def _rounds(
    apps: tuple[Checked, ...], texts: Mapping[str, str], policy: Policy, left_out: frozenset[str]
) -> tuple[tuple[Checked, ...], dict[str, Repaired]] | None:
    kinds = {one.name: one.kind for checked in apps for one in checked.given.sources if one.name in texts}
    files = {name: Repaired(kind, texts[name], texts[name]) for name, kind in kinds.items()}
    apps = tuple(_checked_again(checked, files) for checked in apps)
    for _ in range(_MOST_ROUNDS):
        changed = False
        for name, file in files.items():
            codes, edits = _edits(name, file, apps, policy, left_out)
            if edits:
                changed = True
                shown = {**dict(file.shown), **{edit.name: edit.shown for edit in edits if edit.name}}
                after = apply(file.after, edits)
                files[name] = file.replace(after=after, codes=(*file.codes, *codes), shown=tuple(shown.items()))
        if not changed:
            return apps, {name: file for name, file in files.items() if file.before != file.after}
        apps = tuple(_checked_again(checked, files) for checked in apps)
    return None


def _checked_again(checked: Checked, files: Mapping[str, Repaired]) -> Checked:
    """Check an app against the texts as they are now."""
    given = checked.given
    if not any(source.name in files for source in given.sources):
        return checked
    sources = tuple(
        _source(source.name, files[source.name]) if source.name in files else source for source in given.sources
    )
    variables = next((source for source in sources if source.kind == "environment"), None)
    settings = layered((one for one in sources if one is not variables), variables, os=given.os)
    unknown = tuple(name for source in sources for name, _ in source.unknown)
    return check_app(
        checked.app,
        given.replace(sources=sources, configuration=Configuration(settings, os=given.os), unknown=unknown),
    )


def _source(name: str, file: Repaired) -> SettingsSource:
    if file.kind == "local":
        from funcbind.settings.local_source import read_local_settings

        return read_local_settings(name, file.after)
    from funcbind.settings.dotenv import read_dotenv

    return read_dotenv(name, file.after)


def _edits(
    name: str, file: Repaired, apps: Iterable[Checked], policy: Policy, left_out: frozenset[str]
) -> tuple[list[str], list[Edit]]:
    """The repairs of one file that do not touch each other; the others wait for the next round."""
    apps = tuple(apps)
    source = _source(name, file)
    places = [(key, origin.line, origin.column) for key, origin in source.members]
    text = text_of(file.kind, file.after, places)
    by_place = {entry.start: entry for entry in text.entries}
    read = frozenset(variable for checked in apps for variable, _ in checked.app.environ_reads)
    codes: list[str] = []
    edits: list[Edit] = []
    for checked in apps:
        # An identity goes last: what is renamed in this round may belong to it.
        for finding in sorted(policy.sort(checked.diagnostics)[0], key=lambda one: one.code == _SIGN_IN):
            fix = _FIXES.get(finding.code)
            origin = finding.origin
            if fix is None or finding.code in left_out or origin is None or origin.source != name or not origin.line:
                continue
            start = _position(file.after, origin.line, origin.column)
            if finding.code == _SIGN_IN and any(_FIXES[code] is _rename for code in codes):
                continue
            entry = by_place.get(start)
            wanted = fix(_Job(finding, text, entry, checked, read))
            if wanted and not any(_touch(one, other) for one in wanted for other in edits):
                codes.append(finding.code)
                edits += wanted
    return codes, edits


def _position(text: str, line: int, column: int) -> int:
    from funcbind.settings.json_text import Lines

    return Lines(text).position(line, column)


def _touch(one: Edit, other: Edit) -> bool:
    return one.start <= other.end and other.start <= one.end


def _key(name: str) -> str:
    return fold(name.replace("__", ":"))


def _is_free(job: _Job, name: str, entry: Entry) -> bool:
    """Whether no other setting is the same key to the host."""
    others = [other.name for other in job.file.entries if other is not entry]
    for source in job.checked.given.sources:
        if job.finding.origin is not None and source.name != job.finding.origin.source:
            others += [setting.name for setting in source.settings]
    return _key(name) not in map(_key, others)


def _rename(job: _Job) -> tuple[Edit, ...]:
    entry, name = job.entry, job.finding.instead
    if entry is None or not name or entry.name in job.read or not _is_free(job, name, entry):
        return ()
    return job.file.rename(entry, name)


def _value(job: _Job) -> str:
    """The value that the finding is about, empty when the text alone does not say it."""
    entry = job.entry
    if entry is None or entry.value is None or sum(_key(one.name) == _key(entry.name) for one in job.file.entries) > 1:
        return ""
    return entry.value


def _write(job: _Job, value: str) -> tuple[Edit, ...]:
    assert job.entry is not None  # noqa: S101 - it has a value
    return job.file.write(job.entry, value, HIDDEN if looks_secret(value) else value)


def _trim(job: _Job) -> tuple[Edit, ...]:
    value = _value(job)
    if trim(value) == value or job.entry is None:
        return ()
    return job.file.write(job.entry, trim(value), "(hidden, without the blanks)")


def _namespace(job: _Job) -> tuple[Edit, ...]:
    uri = parse_absolute(_value(job))
    if uri is None or not uri.host or uri.user_info or uri.query or uri.fragment or uri.path not in ("", "/"):
        return ()
    return _write(job, uri.host) if uri.is_default_port or uri.port in (443, 5671, -1) else ()


def _account(job: _Job) -> tuple[Edit, ...]:
    value = trim(_value(job))
    uri = parse_absolute(value if "://" in value else f"https://{value}")
    if uri is None or uri.user_info or uri.query or uri.fragment or uri.path not in ("", "/"):
        return ()
    account, _, rest = uri.host.partition(".")
    is_name = account.isascii() and account.isalnum() and 3 <= len(account) <= 24
    known = rest in [f"{service}.{_PUBLIC}" for service in ("blob", "queue", "table", "file", "dfs")]
    return _write(job, account) if is_name and known else ()


def _queues(job: _Job) -> tuple[Edit, ...]:
    entry = job.entry
    uri = parse_absolute(_value(job))
    if entry is None or uri is None or service_of(uri.host) != "blob" or uri.path not in ("", "/") or uri.query:
        return ()
    prefix, key = entry.name[: -len("serviceUri")], entry.name[-len("serviceUri") :]
    account, _, rest = uri.host.partition(".blob.")
    name, value = f"{prefix}queueServiceUri", f"https://{account}.queue.{rest}"
    if fold(key) != "SERVICEURI" or not prefix.endswith(("__", ":")) or not rest or "." in account:
        return ()
    return job.file.add(entry, name, value, value) if _is_free(job, name, entry) else ()


def _sign_in(job: _Job) -> tuple[Edit, ...]:
    entry = job.entry
    if entry is None or fold(_value(job)) != "MANAGEDIDENTITY":
        return ()
    section, _, key = _key(entry.name).rpartition(":")
    configuration = job.checked.given.configuration
    if not section or key != "CREDENTIAL" or any(configuration.get(f"{section}:{secret}") for secret in _SECRETS):
        return ()  # with a secret beside it, the host would take another identity than the developer's
    wanted = [f"{section}:{fold(one)}" for one in ("credential", *_IDS)]
    doomed = [one for one in job.file.entries if _key(one.name) in wanted]
    if any(one.name in job.read or one.value is None for one in doomed):
        return ()
    return job.file.delete(doomed)


def _plain(job: _Job) -> tuple[Edit, ...]:
    return () if any(mark in job.file.text for mark in _CIPHERTEXTS) else job.file.plain()


_FIXES: dict[str, Callable[[_Job], tuple[Edit, ...]]] = {
    "FB103": _plain,
    "FB105": _rename,
    "FB107": _rename,
    "FB108": _rename,
    "FB110": _trim,
    "FB302": _namespace,
    "FB303": _account,
    "FB305": _queues,
    "FB401": _sign_in,
}
