"""Leaves, stems, flowers and trees."""

from collections.abc import Sequence

from .canvas import Canvas
from .curves import Path, Point, moved, oval, smooth, turned
from .palette import CREAM, INK, MOSS, PINE, RUST, SAGE, TEAL, Colour, mix


def leaf(
    canvas: Canvas,
    foot: Point,
    length: float,
    turn: float,
    fill: Colour,
    *,
    wide: float = 0.34,
    veins: bool = True,
) -> None:
    """Draw one leaf from its `foot`, pointing up and then turned by `turn` degrees."""
    half = length * wide / 2
    side = [
        (0, 0),
        (half * 0.8, -length * 0.22),
        (half, -length * 0.45),
        (half * 0.55, -length * 0.78),
    ]
    outline = smooth(
        [*side, (0, -length), *[(-x, y) for x, y in side[:0:-1]]], closed=True, steps=10
    )
    path = _placed(outline, foot, turn)
    canvas.shape(path, fill)
    right = [point for point in outline if point[0] >= 0]
    canvas.shape(_placed([(0, 0), *right, (0, -length)], foot, turn), mix(fill, INK, 0.14))
    canvas.shade(path, mix(fill, CREAM, 0.6), towards="up", strength=0.4, reach=0.6)
    if veins:
        _veins(canvas, foot, length, half, turn, mix(fill, CREAM, 0.5))


def _veins(
    canvas: Canvas, foot: Point, length: float, half: float, turn: float, colour: Colour
) -> None:
    middle = _placed([(0, 0), (0, -length * 0.5), (0, -length * 0.94)], foot, turn)
    canvas.line(middle, max(2, length * 0.014), colour, alpha=0.8, taper=(1, 0.2))
    for n in range(1, 6):
        y = -length * (0.1 + n * 0.13)
        reach = half * (0.85 - abs(n - 2.6) * 0.13)
        for side in (-1, 1):
            vein = _placed([(0, y), (side * reach, y - length * 0.1)], foot, turn)
            canvas.line(vein, max(1.4, length * 0.008), colour, alpha=0.5, taper=(1, 0.3))


def stem(
    canvas: Canvas,
    path: Sequence[Point],
    leaves: int,
    length: float,
    fill: Colour,
    *,
    wide: float = 0.34,
    spread: float = 52,
) -> None:
    """Draw a stem along `path` with pairs of leaves that shorten towards its tip."""
    import math

    curve = smooth(path)
    canvas.line(curve, 7, mix(fill, INK, 0.25), taper=(1, 0.4))
    for n in range(leaves):
        part = 0.16 + 0.8 * n / leaves
        at = int(part * (len(curve) - 2))
        (x0, y0), (x1, y1) = curve[at], curve[at + 1]
        heading = math.degrees(math.atan2(y1 - y0, x1 - x0)) + 90
        size = length * (1 - 0.45 * part) * canvas.random.uniform(0.9, 1.1)
        for side in (-1, 1):
            tint = mix(fill, canvas.random.choice((CREAM, INK)), canvas.random.uniform(0, 0.14))
            leaf(canvas, (x0, y0), size, heading + side * spread, tint, wide=wide, veins=size > 70)
    leaf(canvas, curve[-1], length * 0.55, 0 if not leaves else heading, fill, wide=wide)


def ginkgo(canvas: Canvas, foot: Point, size: float, turn: float, fill: Colour) -> None:
    """Draw a ginkgo leaf: a fan on a thin stalk."""
    fan = smooth(
        [
            (0, 0),
            (-0.3, -0.28),
            (-0.72, -0.5),
            (-0.6, -0.78),
            (-0.3, -0.93),
            (-0.06, -0.9),
            (0, -0.72),
            (0.06, -0.9),
            (0.3, -0.93),
            (0.6, -0.78),
            (0.72, -0.5),
            (0.3, -0.28),
        ],
        closed=True,
        steps=10,
    )
    path = _placed(moved(fan, 0, 0, scale=size), foot, turn)
    canvas.line(
        _placed([(0, 0), (size * 0.05, size * 0.3), (0, size * 0.55)], foot, turn),
        size * 0.03,
        fill,
    )
    canvas.shape(path, fill)
    canvas.shade(path, mix(fill, RUST, 0.5), towards="down", strength=0.5, reach=0.7)
    for n in range(-5, 6):
        ray = [(n * 0.02 * size, -0.12 * size), (n * 0.115 * size, (-0.82 + abs(n) * 0.055) * size)]
        canvas.line(_placed(ray, foot, turn), 2, mix(fill, CREAM, 0.6), alpha=0.6)


def flower(
    canvas: Canvas, x: float, y: float, size: float, fill: Colour, *, petals: int = 16
) -> None:
    """Draw a chrysanthemum seen from above."""
    for ring, (reach, tint) in enumerate(((1, 0), (0.74, 0.22), (0.48, 0.42))):
        colour = mix(fill, CREAM, tint)
        for n in range(petals - ring * 3):
            turn = 360 * n / (petals - ring * 3) + ring * 11
            leaf(canvas, (x, y), size * reach, turn, colour, wide=0.3, veins=False)
    canvas.disc(x, y, size * 0.12, mix(fill, RUST, 0.5))


def berries(canvas: Canvas, places: Sequence[Point], radius: float, fill: Colour) -> None:
    """Draw round berries, each with a glint."""
    for x, y in places:
        ball = oval(x, y, radius, radius, parts=40)
        canvas.shape(ball, fill)
        canvas.shade(ball, mix(fill, INK, 0.5), towards="down", strength=0.8, reach=0.8)
        canvas.disc(x - radius * 0.3, y - radius * 0.35, radius * 0.2, CREAM, alpha=0.7)


def tree(canvas: Canvas, x: float, y: float, height: float, fill: Colour = MOSS) -> None:
    """Draw a round street tree that stands at (x, y)."""
    trunk = [(x - height * 0.035, y), (x - height * 0.02, y - height * 0.5)]
    canvas.line(trunk, height * 0.05, mix(RUST, INK, 0.5), taper=(1, 0.6))
    for dx, dy, r in ((-0.16, -0.5, 0.2), (0.15, -0.52, 0.2), (0, -0.72, 0.24), (0, -0.52, 0.2)):
        crown = oval(x + dx * height, y + dy * height, r * height, r * height * 0.95)
        canvas.shape(crown, mix(fill, SAGE, 0.25 if dy < -0.6 else 0))
        canvas.shade(crown, mix(fill, PINE, 0.8), towards="down", strength=0.8, reach=0.9)


def shrub(canvas: Canvas, x: float, y: float, width: float, fill: Colour = TEAL) -> None:
    """Draw a clipped bush that stands at (x, y)."""
    for dx, r in ((-0.3, 0.26), (0.28, 0.25), (0, 0.34)):
        bush = oval(x + dx * width, y - r * width * 0.55, r * width, r * width * 0.75)
        canvas.shape(bush, fill)
        canvas.shade(bush, mix(fill, INK, 0.5), towards="down", strength=0.8)


def _placed(path: Path, foot: Point, turn: float) -> Path:
    return turned(moved(path, *foot), turn, foot)
