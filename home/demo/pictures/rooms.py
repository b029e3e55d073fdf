"""Rooms of the clinic, and things on a table."""

from .canvas import Canvas
from .curves import oval, rounded, smooth, turned
from .exercises import floor, framed_view, pot_plant
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
from .plants import flower, ginkgo, leaf, stem


def treatment_room(canvas: Canvas) -> None:
    """A treatment table with a folded blanket, a lamp, a plant and a window."""
    canvas.ground(mix(FOAM, SAGE, 0.25), mix(MIST, SAGE, 0.2), mix(MIST, CREAM, 0.3))
    framed_view(canvas, 160, 120, 560, 560)
    _scroll(canvas, 1120, 90)
    floor(canvas, 760, (mix(DUNE, CREAM, 0.25), DUNE))
    canvas.shape(oval(800, 905, 560, 44), INK, alpha=0.3, blur=14)
    for x in (440, 1180):
        canvas.line([(x, 700), (x - 20, 900)], 26, mix(RUST, INK, 0.35))
        canvas.line([(x + 40, 700), (x + 60, 900)], 26, mix(RUST, INK, 0.2))
    _table_top(canvas)
    canvas.glow(1390, 420, 420, GOLD, 0.5)
    canvas.line([(1390, 470), (1390, 900)], 12, INK)
    canvas.shape(oval(1390, 902, 76, 16), INK)
    shade = [(1330, 330), (1450, 330), (1500, 480), (1280, 480)]
    canvas.shape(shade, (CREAM, GOLD))
    canvas.shade(shade, OCHRE, towards="right", strength=0.6)
    pot_plant(canvas, 150, 900, 1.25)


def _table_top(canvas: Canvas) -> None:
    cushion = rounded(330, 610, 1290, 705, 40)
    canvas.shape(cushion, (mix(CREAM, SAND, 0.25), SAND))
    canvas.shade(cushion, DUNE, strength=0.7)
    hem = smooth(
        [(1298, 770), (1180, 758), (1060, 774), (940, 758), (820, 774), (720, 758), (640, 770)]
    )
    sheet = [*rounded(640, 600, 1298, 660, 18)[:22], *hem, *rounded(640, 600, 1298, 660, 18)[33:]]
    canvas.shape(sheet, (JADE, TEAL))
    canvas.shade(sheet, PINE, strength=0.7)
    for n in range(5):
        x = 700 + n * 125
        canvas.line(
            smooth([(x, 612), (x + 14, 690), (x + 4, 766)]),
            4,
            mix(JADE, CREAM, 0.35),
            alpha=0.6,
            taper=(0.2, 0.2),
        )
    pillow = smooth(
        [(350, 615), (390, 548), (500, 542), (570, 560), (580, 612), (460, 626)], closed=True
    )
    canvas.shape(pillow, (CREAM, mix(SAND, CREAM, 0.3)))
    canvas.shade(pillow, DUNE, towards="right", strength=0.6)
    roll = rounded(1010, 540, 1220, 606, 32)
    canvas.shape(roll, (mix(CLAY, ROSE, 0.4), CLAY))
    canvas.shade(roll, RUST, strength=0.6)


def _scroll(canvas: Canvas, x: float, y: float) -> None:
    canvas.shape(
        [(x - 110, y), (x + 110, y), (x + 110, y + 370), (x - 110, y + 370)], (CREAM, PAPER)
    )
    for bar in (y - 8, y + 366):
        canvas.shape(rounded(x - 128, bar, x + 128, bar + 20, 8), mix(RUST, INK, 0.3))
    canvas.disc(x + 30, y + 110, 44, mix(CLAY, ROSE, 0.3))
    stem(
        canvas,
        [(x - 50, y + 340), (x - 20, y + 230), (x - 44, y + 120)],
        5,
        72,
        mix(PINE, TEAL, 0.4),
        wide=0.26,
    )


def consultation(canvas: Canvas) -> None:
    """Two armchairs at a small table with tea."""
    canvas.ground(mix(SAND, CREAM, 0.4), SAND, mix(SAND, BLUSH, 0.5))
    framed_view(canvas, 560, 90, 1040, 480)
    floor(canvas, 740, (mix(CLAY, ROSE, 0.5), mix(CLAY, ROSE, 0.15)))
    canvas.shape(oval(800, 880, 640, 84), (mix(FOAM, CREAM, 0.2), FOAM))
    canvas.shape(oval(800, 880, 540, 66), mix(FOAM, CREAM, 0.55))
    _armchair(canvas, 380, 860, 1, TEAL)
    _armchair(canvas, 1220, 860, -1, mix(OCHRE, CLAY, 0.3))
    canvas.line([(800, 720), (800, 880)], 20, mix(RUST, INK, 0.4))
    canvas.shape(oval(800, 886, 90, 15), mix(RUST, INK, 0.4))
    canvas.shape(oval(800, 724, 170, 28), mix(RUST, INK, 0.25))
    canvas.shape(oval(800, 714, 170, 28), (mix(CLAY, RUST, 0.3), RUST))
    for x in (730, 862):
        teacup(canvas, x, 702, 0.62)
    stem(canvas, [(800, 700), (806, 640), (790, 580)], 4, 60, SAGE)
    canvas.shape(rounded(782, 660, 818, 716, 8), (CREAM, MIST))
    pot_plant(canvas, 110, 890, 1.35)
    pot_plant(canvas, 1500, 880, 1.15)


def _armchair(canvas: Canvas, x: float, y: float, side: int, fill: Colour) -> None:
    def placed(path: list) -> list:
        return [(x + side * px, y + py) for px, py in path]

    canvas.shape(oval(x, y + 16, 210, 26), INK, alpha=0.3, blur=10)
    for foot in (-130, 130):
        canvas.line([(x + foot, y - 30), (x + foot * 1.12, y + 18)], 16, mix(RUST, INK, 0.5))
    back = placed(
        smooth(
            [(-190, -40), (-215, -300), (-180, -440), (-60, -450), (-20, -330), (-30, -60)],
            closed=True,
        )
    )
    canvas.shape(back, (mix(fill, CREAM, 0.2), fill))
    canvas.shade(back, mix(fill, INK, 0.5), strength=0.6)
    canvas.shape(placed(rounded(-140, -230, 160, -120, 20)), mix(fill, INK, 0.25))
    seat = placed(rounded(-150, -180, 170, -40, 34))
    canvas.shape(seat, (mix(fill, CREAM, 0.3), fill))
    canvas.shade(seat, mix(fill, INK, 0.5), strength=0.7)
    arm = placed(rounded(-120, -262, 178, -196, 33))
    canvas.shape(arm, mix(fill, CREAM, 0.15))
    front = placed(rounded(112, -262, 180, -30, 30))
    canvas.shape(front, (mix(fill, CREAM, 0.1), mix(fill, INK, 0.15)))
    canvas.shade(front, mix(fill, INK, 0.5), strength=0.5)
    cushion = placed(turned(rounded(-120, -390, -10, -270, 24), -10, (-60, -330)))
    canvas.shape(cushion, (CREAM, SAND))


def teacup(canvas: Canvas, x: float, y: float, size: float, fill: Colour = CREAM) -> None:
    """Draw a cup with steam, seen from the side; (x, y) is its foot."""
    half = smooth([(74, -92), (70, -40), (40, -4)])
    path = [
        (x + px * size, y + py * size) for px, py in [*half, *[(-px, py) for px, py in half[::-1]]]
    ]
    canvas.shape(path, (fill, mix(fill, DUNE, 0.4)))
    canvas.shade(path, DUNE, towards="right", strength=0.6)
    canvas.shape(oval(x, y - 92 * size, 74 * size, 13 * size), mix(fill, DUNE, 0.3))
    canvas.shape(oval(x, y - 90 * size, 64 * size, 9 * size), mix(OCHRE, RUST, 0.35))
    for dx in (-22, 12):
        steam = smooth(
            [
                (x + dx * size, y - 120 * size),
                (x + (dx + 24) * size, y - 170 * size),
                (x + (dx - 8) * size, y - 220 * size),
                (x + (dx + 16) * size, y - 280 * size),
            ]
        )
        canvas.line(steam, 9 * size, CREAM, alpha=0.55, taper=(0.1, 0.1))


def open_book(canvas: Canvas) -> None:
    """An open book with drawn plants, a pencil and ginkgo leaves, seen from above."""
    canvas.ground(mix(TEAL, PINE, 0.4), mix(TEAL, PINE, 0.2), TEAL)
    canvas.shape(rounded(300, 190, 1300, 850, 26), INK, alpha=0.45, blur=26)
    canvas.shape(rounded(280, 160, 1320, 830, 22), (CLAY, RUST))
    for side in (-1, 1):
        page = [
            (800, 182),
            *smooth([(800, 182), (800 + side * 260, 164), (800 + side * 496, 182)]),
            *smooth([(800 + side * 496, 806), (800 + side * 260, 790), (800, 812)]),
        ]
        canvas.shape(page, (CREAM, PAPER))
        canvas.shade(page, DUNE, towards="right" if side < 0 else "left", strength=0.7, reach=0.3)
    for n in range(13):
        y = 320 + n * 34
        canvas.line(
            [(880, y), (1200 if n % 5 != 4 else 1060, y + 2)], 6, mix(DUNE, INK, 0.15), alpha=0.75
        )
    canvas.line([(880, 256), (1110, 254)], 13, TEAL)
    stem(canvas, [(520, 750), (550, 560), (510, 400), (560, 260)], 7, 118, mix(JADE, TEAL, 0.4))
    flower(canvas, 560, 262, 62, mix(CLAY, GOLD, 0.4))
    for y in (420, 560):
        canvas.line([(660, y), (740, y)], 5, mix(DUNE, INK, 0.15), alpha=0.75)
        canvas.line([(660, y + 26), (718, y + 26)], 5, mix(DUNE, INK, 0.15), alpha=0.75)
    pencil = turned(rounded(1090, 860, 1420, 886, 6), -16, (1250, 870))
    canvas.shape([(px + 8, py + 14) for px, py in pencil], INK, alpha=0.3, blur=8)
    canvas.shape(pencil, (GOLD, OCHRE))
    tip = turned([(1090, 860), (1090, 886), (1046, 873)], -16, (1250, 870))
    canvas.shape(tip, SAND)
    for x, y, size, turn, fill in (
        (150, 330, 160, -30, GOLD),
        (170, 720, 130, 40, OCHRE),
        (1450, 300, 170, 24, GOLD),
    ):
        ginkgo(canvas, (x, y), size, turn, fill)


def diary(canvas: Canvas) -> None:
    """A calendar diary with a few marked days, a pen and a cup, seen from above."""
    canvas.ground(mix(ROSE, BLUSH, 0.5), BLUSH, mix(SAND, BLUSH, 0.5))
    canvas.shape(
        [(p[0] + 16, p[1] + 26) for p in rounded(330, 130, 1130, 870, 26)], INK, alpha=0.3, blur=22
    )
    canvas.shape(rounded(330, 130, 1130, 870, 26), (TEAL, PINE))
    canvas.shape(rounded(356, 146, 1116, 854, 12), (CREAM, PAPER))
    for n in range(11):
        y = 190 + n * 62
        canvas.disc(384, y, 12, mix(DUNE, INK, 0.2))
        canvas.shape(rounded(316, y - 8, 388, y + 8, 8), mix(DUNE, CREAM, 0.4))
    canvas.line([(450, 216), (700, 216)], 16, CLAY)
    marked = {3: (CLAY, 30), 9: (ROSE, 20), 12: (CLAY, 34), 20: (ROSE, 18), 27: (FOAM, 30)}
    for day in range(35):
        x, y = 446 + day % 7 * 92, 290 + day // 7 * 106
        canvas.shape(rounded(x, y, x + 78, y + 90, 12), mix(MIST, CREAM, 0.45))
        if day in marked:
            fill, radius = marked[day]
            canvas.disc(x + 39, y + 46, radius, fill)
        elif canvas.random.random() < 0.3:
            canvas.line([(x + 18, y + 60), (x + 60, y + 60)], 5, FOAM)
    pen = turned(rounded(1010, 620, 1400, 650, 15), -52, (1200, 640))
    canvas.shape([(px + 10, py + 18) for px, py in pen], INK, alpha=0.3, blur=8)
    canvas.shape(pen, (mix(INK, TEAL, 0.3), INK))
    canvas.disc(1340, 300, 168, mix(SAGE, CREAM, 0.45))
    canvas.disc(1340, 300, 112, CREAM)
    canvas.disc(1340, 300, 94, mix(OCHRE, RUST, 0.4))
    canvas.shade(oval(1340, 300, 94, 94), RUST, strength=0.5)
    canvas.shape(rounded(1434, 282, 1512, 318, 16), CREAM)
    for x, y, length, turn in (
        (180, 760, 300, 20),
        (150, 800, 260, -24),
        (210, 810, 240, 62),
        (1330, 930, 280, -40),
        (1370, 950, 280, 10),
    ):
        leaf(
            canvas,
            (x, y),
            length,
            turn,
            mix(SAGE, TEAL, canvas.random.uniform(0.2, 0.7)),
            wide=0.36,
        )
