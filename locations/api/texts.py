"""Texts as they are told: as HTML, as Markdown, or both; those of a page are finished together."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from wagtail.models import Page

from ..directory import Directory
from ..machines.markdown import to_markdown
from ..page_text import finished

Format = Literal["html", "markdown", "both"]
Told = dict[str, str | None]


class Texts:
    """The texts of one answer."""

    def __init__(self, clinic: Directory, format: Format) -> None:
        self._clinic, self._format = clinic, format
        self._begun: list[tuple[Told, str]] | None = None

    def told(self, html: str) -> Told:
        """What is told of a text; of a page's, when the page is at its end."""
        text: Told = {"html": None, "markdown": None}
        if self._begun is None:
            self._write(text, html)
        else:
            self._begun.append((text, html))
        return text

    @contextmanager
    def of_page(self, page: Page) -> Iterator[None]:
        """Inside, texts are those of `page`, one after the other as it is read.

        Behind them they are finished in one go, as its template does: the first use of a word is
        the first of the page, and not of each text.
        """
        self._begun = []
        try:
            yield
            begun = self._begun
        finally:
            self._begun = None
        whole = self._finished([html for _text, html in begun], page)
        for (text, _html), html in zip(begun, whole, strict=True):
            self._write(text, html)

    def _finished(self, texts: list[str], page: Page) -> list[str]:
        between = f"<!--{secrets.token_hex(16)}-->"
        opening, closing = '<div class="prose">', "</div>"
        html = finished(f"{opening}{between.join(texts)}{closing}", page, self._clinic.request)
        parts = html.removeprefix(opening).removesuffix(closing).split(between)
        # A project's own function may have taken the page apart: then there is nothing to tell.
        return parts if len(parts) == len(texts) else texts

    def _write(self, text: Told, html: str) -> None:
        if self._format != "markdown":
            text["html"] = html
        if self._format != "html":
            text["markdown"] = to_markdown(html, base=self._clinic.default_root_url).strip()
