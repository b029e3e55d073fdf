"""Stored rich text as plain words, with its live facts, for data that has no markup."""

import re
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail.rich_text import RichText, expand_db_html

_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|ul|ol|div)>|<br\s*/?>")
# A mark that leads to a list of sources says nothing where there is no list.
_MARKS = re.compile(r'<a\s(?:[^>]*\s)?linktype="clinic-citation"[^>]*>.*?</a>', re.DOTALL)


def plain_text(stored: Any) -> str:
    """The words that a reader sees, in one line."""
    html = stored.source if isinstance(stored, RichText) else stored or ""
    expanded = expand_db_html(_MARKS.sub("", html))
    return " ".join(unescape(strip_tags(_BLOCK_END.sub(" ", expanded))).split())
