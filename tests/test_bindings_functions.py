"""Where functions may stand, what their decorators may look like, and which of them the host sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from funcbind.bindings import read_app

from .apps import app_of, connections, messages, only, write

TRIGGER = '@app.queue_trigger("m", "q", "Orders")\n'


def test_bindings_come_in_the_order_azure_functions_adds_them(tmp_path: Path) -> None:
    app = app_of(
        tmp_path,
        """
        @app.function_name("orders")
        @app.queue_trigger(arg_name="msg", queue_name="q", connection="Orders")
        @app.retry(strategy="fixed_delay", max_retry_count="1")
        @app.blob_output("out", "c/b", "Blobs")
        def f(msg, out): pass
        """,
    )
    assert [(binding.type, binding.direction, binding.name) for binding in app.bindings] == [
        ("blob", "out", "out"),
        ("queueTrigger", "in", "msg"),
    ]
    assert app.functions == ("orders",)
    assert app.model == "v2"
    assert not app.problems


def test_place_of_a_binding_is_its_decorator(tmp_path: Path) -> None:
    app = app_of(tmp_path, 'ä = "ä"; @app\n')
    assert app.problems
    app = app_of(
        tmp_path, "if True:\n    @app.queue_trigger(arg_name='ä', queue_name='q', connection=f'ä')\n    def f(m): pass"
    )
    origin = only(app).origin
    assert origin is not None
    assert (origin.line, origin.column) == (6, 6)
    assert origin.source == str(tmp_path / "function_app.py")
    (tmp_path / "function_app.py").write_bytes(
        b"\xef\xbb\xbfimport azure.functions as func; app = func.FunctionApp()\r\n"
        b"'\xc3\xa4'; a = app.timer_trigger('t', 's')"
    )
    (problem,) = read_app(str(tmp_path)).problems
    assert problem.origin is not None
    assert (problem.origin.line, problem.origin.column) == (2, 10)


FOUND = [
    ("async def", TRIGGER + "async def f(m): pass"),
    ("class", "class A:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass"),
    ("with", "with open('x'):\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass"),
    ("try", "try:\n    pass\nfinally:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass"),
    ("if True", "if True:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass"),
    ("constant condition", "ON = True\nif ON:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass"),
    ("not main", "if __name__ != '__main__':\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass"),
    (
        "else of main",
        "if __name__ == '__main__':\n    pass\nelse:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass",
    ),
    ("call form", "def f(m): pass\napp.queue_trigger('m', 'q', 'Orders')(f)"),
    ("call form assigned", "def f(m): pass\ng = app.queue_trigger('m', 'q', 'Orders')(f)"),
    (
        "nested call form",
        "def g(m): pass\napp.function_name('f')(app.queue_trigger('m', 'q', 'Orders')(g))",
    ),
    ("call form of an alias", "def f(m): pass\nt = app.queue_trigger('m', 'q', 'Orders')\nt(f)"),
    ("alias of the call", "t = app.queue_trigger('m', 'q', 'Orders')\n@t\ndef f(m): pass"),
    ("alias of the method", "qt = app.queue_trigger\n@qt('m', 'q', 'Orders')\ndef f(m): pass"),
    ("alias of the app", "other = app\n@other.queue_trigger('m', 'q', 'Orders')\ndef f(m): pass"),
    ("loop over a list", "for c in ['Orders']:\n    @app.queue_trigger('m', 'q', c)\n    def f(m): pass"),
    (
        "loop over pairs",
        "for n, c in {'f': 'Orders'}.items():\n    @app.function_name(n)\n    @app.queue_trigger('m', 'q', c)\n"
        "    def g(m): pass",
    ),
    (
        "name set in a loop",
        "for c in 'Ord',:\n    name = c + 'ers'\n    @app.queue_trigger('m', 'q', f'{name}')\n    def f(m): pass",
    ),
    (
        "wrapped by another decorator",
        "def log(f): return f\n@log\n@app.queue_trigger('m', 'q', 'Orders')\ndef f(m): pass",
    ),
    ("imported function", "from others import f\napp.queue_trigger('m', 'q', 'Orders')(f)"),
]


@pytest.mark.parametrize(("what", "source"), FOUND, ids=[what for what, _ in FOUND])
def test_found(what: str, source: str, tmp_path: Path) -> None:
    app = app_of(tmp_path, source, {"others.py": "def f(m): pass"})
    assert connections(app) == {"f": "Orders"}
    assert app.functions == ("f",)
    assert not app.problems


NOT_RUN = [
    "if __name__ == '__main__':\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass",
    "if False:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass",
    "import typing\nif typing.TYPE_CHECKING:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass",
    "for c in []:\n    @app.queue_trigger('m', 'q', c)\n    def f(m): pass",
]


@pytest.mark.parametrize("source", NOT_RUN)
def test_code_that_never_runs_has_no_bindings_but_its_decorators_are_mentioned(source: str, tmp_path: Path) -> None:
    app = app_of(tmp_path, source)
    assert not app.bindings
    assert len(app.problems) == 1


MAYBE = [
    ("if os.name:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass", "stands under a condition"),
    ("if 0 and 1:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass", "stands under a condition"),
    ("try: pass\nexcept OSError:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass", "under a condition"),
    (
        "match os.name:\n    case 'a':\n        @app.queue_trigger('m', 'q', 'Orders')\n        def f(m): pass",
        "condition",
    ),
    ("for x in os.environ:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass", "made in a loop"),
    ("for x, y in [1]:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass", "made in a loop"),
    ("for os.x in [1]:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass", "made in a loop"),
    (f"for x in {list(range(600))}:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass", "made in a loop"),
    ("while os.name:\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass", "made in a loop"),
    ("def make():\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass", "inside a function"),
    (
        "def make(app: func.FunctionApp):\n    @app.queue_trigger('m', 'q', 'Orders')\n    def f(m): pass",
        "inside a function",
    ),
    ("def make():\n    def f(m): pass\n    return app.queue_trigger('m', 'q', 'Orders')(f)", "inside a function"),
]


@pytest.mark.parametrize(("source", "message"), MAYBE)
def test_functions_that_may_not_exist_are_found_and_marked(source: str, message: str, tmp_path: Path) -> None:
    app = app_of(tmp_path, source)
    assert connections(app) == {"f": "Orders"}
    (problem,) = app.problems
    assert message in problem.message
    assert problem.severity == "info"


UNREADABLE = [
    "def log(f): return app.queue_trigger('m', 'q', 'Orders')(f)\n@log\ndef f(m): pass",
    "from functools import partial\nqt = partial(app.queue_trigger, 'm', 'q')\n@qt('Orders')\ndef f(m): pass",
    "fs = [app.queue_trigger('m', 'q', c)(f) for c in 'ab']",
    "use = getattr(app, 'queue_trigger')\n@use('m', 'q', 'Orders')\ndef f(m): pass",
    "for name in ('queue_trigger',):\n    getattr(app, name)('m', 'q', 'c')(print)",
    "print(app.queue_trigger('m', 'q', 'Orders'))",
    "import importlib\nfor name in 'ab':\n    importlib.import_module(f'bp_{name}')",
]


@pytest.mark.parametrize("source", UNREADABLE)
def test_decorators_used_in_other_ways_are_reported(source: str, tmp_path: Path) -> None:
    app = app_of(tmp_path, source)
    assert app.problems
    assert all(problem.severity == "info" and problem.code == "FB222" for problem in app.problems)
    assert all(problem.origin and problem.origin.line >= 5 for problem in app.problems)


FOREIGN = [
    "from flask import Flask\nweb = Flask('x')\n@web.route('/')\ndef f(): pass",
    "import helpers\n@helpers.queue_output('x')\ndef f(): pass",
    "class A:\n    route = print\n@A.route('/')\ndef f(): pass",
    "import fastmcp\nclass M(fastmcp.Server): pass\nm = M()\n@m.mcp_tool()\ndef f(): pass",
    "def g(web: 'x', api: os.PathLike):\n    @api.queue_trigger('m', 'q', 'c')\n    def f(): pass",
]


@pytest.mark.parametrize("source", FOREIGN)
def test_decorators_of_other_libraries_mean_nothing(source: str, tmp_path: Path) -> None:
    app = app_of(tmp_path, source, {"helpers.py": "def queue_output(x): return print"})
    assert not app.bindings
    assert not app.problems


def test_common_word_on_an_unknown_object_is_reported_only_next_to_azure_functions(tmp_path: Path) -> None:
    source = "def make(web):\n    @web.route('/')\n    def f(): pass\n"
    app = app_of(tmp_path, source + "import other\n", {"other.py": source})
    (problem,) = app.problems
    assert problem.origin is not None
    assert problem.origin.source.endswith("function_app.py")


def test_decorator_on_an_unknown_object_is_found_and_reported(tmp_path: Path) -> None:
    app = app_of(
        tmp_path,
        "import lib\n@lib.bp.queue_trigger('m', 'q', 'Orders')\ndef f(m): pass\n"
        "@thing.timer_trigger('t', 's')\ndef g(t): pass",
    )
    assert connections(app) == {"f": "Orders", "g": None}
    assert "belongs to cannot be read" in messages(app)[0]
    assert len(app.problems) == 1


def test_http_triggers_get_route_and_level_when_the_app_is_indexed(tmp_path: Path) -> None:
    files = {
        "function_app.py": """
            import azure.functions as func
            from bp import bp
            app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
            app.register_functions(bp)
            @app.route(methods=["get", func.HttpMethod.POST], trigger_arg_name="r")
            def one(r): pass
            @app.route("two/{id}", auth_level="admin", binding_arg_name="out", trigger_extra_fields={"some_thing": 1},
                       binding_extra_fields={"other": None})
            def two(req): pass
            @app.generic_trigger("req", "httpTrigger")
            def three(req): pass
            @app.route(os.name, auth_level=os.name)
            def four(req): pass
            """,
        "bp.py": "import azure.functions as f\nbp = f.Blueprint()\n@bp.route()\ndef five(req): pass",
    }
    app = read_app(write(tmp_path, files))
    triggers = {binding.function: dict(binding.properties) for binding in app.bindings if binding.type == "httpTrigger"}
    assert triggers == {
        "one": {"route": "one", "authLevel": "ANONYMOUS", "methods": ["GET", "POST"]},
        "two": {"route": "two/{id}", "authLevel": "ADMIN", "someThing": 1},
        "three": {"route": "three", "authLevel": "ANONYMOUS"},
        "four": {},
        "five": {"route": "five", "authLevel": "ANONYMOUS"},
    }
    assert [binding.name for binding in app.bindings if binding.type == "http"] == [
        "$return",
        "out",
        "$return",
        "$return",
    ]


@pytest.mark.parametrize(("level", "found"), [("'ADMIN'", "ADMIN"), ("os.name", None), ("", "FUNCTION")])
def test_level_of_the_app(level: str, found: str | None, tmp_path: Path) -> None:
    source = (
        f"import azure.functions as func\nimport os\napp = func.FunctionApp({level})\n@app.route()\ndef f(req): pass"
    )
    app = read_app(write(tmp_path, {"function_app.py": source}))
    assert app.bindings[0].properties.get("authLevel") == found


def test_web_apps_add_a_function_of_their_own(tmp_path: Path) -> None:
    source = """
        import azure.functions as func
        from flask import Flask
        app = func.{}({})
        """
    for kind, arguments, function, level in (
        ("AsgiFunctionApp", "app=Flask('x'), function_name='web'", "web", "FUNCTION"),
        ("WsgiFunctionApp", "Flask('x').wsgi_app, func.AuthLevel.ANONYMOUS", "http_app_func", "ANONYMOUS"),
        ("WsgiFunctionApp", "Flask('x'), function_name=print", "http_app_func", "FUNCTION"),
    ):
        app = read_app(write(tmp_path, {"function_app.py": source.format(kind, arguments)}))
        assert app.functions == (function,)
        assert [binding.type for binding in app.bindings] == ["httpTrigger", "http"]
        assert app.bindings[0].properties == {"route": "/{*route}", "authLevel": level}
        assert not app.problems


REGISTERED = [
    "app.register_functions(bp)",
    "app.register_blueprint(bp)",
    "app.register_functions(function_container=bp)",
    "for each in [bp]:\n    app.register_functions(each)",
    "ALL = (bp,)\nfor each in ALL:\n    app.register_functions(each)",
    "def late():\n    app.register_functions(bp)",
    "import bps\napp.register_functions(bps.bp)",
    "import importlib\napp.register_functions(importlib.import_module('bps').bp)",
    "from star import *\napp.register_functions(bp)",
]


@pytest.mark.parametrize("register", REGISTERED)
def test_registered_blueprints_are_live(register: str, tmp_path: Path) -> None:
    bps = "import azure.functions as func\nbp = func.Blueprint()\n@bp.queue_trigger('m', 'q', 'Orders')\ndef f(m): pass"
    app = app_of(tmp_path, f"from bps import bp\n{register}", {"bps.py": bps, "star.py": "from bps import *"})
    assert connections(app) == {"f": "Orders"}
    assert not app.problems


@pytest.mark.parametrize(
    ("register", "message"),
    [
        ("", "never registered"),
        ("app.register_functions(app2)", "never registered"),
        ("app.register_functions(pick())", "is unknown"),
        ("for each in all_of_them():\n    app.register_functions(each)", "is unknown"),
        ("for a, each in [(1, bp)]:\n    app.register_functions(each)", "is unknown"),
        ("app.register_functions()", "never registered"),
    ],
)
def test_other_blueprints_are_found_and_flagged_once(register: str, message: str, tmp_path: Path) -> None:
    bps = """
        import azure.functions as func
        bp = func.Blueprint()
        @bp.queue_trigger('m', 'q', 'Orders')
        def f(m): pass
        @bp.queue_trigger('m', 'q', 'More')
        def g(m): pass
        """
    source = f"from bps import bp\nother = func.Blueprint()\napp2 = other\n{register}"
    app = app_of(tmp_path, source, {"bps.py": bps})
    assert connections(app) == {"f": "Orders", "g": "More"}
    (problem,) = app.problems
    assert message in problem.message
    assert problem.origin is not None
    assert (problem.origin.source, problem.origin.line) == (str(tmp_path / "bps.py"), 3)


def test_apps_outside_the_entry_module_are_flagged(tmp_path: Path) -> None:
    inner = (
        "import azure.functions as func\nhidden = func.FunctionApp()\n@hidden.timer_trigger('t', 's')\ndef f(t): pass"
    )
    app = app_of(tmp_path, "import inner", {"inner.py": inner})
    assert app.functions == ("f",)
    assert "not among the names" in messages(app)[0]


def test_app_may_come_from_another_module_or_a_factory(tmp_path: Path) -> None:
    for entry, inner in (
        ("from inner import app", "import azure.functions as func\napp = func.FunctionApp()"),
        ("from inner import *", "import azure.functions as func\napp = func.FunctionApp()"),
        (
            "from inner import make\napp = make()",
            "from azure.functions import FunctionApp\ndef make():\n    a = FunctionApp()\n    return a",
        ),
        (
            "from inner import Mine\napp = Mine()",
            "import azure.functions as f\nclass Base(f.FunctionApp): pass\nclass Mine(Base): pass",
        ),
    ):
        source = f"{entry}\n@app.queue_trigger('m', 'q', 'Orders')\ndef f(m): pass"
        app = read_app(write(tmp_path, {"function_app.py": source, "inner.py": inner}))
        assert connections(app) == {"f": "Orders"}
        assert not app.problems, entry


@pytest.mark.parametrize(
    "entry",
    [
        "app = make()",
        "def make():\n    pass\napp = make()",
        "def make():\n    return make()\napp = make()",
        "def make():\n    return unknown\napp = make()",
        "class A(A): pass\napp = A()",
        "import azure.functions as func\napp = func.SomethingNew()",
        "app: object",
    ],
)
def test_app_of_unknown_make_is_reported(entry: str, tmp_path: Path) -> None:
    source = f"{entry}\n@app.queue_trigger('m', 'q', 'Orders')\ndef f(m): pass"
    app = read_app(write(tmp_path, {"function_app.py": source}))
    assert connections(app) in ({"f": "Orders"}, {})
    assert "no function app is found" in messages(app)[-1]


def test_durable_apps(tmp_path: Path) -> None:
    files = {
        "function_app.py": """
            import azure.functions as func
            import azure.durable_functions as df
            bp = df.Blueprint()
            app = df.DFApp(http_auth_level=func.AuthLevel.ANONYMOUS)
            app.register_functions(bp)
            @app.orchestration_trigger(context_name="context", input_type=dict)
            def orchestrate(context): pass
            @bp.activity_trigger(input_name="n", activity="doIt")
            def act(n): pass
            @app.entity_trigger("context", "counter")
            def entity(context): pass
            @app.durable_client_input("client", "hub", "Storage2")
            @app.route()
            async def start(req, client): pass
            """
    }
    app = read_app(write(tmp_path, files))
    assert {binding.type: dict(binding.properties) for binding in app.bindings if binding.type[:4] != "http"} == {
        "orchestrationTrigger": {},
        "activityTrigger": {"activity": "doIt"},
        "entityTrigger": {"entityName": "counter"},
        "durableClient": {"taskHub": "hub", "connectionName": "Storage2"},
    }
    assert not app.problems


def test_generic_binding_without_a_readable_type_is_reported(tmp_path: Path) -> None:
    app = app_of(
        tmp_path,
        """
        @app.generic_trigger("m", os.name, connection="Orders")
        def f(m): pass
        @app.generic_trigger("m", connection="Orders")
        def g(m): pass
        """,
    )
    assert not app.bindings
    assert app.functions == ("f", "g")
    assert ["type" in message for message in messages(app)] == [True, True]


def test_mcp_tool_names_the_tool_after_the_function(tmp_path: Path) -> None:
    app = app_of(tmp_path, "@app.mcp_tool()\n@app.blob_input('b', 'c/x', 'Blobs')\ndef look_up(b, key): pass")
    assert app.bindings[1].name == "context"
    assert app.bindings[1].properties == {"toolName": "look_up", "useResultSchema": False}


@pytest.mark.parametrize("name", ["", "'x', *y", "name=os.name"])
def test_name_that_cannot_be_read_is_the_function_s_own(name: str, tmp_path: Path) -> None:
    app = app_of(tmp_path, f"@app.function_name({name})\n@app.timer_trigger('t', 's')\ndef f(t): pass\n")
    assert app.functions in (("f",), ("x",))
    app = app_of(tmp_path, "@app.function_name\n@app.timer_trigger('t', 's')\ndef f(t): pass\n")
    assert app.functions == ("f",)


def test_call_form_of_something_without_a_name(tmp_path: Path) -> None:
    app = app_of(tmp_path, "app.timer_trigger('t', 's')(lambda t: None)\napp.timer_trigger('t', 's')(os.getcwd)")
    assert [binding.type for binding in app.bindings] == ["timerTrigger", "timerTrigger"]


SDK_TYPES = [
    ("blob.BlobClient", "blob.BlobClient"),
    ("'blob.BlobClient'", "blob.BlobClient"),
    ("Optional[blob.ContainerClient]", "blob.ContainerClient"),
    ("list[blob.StorageStreamDownloader]", "blob.StorageStreamDownloader"),
    ("Annotated[blob.BlobClient, 1]", "blob.BlobClient"),
    ("None | blob.BlobClient", "blob.BlobClient"),
    ("CosmosClient", "cosmosdb.CosmosClient"),
    ("func.InputStream", ""),
    ("str", ""),
    ("'not an expression ('", ""),
    (repr("x" * 600), ""),
    (repr("'" + '"str"' + "'"), ""),
    ("[" * 20 + "]" * 20, ""),
    ("list[" * 12 + "str" + "]" * 12, ""),
]


@pytest.mark.parametrize(("annotation", "expected"), SDK_TYPES)
def test_annotations_that_make_an_sdk_client(annotation: str, expected: str, tmp_path: Path) -> None:
    app = app_of(
        tmp_path,
        f"""
        import azurefunctions.extensions.bindings.blob as blob
        from azurefunctions.extensions.bindings.cosmosdb import CosmosClient
        @app.blob_trigger("client", "c/x", "Blobs")
        def f(other, client: {annotation}, /, *, rest: int = 0): pass
        """,
    )
    assert only(app).sdk_type == expected


def test_environment_variables_that_the_app_reads(tmp_path: Path) -> None:
    app = app_of(
        tmp_path,
        """
        from os import environ as env, getenv, environ
        from os import getenv as read
        NAME = "BY_NAME"
        os.environ["A"]
        os.environ.get("B", "x")
        os.getenv("C")
        getenv("D")
        env["E"]
        environ.pop("F")
        read("G")
        os.environ[NAME]
        os.environ["WRITTEN"] = "x"
        os.environ[os.name]
        os.getenv()
        {}.get("no")
        import inner
        def f():
            return {k: os.environ.setdefault("H", "x") for k in "ab"}
        """,
        {"inner.py": "import os\nX = os.environ['Z']"},
    )
    assert [name for name, _ in app.environ_reads] == ["A", "B", "C", "D", "E", "F", "G", "BY_NAME", "H", "Z"]
    assert str(app.environ_reads[0][1]) == f"{tmp_path / 'function_app.py'}:9:1"
