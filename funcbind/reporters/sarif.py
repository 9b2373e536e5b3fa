"""The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning."""

from __future__ import annotations

from funcbind import __version__
from funcbind.policy import relative
from funcbind.reporters.json import dump
from funcbind.reporters.places import fingerprints, place_of, repository
from funcbind.reporters.words import printable, shown_path
from funcbind.rules.pages import pages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from funcbind.check import Report
    from funcbind.diagnostics import Diagnostic
    from funcbind.rules.pages import Page
    from funcbind.settings.model import Origin

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
# What GitHub calls them.
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
_ROOT = "SRCROOT"


def render(report: Report) -> str:
    """Return one run with every finding; ignored ones are there too, marked as suppressed with their reason."""
    root = repository()
    found = [(diagnostic, "") for diagnostic in report.diagnostics] + list(report.ignored)
    used = {diagnostic.code for diagnostic, _ in found}
    rules = [page for page in pages() if page.code in used]
    indices = {page.code: index for index, page in enumerate(rules)}
    hashes = fingerprints([diagnostic for diagnostic, _ in found], root)
    run = {
        "tool": {
            "driver": {
                "name": "funcbind",
                "version": __version__,
                "informationUri": "https://pypi.org/project/funcbind/",
                "rules": list(map(_rule, rules)),
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "the root of the repository"}}},
        "invocations": [_invocation(report)],
        "results": [
            _result(diagnostic, reason, report, root, indices, fingerprint)
            for (diagnostic, reason), fingerprint in zip(found, hashes, strict=True)
        ],
    }
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(page: Page) -> dict[str, object]:
    return {
        "id": page.code,
        "name": "".join(word.capitalize() for word in page.name.split("-")),
        "shortDescription": {"text": page.what},
        "fullDescription": {"text": f"{page.what} {page.why}"},
        "help": {"text": f"{page.why} See {page.source}", "markdown": f"{page.why} [Source]({page.source})"},
        "helpUri": page.source,
        "defaultConfiguration": {"level": _LEVELS[page.severity]},
        "properties": {"tags": ["azure-functions"], "problem.severity": _PROBLEMS[page.severity]},
    }


def _invocation(report: Report) -> dict[str, object]:
    problems = [report.problem, *(checked.unchecked for checked in report.apps)]
    return {
        "executionSuccessful": report.exit_code < 2,
        "exitCode": report.exit_code,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": printable(problem)}} for problem in problems if problem
        ],
    }


def _result(
    diagnostic: Diagnostic, reason: str, report: Report, root: str, indices: dict[str, int], fingerprint: str
) -> dict[str, object]:
    hint = f" {diagnostic.hint[:1].upper()}{diagnostic.hint[1:]}." if diagnostic.hint else ""
    path, origin = place_of(diagnostic, report, root)
    location = _location(path, origin)
    if diagnostic.function:
        location["logicalLocations"] = [{"name": printable(diagnostic.function), "kind": "function"}]
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": indices[diagnostic.code],
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": printable(f"{diagnostic.message}.{hint}")},
        "locations": [location] if path else [],
        "partialFingerprints": {"funcbind/v1": fingerprint},
    }
    related = [
        {"id": index, **_location(relative(origin, root), origin), "message": {"text": printable(words)}}
        for index, (origin, words) in enumerate(diagnostic.related)
        if relative(origin, root)
    ]
    if related:
        result["relatedLocations"] = related
    if reason:
        result["suppressions"] = [{"kind": "external", "justification": printable(reason)}]
    return result


def _location(path: str, origin: Origin | None) -> dict[str, object]:
    from urllib.parse import quote

    place: dict[str, object] = {"artifactLocation": {"uri": quote(shown_path(path)), "uriBaseId": _ROOT}}
    if origin is not None and origin.line:
        region = {"startLine": origin.line}
        place["region"] = region | ({"startColumn": origin.column} if origin.column else {})
    return {"physicalLocation": place}
