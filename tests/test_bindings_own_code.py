"""What is read of an app's own code: variables that it cannot do without, credentials made in every invocation."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from .apps import HEAD, app_of, write

if TYPE_CHECKING:
    from pathlib import Path

    from funcbind.bindings import App

REQUIRED = [
    ('A = os.environ["X"]', ["X"]),
    ('NAME = "X"\nA = os.environ[NAME]', ["X"]),
    ('def f():\n    return client(os.environ["X"])\nf()', ["X"]),
    ('def f():\n    return client(os.environ["X"])', []),
    ('def f():\n    def g():\n        return os.environ["X"]\n    return g()\ncall(f)', ["X"]),
    ('@cache\ndef f():\n    return os.environ["X"]', ["X"]),
    ('class C:\n    def __init__(self):\n        self.x = os.environ["X"]', ["X"]),
    ('class C:\n    def f(self):\n        self.x = os.environ["X"]\nC().f()', ["X"]),
    ('A = f(os.environ["X"])\nB = os.environ["X"]', ["X", "X"]),
    ('A = os.environ["X"] or "none"', ["X"]),
    ('try:\n    A = os.environ["X"]\nfinally:\n    pass', ["X"]),
    ('with open("f") as f:\n    A = os.environ["X"]', ["X"]),
    ('for i in range(2):\n    A = os.environ["X"]', ["X"]),
    ('A = [os.environ["X"] for i in "ab"]', []),
    ('A = [i for i in os.environ["X"]]', ["X"]),
    # tested, set, or given a default somewhere
    ('A = os.environ.get("X")\nB = os.environ["X"]', []),
    ('A = os.getenv("X", "d")', []),
    ('if "X" not in os.environ:\n    raise SystemExit\nA = os.environ["X"]', []),
    ('os.environ["X"] = "1"\nA = os.environ["X"]', []),
    ('os.environ.setdefault("X", "1")\nA = os.environ["X"]', []),
    ('os.environ.update(settings)\nA = os.environ["X"]', []),
    ('os.environ |= settings\nA = os.environ["X"]', []),
    ('from dotenv import load_dotenv\nload_dotenv()\nA = os.environ["X"]', []),
    # may not run
    ('if LOCAL:\n    A = os.environ["X"]', []),
    ('if os.environ["X"]:\n    A = os.environ["Y"]', ["X"]),
    ('A = os.environ["X"] if LOCAL else ""', []),
    ('A = LOCAL and os.environ["X"]', []),
    ('A = lambda: os.environ["X"]', []),
    ('try:\n    A = os.environ["X"]\nexcept KeyError:\n    A = ""', []),
    ('import contextlib\nwith contextlib.suppress(KeyError):\n    A = os.environ["X"]', []),
    ('match os.environ["X"]:\n    case "1":\n        A = os.environ["Y"]', ["X"]),
    ("while True:\n    A = os.environ['X']", []),
    # not known
    ("A = os.environ[name()]", []),
    ('A = other["X"]', []),
]


@pytest.mark.parametrize(("code", "names"), REQUIRED)
def test_reads_that_end_in_key_error(tmp_path: Path, code: str, names: list[str]) -> None:
    app = app_of(tmp_path, code)
    assert [name for name, _ in app.required_reads] == names
    assert set(app.required_reads) <= set(app.environ_reads)


def test_a_read_in_another_module_counts_too(tmp_path: Path) -> None:
    app = app_of(tmp_path, "import shared", {"shared.py": 'import os\nA = os.environ["X"]\n'})
    assert [(name, str(origin)) for name, origin in app.required_reads] == [("X", f"{tmp_path / 'shared.py'}:2:5")]


AIO = "from azure.identity.aio import DefaultAzureCredential\n"
SYNC = "from azure.identity import DefaultAzureCredential\n"
CLIENT = "from azure.storage.blob.aio import BlobServiceClient\n"
USES = [
    # (imports, body, closed or not)
    (SYNC, "c = DefaultAzureCredential()", [False]),
    ("import azure.identity\n", "c = azure.identity.DefaultAzureCredential()", [False]),
    ("from azure import identity\n", "c = identity.ManagedIdentityCredential(client_id='x')", [False]),
    ("", "from azure.identity import DefaultAzureCredential as D\nD()", [False]),
    (SYNC, "return str(Client('u', DefaultAzureCredential()).get())", [True]),
    (AIO, "c = DefaultAzureCredential()\nreturn c", [True]),
    (AIO, "c = DefaultAzureCredential()\nawait c.close()", [True]),
    (AIO, "c = DefaultAzureCredential()\ntry:\n    pass\nfinally:\n    await c.close()", [True]),
    (AIO, "async with DefaultAzureCredential() as c:\n    pass", [True]),
    (AIO, "c = DefaultAzureCredential()\nasync with c:\n    pass", [True]),
    (AIO, "c = await stack.enter_async_context(DefaultAzureCredential())", [True]),
    (AIO, "c = DefaultAzureCredential()\nawait shut_down(c)", [True]),
    (AIO, "c = DefaultAzureCredential()\nkept.append(c)", [True]),
    (AIO, "c = DefaultAzureCredential()\nd = c\nawait d.close()", [True]),
    (AIO, "c = DefaultAzureCredential()\nasync def later():\n    await c.close()", [True]),
    (AIO + CLIENT, "c = DefaultAzureCredential()\nBlobServiceClient('u', credential=c)", [False]),
    (AIO + CLIENT, "BlobServiceClient('u', credential=DefaultAzureCredential())", [False]),
    (AIO + CLIENT, "async with BlobServiceClient('u', DefaultAzureCredential()) as b:\n    pass", [False]),
    (
        AIO + CLIENT,
        "c = DefaultAzureCredential()\nasync with BlobServiceClient('u', credential=c) as b, c:\n    pass",
        [True],
    ),
    # kept for the next invocation, or made by somebody else
    (SYNC, "global c\nc = DefaultAzureCredential()", []),
    (SYNC, "state.c = DefaultAzureCredential()", []),
    (SYNC, "state['c'] = DefaultAzureCredential()", []),
    (SYNC, "c = state.c or DefaultAzureCredential()", []),
    (SYNC, "c = state.c if state.c else DefaultAzureCredential()", []),
    (SYNC, "def later():\n    return DefaultAzureCredential()", []),
    (SYNC, "c = shared()", []),
    ("from mine import DefaultAzureCredential\n", "c = DefaultAzureCredential()", []),
    ("from azure.core.credentials import AzureKeyCredential\n", "c = AzureKeyCredential('k')", []),
]


def v2(folder: Path, imports: str, body: str) -> App:
    handler = '@app.timer_trigger(arg_name="t", schedule="0 0 * * * *")\nasync def f(t):\n'
    (folder / "host.json").write_text('{"version": "2.0"}')
    (folder / "function_app.py").write_text(f"{HEAD}{imports}{handler}{textwrap.indent(body, '    ')}\n")
    from funcbind.bindings import read_app

    return read_app(str(folder))


@pytest.mark.parametrize(("imports", "body", "closed"), USES)
def test_credentials_made_in_every_invocation(tmp_path: Path, imports: str, body: str, closed: list[bool]) -> None:
    uses = v2(tmp_path, imports, body).credential_uses
    assert [use.closed for use in uses] == closed
    assert all(use.function == "f" and use.is_async == (imports.startswith(AIO)) for use in uses)


def test_a_credential_of_the_module_is_not_made_in_every_invocation(tmp_path: Path) -> None:
    app = v2(tmp_path, SYNC + "c = DefaultAzureCredential()\n", "print(c)")
    assert app.credential_uses == ()


def test_a_function_json_folder_has_its_main(tmp_path: Path) -> None:
    from funcbind.bindings import read_app

    folder = write(
        tmp_path,
        {
            "f/function.json": '{"bindings": [{"type": "httpTrigger", "direction": "in", "name": "req"}]}',
            "f/__init__.py": f"{SYNC}def main(req):\n    return str(req)\n",
            "g/function.json": '{"bindings": [{"type": "httpTrigger", "direction": "in", "name": "req"}]}',
            "g/__init__.py": f"{SYNC}def main(req):\n    client(DefaultAzureCredential())\n",
            "h/function.json": '{"bindings": []}',
            "h/__init__.py": "main = 5\n",
        },
    )
    (use,) = read_app(folder).credential_uses
    assert (use.function, use.closed, use.is_async) == ("g", True, False)
    assert str(use.origin).endswith("__init__.py:3:12")
