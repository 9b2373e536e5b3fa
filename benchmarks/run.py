"""Print the figures that the project promises, and fail when one is missed.

    python benchmarks/run.py [--runs N] [--only startup|scale|doctor]

Start-up is measured as a user meets it: a fresh virtual environment with the built wheel, bytecode compiled, nothing
else installed, whole processes, pairs interleaved. Scale doubles as a check that nothing is quadratic.
The doctor is the nearest other tool; it gets an environment of its own, and is left out where it cannot be installed.
No process inherits a PYTHON* variable: one that keeps bytecode from being written would slow the one and not the other.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 15
LIMITS = {
    "funcbind check (sample)": 4.0,
    "import funcbind": 1.3,
    "time, 10 x the size": 12.0,
    "memory, MB": 300.0,
}
DOCTOR = "azure-functions-doctor"
DOCTOR_VERSION = "0.23.1"
FASTER_THAN_DOCTOR = 6.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=RUNS, help="paired runs; the median counts")
    parser.add_argument("--only", choices=("startup", "scale", "doctor"), help="measure a part only")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        python = fresh_environment(Path(folder))
        figures: dict[str, float] = {}
        faster: float | None = None
        if arguments.only in (None, "startup"):
            figures |= startup(python, arguments.runs)
        if arguments.only in (None, "scale"):
            figures |= scale(python, Path(folder))
        if arguments.only in (None, "doctor"):
            faster = doctor(python, Path(folder), arguments.runs)
    missed = 0
    for name, figure in figures.items():
        limit = LIMITS.get(name)
        verdict = "" if limit is None else f"  (limit {limit:g}: {'ok' if figure <= limit else 'MISSED'})"
        missed += limit is not None and figure > limit
        print(f"{name:<32}{figure:8.2f}{verdict}")
    if faster is not None:
        missed += faster < FASTER_THAN_DOCTOR
        verdict = "ok" if faster >= FASTER_THAN_DOCTOR else "MISSED"
        print(f"funcbind check is {faster:.1f} x faster than {DOCTOR}  (limit >= {FASTER_THAN_DOCTOR:g}: {verdict})")
    return 1 if missed else 0


def fresh_environment(folder: Path) -> Path:
    """Build the wheel and install it alone: the command needs none of its dependencies to start."""
    run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)])
    run([sys.executable, "-m", "venv", str(folder / "venv")])
    python = folder / "venv" / "bin" / "python"
    wheel = next(folder.glob("funcbind-*.whl"))
    run([str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--compile", str(wheel)])
    return python


def startup(python: Path, runs: int) -> dict[str, float]:
    """Medians of whole processes, each as a multiple of ``python -c pass`` run beside it."""
    funcbind = python.with_name("funcbind")
    commands = {
        "python -c pass": [str(python), "-c", "pass"],
        "import funcbind": [str(python), "-c", "import funcbind"],
        "funcbind check (sample)": [str(funcbind), "check", str(ROOT)],
        "funcbind --version": [str(funcbind), "--version"],
    }
    taken = in_turn(commands, runs)
    bare = statistics.median(taken["python -c pass"])
    figures = {"python -c pass, ms": bare * 1000}
    for name in list(commands)[1:]:
        figures[name] = statistics.median(taken[name]) / bare
    return figures


def in_turn(commands: dict[str, list[str]], runs: int) -> dict[str, list[float]]:
    """Seconds of each command, run one after the other in every round; two rounds warm up."""
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for round_ in range(runs + 2):
        for name, command in commands.items():
            begin = time.perf_counter()
            run(command, check=False)
            if round_ >= 2:
                taken[name].append(time.perf_counter() - begin)
    return taken


def doctor(python: Path, folder: Path, runs: int) -> float | None:
    """How many times longer the doctor takes for the sample app alone: the median of the pairs, or None without it.

    The sample is copied, as the doctor would read this repository's tests too.
    """
    other = folder / "doctor" / "bin" / "python"
    run([sys.executable, "-m", "venv", str(folder / "doctor")])
    try:
        run([str(other), "-m", "pip", "install", "--quiet", "--retries=1", f"{DOCTOR}=={DOCTOR_VERSION}"])
    except subprocess.CalledProcessError:
        print(f"SKIPPED: {DOCTOR} {DOCTOR_VERSION} cannot be installed, nothing is compared with it", file=sys.stderr)
        return None
    app = folder / "sample"
    shutil.copytree(ROOT / "function_app_sample", app / "function_app_sample")
    for name in ("function_app.py", "host.json"):
        shutil.copy(ROOT / name, app)
    shutil.copy(ROOT / "local.settings.sample.json", app / "local.settings.json")
    commands = {
        "funcbind": [str(python.with_name("funcbind")), "check", str(app)],
        DOCTOR: [str(other.with_name(DOCTOR)), "doctor", "--path", str(app)],
    }
    # Each must have done its work: a tool that falls over is quick.
    for command, sign in zip(commands.values(), ("connections, ", "Doctor summary"), strict=True):
        shown = subprocess.run(command, capture_output=True, text=True, check=False, env=environment()).stdout
        if sign not in shown:
            raise SystemExit(f"{command[0]} did not check the sample:\n{shown}")
    taken = in_turn(commands, runs)
    return statistics.median(theirs / ours for ours, theirs in zip(*taken.values(), strict=True))


def scale(python: Path, folder: Path) -> dict[str, float]:
    """One project of 1,000 bindings and 5,000 settings, and one ten times as large."""
    small, _ = checked(python, project(folder / "small", 1_000))
    large, memory = checked(python, project(folder / "large", 10_000))
    return {
        "1,000 bindings, s": small,
        "10,000 bindings, s": large,
        "time, 10 x the size": large / small,
        "memory, MB": memory,
    }


def project(folder: Path, bindings: int) -> Path:
    folder.mkdir()
    (folder / "host.json").write_text('{"version": "2.0"}')
    lines = ["import azure.functions as func", "app = func.FunctionApp()"]
    values = {"AzureWebJobsStorage": "UseDevelopmentStorage=true"}
    for number in range(bindings):
        lines += [
            f'@app.service_bus_queue_trigger(arg_name="m", queue_name="q", connection="C{number}")',
            f"def f{number}(m): pass",
        ]
        values[f"C{number}__fullyQualifiedNamespace"] = f"fake{number}.servicebus.windows.net"
        values |= {f"Own{number}_{part}": "x" for part in range(4)}
    (folder / "function_app.py").write_text("\n".join(lines))
    settings = {"IsEncrypted": False, "Values": values}
    (folder / "local.settings.json").write_text(json.dumps(settings, indent=2))
    return folder


def checked(python: Path, folder: Path) -> tuple[float, float]:
    """Seconds and peak memory of one check; a finding would mean that the measurement is of something else."""
    program = "import resource,sys,subprocess; code=subprocess.call(sys.argv[1:],stdout=subprocess.DEVNULL); " + (
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
    )
    begin = time.perf_counter()
    command = [str(python.with_name("funcbind")), "check", str(folder)]
    program_run = [sys.executable, "-c", program, *command]
    done = subprocess.run(program_run, capture_output=True, text=True, check=True, env=environment())
    return time.perf_counter() - begin, int(done.stdout) / 1024


def run(command: list[str], *, check: bool = True) -> None:
    subprocess.run(command, check=check, stdout=subprocess.DEVNULL, env=environment())


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


if __name__ == "__main__":
    sys.exit(main())
