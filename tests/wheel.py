"""The plugin as other projects get it: built as a wheel, installed into a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def build(folder: Path, *targets: str) -> list[Path]:
    """Build the targets ("wheel", "sdist") as `make wheel` does; nothing is fetched."""
    chosen = [part for target in targets for part in ("-t", target)]
    _run("hatchling", "build", "-d", str(folder), *chosen)
    return sorted(folder.iterdir())


def install(wheel: Path, folder: Path) -> None:
    """Install the wheel alone: what it needs is in our own environment."""
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    _run("pip", "install", *options, "--target", str(folder), str(wheel))


def _run(module: str, *arguments: str) -> None:
    environment = {
        **os.environ,
        "PYTHONWARNINGS": "ignore",
    }  # what a tool of others thinks of itself
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
