"""Did you mean: near names are found, far ones are not, and quickly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import funcbind
from funcbind.configuration import Configuration
from funcbind.lookup import ORDERS, Lookup
from funcbind.nearest import Names, connection_names, nearest, nearest_connection

NAMES = st.text("ABabo_:-. é", max_size=12)


@pytest.mark.parametrize(
    ("name", "candidates", "found"),
    [
        ("Ordres", ["Invoices", "Orders"], "Orders"),
        ("orders", ["Orders"], "Orders"),
        ("Order", ["Orders"], "Orders"),
        ("ORDERS_CONNECTION", ["OrdersConnection"], "OrdersConnection"),
        ("OrdersConnection", ["OrdersConnectionString"], "OrdersConnectionString"),
        ("OrdersConnection", ["Orders"], "Orders"),
        ("Orders", ["OrdersConnectionString"], "OrdersConnectionString"),
        ("AzureWebJobsOrders", ["Orders"], "Orders"),
        ("Group__Orders", ["Group:Orders"], "Group:Orders"),
        (" Orders", ["Orders"], "Orders"),
        ("serviceBusTriger", ["serviceBusTrigger", "serviceBus"], "serviceBusTrigger"),
        ("Db", ["DB"], "DB"),
        ("Db", ["Da"], None),  # too short to tell a slip from another name
        ("Hub", ["Hab"], "Hab"),
        ("Orders", ["Orders"], None),
        ("Orders", ["Invoices", "Payments"], None),
        ("Orders", [], None),
        ("", ["Orders"], None),
        ("Connection", ["Conn"], None),
        ("Orders", ["", "_"], None),
        ("x" * 300, ["x" * 300, "x" * 299], None),
        ("Orderz", ["Order1", "Order2"], "Order1"),  # the first of equals
        ("OrderQueue1", ["OrderQ", "OrderQuee", "OrderQueue"], "OrderQueue"),  # fewer edits first
        ("abcdefghi", ["abcdefgxyz12", "zbcdefghj"], "zbcdefghj"),
    ],
)
def test_the_nearest_name(name: str, candidates: list[str], found: str | None) -> None:
    assert nearest(name, candidates) == found


@pytest.mark.parametrize(
    ("settings", "order", "name", "found"),
    [
        ("AzureWebJobsOrders", "webjobs", "Ordrs", "Orders"),
        ("AzureWebJobsOrders", "raw", "Ordrs", "AzureWebJobsOrders"),
        ("Orders__fullyQualifiedNamespace", "webjobs", "Ordrs", "Orders"),
        ("ConnectionStrings__Orders", "webjobs", "Ordrs", "Orders"),
        ("ConnectionStrings__Orders", "raw", "Ordrs", "ConnectionStrings:Orders"),
        ("CUSTOMCONNSTR_Orders", "connection strings", "Ordrs", "Orders"),
        ("ConnectionStrings__AzureWebJobsOrders", "service bus", "Ordrs", "Orders"),
        ("Group__Orders__serviceUri", "webjobs", "Group:Ordrs", "Group:Orders"),
        ("Group__Orders__serviceUri", "webjobs", "Grop", "Group"),
        ("Orders", "none", "Ordrs", None),
    ],
)
def test_the_nearest_connection_as_a_binding_would_write_it(
    settings: str, order: str, name: str, found: str | None
) -> None:
    assert (
        nearest_connection(Configuration({settings: "x", "FUNCTIONS_WORKER_RUNTIME": "python"}), name, order) == found
    )


@given(st.dictionaries(NAMES, st.just("x"), max_size=6), NAMES, st.sampled_from(sorted(ORDERS)))
def test_a_suggested_connection_exists(settings: dict[str, str], name: str, order: str) -> None:
    configuration = Configuration(settings)
    found = nearest_connection(configuration, name, order)
    if found is not None:
        assert found != name
        assert Lookup(configuration).choose(found, order).exists


@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=5))
def test_any_text_gives_one_of_the_candidates_or_nothing(name: str, candidates: list[str]) -> None:
    assert nearest(name, candidates) in {None, *candidates} - {name}


def edits(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for index, char in enumerate(left, 1):
        previous, row = row, [index]
        for column, other in enumerate(right, 1):
            row.append(min(previous[column - 1] + (char != other), previous[column] + 1, row[-1] + 1))
    return row[-1]


@given(st.text("AB", min_size=9, max_size=14), st.lists(st.text("AB", min_size=6, max_size=16), max_size=6))
def test_the_short_cuts_lose_nothing(name: str, candidates: list[str]) -> None:
    """Whatever is within three edits is found, and nothing with fewer edits is passed over."""
    others = [candidate for candidate in candidates if candidate != name]
    distances = [edits(name, candidate) for candidate in others]
    found = nearest(name, others)
    if min(distances, default=9) <= 3:
        assert found is not None
        assert edits(name, found) == min(distances)
    else:
        assert found is None


@pytest.mark.parametrize("pattern", ["ServiceBusConnection{}", "{}Connection", "Serv{}Connec", "Setting_{}_value"])
def test_fifty_thousand_names_are_searched_in_no_time(pattern: str) -> None:
    configuration = Configuration({pattern.format(f"{index:05}"): "x" for index in range(50_000)})
    start = perf_counter()
    names = Names(connection_names(configuration))
    prepared = perf_counter()
    for wanted in ("ServiceBusConection", "ServXXXXXConnec", "Setting_abcdefg_value", "Nothing at all"):
        names.nearest(wanted)
    # Measured: 0.15 s and at most 0.5 s. The bounds leave room for a slow and busy machine.
    assert prepared - start < 3
    assert perf_counter() - prepared < 3


def test_no_library_is_loaded() -> None:
    root = str(Path(funcbind.__file__).parent.parent)
    program = f"import sys; sys.path.insert(0, {root!r}); import funcbind.nearest; print('difflib' in sys.modules)"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_groups_of_a_very_deep_name_are_not_all_listed() -> None:
    """Each would be as long as the name up to there: together they would take gigabytes."""
    deep = "Orders" + "__a" * 50_000
    names = list(connection_names(Configuration({deep: "x"})))
    assert sum(map(len, names)) < 2 * len(deep)
    assert nearest_connection(Configuration({deep: "x"}), "Order:a") == "Orders:a"
