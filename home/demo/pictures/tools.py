"""Still lifes: needles, cups, herbs, food, and what lies on a table."""

import math

from .canvas import Canvas
from .curves import Path, Point, moved, oval, rounded, smooth, turned
from .nature import stone
from .palette import (
    BLUSH,
    CLAY,
    CREAM,
    DUNE,
    FOAM,
    GOLD,
    INK,
    JADE,
    MIST,
    MOSS,
    OCHRE,
    PAPER,
    PINE,
    ROSE,
    RUST,
    SAGE,
    SAND,
    TEAL,
    Colour,
    mix,
)
from .plants import berries, flower, ginkgo, leaf, stem


def needle(canvas: Canvas, tip: Point, length: float, turn: float, handle: Colour) -> None:
    """Draw an acupuncture needle: a hair of steel below a wound handle."""

    def placed(path: Path) -> Path:
        return turned(moved(path, *tip), turn, tip)

    steel = mix(DUNE, INK, 0.35)
    canvas.line(placed([(0, 0), (0, -length * 0.6)]), 4.5, steel, taper=(0.25, 1))
    top, bottom = -length, -length * 0.56
    canvas.line(placed([(0, bottom), (0, top)]), 17, handle)
    for n in range(int(length * 0.44 / 11)):
        y = bottom - 6 - n * 11
        canvas.line(placed([(-9, y + 3), (9, y - 4)]), 3, mix(handle, CREAM, 0.55), alpha=0.8)
    canvas.disc(*placed([(0, top - 8)])[0], 13, mix(handle, INK, 0.2))


def needles(canvas: Canvas) -> None:
    """Three fine needles, a leaf, and rings of calm."""
    canvas.ground(CREAM, PAPER, SAND)
    for n in range(6):
        canvas.ring(800, 690, 130 + n * 105, 4, mix(FOAM, JADE, 0.3), alpha=0.65 - n * 0.09)
    canvas.disc(800, 690, 120, mix(FOAM, MIST, 0.4), alpha=0.8)
    for x, y, length, turn, fill in (
        (480, 960, 620, -52, SAGE),
        (1120, 960, 620, 52, TEAL),
        (500, 990, 430, -84, JADE),
        (1100, 990, 430, 84, SAGE),
    ):
        leaf(canvas, (x, y), length, turn, mix(fill, PINE, 0.15), wide=0.36)
    for tip, length, turn, fill in (
        ((772, 690), 500, -17, CLAY),
        ((800, 676), 560, 0, OCHRE),
        ((828, 690), 500, 17, CLAY),
    ):
        needle(canvas, tip, length, turn, fill)
    for x in (772, 800, 828):
        canvas.shape(oval(x, 688, 11, 5), mix(TEAL, INK, 0.4), alpha=0.5)


def current(canvas: Canvas) -> None:
    """Two needles joined by a gentle wave."""
    canvas.ground(mix(PINE, INK, 0.2), PINE, TEAL)
    canvas.glow(800, 560, 620, mix(JADE, FOAM, 0.3), 0.5)
    for n in range(7):
        lift, tint = 34 + n * 26, mix(JADE, CREAM, 0.75 - n * 0.09)
        wave = [
            (
                x,
                470
                + lift
                * math.sin((x - 412) / 776 * math.pi * 4)
                * math.sin((x - 412) / 776 * math.pi),
            )
            for x in range(412, 1189, 6)
        ]
        canvas.line(wave, 7 - n * 0.7, tint, alpha=0.9 - n * 0.11)
    for side in (-1, 1):
        x = 800 + side * 360
        grip = x + side * 29
        wire = smooth(
            [
                (grip, 470),
                (x + side * 120, 360),
                (x + side * 210, 520),
                (x + side * 330, 300),
                (x + side * 480, 250),
            ]
        )
        canvas.line(wire, 9, mix(CLAY, ROSE, 0.2) if side < 0 else OCHRE)
        needle(canvas, (x, 800), 470, side * 5, mix(DUNE, CREAM, 0.3))
        clip = turned(rounded(grip - 36, 440, grip + 36, 500, 14), side * 5, (grip, 470))
        canvas.shape(clip, CLAY if side < 0 else OCHRE)
        canvas.shade(clip, RUST, strength=0.6)
    ground = [
        *smooth([(-40, 840), (440, 800), (800, 824), (1160, 800), (1640, 850)]),
        (1640, 1010),
        (-40, 1010),
    ]
    canvas.shape(ground, (ROSE, mix(ROSE, CLAY, 0.4)))
    canvas.shade(ground, RUST, strength=0.6)
    for x in (440, 1160):
        for n in range(3):
            ring = oval(x, 806, 40 + n * 48, 10 + n * 12)
            canvas.line([*ring, ring[0]], 4, CREAM, alpha=0.75 - n * 0.2)


def cups(canvas: Canvas) -> None:
    """Four glass cups and a folded cloth on a table."""
    canvas.ground(mix(MIST, CREAM, 0.4), PAPER, BLUSH)
    canvas.disc(1130, 330, 220, mix(ROSE, CREAM, 0.3), alpha=0.8)
    table = [(0, 720), (1600, 720), (1600, 1000), (0, 1000)]
    canvas.shape(table, (mix(CLAY, ROSE, 0.35), CLAY))
    canvas.shade(table, RUST, strength=0.6)
    for n, fill in enumerate((TEAL, JADE, FOAM)):
        cloth = rounded(150, 706 - n * 56, 560 - n * 14, 768 - n * 56, 26)
        canvas.shape(cloth, (mix(fill, CREAM, 0.2), fill))
        canvas.shade(cloth, mix(fill, INK, 0.5), strength=0.5)
    stem(canvas, [(200, 600), (330, 570), (520, 500)], 5, 100, SAGE)
    for x, y, size, tint in (
        (1180, 790, 1.15, JADE),
        (690, 800, 0.95, TEAL),
        (1410, 845, 0.8, TEAL),
        (930, 860, 1.3, JADE),
    ):
        _cup(canvas, x, y, size, tint)


def _cup(canvas: Canvas, x: float, y: float, size: float, tint: Colour) -> None:
    half = [
        (0, -318),
        (22, -316),
        (30, -296),
        (22, -276),
        (60, -262),
        (112, -210),
        (128, -140),
        (112, -60),
        (104, 0),
    ]
    outline = smooth(half)
    path = moved([*outline, *[(-px, py) for px, py in outline[::-1]]], x, y, scale=size)
    canvas.shape(oval(x, y, 150 * size, 22 * size), INK, alpha=0.35, blur=10)
    canvas.shape(path, (mix(tint, CREAM, 0.55), tint), alpha=0.72)
    canvas.shade(path, mix(tint, INK, 0.4), towards="right", strength=0.45, reach=0.5)
    canvas.shape(oval(x, y, 104 * size, 17 * size), mix(tint, CREAM, 0.5), alpha=0.75)
    ring = oval(x, y, 108 * size, 19 * size)
    canvas.line([*ring, ring[0]], 8 * size, mix(tint, CREAM, 0.7))
    shine = moved(smooth([(-66, -222), (-98, -160), (-92, -70)]), x, y, scale=size)
    canvas.line(shine, 16 * size, CREAM, alpha=0.75, taper=(0.2, 0.2))
    canvas.disc(x - 46 * size, y - 244 * size, 9 * size, CREAM, alpha=0.8)


def bowl(canvas: Canvas, x: float, y: float, width: float, fill: Colour, *, inside: Colour) -> None:
    """Draw a bowl seen slightly from above; (x, y) is the middle of its rim."""
    half, deep = width / 2, width * 0.42
    canvas.shape(oval(x, y + deep, half * 0.7, width * 0.06), INK, alpha=0.4, blur=12)
    side = smooth([(half, 0), (half * 0.86, deep * 0.55), (half * 0.4, deep * 0.96)])
    path = [(x + px, y + py) for px, py in [*side, *[(-px, py) for px, py in side[::-1]]]]
    canvas.shape(path, (mix(fill, CREAM, 0.15), fill))
    canvas.shade(path, mix(fill, INK, 0.5), towards="right", strength=0.8, reach=0.7)
    canvas.shape(oval(x, y, half, width * 0.11), mix(fill, CREAM, 0.4))
    canvas.shape(oval(x, y + 3, half * 0.94, width * 0.093), inside)


def herbs(canvas: Canvas) -> None:
    """A mortar with herbs, ginkgo leaves, berries and roots."""
    canvas.ground(mix(SAGE, PINE, 0.45), mix(SAGE, TEAL, 0.25), mix(FOAM, SAGE, 0.5))
    canvas.disc(800, 380, 350, mix(FOAM, CREAM, 0.35), alpha=0.5)
    table = [(0, 780), (1600, 780), (1600, 1000), (0, 1000)]
    canvas.shape(table, (mix(DUNE, CREAM, 0.2), DUNE))
    canvas.shade(table, CLAY, strength=0.5)
    for tip, n in (((560, 190), 7), ((700, 90), 8), ((900, 110), 8), ((1040, 220), 7)):
        middle = ((tip[0] + 800) / 2 + (tip[0] - 800) * 0.2, 380)
        stem(
            canvas,
            [(800 + (tip[0] - 800) * 0.3, 570), middle, tip],
            n,
            120,
            canvas.random.choice((TEAL, MOSS, PINE)),
            wide=canvas.random.choice((0.28, 0.4)),
        )
    canvas.line([(930, 570), (1130, 300)], 44, mix(CREAM, DUNE, 0.35))
    canvas.disc(1130, 300, 36, mix(CREAM, DUNE, 0.2))
    bowl(canvas, 800, 580, 500, mix(CREAM, SAND, 0.5), inside=mix(MOSS, PINE, 0.5))
    for x, turn in ((640, -30), (720, 20), (820, -12), (900, 35), (960, 8)):
        leaf(canvas, (x, 600), 90, turn, mix(SAGE, TEAL, 0.4), veins=False)
    ginkgo(canvas, (250, 800), 170, -24, GOLD)
    ginkgo(canvas, (420, 860), 150, 40, OCHRE)
    flower(canvas, 1240, 815, 92, GOLD)
    flower(canvas, 1410, 870, 74, CREAM)
    berries(
        canvas,
        [(1110, 878), (1150, 900), (1080, 912), (520, 930), (560, 912)],
        19,
        mix(CLAY, RUST, 0.5),
    )


def raked_sand(canvas: Canvas) -> None:
    """Stones in raked sand: the lines flow around them."""
    canvas.ground(PAPER, mix(SAND, CREAM, 0.3), SAND)
    for n in range(44):
        y = -60 + n * 27
        row = []
        for x in range(-20, 1640, 12):
            lift = 0.0
            for sx, sy, size in ((520, 400, 200), (1120, 640, 260)):
                gap = math.hypot((x - sx) * 0.8, y - sy)
                lift += (
                    (y - sy) / (gap + 40) * size * math.exp(-((gap / (size * 1.25)) ** 2)) * 0.55
                )
            row.append((x, y + lift + 10 * math.sin(x / 260 + n * 0.1)))
        canvas.line(row, 7, DUNE, alpha=0.75)
        canvas.line([(x, y + 5) for x, y in row], 3, CREAM, alpha=0.8)
    for x, y, rx, ry, fill in (
        (1120, 640, 205, 150, mix(TEAL, INK, 0.2)),
        (520, 400, 150, 112, CLAY),
        (700, 470, 62, 48, mix(JADE, TEAL, 0.4)),
    ):
        canvas.shape(oval(x + 18, y + 34, rx, ry), INK, alpha=0.35, blur=18)
        stone(canvas, x, y, rx, ry, fill)
    for x, y, turn in ((1380, 250, 40), (1450, 300, 75), (250, 800, -40)):
        leaf(canvas, (x, y), 150, turn, SAGE)
