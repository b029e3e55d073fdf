"""Land and water: hills, rivers, suns, reeds, stones."""

import math
from collections.abc import Sequence

from .canvas import Canvas
from .curves import Path, Point, oval, smooth
from .palette import CREAM, FOAM, GOLD, INK, MIST, Colour, mix


def ridge(canvas: Canvas, base: float, height: float, *, bumps: int = 6) -> Path:
    """Return the outline of a range of hills across the picture, closed at the bottom."""
    random, width = canvas.random, canvas.width
    shift = random.uniform(0, 1)
    crest = [
        (width * (n - 0.5 + shift * 0.5) / bumps, base - height * random.uniform(0.05, 1))
        for n in range(bumps + 2)
    ]
    crest = [(-80, base - height * 0.4), *crest[1:-1], (width + 80, base - height * 0.5)]
    return [*smooth(crest), (width + 80, canvas.height + 20), (-80, canvas.height + 20)]


def hills(canvas: Canvas, layers: Sequence[tuple[float, float, Colour, Colour]]) -> None:
    """Draw ranges of hills from far to near: each (base, height, colour, colour of its shade)."""
    for base, height, colour, dark in layers:
        path = ridge(canvas, base, height)
        canvas.shape(path, (mix(colour, CREAM, 0.12), colour))
        canvas.shade(path, dark, towards="down", strength=0.5)


def sun(
    canvas: Canvas, x: float, y: float, radius: float, fill: Colour = GOLD, *, halo: float = 4
) -> None:
    """Draw a sun or moon with its halo."""
    canvas.glow(x, y, radius * halo, mix(fill, CREAM, 0.4), 0.85)
    canvas.disc(x, y, radius, mix(fill, CREAM, 0.25))
    canvas.shade(oval(x, y, radius, radius), fill, towards="down", strength=0.8)


def river(
    canvas: Canvas, middle: Sequence[Point], widths: tuple[float, float], fill: Colour
) -> None:
    """Draw a river seen along the ground: `middle` runs down the picture, from far to near.

    Its width grows from the first to the second, measured level, as the eye would have it.
    """
    course = smooth(middle, steps=24)
    top, bottom = course[0][1], course[-1][1]
    first, last = widths

    def edge(part: float) -> Path:
        return [
            (x + part * (first + (last - first) * ((y - top) / (bottom - top)) ** 1.3), y)
            for x, y in course
        ]

    path = edge(-0.5) + edge(0.5)[::-1]
    canvas.shape(path, (mix(fill, CREAM, 0.55), fill))
    with canvas.inside(path):
        canvas.shape(edge(0.32) + edge(0.5)[::-1], mix(fill, INK, 0.25), alpha=0.25)
        for part in (-0.3, -0.12, 0.1):
            glint = edge(part)
            start = int(len(glint) * canvas.random.uniform(0.3, 0.55))
            canvas.line(glint[start:], 3.5, CREAM, alpha=0.6, taper=(0, 0.5))


def mist(canvas: Canvas, y: float, *, alpha: float = 0.5, colour: Colour = CREAM) -> None:
    """Lay a band of mist across the picture."""
    for _ in range(4):
        x = canvas.random.uniform(0, canvas.width)
        band = oval(x, y + canvas.random.uniform(-18, 18), canvas.random.uniform(260, 520), 22)
        canvas.shape(band, colour, alpha=alpha, blur=18)


def reeds(
    canvas: Canvas, x: float, y: float, count: int, height: float, fill: Colour = INK
) -> None:
    """Draw a tuft of reeds that grows up from (x, y)."""
    for _ in range(count):
        lean = canvas.random.uniform(-0.35, 0.35)
        tall = height * canvas.random.uniform(0.5, 1)
        foot = x + canvas.random.uniform(-1, 1) * height * 0.35
        tip = (foot + lean * tall, y - tall)
        bow = smooth([(foot, y + 20), (foot + lean * tall * 0.3, y - tall * 0.55), tip])
        canvas.line(bow, 7, fill, taper=(1, 0.05))


def birds(canvas: Canvas, places: Sequence[Point], size: float = 16, fill: Colour = INK) -> None:
    """Draw far birds, two strokes each."""
    for x, y in places:
        for side in (-1, 1):
            wing = [
                (x, y),
                (x + side * size * 0.6, y - size * 0.5),
                (x + side * size * 1.3, y - size * 0.2),
            ]
            canvas.line(smooth(wing), 3.2, fill, alpha=0.75, taper=(1, 0.1))


def water(
    canvas: Canvas, top: float, colours: tuple[Colour, Colour], *, shine: Colour = MIST
) -> Path:
    """Fill everything below `top` with still water and a few glints."""
    path: Path = [(0, top), (canvas.width, top), (canvas.width, canvas.height), (0, canvas.height)]
    canvas.shape(path, colours)
    for n in range(26):
        depth = (n + 1) / 26
        y = top + 6 + depth**1.5 * (canvas.height - top)
        x, long = (
            canvas.random.uniform(0, canvas.width),
            canvas.random.uniform(60, 260) * (0.3 + depth),
        )
        canvas.line(
            [(x - long, y), (x, y + 1), (x + long, y)],
            2 + 3 * depth,
            shine,
            alpha=0.22,
            taper=(0, 0),
        )
    return path


def ripples(
    canvas: Canvas,
    x: float,
    y: float,
    radii: Sequence[float],
    fill: Colour = FOAM,
    *,
    flat: float = 0.26,
) -> None:
    """Draw rings on water seen from the side."""
    for n, radius in enumerate(radii):
        ring = oval(x, y, radius, radius * flat)
        canvas.line([*ring, ring[0]], 5 - n * 0.6, fill, alpha=0.75 - n * 0.12)


def stone(
    canvas: Canvas, x: float, y: float, rx: float, ry: float, fill: Colour, *, turn: float = 0
) -> None:
    """Draw a smooth river stone."""
    wobble = [1 + canvas.random.uniform(-0.05, 0.05) for _ in range(10)]
    body = []
    for n in range(10):
        angle = 2 * math.pi * n / 10
        edge = wobble[n] * abs(math.cos(angle)) ** 0.1
        body.append((x + rx * edge * math.cos(angle), y + ry * wobble[n] * math.sin(angle)))
    path = smooth(body, closed=True)
    canvas.shape(path, (mix(fill, CREAM, 0.35), fill))
    canvas.shade(path, mix(fill, INK, 0.6), towards="down", strength=0.85, reach=0.8)
    canvas.shade(path, mix(fill, CREAM, 0.7), towards="up", strength=0.35, reach=0.4)
