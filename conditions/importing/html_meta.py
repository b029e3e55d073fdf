"""What a page says about itself in its head: title, author and date, in the usual three ways."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag

from .document import Byline, Dateline
from .html_tree import attribute, words_in
from .signatures import parse_byline, parse_dateline

_ARTICLES = frozenset(
    "article blogposting newsarticle medicalwebpage webpage medicalscholarlyarticle report"
    " techarticle scholarlyarticle".split()
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[T ])")
_AUTHOR_META = ("author", "article:author", "dc.creator", "parsely-author", "twitter:data1")
_DATE_META = (
    "article:published_time",
    "datepublished",
    "dc.date",
    "dc.date.issued",
    "date",
    "parsely-pub-date",
    "og:article:published_time",
)
_MOST_DATA = 200_000  # characters of JSON-LD that are read


def author_of(soup: BeautifulSoup) -> Byline | None:
    """Return the person whom the page names as its author; firms and “admin” are none."""
    names = [*_data_authors(soup), *(_meta(soup, name) for name in _AUTHOR_META)]
    for name in names:
        byline = parse_byline(f"By {name}") if name and "://" not in name else None
        if byline:
            return Byline(byline.name, byline.credentials, name)
    return None


def date_of(soup: BeautifulSoup) -> Dateline | None:
    """Return the day on which the page says that it was published."""
    dates = [
        *(str(item.get("datePublished", "")) for item in _articles(soup)),
        *(_meta(soup, name) for name in _DATE_META),
        *_times(soup),
    ]
    for said in dates:
        match = _DATE.match(said.strip())
        dateline = parse_dateline(match[0]) if match else None
        if dateline:
            return dateline
    return None


def title_of(soup: BeautifulSoup) -> str:
    """Return the title in the head, without the name of the site behind it."""
    headlines = [str(item.get("headline", "")) for item in _articles(soup)]
    og_title, site = _meta(soup, "og:title"), _meta(soup, "og:site_name")
    tag = soup.find("title")
    head = " ".join(tag.get_text().split()) if isinstance(tag, Tag) else ""
    for title in (*headlines, og_title, head):
        title = " ".join(title.split())
        if title:
            return _without_site(title, site)
    return ""


def _without_site(title: str, site: str) -> str:
    for mark in (" | ", " - ", " – ", " — ", " :: ", " · "):
        before, found, after = title.rpartition(mark)
        if found and site and after.strip().casefold() == site.casefold():
            return before.strip()
    return title


def _meta(soup: BeautifulSoup, name: str) -> str:
    for tag in soup.find_all("meta"):
        said = attribute(tag, "name") or attribute(tag, "property") or attribute(tag, "itemprop")
        if said.casefold() == name:
            content = " ".join(attribute(tag, "content").split())
            if content:
                return content
    return ""


def _times(soup: BeautifulSoup) -> Iterator[str]:
    """The one date that the page marks as that of its publication."""
    for tag in soup.find_all(True, itemprop="datePublished"):
        yield attribute(tag, "datetime") or attribute(tag, "content") or words_in(tag)
    for tag in soup.find_all("time"):
        classes = attribute(tag, "class").split()
        if tag.has_attr("pubdate") or "published" in classes or classes == ["entry-date"]:
            yield attribute(tag, "datetime")


def _data_authors(soup: BeautifulSoup) -> Iterator[str]:
    for item in _articles(soup):
        authors = item.get("author")
        for author in authors if isinstance(authors, list) else [authors]:
            if isinstance(author, str):
                yield author
            elif isinstance(author, dict) and author.get("@type", "Person") == "Person":
                yield str(author.get("name") or _referred(soup, author.get("@id")))


def _referred(soup: BeautifulSoup, key: Any) -> str:
    """Return the name of the person that an article refers to, as Yoast writes it."""
    for item in _data(soup):
        if key and item.get("@id") == key and item.get("name"):
            kinds = item.get("@type")
            if "Person" in (kinds if isinstance(kinds, list) else [kinds]):
                return str(item["name"])
    return ""


def _articles(soup: BeautifulSoup) -> list[dict[str, Any]]:
    """Return the data of the article, what is named so before what is only a page."""
    found = []
    for item in _data(soup):
        kinds = item.get("@type")
        names = {str(kind).casefold() for kind in (kinds if isinstance(kinds, list) else [kinds])}
        if names & _ARTICLES:
            found.append((not names & {"article", "blogposting", "newsarticle"}, item))
    return [item for _rank, item in sorted(found, key=lambda pair: pair[0])]


def _data(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    for script in soup.find_all("script"):
        if attribute(script, "type").casefold().startswith("application/ld+json"):
            source = script.get_text()
            try:
                value = json.loads(source, strict=False) if len(source) <= _MOST_DATA else None
            except (ValueError, RecursionError):
                continue
            yield from _objects(value, depth=0)


def _objects(value: Any, *, depth: int) -> Iterator[dict[str, Any]]:
    """Yield the objects of a document and of its graph; deeper ones tell of other things."""
    if depth > 3:
        return
    if isinstance(value, list):
        for inner in value:
            yield from _objects(inner, depth=depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth=depth + 1)
        yield from _objects(value.get("mainEntity"), depth=depth + 1)
