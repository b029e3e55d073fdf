"""Menus above and footers below an article that was copied from a web page.

They are never dropped silently: the document lists them as left out.
"""

import re

from .lines import Line, ends_sentence

_MENU_WORDS = 5
# So many short lines in a row before the first sentence are a menu, not a title and a subtitle.
_SHORTEST_MENU = 5
_MENU = re.compile(
    r"(?:home|about(?: us)?|services|contact(?: us)?|book.*|blog|menu|faqs?|reviews|testimonials"
    r"|pricing|prices|search|log ?in|sign in|approach|team|our team|news|shop|locations?"
    r"|treatments?|skip to content)",
    re.IGNORECASE,
)
_SHORTEST_FOOTER_BLOCK = 3
_FOOTER_SHARE = 0.7
_FOOTER = re.compile(
    r"©|\(c\)\s?\d{4}|all rights reserved|privacy policy|terms of (?:service|use)"
    r"|cookie (?:policy|settings)",
    re.IGNORECASE,
)


def split_menu(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return the menu above the article and the article, which begins with its title.

    The title is the last short line before the first sentence.
    """
    first_prose = next((i for i, line in enumerate(lines) if not _is_menu_entry(line)), 0)
    menu_words = sum(_MENU.fullmatch(line.text) is not None for line in lines[:first_prose])
    if first_prose <= _SHORTEST_MENU or menu_words < 2:
        return [], lines
    return lines[: first_prose - 1], lines[first_prose - 1 :]


def split_footer(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Return the article and the footer below it.

    A footer is a row of blocks at the end that are mostly short lines, one of which says so:
    a copyright notice or the privacy policy.
    """
    end = start = len(lines)
    while start > 0:
        block_start = _block_start(lines, start)
        if not _is_footer_block(lines[block_start:start]):
            break
        start = block_start
    footer = lines[start:end]
    if start == 0 or not any(_FOOTER.search(line.text) for line in footer):
        return lines, []
    return lines[:start], footer


def _is_menu_entry(line: Line) -> bool:
    if line.is_listed or line.level or ends_sentence(line.text):
        return False
    return len(line.text.split()) <= _MENU_WORDS


def _block_start(lines: list[Line], end: int) -> int:
    start = end - 1
    while start > 0 and not lines[start].gap:
        start -= 1
    return start


def _is_footer_block(block: list[Line]) -> bool:
    if any(line.is_listed or line.level for line in block):
        return False
    marks = sum(_is_footer_line(line) for line in block)
    if len(block) < _SHORTEST_FOOTER_BLOCK:
        return any(_FOOTER.search(line.text) for line in block)
    return marks >= _FOOTER_SHARE * len(block)


def _is_footer_line(line: Line) -> bool:
    return _FOOTER.search(line.text) is not None or (
        len(line.text.split()) <= 8 and not ends_sentence(line.text)
    )
