"""Which words of a page are in which language, where the page is not all in its own.

Words of the interface may have no translation: gettext answers with the English source then, and
nobody can tell by the text. And a page may wait for its translation: an alias in Hmong shows the
English text, with a Hmong interface around and in it. So while the body of a page is rendered,
words are put between marks, and when the HTML is finished the marks become ``<span lang="…">``: a
screen reader reads English as English.

Only what is between `marking()` and `finish()` is touched: no mail, no head, no answer to machines.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from gettext import NullTranslations
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, trans_real

from .languages import direction_of

# What the source is written in, whatever language a project has.
SOURCE = "en"
# Unicode keeps these for the inside of programs: they are no characters, so no text has them.
START, END = "\ufdd0", "\ufdd1"  # around words in English for want of a translation
OWN_START, OWN_END = "\ufdd2", "\ufdd3"  # around words in the page's own language
NOTICE = "\ufdd4"
CONTEXT = trans_real.CONTEXT_SEPARATOR

_TAG = re.compile(r"""<(/?[a-zA-Z][^\s>/]*)(?:"[^"]*"|'[^']*'|[^'">])*>""")
# As they are, and as JSON within an attribute writes them.
_MARKS = re.compile(r"[\ufdd0-\ufdd3]|\\u(?i:fdd[0-3])")
# No element may be inside of these.
_PLAIN = frozenset({"option", "script", "style", "textarea", "title"})

ENGLISH, ALL = "english", "all"
_marked: ContextVar[str] = ContextVar("clinic_marked_words", default="")


class MarkedSource(NullTranslations):
    """Stands behind the catalogue of a language, in front of what it falls back to anyway."""

    def gettext(self, message: str) -> str:
        return _as_source(super().gettext(message), message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _as_source(super().ngettext(msgid1, msgid2, n), msgid1 if n == 1 else msgid2)


def _as_source(found: str, message: str) -> str:
    if not _marked.get():
        return found
    source = message.rpartition(CONTEXT)[2]
    words = source if CONTEXT in found else found
    is_english = words == source or settings.LANGUAGE_CODE[:2] == SOURCE
    return f"{START}{words}{END}" if is_english else words


def _marking_own(function: Callable[..., str]) -> Callable[..., str]:
    """A catalogue's function that marks the words that it has, too, where all are marked."""

    @wraps(function)
    def marked(*arguments: Any) -> str:
        found = function(*arguments)
        if _marked.get() != ALL or not found or found.startswith(START):
            return found
        return f"{OWN_START}{found}{OWN_END}"

    return marked


@contextmanager
def marking(*, content_language: str = "") -> Iterator[None]:
    """Mark words while this lasts: all of them on a page whose content is in another language.

    `content_language` is "" on a page that is in its own. Nothing is marked on such an English one.
    """
    if not content_language and (get_language() or SOURCE)[:2] == SOURCE:
        yield
        return
    _prepare(trans_real.catalog())
    token = _marked.set(ALL if content_language else ENGLISH)
    try:
        yield
    finally:
        _marked.reset(token)


def marks() -> str:
    """Which words are being marked, "" for none: the same words are other HTML then."""
    return _marked.get()


def _prepare(catalogue: Any) -> None:
    """Let a catalogue of Django's mark words from now on; it is kept as long as the process."""
    if isinstance(catalogue._fallback, MarkedSource):
        return
    source = MarkedSource()
    if catalogue._fallback is not None:
        source.add_fallback(catalogue._fallback)
    catalogue._fallback = source
    for name in ("gettext", "ngettext"):
        setattr(catalogue, name, _marking_own(getattr(catalogue, name)))


def finish(html: str, *, content_language: str = "") -> str:
    """Return `html` with elements for marks, and at the place of `NOTICE` what readers should know.

    The notice is there only if something is in English, and only where the language has words
    for it. What is inside of <main> has the attribute `lang` of the content already.
    """
    is_partly = START in html or content_language[:2] == SOURCE
    html = html.replace(NOTICE, _notice() if is_partly else "")
    if not content_language:
        return _with_spans(html, {START: SOURCE}) if START in html else html
    before, opening, rest = html.partition("<main")
    main, closing, after = rest.partition("</main>")
    inside = {OWN_START: get_language() or ""}
    if content_language[:2] != SOURCE:
        inside[START] = SOURCE
    outside = {START: SOURCE}
    middle = _with_spans(opening + main + closing, inside)
    return _with_spans(before, outside) + middle + _with_spans(after, outside)


def capitalised(text: object) -> str:
    """As Django's `capfirst`, of the first letter behind a mark."""
    words = str(text)
    mark = words[:1] if words[:1] in (START, OWN_START) else ""
    return mark + capfirst(words.removeprefix(mark))


def _notice() -> str:
    source = "Parts of this page are in English."
    words = gettext("Parts of this page are in English.")
    if words == source:
        return ""
    language = get_language() or ""
    html = '<p class="partly-english wrap" lang="{}" dir="{}">{}</p>'
    return format_html(html, language, direction_of(language), words)


def _with_spans(html: str, languages: dict[str, str]) -> str:
    """Make elements of the marks that `languages` has a language for; take the others away."""
    parts, at, inside = [], 0, ""
    for tag in _TAG.finditer(html):
        parts.append(_text(html[at : tag.start()], {} if inside else languages))
        parts.append(_MARKS.sub("", tag[0]))
        at, name = tag.end(), tag[1].lower()
        if name in _PLAIN and not inside:
            inside = name
        elif name == f"/{inside}":
            inside = ""
    return "".join([*parts, _text(html[at:], {} if inside else languages)])


def _text(text: str, languages: dict[str, str]) -> str:
    ends = {START: END, OWN_START: OWN_END}
    for mark, language in languages.items():
        text = text.replace(
            mark, format_html('<span lang="{}" dir="{}">', language, direction_of(language))
        )
        text = text.replace(ends[mark], "</span>")
    return _MARKS.sub("", text)
