"""Helpers of the command's tests: small apps on disk, and the real command."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

from funcbind.cli import main

ROOT = Path(__file__).resolve().parent.parent
BUNDLE = '{"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"}'
HOST = '{"version": "2.0", "extensionBundle": ' + BUNDLE + "}"
HEAD = "import azure.functions as func\n\napp = func.FunctionApp()\n\n\n"


def service_bus(function: str, connection: str) -> str:
    """A Service Bus trigger in source form."""
    return (
        f"@app.service_bus_queue_trigger(arg_name='message', queue_name='q', connection={connection!r})\n"
        f"def {function}(message):\n    pass\n\n\n"
    )


def write_app(folder: Path, code: str = "", values: dict[str, object] | None = None, *, host: str = HOST) -> Path:
    """Write an app; without ``values`` it has no settings file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "host.json").write_text(host, encoding="utf-8")
    (folder / "function_app.py").write_text(HEAD + code, encoding="utf-8", errors="surrogatepass")
    if values is not None:
        write_settings(folder / "local.settings.json", values)
    return folder


def write_settings(path: Path, values: dict[str, object]) -> Path:
    path.write_text(json.dumps({"IsEncrypted": False, "Values": values}, indent=2), encoding="utf-8")
    return path


def run(*arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None, **options: object) -> Run:
    """Run the installed command as a process of its own, with a clean environment."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1", **(env or {})}
    done = subprocess.run(  # type: ignore[call-overload]
        [sys.executable, "-m", "funcbind", *arguments],
        cwd=cwd,
        env=environment,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=options.pop("stderr", subprocess.PIPE),
        timeout=120,
        check=False,
        **options,
    )
    return Run(done.returncode, done.stdout or b"", done.stderr or b"")


def run_here(*arguments: str, cwd: Path, env: dict[str, str] | None = None) -> Run:
    """Run the command in this process: the same bytes, sooner."""
    here, variables = os.getcwd(), dict(os.environ)
    out, err = io.StringIO(), io.StringIO()
    try:
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env or {})
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(arguments)
    finally:
        os.chdir(here)
        os.environ.clear()
        os.environ.update(variables)
    return Run(code, out.getvalue().encode("utf-8", "surrogatepass"), err.getvalue().encode("utf-8", "surrogatepass"))


class Run:
    """What a process printed."""

    def __init__(self, code: int, stdout: bytes, stderr: bytes) -> None:
        self.code = code
        self.stdout = stdout
        self.stderr = stderr

    @property
    def out(self) -> str:
        return self.stdout.decode("utf-8")

    @property
    def err(self) -> str:
        return self.stderr.decode("utf-8")

    @property
    def data(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.stdout)
        return found
