"""A heading and its text in one line: “Rest well: sleep is when …”."""

import re

from .headlines import is_capitalised

_LEAD_WORDS = 10
_TITLE_WORDS = 8
_STRONG_LEAD = re.compile(r"\*\*(?P<lead>[^*]+)\*\*[:.–—-]?\s+(?P<rest>.+)", re.DOTALL)
_MARKED_LEAD = re.compile(r"(?P<lead>[^:–—\n]+?)(?::|\s[–—-])\s+(?P<rest>.+)", re.DOTALL)
_SENTENCE_LEAD = re.compile(r"(?P<lead>[^.!?\n]+[.!?])\s+(?P<rest>.+)", re.DOTALL)


def split_lead(text: str) -> tuple[str, str]:
    """Return the heading that begins `text` and the rest; the whole and "" without one."""
    for pattern, accepts in (
        (_STRONG_LEAD, lambda lead: True),
        (_MARKED_LEAD, lambda lead: len(lead.split()) <= _LEAD_WORDS),
        (_SENTENCE_LEAD, _is_title),
    ):
        match = pattern.fullmatch(text)
        if match and accepts(match["lead"]):
            return match["lead"].rstrip(":."), match["rest"]
    return text, ""


def _is_title(lead: str) -> bool:
    words = re.findall(r"[^\W\d_][\w'’-]*", lead)
    return 1 < len(words) <= _TITLE_WORDS and is_capitalised(words)
