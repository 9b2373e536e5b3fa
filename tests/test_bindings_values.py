"""Values of decorators' arguments that can be read from the source, and those that cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from .apps import app_of, connections, messages, only

READABLE = [
    ('connection="Orders"', "", "Orders"),
    ("connection=CONN", 'CONN = "Orders"', "Orders"),
    ("connection=CONN", 'CONN: str = "Orders"', "Orders"),
    ("connection=CONN", 'ONE, CONN = "a", "Orders"', "Orders"),
    ("connection=CONN", '[ONE, (CONN, TWO)] = "a", ("Orders", "b")', "Orders"),
    ("connection=CONN", 'A = B = CONN = "Orders"', "Orders"),
    ("connection=CONN", 'CONN = "Ord"\nCONN += "ers"', "Orders"),
    ("connection=CONN", 'CONN = "Old"\nCONN = "Orders"', "Orders"),
    ("connection=CONN", 'if os.name == "nt":\n    CONN = "Orders"\nelse:\n    CONN = "Orders"', "Orders"),
    ("connection=CONN", 'try:\n    CONN = "Orders"\nfinally:\n    pass', "Orders"),
    ("connection=CONN", 'with open("x") as f:\n    CONN = "Orders"', "Orders"),
    ("connection=f'{PRE}ers'", 'PRE = "Ord"', "Orders"),
    ("connection=f'{PRE!s}{N}'", 'PRE = "Ord"\nN = 7', "Ord7"),
    ('connection="Ord" "ers"', "", "Orders"),
    ('connection="Ord" + PRE', 'PRE = "ers"', "Orders"),
    ("connection=Names.ORDERS", 'class Names:\n    ORDERS = "Orders"', "Orders"),
    ("connection=Names.Inner.ORDERS", 'class Names:\n    class Inner:\n        ORDERS = "Orders"', "Orders"),
    ("connection=Names.B", 'class Names:\n    A = "Orders"\n    B = A', "Orders"),
    ("connection=Names.ORDERS.value", 'import enum\nclass Names(enum.Enum):\n    ORDERS = "Orders"', "Orders"),
    ("connection=Names.ORDERS.name", 'import enum\nclass Names(enum.Enum):\n    ORDERS = "x"', "ORDERS"),
    ("connection=NAMES['orders']", 'NAMES = {"orders": "Orders", **{"b": "B"}}', "Orders"),
    ("connection=NAMES['b']", 'NAMES = {"orders": "Orders", **{"b": "B"}}', "B"),
    ("connection=NAMES[1]", 'NAMES = ["a", "Orders"]', "Orders"),
    ("connection=NAMES[-1]", 'NAMES = ("a",) + ("Orders",)', "Orders"),
    ("connection=NAMES[0]", 'REST = ["Orders"]\nNAMES = [*REST, "a"]', "Orders"),
    ("connection='Orders' if DEBUG else 'Orders'", "DEBUG = os.name", "Orders"),
    ("connection=str('Orders')", "", "Orders"),
    ("**OPTIONS", 'OPTIONS = {"connection": "Orders"}', "Orders"),
    ("**OPTIONS", 'OPTIONS = dict(connection="Orders")', "Orders"),
    ("**{**OPTIONS}", 'OPTIONS = dict({"connection": "Orders"})', "Orders"),
    ("connection=func.BlobSource.EVENT_GRID.value", "", "EventGrid"),
    ("connection=func.BlobSource.EVENT_GRID.name", "", "EVENT_GRID"),
]


@pytest.mark.parametrize(("argument", "before", "expected"), READABLE)
def test_what_the_source_says_is_read(argument: str, before: str, expected: str, tmp_path: Path) -> None:
    app = app_of(tmp_path, f'{before}\n@app.queue_trigger("m", "q", {argument})\ndef f(m):\n    pass\n')
    assert not app.problems
    assert only(app).connection == expected
    assert only(app).properties["connection"] == expected


UNREADABLE = [
    ("connection=os.environ['ORDERS']", "", 'environment variable "ORDERS"'),
    ("connection=os.environ[NAME]", 'NAME = "ORDERS"', 'environment variable "ORDERS"'),
    ("connection=os.environ[os.name]", "", "environment"),
    ("connection=os.getenv('ORDERS', 'x')", "", 'environment variable "ORDERS"'),
    ("connection=os.environ.get('ORDERS')", "", 'environment variable "ORDERS"'),
    ("connection=os.getenv('ORDERS') or 'x'", "", 'environment variable "ORDERS"'),
    ("connection=environ['ORDERS']", "from os import environ", 'environment variable "ORDERS"'),
    ("connection=read('ORDERS')", "from os import getenv as read", 'environment variable "ORDERS"'),
    ("connection=VALUE", "VALUE = os.environ['ORDERS']", 'environment variable "ORDERS"'),
    ("connection=f'{VALUE}x'", "VALUE = os.environ['ORDERS']", 'environment variable "ORDERS"'),
    ("connection='a' + VALUE", "VALUE = os.environ['ORDERS']", 'environment variable "ORDERS"'),
    ("connection=missing", "", "not defined here"),
    ("connection=missing.name", "", "attribute set at run time"),
    ("connection=VALUE", "VALUE = VALUE", "set at run time"),
    ("connection=VALUE", "VALUE = f'{VALUE}'", "defined by itself"),
    ("connection=VALUE", "with open('x') as VALUE:\n    pass", "set at run time"),
    ("connection=VALUE", "VALUE = 'a'\ndel VALUE", "set at run time"),
    ("connection=VALUE", "for VALUE in 'a', 'b':\n    pass", "differs in each turn"),
    ("connection=VALUE", "if os.name:\n    VALUE = 'a'\nelse:\n    VALUE = 'b'", "in several places"),
    ("connection=VALUE", "VALUE, *REST = 'a', 'b'", "set at run time"),
    ("connection=VALUE", "def VALUE(): pass", "set at run time"),
    ("connection='a' if os.name else 'b'", "", "depends on a condition"),
    ("connection=f'{1:03}'", "", "formatted at run time"),
    ("connection=f'{1!r}'", "", "formatted at run time"),
    ("connection=f'{1.5}'", "", "formatted at run time"),
    ("connection='a' * 3", "", "computed"),
    ("connection='a' + 1", "", "computed"),
    ("connection=b'a'", "", "not text"),
    ("connection=lambda: 1", "", "computed"),
    ("connection=NAMES['x']", "NAMES = {'a': 'b'}", "computed"),
    ("connection=NAMES[7]", "NAMES = ['a']", "computed"),
    ("connection=NAMES['x']", "NAMES = {os.name: 'b'}", "put together at run time"),
    ("connection=NAMES['x']", "NAMES = {**os.environ}", "put together at run time"),
    ("connection=NAMES['x']", "NAMES = dict(**os.environ)", "put together at run time"),
    ("connection=NAMES['x']", "NAMES = dict(os.environ)", "result of a call"),
    ("connection=NAMES[0]", "NAMES = [*os.environ]", "put together at run time"),
    ("connection=NAMES.keys()", "NAMES = os.environ", "result of a call"),
    ("connection=os.name or 'x'", "", "computed"),
    ("connection=os.sep", "", "outside the app"),
    ("connection=func.DataType.STRING.value", "", "computed"),
    ("connection=os.environ.get()", "", "result of a call"),
    ("connection='A' if 1 else {}.get('a')", "", "condition"),
    ("connection=print('x')", "", "result of a call"),
    ("connection=" + "(" * 60 + "'a'" + "+'b')" * 60, "", "nested too deeply"),
    ("connection=BIG + BIG", "BIG = '" + "x" * 60_000 + "'", "computed"),
    ("connection=f'{BIG}{BIG}'", "BIG = '" + "x" * 60_000 + "'", "very long"),
]


@pytest.mark.parametrize(("argument", "before", "expected"), UNREADABLE)
def test_what_the_source_hides_is_unresolved_with_a_reason(
    argument: str, before: str, expected: str, tmp_path: Path
) -> None:
    app = app_of(tmp_path, f'{before}\n@app.queue_trigger("m", "q", {argument})\ndef f(m):\n    pass\n')
    assert only(app).unresolved == ("connection",)
    assert only(app).connection is None
    assert "connection" not in only(app).properties
    (problem,) = app.problems
    assert problem.severity == "info"
    assert problem.code == "FB222"
    assert expected in problem.message
    assert problem.origin is not None
    assert problem.origin.line > 0
    assert problem.function == "f"


@pytest.mark.parametrize("argument", ["**os.environ", "*os.argv", "*[*os.argv]", "**{os.name: 1}"])
def test_arguments_of_unknown_number_leave_all_others_unresolved(argument: str, tmp_path: Path) -> None:
    app = app_of(tmp_path, f'@app.queue_trigger({argument}, arg_name="m", queue_name="q")\ndef f(m): pass\n')
    assert only(app).unresolved == ("connection", "dataType")
    assert "put together at run time" in messages(app)[0]


def test_starred_list_of_known_content_is_read(tmp_path: Path) -> None:
    app = app_of(tmp_path, 'WHAT = ["m", "q"]\n@app.queue_trigger(*WHAT, "Orders")\ndef f(m): pass\n')
    assert dict(only(app).properties) == {"queueName": "q", "connection": "Orders"}
    assert only(app).name == "m"


def test_property_that_names_nothing_is_unresolved_without_a_problem(tmp_path: Path) -> None:
    app = app_of(tmp_path, '@app.queue_trigger("m", os.environ["Q"], "Orders")\ndef f(m): pass\n')
    assert only(app).unresolved == ("queueName",)
    assert not app.problems


def test_nested_containers_with_an_unknown_part_are_unresolved(tmp_path: Path) -> None:
    app = app_of(
        tmp_path,
        """
        @app.generic_trigger("m", "webPubSubTrigger", connections=["A", os.name], some={"a": os.name}, nothing=[None])
        def f(m): pass
        """,
    )
    assert only(app).unresolved == ("connections", "some")
    assert only(app).properties == {"nothing": []}


def test_names_are_followed_through_imports(tmp_path: Path) -> None:
    app = app_of(
        tmp_path,
        """
        import shared.names
        import shared.names as n
        from shared import names as m, CONN
        from shared.names import Names, CONN as C2
        from other import *
        import lonely.inner
        @app.queue_trigger("m", "q", shared.names.CONN)
        def f1(m): pass
        @app.queue_trigger("m", "q", n.CONN)
        def f2(m): pass
        @app.queue_trigger("m", "q", m.Names.X)
        def f3(m): pass
        @app.queue_trigger("m", "q", C2)
        def f4(m): pass
        @app.queue_trigger("m", "q", CONN)
        def f5(m): pass
        @app.queue_trigger("m", "q", Names.X)
        def f6(m): pass
        @app.queue_trigger("m", "q", STARRED)
        def f7(m): pass
        @app.queue_trigger("m", "q", lonely.inner.CONN)
        def f8(m): pass
        @app.queue_trigger("m", "q", _HIDDEN)
        def f9(m): pass
        @app.queue_trigger("m", "q", DEEP)
        def f10(m): pass
        """,
        {
            "shared/__init__.py": "from .names import CONN",
            "shared/names.py": 'CONN = "Orders"\nclass Names:\n    X = "X"\n',
            "other.py": 'from os import *\nfrom deep import *\nSTARRED = "Star"\n_HIDDEN = "no"\n',
            "deep.py": 'DEEP = "Deep"',
            "lonely/inner.py": 'CONN = "Lonely"',
        },
    )
    assert connections(app) == {
        **dict.fromkeys(("f1", "f2", "f4", "f5"), "Orders"),
        **dict.fromkeys(("f3", "f6"), "X"),
        "f7": "Star",
        "f8": "Lonely",
        "f9": "?",
        "f10": "Deep",
    }
    assert len(app.files) == 7


def test_import_at_run_time_is_followed_when_its_name_is_written(tmp_path: Path) -> None:
    app = app_of(
        tmp_path,
        """
        import importlib
        names = importlib.import_module("shared.names")
        gone = importlib.import_module("nothing.here")
        @app.queue_trigger("m", "q", names.CONN)
        def f(m): pass
        @app.queue_trigger("m", "q", gone.CONN)
        def g(m): pass
        """,
        {"shared/names.py": 'CONN = "Orders"'},
    )
    assert connections(app) == {"f": "Orders", "g": "?"}


def test_modules_that_import_each_other_are_read_once(tmp_path: Path) -> None:
    app = app_of(
        tmp_path,
        'from a import X\n@app.queue_trigger("m", "q", X)\ndef f(m): pass\n',
        {
            "a.py": "from b import X, Y\nfrom a import Z\n",
            "b.py": 'from a import Y\nfrom function_app import app\nX = "Orders"\n',
        },
    )
    assert connections(app) == {"f": "Orders"}
    assert len(app.files) == 4


def test_names_that_only_import_each_other_are_unresolved(tmp_path: Path) -> None:
    app = app_of(
        tmp_path,
        'from a import X\n@app.queue_trigger("m", "q", X)\ndef f(m): pass\n',
        {"a.py": "from b import X", "b.py": "from a import X"},
    )
    assert connections(app) == {"f": "?"}


def test_enumerations_are_given_by_name_or_text(tmp_path: Path) -> None:
    app = app_of(
        tmp_path,
        """
        from azure.functions import *
        from azure.functions.decorators.core import DataType as D
        @app.queue_trigger("m", "q", "C", func.DataType.STRING)
        def f1(m): pass
        @app.queue_trigger("m", "q", "C", "binary")
        def f2(m): pass
        @app.queue_trigger("m", "q", "C", DataType.STREAM)
        def f3(m): pass
        @app.queue_trigger("m", "q", "C", D.STREAM)
        def f4(m): pass
        """,
    )
    assert [binding.properties["dataType"] for binding in app.bindings] == ["STRING", "BINARY", "STREAM", "STREAM"]


def test_constants_nested_in_conditions_do_not_take_exponential_time(tmp_path: Path) -> None:
    lines = ["if os.name:\n    x0 = gone\nelse:\n    x0 = gone\n"]
    lines += [f"if os.name:\n    x{n} = x{n - 1}\nelse:\n    x{n} = x{n - 1}\n" for n in range(1, 60)]
    app = app_of(tmp_path, "".join(lines) + '@app.queue_trigger("m", "q", x59)\ndef f(m): pass\n')
    assert connections(app) == {"f": "?"}
