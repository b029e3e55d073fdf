"""What visitors know: which request they sent under which key, and what they were answered."""

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Request:
    """One consultation request, sent until it is acknowledged. Times are of the monotonic clock."""

    key: str
    sent_at: list[float] = field(default_factory=list)
    acknowledged_at: float | None = None
    # How often the answer was a 503 that kept all that was typed, and no answer at all.
    turned_away: int = 0
    broken: int = 0
    # Any other answer: what no visitor should see.
    wrong: list[str] = field(default_factory=list)

    @property
    def is_under_way(self) -> bool:
        """Was it sent, and nothing came back yet?"""
        back = self.turned_away + self.broken + len(self.wrong) + bool(self.acknowledged_at)
        return len(self.sent_at) > back


class History:
    """All requests of one run. Many visitors write into it at the same time."""

    def __init__(self) -> None:
        self.requests: dict[str, Request] = {}
        self.lock = threading.Lock()

    def sent(self, key: str) -> Request:
        with self.lock:
            request = self.requests.setdefault(key, Request(key))
        request.sent_at.append(time.monotonic())
        return request

    def acknowledged(self, *, before: float | None = None) -> list[str]:
        """The keys whose acknowledgement was read; `before` a moment of the monotonic clock."""
        moment = time.monotonic() if before is None else before
        with self.lock:
            requests = list(self.requests.values())
        return [one.key for one in requests if one.acknowledged_at and one.acknowledged_at < moment]

    def has_under_way(self) -> bool:
        with self.lock:
            return any(one.is_under_way for one in self.requests.values())

    def answers(self) -> Counter[str]:
        """How many answers there were of each sort."""
        counted: Counter[str] = Counter()
        for one in self.requests.values():
            counted["sent"] += len(one.sent_at)
            counted["acknowledged"] += one.acknowledged_at is not None
            counted["given up"] += one.acknowledged_at is None
            counted["turned away"] += one.turned_away
            counted["broken"] += one.broken
            counted["wrong"] += len(one.wrong)
        return counted

    def write(self, path: Path) -> None:
        """Keep it as lines of JSON, for whoever looks for the reason of a loss."""
        lines = [json.dumps(vars(one)) for one in self.requests.values()]
        path.write_text("\n".join(lines) + "\n")
