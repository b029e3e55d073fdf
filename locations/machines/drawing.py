"""Drawing a card: the mark, the clinic's name, the section and the title, in the brand's colours.

1200 × 630 pixels is what every network asks for. The colours are the light ones of clinic.css.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import chain

from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, features

from .fonts import Font, readable, suitable_font

# Another number here makes new addresses: raise it when the same words look different.
VERSION = 1

SIZE = (1200, 630)
PAPER, WASH = "#fbf8f2", "#e5efe9"
INK, ACCENT = "#21302b", "#1f6154"
MARGIN = 84
TEXT_WIDTH = 900
NAME_MIDDLE, TITLE_TOP, TITLE_BOTTOM = 112, 236, 560
TITLE_SIZES = range(104, 43, -4)
LINE = 1.12
MARK = "clinic/mark.png"


@dataclass(frozen=True, slots=True)
class Lines:
    """A title as it fits its room."""

    texts: list[str]
    font: Font


def draw(*, title: str, section: str, clinic: str, rtl: bool = False) -> bytes:
    """Return the card as a PNG.

    Where no font at hand can write the title, the clinic's name stands for it.
    """
    rtl = rtl and bool(features.check("raqm"))
    image = _ground(mirrored=rtl).copy()
    canvas = ImageDraw.Draw(image)
    _write(canvas, clinic, y=NAME_MIDDLE, size=44, weight=560, fill=INK, indent=196, rtl=rtl)
    lines = fit(title if readable(title) else clinic)
    leading = round(lines.font.size * LINE)
    y = TITLE_BOTTOM - leading * len(lines.texts)
    if section:
        _write(canvas, section, y=y - 42, size=38, weight=500, fill=ACCENT, rtl=rtl)
    for number, text in enumerate(lines.texts):
        _line(canvas, text, lines.font, y=y + number * leading, fill=INK, rtl=rtl)
    content = BytesIO()
    image.quantize(128, dither=Image.Dither.NONE).save(content, "PNG")
    return content.getvalue()


def fit(title: str) -> Lines:
    """Break a title into lines at the largest size at which all of it has room.

    One that is too long for the smallest size ends in “…”.
    """
    room = TITLE_BOTTOM - TITLE_TOP
    lines = Lines([], suitable_font(title, TITLE_SIZES[-1], 560))
    for size in TITLE_SIZES:
        font = suitable_font(title, size, 560)
        lines = Lines(_wrapped(font.cleaned(title), font), font)
        fewer = size > 72 and len(lines.texts) > 3
        if not fewer and len(lines.texts) * size * LINE <= room:
            return lines
    most = int(room / (lines.font.size * LINE))
    kept = lines.texts[:most]
    kept[-1] = _shortened(kept[-1], lines.font)
    return Lines(kept, lines.font)


def _wrapped(text: str, font: Font) -> list[str]:
    lines: list[str] = []
    for word in chain.from_iterable(_pieces(word, font) for word in text.split()):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.width(longer) <= TEXT_WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _pieces(word: str, font: Font) -> list[str]:
    """A word in pieces that fit a line: one for nearly all, more for scripts without spaces."""
    if font.width(word) <= TEXT_WIDTH:
        return [word]
    pieces = [""]
    for char in word:
        if pieces[-1] and font.width(pieces[-1] + char) > TEXT_WIDTH:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _shortened(text: str, font: Font) -> str:
    while text and font.width(f"{text}…") > TEXT_WIDTH:
        text = text.rpartition(" ")[0] or text[:-1]
    return f"{text.rstrip(' ,;:–-')}…"


def _write(
    canvas: ImageDraw.ImageDraw,
    text: str,
    *,
    y: int,
    size: int,
    weight: int,
    fill: str,
    rtl: bool,
    indent: int = MARGIN,
) -> None:
    """One line that is shortened when it is too long, with its middle at `y`."""
    font = suitable_font(text, size, weight)
    text = font.cleaned(text)
    if font.width(text) > TEXT_WIDTH:
        text = _shortened(text, font)
    _line(canvas, text, font, y=y, fill=fill, rtl=rtl, indent=indent, anchor="m")


def _line(
    canvas: ImageDraw.ImageDraw,
    text: str,
    font: Font,
    *,
    y: int,
    fill: str,
    rtl: bool,
    indent: int = MARGIN,
    anchor: str = "a",
) -> None:
    x, side = (SIZE[0] - indent, "r") if rtl else (indent, "l")
    direction = "rtl" if rtl else None
    canvas.text((x, y), text, font=font.face, fill=fill, anchor=side + anchor, direction=direction)


@cache
def _ground(*, mirrored: bool) -> Image.Image:
    """What is the same on every card: the paper, the mark, and the shape of the house."""
    layer = Image.new("RGB", (SIZE[0] * 2, SIZE[1] * 2), PAPER)
    canvas = ImageDraw.Draw(layer)
    _leaf(canvas, (1700, 330, 2560, 1300), 440, WASH)
    _leaf(canvas, (2020, 740, 2560, 1330), 290, ACCENT)
    canvas.rectangle((0, 1232, 2400, 1260), fill=ACCENT)
    ground = layer.resize(SIZE, Image.Resampling.LANCZOS)
    if mirrored:
        ground = ground.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    _mark(ground, mirrored=mirrored)
    return ground


def _leaf(
    canvas: ImageDraw.ImageDraw, box: tuple[int, int, int, int], radius: int, fill: str
) -> None:
    canvas.rounded_rectangle(box, radius, fill=fill, corners=(True, False, False, False))


def _mark(image: Image.Image, *, mirrored: bool) -> None:
    path = finders.find(MARK)
    if not path:
        return
    with Image.open(path) as file:
        mark = file.convert("RGBA").resize((88, 88), Image.Resampling.LANCZOS)
    x = SIZE[0] - MARGIN - mark.width if mirrored else MARGIN
    image.paste(mark, (x, NAME_MIDDLE - mark.height // 2), mark)
