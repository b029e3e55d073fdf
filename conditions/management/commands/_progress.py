"""A bar that shows how much of a file was read, for people who watch a terminal."""

import time
from typing import Any

_WIDTH = 30
_SECONDS_BETWEEN = 0.2


class ProgressBar:
    """Draws itself on one line of `stream`; on what is no terminal it stays silent."""

    def __init__(self, stream: Any, label: str, total: int) -> None:
        self._stream = stream
        self._label = label
        self._total = max(total, 1)
        self._is_shown = bool(getattr(stream, "isatty", lambda: False)())
        self._drawn_at = 0.0

    def show(self, done: int, note: str = "") -> None:
        """Show that `done` bytes were read; often enough to see it move, not to slow it down."""
        now = time.monotonic()
        if not self._is_shown or (now - self._drawn_at < _SECONDS_BETWEEN and done < self._total):
            return
        self._drawn_at = now
        share = min(done / self._total, 1.0)
        bar = "#" * round(share * _WIDTH)
        read = f"{done / 1e6:.1f}/{self._total / 1e6:.1f} MB"
        self._stream.write(f"\r{self._label} [{bar:<{_WIDTH}}] {share:4.0%} {read} {note}\x1b[K")
        self._stream.flush()

    def clear(self) -> None:
        """Take the bar away, so that a line can be printed."""
        if self._is_shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
