"""Feeds of articles, whole, with their live facts: all, by one author, about one condition."""

import re
from datetime import datetime, time
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, SyndicationFeed
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator
from wagtail.blocks import StreamValue
from wagtail.models import Page

from locations.directory import Directory
from locations.facts_shown import with_facts
from locations.links import Reading, turning
from locations.pictures import load_renditions
from locations.published import knowing_public, published

from .models import ArticlePage, ConditionPage, PractitionerPage
from .models.citations import read_citations

NEWEST = 20
TEMPLATE = "clinic_conditions/feed_text.html"
# XML cannot say these, and one of them, pasted into one article, would take down the whole feed.
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class WholeArticles(Atom1Feed):
    """Atom with the text itself beside the summary."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.feed = _sayable(self.feed)

    def add_item(self, *args: Any, **kwargs: Any) -> None:
        super().add_item(*args, **kwargs)
        self.items[-1] = _sayable(self.items[-1])

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class ArticleFeed(Feed):
    """The newest articles of this Site, in the language that was asked for."""

    feed_type = WholeArticles

    def get_object(self, request: HttpRequest, pk: int | None = None) -> "Subject":
        clinic = Directory.for_request(request)
        return Subject(request, clinic, self.page_of(clinic, pk))

    def page_of(self, clinic: Directory, pk: int | None) -> Page | None:
        """Whom or what the articles are about; None for all articles."""
        return None

    def articles_of(self, page: Page | None) -> dict[str, Any]:
        """The lookups of the articles in this feed."""
        return {}

    # What Django asks for.

    def title(self, subject: "Subject") -> str:
        names = [subject.page.title if subject.page else "", subject.clinic.organisation.name]
        return " – ".join(name for name in names if name)

    def link(self, subject: "Subject") -> str:
        page = subject.page or subject.clinic.root
        return subject.clinic.canonical_url(page) if page else "/"

    def subtitle(self, subject: "Subject") -> str:
        return getattr(subject.page, "summary", "") or subject.clinic.organisation.tagline

    def feed_guid(self, subject: "Subject") -> str:
        return subject.request.build_absolute_uri(subject.request.path)

    def items(self, subject: "Subject") -> list["Item"]:
        root = subject.clinic.root
        if root is None:
            return []
        below = ArticlePage.objects.descendant_of(root).filter(**self.articles_of(subject.page))
        own = knowing_public(published(below.filter(alias_of__isnull=True)), *ArticlePage.shows_of)
        own = own.select_related(*ArticlePage.listed_with, "locale")
        newest = list(own.order_by("-date", "-pk")[:NEWEST])
        if newest:
            with_facts(article.author for article in newest if article.author)
            read_together(newest)
            subject.reading = Reading(subject.clinic, newest[0], together=newest)
        return [Item(article, subject) for article in newest]

    def item_title(self, item: "Item") -> str:
        return item.article.title

    def item_description(self, item: "Item") -> str:
        return item.article.summary

    def item_link(self, item: "Item") -> str:
        return item.url

    def item_guid(self, item: "Item") -> str:
        return item.url

    def item_author_name(self, item: "Item") -> str:
        author = item.article.shown_author
        return author.full_name if author else item.subject.clinic.organisation.name

    def item_pubdate(self, item: "Item") -> datetime:
        return timezone.make_aware(datetime.combine(item.article.date, time()))

    def item_updateddate(self, item: "Item") -> datetime:
        return item.article.last_published_at or self.item_pubdate(item)

    def item_extra_kwargs(self, item: "Item") -> dict[str, str]:
        return {"content": item.text}

    def get_feed(self, obj: "Subject", request: HttpRequest) -> SyndicationFeed:
        self.language = get_language()
        return super().get_feed(obj, request)


class AuthorFeed(ArticleFeed):
    """What one practitioner wrote."""

    def page_of(self, clinic: Directory, pk: int | None) -> Page | None:
        return _public(PractitionerPage, pk, clinic)

    def articles_of(self, page: Page | None) -> dict[str, Any]:
        return of_family("author", page)


class ConditionFeed(ArticleFeed):
    """What there is about one condition."""

    def page_of(self, clinic: Directory, pk: int | None) -> Page | None:
        return _public(ConditionPage, pk, clinic)

    def articles_of(self, page: Page | None) -> dict[str, Any]:
        return of_family("condition_links__condition", page)


def of_family(way: str, page: Page | None) -> dict[str, Any]:
    """The lookup of the articles that `way` leads to a page, or to the same in another language.

    A translated article keeps its links to the pages in the first language.
    """
    return {f"{way}__translation_key": page.translation_key} if page is not None else {}


class Subject:
    """What a feed is of, and for whom."""

    def __init__(self, request: HttpRequest, clinic: Directory, page: Page | None) -> None:
        self.request, self.clinic, self.page = request, clinic, page
        self.reading: Reading | None = None  # of the texts of all its articles


class Item:
    """An article in a feed."""

    def __init__(self, article: ArticlePage, subject: Subject) -> None:
        self.article, self.subject = article, subject
        self.url = subject.clinic.canonical_url(article)

    @property
    def text(self) -> str:
        """The article as HTML that stands alone: its addresses have a host."""
        context = {"page": self.article, "clinic": self.subject.clinic}
        with turning(self.subject.reading):
            html = render_to_string(TEMPLATE, context, self.subject.request)
        soup = BeautifulSoup(html, "html.parser")
        for tag in soup.find_all(href=True):
            tag["href"] = urljoin(self.url, str(tag["href"]))
        for tag in soup.find_all("img"):
            tag["src"] = urljoin(self.url, str(tag["src"]))
            del tag["srcset"]
        for tag in soup.find_all("source"):
            tag.decompose()
        return str(soup)


def read_together(articles: list[ArticlePage]) -> None:
    """Read what the texts of `articles` show, for all at once.

    Wagtail asks for the pictures and pages of each text by itself. So their blocks are read as one
    text, and each article gets its own again.
    """
    raw = [list(article.body.raw_data) for article in articles]
    kind = articles[0].body.stream_block
    whole = list(StreamValue(kind, [block for blocks in raw for block in blocks], is_lazy=True))
    load_renditions(block.value["image"] for block in whole if block.block_type == "image")
    read_citations(articles)
    blocks = iter(whole)
    for article, own in zip(articles, raw, strict=True):
        read = islice(blocks, len(own))
        article.body = StreamValue(kind, [(one.block_type, one.value, one.id) for one in read])


def _sayable(facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts without the characters that XML does not know."""
    return {
        name: _NOT_IN_XML.sub("", fact) if isinstance(fact, str) else fact
        for name, fact in facts.items()
    }


def _public(model: type[Page], pk: int | None, clinic: Directory) -> Page:
    if clinic.root is None:
        raise Http404
    page = published(model.objects.descendant_of(clinic.root).filter(pk=pk)).first()
    if page is None:
        raise Http404
    return page
