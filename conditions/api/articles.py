"""`articles/feed/`: the newest articles, whole, as JSON Feed 1.1 (https://jsonfeed.org)."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from pydantic import BaseModel, Field

from locations.api.answers import note, read
from locations.api.asking import Language
from locations.api.paging import MOST_KEY
from locations.cache_keys import PAGES, page_key
from locations.content_languages import reader_language
from locations.frames import frame_of
from locations.models.described import absolute
from locations.opening import next_midnight
from locations.problems import clinic_router, not_found

from ..feeds import ArticleFeed, AuthorFeed, ConditionFeed, Subject

VERSION = "https://jsonfeed.org/version/1.1"

router = clinic_router("Clinic articles")

Key = Annotated[int, Field(ge=1, le=MOST_KEY)]


class ClinicFeedAuthor(BaseModel):
    name: str


class ClinicFeedItem(BaseModel):
    """One article. Its HTML stands alone: addresses in it have a host."""

    id: str
    url: str
    title: str
    summary: str
    content_html: str
    language: str
    date_published: datetime
    date_modified: datetime
    authors: list[ClinicFeedAuthor]


class ClinicFeed(BaseModel):
    """A JSON Feed."""

    version: str
    title: str
    description: str
    home_page_url: str
    feed_url: str
    language: str
    items: list[ClinicFeedItem]


@read(
    router,
    "/articles/feed/",
    ClinicFeed,
    404,
    operation_id="clinic_articles_feed",
    summary="Newest articles as JSON Feed",
    url_name="clinic_articles_feed",
)
def get_feed(
    request: HttpRequest,
    author: Key | None = None,
    condition: Key | None = None,
    locale: Language | None = None,
) -> Any:
    """Return the newest articles in the language asked for: all, by one author, or on a condition.

    With an author, `condition` is not looked at.
    """
    frame = frame_of(request)
    feed, pk = _feed(author, condition)
    if frame.site is None:
        raise not_found()
    subject = Subject(request, frame.clinic, feed.page_of(frame.clinic, pk))
    items = feed.items(subject)
    ends = [next_midnight(place.schedule, at=frame.at) for place in frame.clinic.locations]
    note(
        request,
        keys=[PAGES, *(page_key(item.article.pk) for item in items)],
        until=min(ends, default=None),
    )
    home = feed.link(subject)
    return {
        "version": VERSION,
        "title": feed.title(subject),
        "description": feed.subtitle(subject),
        "home_page_url": absolute(home, frame.site.root_url),
        "feed_url": request.build_absolute_uri(),
        "language": reader_language(),
        "items": [_item(feed, item) for item in items],
    }


def _feed(author: int | None, condition: int | None) -> tuple[ArticleFeed, int | None]:
    if author is not None:
        return AuthorFeed(), author
    return (ConditionFeed(), condition) if condition is not None else (ArticleFeed(), None)


def _item(feed: ArticleFeed, item: Any) -> dict[str, Any]:
    return {
        "id": item.url,
        "url": item.url,
        "title": item.article.title,
        "summary": item.article.summary,
        "content_html": item.text,
        "language": item.article.locale.language_code,
        "date_published": feed.item_pubdate(item),
        "date_modified": feed.item_updateddate(item),
        "authors": [{"name": feed.item_author_name(item)}],
    }
