"""A meal on a table, seen from above."""

import math

from .canvas import Canvas
from .curves import oval, smooth, turned
from .palette import (
    CLAY,
    CREAM,
    DUNE,
    GOLD,
    INK,
    MOSS,
    OCHRE,
    ROSE,
    RUST,
    SAGE,
    SAND,
    TEAL,
    Colour,
    mix,
)
from .plants import leaf


def table_food(canvas: Canvas) -> None:
    """A bowl of rice and greens, tea and ginger, seen from above."""
    canvas.ground(mix(CLAY, ROSE, 0.5), mix(CLAY, ROSE, 0.35), mix(CLAY, RUST, 0.15))
    runner = [(0, 250), (1600, 130), (1600, 850), (0, 960)]
    canvas.shape(runner, mix(SAND, CREAM, 0.3), angle="across")
    canvas.shade(runner, DUNE, towards="right", strength=0.4)
    for x in range(-40, 1700, 46):
        canvas.line([(x, 262 - x * 0.075), (x + 4, 950 - x * 0.07)], 2, DUNE, alpha=0.35)
    _plate(canvas, 720, 540, 330, TEAL)
    _greens(canvas, 720, 540)
    _plate(canvas, 1230, 400, 150, CREAM)
    canvas.disc(1230, 400, 124, mix(OCHRE, RUST, 0.25))
    canvas.shape(oval(1195, 372, 52, 30, turn=-35), CREAM, alpha=0.35)
    leaf(canvas, (1225, 440), 80, 24, SAGE)
    canvas.line([(1110, 905), (1530, 640)], 15, mix(RUST, INK, 0.3), taper=(0.5, 1))
    canvas.line([(1150, 935), (1560, 680)], 15, mix(RUST, INK, 0.3), taper=(0.5, 1))
    for x, y, rx, ry, turn in (
        (200, 700, 95, 52, -25),
        (288, 655, 62, 40, 30),
        (150, 640, 52, 36, -60),
        (250, 758, 52, 34, 20),
    ):
        root = oval(x, y, rx, ry, turn=turn)
        canvas.shape(oval(x + 10, y + 14, rx, ry, turn=turn), INK, alpha=0.25, blur=8)
        canvas.shape(root, mix(DUNE, OCHRE, 0.35))
        canvas.shade(root, mix(RUST, DUNE, 0.4), strength=0.6)
    for turn in (-18, 8, 30):
        leaf(canvas, (1330, 180), 190, 90 + turn, mix(SAGE, MOSS, 0.4), wide=0.3)


def _plate(canvas: Canvas, x: float, y: float, radius: float, fill: Colour) -> None:
    canvas.shape(oval(x + 16, y + 26, radius, radius), INK, alpha=0.35, blur=22)
    canvas.disc(x, y, radius, mix(fill, INK, 0.12))
    canvas.shade(
        oval(x, y, radius, radius), mix(fill, CREAM, 0.5), towards="up", strength=0.5, reach=0.7
    )
    canvas.ring(x, y, radius * 0.97, radius * 0.03, mix(fill, CREAM, 0.35))
    canvas.disc(x, y, radius * 0.88, mix(fill, CREAM, 0.1))


def _greens(canvas: Canvas, x: float, y: float) -> None:
    canvas.shape(
        smooth(
            [
                (x - 230, y + 20),
                (x - 150, y - 150),
                (x + 20, y - 90),
                (x + 30, y + 110),
                (x - 110, y + 200),
            ],
            closed=True,
        ),
        CREAM,
    )
    for _ in range(230):
        angle, far = canvas.random.uniform(0, 6.28), canvas.random.uniform(0, 120)
        grain = oval(
            x - 90 + far * math.cos(angle),
            y + 10 + far * math.sin(angle),
            11,
            5,
            turn=angle * 57,
            parts=16,
        )
        canvas.shape(grain, mix(CREAM, DUNE, canvas.random.uniform(0, 0.4)))
    for n in range(9):
        leaf(
            canvas,
            (x + 40, y - 60),
            210,
            10 + n * 18,
            mix(MOSS, SAGE, canvas.random.uniform(0, 0.8)),
            wide=0.4,
        )
    for cx, cy in ((90, 120), (150, 60), (40, 190), (160, 150)):
        canvas.disc(x + cx, y + cy, 46, mix(OCHRE, CLAY, 0.4))
        canvas.disc(x + cx, y + cy, 36, OCHRE)
        canvas.disc(x + cx, y + cy, 14, GOLD)
    for cx, cy, turn in ((-60, -170, 20), (30, -200, -15), (-150, -120, -40)):
        cap = smooth(
            [
                (x + cx - 52, y + cy + 16),
                (x + cx, y + cy - 44),
                (x + cx + 52, y + cy + 16),
                (x + cx, y + cy + 28),
            ],
            closed=True,
        )
        canvas.shape(turned(cap, turn, (x + cx, y + cy)), mix(RUST, INK, 0.25))
        canvas.shade(cap, DUNE, towards="up", strength=0.5)
