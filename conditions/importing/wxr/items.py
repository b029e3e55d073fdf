"""What a WordPress export holds, as plain values."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

ARTICLE_TYPES = frozenset({"post", "page"})
# What is not worth a draft: WordPress itself no longer shows it, or never did.
SKIPPED_STATUSES = frozenset({"trash", "auto-draft", "inherit"})
PUBLIC_STATUSES = frozenset({"publish"})

ELEMENTOR_DATA = "_elementor_data"
FOOTNOTES = "footnotes"
THUMBNAIL = "_thumbnail_id"
IMAGE_ALT = "_wp_attachment_image_alt"
# Everything else that plugins keep beside a post is theirs alone.
KEPT_META = frozenset({ELEMENTOR_DATA, FOOTNOTES, THUMBNAIL, IMAGE_ALT})


@dataclass(frozen=True, slots=True)
class Channel:
    """The site that was exported: its address and its authors' names by their logins."""

    title: str = ""
    url: str = ""
    version: str = ""
    authors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Label:
    """A category, a tag, or a term of another kind."""

    kind: str
    name: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the file: bytes from its beginning, and for people."""

    start: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class WxrItem:
    """One post, page, picture or anything else that WordPress keeps as a post.

    `place.start` and `end` are bytes in the file: reading goes on at `end`. `title`, `content` and
    `excerpt` are HTML as WordPress keeps it. `remarks` say what had to be mended to read it.
    """

    place: Place
    end: int
    id: int = 0
    type: str = "post"
    status: str = "publish"
    title: str = ""
    content: str = ""
    excerpt: str = ""
    author: str = ""
    link: str = ""
    guid: str = ""
    slug: str = ""
    parent: int = 0
    published: date | None = None
    has_password: bool = False
    labels: tuple[Label, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    attachment_url: str = ""
    comments: int = 0
    remarks: tuple[str, ...] = ()
    too_large: bool = False

    @property
    def is_article(self) -> bool:
        """Say whether it becomes an article: a post or a page that is not in the bin."""
        return self.type in ARTICLE_TYPES and self.status not in SKIPPED_STATUSES

    @property
    def identity(self) -> str:
        """Return what stays the same when the post is exported again after any change.

        Copied posts may share a GUID and moved sites may share numbers, so neither is enough.
        """
        return f"{self.guid} {self.id}" if self.id else f"{self.guid} {self.link}"

    def fingerprint(self, *more: str) -> bytes:
        """Return bytes that change when anything changes of what an import writes."""
        parts = (
            self.identity,
            self.type,
            self.status,
            self.title,
            self.content,
            self.excerpt,
            self.author,
            self.link,
            self.published.isoformat() if self.published else "",
            *(f"{label.kind}={label.name}" for label in self.labels),
            *(f"{key}={value}" for key, value in sorted(self.meta.items())),
            *more,
        )
        return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).digest()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the old site: where it is, and what was said about it."""

    url: str
    alt: str = ""
    caption: str = ""
