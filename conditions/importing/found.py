"""What a part of a kept file held: articles, and where the next part begins."""

from dataclasses import dataclass, field
from typing import Any

from .document import ArticleDocument
from .writer import Source


@dataclass(frozen=True, slots=True)
class KeptSource(Source):
    """The source of an article that waits for its review: of its bytes the digest is kept."""

    kept_key: str = ""

    @property
    def content_key(self) -> str:
        return self.kept_key


@dataclass(frozen=True, slots=True)
class Found:
    """An article of a file, with the bare words of its source.

    `extra` is what an export knows beside the text; `refusal` says why it cannot be imported.
    """

    source: Source
    document: ArticleDocument
    source_text: str
    extra: dict[str, Any] = field(default_factory=dict)
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What was found in a part of a file. `goes_on_at` is where the next part begins, if any."""

    articles: list[Found] = field(default_factory=list)
    goes_on_at: dict[str, Any] | None = None
    share_read: float = 1.0
    refusal: str = ""
