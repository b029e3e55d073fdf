"""How long a question to the database may take where somebody waits for what is made of it.

Here it is said for how long; the connection of a project keeps to it (this site's:
`cms/patient.py`). One that does not waits as long as it always did.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Seconds for one question. A page asks a few, which take milliseconds.
SECONDS = 2.0
# By this a request says, in its environment, that the database does not answer.
AWAY = "clinic.database_away"


class Patience:
    """That of one piece of work. Who has waited in vain once waits for nothing any more."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def end(self) -> None:
        self.seconds = 0.0


_patience: ContextVar[Patience | None] = ContextVar("clinic_patience", default=None)


@contextmanager
def patient(seconds: float = SECONDS) -> Iterator[None]:
    """Inside, each question to the database has so many seconds."""
    token = _patience.set(Patience(seconds))
    try:
        yield
    finally:
        _patience.reset(token)


def patience_now() -> Patience | None:
    """For how long may be waited here? None: as long as it takes, as nobody waits for it."""
    return _patience.get()
