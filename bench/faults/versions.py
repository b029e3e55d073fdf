"""The program as it was before, out of the repository's history."""

import subprocess
import tarfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from .processes import ROOT

APPS = ("locations", "conditions", "leads", "home")
# How many times migrations came since: enough that one of them makes the table of leads anew.
TIMES = 5


def unpack_version_before(folder: Path) -> str:
    """Put a version into `folder` that lacks migrations of today's; return its commit.

    A release if there is one; else what was there before migrations came the last few times. Only
    the main line counts: a step within a branch need not run.
    """
    paths = [f"{app}/migrations" for app in APPS]
    came = ["log", f"-{TIMES}", "--first-parent", "--diff-filter=A", "--format=%H", "--", *paths]
    commits = _git(*came).decode().split()
    if not commits:
        raise LookupError("the version before is in the repository's history, which is not here")
    commit = _git("rev-parse", f"{commits[-1]}^").decode().strip()
    released = _git("tag", "--merged", commit, "--sort=-v:refname").decode().split()
    version = released[0] if released else commit
    with tarfile.open(fileobj=BytesIO(_git("archive", version))) as archive:
        archive.extractall(folder, filter="data")
    return version


def _git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)  # noqa: S607
    if done.returncode:
        raise LookupError(f"git {arguments[0]}: {done.stderr.decode()}")
    return done.stdout


def migrations_in(folder: Path) -> set[tuple[str, str]]:
    """(app, name) of each migration of ours that lies in a folder of the program."""
    files = [(app, file) for app in APPS for file in (folder / app / "migrations").glob("0*.py")]
    return {(f"clinic_{app}", file.stem) for app, file in files}


def pending(applied: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The migrations of today's version that a database has not."""
    return migrations_in(ROOT) - set(applied)
