"""Run-in headings: a heading and its text in one line, as in “Rest well: sleep is when …”."""

import re

from .headlines import is_capitalised

_MOST_WORDS = 10
_TITLE_WORDS = 8
_AFTER_STRONG = re.compile(r"\*\*(?P<heading>[^*]+)\*\*[:.–—-]?\s+(?P<rest>.+)", re.DOTALL)
_AFTER_MARK = re.compile(r"(?P<heading>[^:–—\n]+?)(?::|\s[–—-])\s+(?P<rest>.+)", re.DOTALL)
_AFTER_SENTENCE = re.compile(r"(?P<heading>[^.!?\n]+[.!?])\s+(?P<rest>.+)", re.DOTALL)


def split_run_in(text: str) -> tuple[str, str]:
    """Return the heading that begins `text` and the rest of it; the whole and "" without one."""
    for pattern, accepts in (
        (_AFTER_STRONG, lambda heading: True),
        (_AFTER_MARK, lambda heading: len(heading.split()) <= _MOST_WORDS),
        (_AFTER_SENTENCE, _is_title),
    ):
        match = pattern.fullmatch(text)
        if match and accepts(match["heading"]):
            return match["heading"].rstrip(":."), match["rest"]
    return text, ""


def _is_title(heading: str) -> bool:
    words = re.findall(r"[^\W\d_][\w'’-]*", heading)
    return 1 < len(words) <= _TITLE_WORDS and is_capitalised(words)
