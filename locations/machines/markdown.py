"""HTML of ours to Markdown: the same words in the same order, nothing that only a screen needs.

markdownify does the conversion. What is here is how our own parts look without a style sheet.
"""

import re
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, NavigableString, Tag
from markdownify import ATX, MarkdownConverter

# What a person does on a page, not what it says.
NOT_WORDS = "form, nav, script, style, template, svg, button, [aria-hidden=true]"
# Pictures that say nothing.
DECORATION = 'img:not([alt]), img[alt=""]'
# Texts that are set apart: a tip, a caution, when to get urgent help.
SET_APART = "[role=note], .care-card"

_MARKUP = re.compile(r"([\\`*_<\[\]])")
_STARTS = re.compile(r"^(\s*)(#{1,6}|[-+>]|\d{1,9}(?=[.)]))", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n\s*\n(\s*\n)+")


class _Converter(MarkdownConverter):
    class Options:
        heading_style = ATX
        bullets = "-"
        newline_style = "backslash"

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Keep words words: nothing that was typed becomes markup."""
        escaped = _MARKUP.sub(r"\\\1", text)
        return _STARTS.sub(_escaped_start, escaped)


def _escaped_start(found: re.Match[str]) -> str:
    space, sign = found.groups()
    # “1.” becomes “1\.”, everything else has its backslash before it.
    return f"{space}{sign}\\" if sign.isdigit() else f"{space}\\{sign}"


def to_markdown(html: str, *, base: str) -> str:
    """Return HTML as Markdown; addresses in it become absolute, seen from `base`."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.select(f"{NOT_WORDS}, {DECORATION}"):
        tag.decompose()
    for tag in soup.find_all(["a", "img"]):
        if not tag.decomposed:
            _make_absolute(tag, base)
    for tag in soup.find_all("summary"):
        tag.name = "h3"
    for tag in soup.select(SET_APART):
        tag.name = "blockquote"
    for tag in soup.find_all("dt"):
        _as_fact(tag)
    _keep_apart(soup)
    text = _Converter().convert_soup(soup)
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


def _make_absolute(tag: Tag, base: str) -> None:
    key = "href" if tag.name == "a" else "src"
    address = str(tag.get(key, ""))
    if tag.name == "a" and (not address or address.startswith("#")):
        _go_nowhere(tag)
        return
    tag[key] = urljoin(base, address)
    tag.attrs = {name: tag[name] for name in (key, "alt") if name in tag.attrs}


def _go_nowhere(link: Tag) -> None:
    """There is no such place in a text: a line that only leads there goes, a word stays."""
    line, word = link.parent, link.get_text(strip=True)
    if line is not None and line.name == "p" and line.get_text(strip=True) == word:
        line.decompose()
    else:
        link.unwrap()


def _as_fact(term: Tag) -> None:
    """A term and its description as one line: “**Length of a visit** 60 minutes”."""
    described = term.find_next_sibling("dd")
    term.name = "strong"
    term.insert_after(" ")
    if described:
        described.name = "span"
    if term.parent and term.parent.name == "div":
        term.parent.name = "p"


def _keep_apart(soup: BeautifulSoup) -> None:
    """What a style sheet sets apart must not become one word."""
    for tag in soup.find_all(["span", "small", "time"]):
        before = tag.previous_sibling
        if before is None or _ends_apart(before) or not tag.get_text()[:1].isalnum():
            continue
        tag.insert_before(" ")


def _ends_apart(before: Any) -> bool:
    text = str(before) if isinstance(before, NavigableString) else before.get_text()
    return text[-1:].isspace() or text[-1:] in ("(", "“", "$")
