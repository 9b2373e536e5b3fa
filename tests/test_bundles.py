"""Version ranges of host.json's extensionBundle, and the table of releases."""

from __future__ import annotations

import pytest

from funcbind.bundles import COLUMNS, bundles, matching, parse_version


@pytest.mark.parametrize(
    ("range_", "oldest", "newest"),
    [
        ("[4.*, 5.0.0)", "4.0.2", "4.38.0"),
        ("[4.0.0, 5.0.0)", "4.0.2", "4.38.0"),
        ("[3.*, 4.0.0)", "3.0.0", "3.41.0"),
        ("[4.33.0]", "4.33.0", "4.33.0"),
        ("(4.33.0, 4.34.0]", "4.33.1", "4.34.0"),
        ("[4.33.0, )", "4.33.0", "4.38.0"),
        ("(, 2.0.0)", "1.0.0", "1.8.1"),
        ("4.37.0", "4.37.0", "4.38.0"),
    ],
)
def test_a_range_selects_releases(range_: str, oldest: str, newest: str) -> None:
    found = matching(range_)
    assert found
    assert (found[0].version, found[-1].version) == (parse_version(oldest), parse_version(newest))


@pytest.mark.parametrize("text", ["", "latest", "[4.*, 5.0.0", "[x, y)", "[,]", "[4.0.x]"])
def test_text_that_is_no_range(text: str) -> None:
    assert matching(text) is None


def test_a_release_that_does_not_exist_matches_nothing() -> None:
    assert matching("[4.33.9]") == ()


def test_the_table_is_complete_and_tells_the_web_pubsub_regression() -> None:
    table = bundles()
    assert all(len(bundle.extensions) == len(COLUMNS) for bundle in table)
    webpubsub = {bundle.version: bundle.extension("webPubSub") for bundle in table}
    assert webpubsub[4, 32, 0] == "1.9.0"
    assert webpubsub[4, 33, 0] == "1.10.0"
    assert webpubsub[4, 36, 0] == "1.10.1"
    assert parse_version("4.0.0-rc") == (4, 0, 0)
