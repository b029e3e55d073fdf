"""Which part of a saved web page is the article: all the rest is listed as left out.

Words are never dropped silently. Furniture is what elements say about themselves (nav, footer,
the classes that themes and page builders use); an element that holds the title or half of the
text is never furniture, whatever it is called.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import PageElement, Tag
from django.utils.translation import gettext as _

from .document import LeftOut
from .html_tree import UNSEEN, attribute, is_text, tokens, words_in

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
_LONGEST_MENU = 60
_CONTAINERS = frozenset("article body center div html main section table tbody td tr".split())
_WORD = re.compile(r"[^\W_]+")
_BACK = re.compile(r"\s*[←‹«<]\s*\S.{0,60}")
_HASHTAGS = re.compile(r"(?:#[^\s#][^#]{0,40}\s*)+")


@dataclass(frozen=True, slots=True)
class Page:
    """The element that holds the article, its title element, and what was left out."""

    root: Tag
    title: Tag | None
    left_out: tuple[LeftOut, ...]


class _Measure:
    """How many words each element of a page holds, and how many of them stand in links."""

    def __init__(self, top: Tag) -> None:
        self._words: Counter[int] = Counter()
        self._linked: Counter[int] = Counter()
        for node in top.descendants:
            if is_text(node):
                self._count(node, top)

    def _count(self, node: PageElement, top: Tag) -> None:
        count = len(_WORD.findall(str(node)))
        line = list(node.parents)
        names = {parent.name for parent in line}
        if not count or names & UNSEEN:
            return
        in_link = bool(names & {"a", "button"})
        for parent in line:
            self._words[id(parent)] += count
            self._linked[id(parent)] += count if in_link else 0
            if parent is top:
                return

    def words(self, tag: Tag) -> int:
        return self._words[id(tag)]

    def text(self, tag: Tag) -> int:
        """Words that stand in no link: menus are links, texts are not."""
        return self._words[id(tag)] - self._linked[id(tag)]


def article_of(soup: BeautifulSoup, *, said: str = "") -> Page:
    """Return the part of the page that is the article. What is not is taken out of the tree.

    `said` is the title in the head of the page: it tells the article's heading from a logo.
    """
    title = _title(soup, said)
    left_out = _take_furniture(soup, title)
    root = _root(soup, title)
    left_out += _take_outside(soup, root)
    left_out += _take_small_things(root)
    return Page(root, title, tuple(left_out))


def _title(top: Tag, said: str) -> Tag | None:
    """Return the heading of the article: the one that the head names, else the first h1 in it."""
    found = [
        tag
        for tag in top.find_all(["h1", "h2", "h3"])
        if words_in(tag) and not any(_kind(parent) in _NEVER_TITLED for parent in tag.parents)
    ]
    named = [tag for tag in found if said and words_in(tag).casefold() == said.casefold()]
    highest = [tag for tag in found if tag.name == "h1"]
    inside = [tag for tag in highest if _in_article(tag)]
    return next(iter([*named, *inside, *highest]), None)


_NEVER_TITLED = frozenset({"menu", "footer", "notice", "comments"})


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
    measure = _Measure(top)
    total = max(measure.words(top), 1)
    kept = set(map(id, title.parents)) if title else set()
    left_out: list[LeftOut] = []
    for tag in top.find_all(True):
        kind = _kind(tag) if not tag.decomposed and tag.name not in UNSEEN else ""
        if not kind or id(tag) in kept or tag is title:
            continue
        is_large = measure.words(tag) > _HALF * total
        if is_large and (kind != "menu" or _is_prose(tag, measure)):
            continue
        words = words_in(tag)
        if words:
            left_out.append(LeftOut(words, _reason(kind), around=True))
        tag.decompose()
    return left_out


def _is_prose(tag: Tag, measure: _Measure) -> bool:
    """Say whether what is called a menu is text all the same: most of it is in no link."""
    return measure.words(tag) > _LONGEST_MENU and measure.text(tag) > _HALF * measure.words(tag)


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

    Pages that say which it is are believed, when most of the text is in there.
    """
    measure = _Measure(top)
    for tag in top.find_all(["article", "main"]):
        has_title = title is None or title in tag.descendants
        if has_title and measure.text(tag) >= max(_HALF * measure.text(top), 1):
            return _densest(tag, title, measure)
    return _densest(top, title, measure)


def _densest(top: Tag, title: Tag | None, measure: _Measure) -> Tag:
    """Go down while one child holds nearly all of the text, and the title."""
    root = top
    while True:
        enough = max(_MOST * measure.text(root), 1)
        inner = [
            child
            for child in root.children
            if isinstance(child, Tag)
            and child.name in _CONTAINERS
            and measure.text(child) >= enough
            and (title is None or title in child.descendants)
        ]
        if not inner:
            return root
        root = inner[0]


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
