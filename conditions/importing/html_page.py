"""Which part of a saved web page is the article: all the rest is listed as left out.

Words are never dropped silently. Furniture is what elements say about themselves (nav, footer,
the classes that themes and page builders use); an element that holds the title or half of the
text is never furniture, whatever it is called.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag
from django.utils.translation import gettext as _

from .document import LeftOut
from .html_tree import UNSEEN, attribute, count_words, is_text, tokens, words_in

_ROLES = {
    "navigation": "menu",
    "menu": "menu",
    "menubar": "menu",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
    "search": "form",
    "dialog": "notice",
    "alertdialog": "notice",
}
_TAGS = {
    "nav": "menu",
    "footer": "footer",
    "header": "header",
    "aside": "aside",
    "dialog": "notice",
    "form": "form",
    "search": "form",
}
# Whole words of classes and ids, as themes and page builders write them.
_NAMES = (
    (
        "notice",
        r"(?:.+[-_])?(?:cookies?|gdpr|consent|cmplz|cky|onetrust)(?:[-_].+)?|cookie\w+"
        r"|popup|pop-up|modal|announcement-bar",
    ),
    (
        "menu",
        r"nav|navbar|navigation|menu|main-menu|site-nav|breadcrumbs?|skip-link|skip|skip-to-content"
        r"|mobile-menu|pagination|post-navigation|nav-links|nav-menu|backlink|back-link|toc"
        r"|screen-reader-text|sr-only|visually-hidden",
    ),
    ("header", r"site-header|masthead|page-header-top|top-?bar|header-wrap(?:per)?"),
    ("footer", r"site-footer|footer|colophon|footer-widgets|copyright|elementor-location-footer"),
    (
        "aside",
        r"sidebar|widget-area|related|related-posts|jp-relatedposts|recent-posts|recommended"
        r"|yarpp|you-may-also-like|more-posts",
    ),
    (
        "social",
        r"share|sharing|social|social-links|sharedaddy|addtoany|a2a_kit|addthis\w*|share-buttons"
        r"|social-icons|elementor-social-icons-wrapper|elementor-share-buttons",
    ),
    ("comments", r"comments?|comments-area|comment-respond|respond|disqus_thread"),
    ("form", r"newsletter|subscribe|signup|sign-up|mailchimp|mc4wp-form|optin|search-form"),
    ("tags", r"tags|tag-links|post-tags|tags-links|cat-links|post-categories|entry-tags|tagcloud"),
)
_PATTERNS = [(kind, re.compile(rf"(?:{names})")) for kind, names in _NAMES]
# An element with so large a share of the page's words is no furniture.
_HALF = 0.5
# Words outside the part that holds so much of the text do not make the part larger.
_MOST = 0.9
_TITLE_BESIDE = 40
_BACK = re.compile(r"\s*[←‹«<]\s*\S.{0,60}")
_HASHTAGS = re.compile(r"(?:#[^\s#][^#]{0,40}\s*)+")


@dataclass(frozen=True, slots=True)
class Page:
    """The element that holds the article, its title element, and what was left out."""

    root: Tag
    title: Tag | None
    left_out: tuple[LeftOut, ...]


def article_of(soup: BeautifulSoup) -> Page:
    """Return the part of the page that is the article. What is not is taken out of the tree."""
    body = soup.find("body")
    top: Tag = body if isinstance(body, Tag) else soup
    title = _title(top)
    left_out = _take_furniture(top, title)
    root = _root(top, title)
    left_out += _take_outside(top, root)
    left_out += _take_small_things(root)
    return Page(root, title, tuple(left_out))


def _title(top: Tag) -> Tag | None:
    """Return the heading that is the article's: the h1 with most text around, not in a menu."""
    found = [
        tag
        for tag in top.find_all("h1")
        if words_in(tag) and not any(_kind(parent) in _NEVER_TITLED for parent in tag.parents)
    ]
    inside = [tag for tag in found if tag.find_parent(["article", "main"]) is not None]
    return next(iter(inside or found), None)


_NEVER_TITLED = frozenset({"menu", "footer", "aside", "notice", "comments"})


def _kind(tag: Tag) -> str:
    """Return what kind of furniture `tag` says that it is, "" for none."""
    if tag.name in {"html", "body", "main", "article", "[document]"}:
        return ""
    role = attribute(tag, "role").casefold()
    if role in _ROLES:
        return _ROLES[role]
    if tag.name in _TAGS:
        return "" if tag.name in {"header", "footer"} and _in_article(tag) else _TAGS[tag.name]
    names = tokens(tag)
    return next(
        (kind for kind, pattern in _PATTERNS if any(pattern.fullmatch(name) for name in names)),
        "",
    )


def _in_article(tag: Tag) -> bool:
    """The header of an article holds its title; that of the page holds the menu."""
    return tag.find_parent(["article", "main"]) is not None


def _take_furniture(top: Tag, title: Tag | None) -> list[LeftOut]:
    total = max(count_words(top), 1)
    kept = set(map(id, title.parents)) if title else set()
    left_out: list[LeftOut] = []
    for tag in top.find_all(True):
        kind = _kind(tag) if not tag.decomposed and tag.name not in UNSEEN else ""
        if not kind or id(tag) in kept or tag is title:
            continue
        words = words_in(tag)
        if kind != "menu" and count_words(tag) > _HALF * total:
            continue
        if kind == "menu" and _is_prose(tag, total):
            continue
        if words:
            left_out.append(LeftOut(words, _reason(kind), around=True))
        tag.decompose()
    return left_out


def _is_prose(tag: Tag, total: int) -> bool:
    """Say whether what is called a menu is text all the same: most of it is in no link."""
    words = count_words(tag)
    linked = sum(count_words(link) for link in tag.find_all(["a", "button"]))
    return words > 60 and words > _HALF * total and linked < _HALF * words


def _reason(kind: str) -> str:
    return {
        "menu": _("a menu of the page"),
        "header": _("the head of the page"),
        "footer": _("the footer of the page"),
        "aside": _("a part beside the article"),
        "notice": _("a notice over the page, such as the one about cookies"),
        "form": _("a form of the page"),
        "social": _("buttons to share the page"),
        "comments": _("comments of readers"),
        "tags": _("tags and categories"),
    }[kind]


def _root(top: Tag, title: Tag | None) -> Tag:
    """Return the smallest element that holds the title and nearly all of the text.

    Pages that say which it is (one article with most of the text) are believed.
    """
    said = _said_root(top, title)
    if said is not None:
        return said
    return _densest(top, title)


def _said_root(top: Tag, title: Tag | None) -> Tag | None:
    for names in ({"itemprop": "articleBody"}, None):
        tags = top.find_all(True, attrs=names) if names else top.find_all(["article", "main"])
        candidates = [tag for tag in tags if title is None or title in tag.descendants]
        if not candidates and title is not None and names is None:
            continue
        for tag in candidates:
            if _text_words(tag) >= _HALF * _text_words(top) and _text_words(tag):
                return tag
    return None


def _densest(top: Tag, title: Tag | None) -> Tag:
    """Go down while one child holds nearly all of the text and the title."""
    root = top
    while True:
        whole = _text_words(root)
        inner = next(
            (
                child
                for child in root.children
                if isinstance(child, Tag)
                and _is_container(child)
                and whole
                and _text_words(child) >= _MOST * whole
                and (title is None or title is child or title in child.descendants)
            ),
            None,
        )
        if inner is None or inner is title:
            return root
        root = inner


def _is_container(tag: Tag) -> bool:
    return tag.name in {"div", "section", "main", "article", "td", "table", "tbody", "tr", "center"}


def _text_words(tag: Tag) -> int:
    """Return how many words of `tag` stand in no link: menus are links, texts are not."""
    linked = sum(count_words(link) for link in tag.find_all("a"))
    return count_words(tag) - linked


def _take_outside(top: Tag, root: Tag) -> list[LeftOut]:
    """Take away what stands around `root`, in reading order."""
    if root is top:
        return []
    line = {id(root), *map(id, root.parents)}
    left_out = []
    for tag in [top, *(parent for parent in root.parents if parent in top.descendants)]:
        for child in list(tag.children):
            if id(child) in line:
                continue
            words = words_in(child) if isinstance(child, Tag) else _words(child)
            if words and not (isinstance(child, Tag) and child.name in UNSEEN):
                said = _("it stands outside the article")
                left_out.append(LeftOut(words, said, around=True))
            child.extract()
    return left_out


def _words(node: object) -> str:
    return " ".join(str(node).split()) if is_text(node) else ""


def _take_small_things(root: Tag) -> list[LeftOut]:
    """Take the link back to the list above the article, and the tags below it."""
    left_out = []
    for tag in _small(root):
        words = words_in(tag)
        if _HASHTAGS.fullmatch(words):
            left_out.append(LeftOut(words, _reason("tags")))
        elif tag.name == "a" and _BACK.fullmatch(words):
            left_out.append(LeftOut(words, _reason("menu")))
        else:
            continue
        tag.decompose()
    return left_out


def _small(root: Tag) -> Iterable[Tag]:
    return [tag for tag in root.find_all(["p", "a", "div"]) if tag.find(["p", "div"]) is None]
