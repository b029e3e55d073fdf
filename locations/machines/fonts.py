"""Fonts for drawing: the site's own, and others for what it cannot write.

Pillow reads the same file that browsers load; there is no second copy of the font.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.staticfiles import finders
from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

from ..conf import clinic_settings

OWN_FONT = "clinic/fonts/newsreader-latin.woff2"
# No font has this character: what is drawn for it is the box that stands for a missing one.
MISSING = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Font:
    face: FreeTypeFont
    size: int
    name: str

    def has(self, char: str) -> bool:
        return char.isspace() or _has(self.name, char)

    def cleaned(self, text: str) -> str:
        """The text without what this font cannot write, such as emoji."""
        return " ".join("".join(char for char in text if self.has(char)).split())

    def width(self, text: str) -> float:
        return self.face.getlength(text)


def suitable_font(text: str, size: int, weight: int) -> Font:
    """The first font that can write the text, or the one that can write most of it."""
    names = list(_names())
    name = max(names, key=lambda name: (_coverage(name, text), -names.index(name)))
    return Font(_face(name, size, weight), size, name)


def readable(text: str) -> bool:
    """Whether the better part of a text can be written."""
    return max(_coverage(name, text) for name in _names()) > 0.6


def _names() -> Iterator[str]:
    """The fonts from the best to the last resort, which Pillow brings along itself."""
    own = finders.find(OWN_FONT)
    for name in (own, *clinic_settings.CARD_FONTS, ""):
        if name is not None and _exists(name):
            yield name


def _coverage(name: str, text: str) -> float:
    chars = [char for char in text if not char.isspace()]
    return sum(_has(name, char) for char in chars) / len(chars) if chars else 1


@lru_cache(maxsize=64)
def _exists(name: str) -> bool:
    try:
        _face(name, 20, 400)
    except OSError:
        return False
    return True


@lru_cache(maxsize=4096)
def _has(name: str, char: str) -> bool:
    face = _face(name, 20, 400)
    return char.isprintable() and bytes(face.getmask(char)) != bytes(face.getmask(MISSING))


@lru_cache(maxsize=128)
def _face(name: str, size: int, weight: int) -> Any:
    if not name:
        return ImageFont.load_default(size)
    face = ImageFont.truetype(name, size)
    try:
        face.set_variation_by_axes([weight])
    except (OSError, NotImplementedError):  # a font of one weight
        return face
    return face
