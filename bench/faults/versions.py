"""The program as it was before, out of the repository's history."""

import subprocess
import tarfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from .processes import ROOT

APPS = ("locations", "conditions", "leads", "home")


def unpack_version_before(folder: Path) -> str:
    """Put the newest version into `folder` that lacks a migration of today's; return its commit.

    A release if there is one; else what was there before the newest migration came.
    """
    paths = [f"{app}/migrations" for app in APPS]
    newest = _git("log", "-1", "--diff-filter=A", "--format=%H", "--", *paths).decode().strip()
    if not newest:
        raise LookupError("the version before is in the repository's history, which is not here")
    commit = _git("rev-parse", f"{newest}^").decode().strip()
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
