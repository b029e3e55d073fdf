"""Where faults are tried: makes clinics that begin alike, and cleans up behind them."""

import hashlib
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing, contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import Any, TypeVar

from cms.databases import POSTGRESQL, SQLITE
from tests.migrated import FOLDER, fingerprint

from .clinic import Clinic, environment_of
from .post_office import PostOffice
from .postgresql import Cluster
from .processes import ROOT, manage
from .stored import checkpoint

T = TypeVar("T")


class Lab:
    """One run's folder. A database of each kind is migrated and seeded once, and copied."""

    def __init__(self, folder: Path, *, quick: bool) -> None:
        self.folder, self.quick = folder, quick
        self.made: dict[Hashable, Any] = {}

    def new_folder(self, prefix: str = "clinic") -> Path:
        return Path(tempfile.mkdtemp(prefix=f"{prefix}-", dir=self.folder))

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` makes, or made before for the same key."""
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]

    @cached_property
    def seeded_file(self) -> Path:
        kept = kept_as(SQLITE, "sqlite3")
        if not kept.exists():
            file = self.new_folder("seeded") / "db.sqlite3"
            begin_with_tests_database(file)
            self._seed(f"sqlite:///{file}")
            checkpoint(file)
            shutil.move(file, kept)
        return kept

    @cached_property
    def cluster(self) -> Cluster:
        """A PostgreSQL of our own, so that it can be killed; flushes as a live one does."""
        cluster, kept = Cluster(self.new_folder("postgresql")), kept_as(POSTGRESQL, "dump")
        cluster.create("seeded")
        if kept.exists():
            cluster.load(kept, "seeded")
        else:
            self._seed(cluster.url("seeded"))
            cluster.dump("seeded", kept)
        return cluster

    def _seed(self, url: str) -> None:
        office = PostOffice()
        try:
            environment = environment_of(self.new_folder("seed"), url, office)
            manage(environment, "migrate", "--verbosity=0")
            manage(environment, "clinic_seed", "--leads=0")
        finally:
            office.close()

    @contextmanager
    def clinic(
        self,
        *,
        database: str = "sqlite",
        servers: int = 1,
        workers: int = 1,
        shim: dict[str, str] | None = None,
        preloaded: bool = False,
        **environment: str,
    ) -> Iterator[Clinic]:
        """A running clinic. `environment` is what its settings are told besides.

        With `shim` its writes to an SQLite database are watched (shim.c), `preloaded` it is soon
        back when it was killed (preloaded.py).
        """
        folder = self.new_folder()
        if shim is not None:
            file = {"SHIM_FILE": str(folder / "db.sqlite3"), "LD_PRELOAD": str(self.shim)}
            environment |= shim | file
        url = self._database(database, folder, environment.get("FAULTS_PRAGMAS", ""))
        clinic = Clinic(folder, url, **environment)
        try:
            if preloaded:
                clinic.preload()
            clinic.start(servers=servers, workers=workers)
            yield clinic
        finally:
            clinic.stop()

    def _database(self, kind: str, folder: Path, pragmas: str) -> str:
        if kind == "sqlite":
            shutil.copyfile(self.seeded_copy(pragmas), folder / "db.sqlite3")
            return f"sqlite:///{folder / 'db.sqlite3'}"
        return self.cluster.copy_of("seeded")

    def seeded_copy(self, pragmas: str = "") -> Path:
        """The seeded database; with `pragmas` one of this run's in which they have been set."""
        if not pragmas:
            return self.seeded_file
        return self.once(("seeded with", pragmas), partial(self._with_pragmas, pragmas))

    def _with_pragmas(self, pragmas: str) -> Path:
        file = self.new_folder("pragmas") / "db.sqlite3"
        shutil.copyfile(self.seeded_file, file)
        with closing(sqlite3.connect(file)) as connection:
            connection.executescript(pragmas)
        return file

    @cached_property
    def shim(self) -> Path:
        """The library of shim.c, made with the machine's C compiler."""
        library = self.folder / "shim.so"
        source = Path(__file__).with_name("shim.c")
        options = ["-shared", "-fPIC", "-O2", "-o", str(library), str(source), "-ldl", "-lpthread"]
        compiler = shutil.which("cc") or "cc"
        subprocess.run([compiler, *options], check=True)
        return library

    def close(self) -> None:
        if "cluster" in self.__dict__:
            self.cluster.stop()


def kept_as(engine: str, end: str) -> Path:
    """Where a seeded database is kept for later runs, beside those that the tests keep.

    Another demo, or other migrations, have another name; files that nobody uses go after a week.
    """
    demo = hashlib.sha256()
    for file in sorted((ROOT / "home").rglob("*.py")):
        demo.update(file.read_bytes())
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    kept = FOLDER / f"{fingerprint(engine)}-seeded-{demo.hexdigest()[:16]}.{end}"
    if kept.exists():
        kept.touch()
    return kept


def begin_with_tests_database(file: Path) -> None:
    """Take the database that the tests keep migrated, if it is that of today's migrations.

    `migrate` then finds little or nothing to do, instead of two hundred migrations.
    """
    kept = FOLDER / f"{fingerprint(SQLITE)}.sqlite3"
    if kept.exists():
        with closing(sqlite3.connect(kept)) as source, closing(sqlite3.connect(file)) as copy:
            source.backup(copy)
