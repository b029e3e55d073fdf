"""Sheet: what one page of the demo says, before there is a page."""

from dataclasses import dataclass, field
from typing import Any

from .markup import Block


@dataclass(frozen=True)
class Sheet:
    """One page. Its key is its slug; links name the keys of other pages, by relation."""

    key: str
    title: str
    summary: str
    picture: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    body: tuple[Block, ...] = ()
    links: dict[str, tuple[str, ...]] = field(default_factory=dict)
