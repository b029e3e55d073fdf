"""Scenes with land and water."""

from .canvas import Canvas
from .curves import oval, smooth
from .nature import birds, hills, mist, reeds, ripples, river, stone, sun, water
from .palette import (
    BLUSH,
    CLAY,
    CREAM,
    DUNE,
    DUSK,
    FOAM,
    GOLD,
    INK,
    JADE,
    MIST,
    NIGHT,
    OCHRE,
    PAPER,
    PINE,
    ROSE,
    RUST,
    SAGE,
    SAND,
    TEAL,
    mix,
)
from .plants import leaf, tree


def two_rivers(canvas: Canvas) -> None:
    """Dawn over a valley in which two rivers become one."""
    canvas.ground(MIST, CREAM, BLUSH, SAND)
    sun(canvas, 1090, 300, 84)
    hills(canvas, [(500, 230, mix(FOAM, MIST, 0.5), FOAM), (540, 150, FOAM, JADE)])
    mist(canvas, 500)
    hills(canvas, [(570, 100, mix(JADE, FOAM, 0.35), TEAL)])
    meadow = [(0, 570), (700, 556), (1600, 566), (1600, 1000), (0, 1000)]
    canvas.shape(meadow, (mix(JADE, FOAM, 0.3), TEAL))
    canvas.shade(meadow, PINE, strength=0.75)
    river(
        canvas,
        [(1180, 566), (1330, 585), (1215, 622), (1180, 680), (960, 800), (880, 1010)],
        (5, 300),
        FOAM,
    )
    river(
        canvas,
        [(330, 562), (190, 590), (420, 640), (480, 700), (760, 830), (800, 1010)],
        (5, 330),
        FOAM,
    )
    mist(canvas, 575, alpha=0.4)
    for x, y, count in ((110, 1010, 26), (330, 1040, 12), (1480, 1010, 26), (1270, 1030, 10)):
        reeds(canvas, x, y, count, 300 if count > 15 else 190, mix(PINE, INK, 0.5))
    birds(canvas, [(620, 230), (680, 205), (560, 262)])


def night_lake(canvas: Canvas) -> None:
    """A full moon over a quiet lake."""
    canvas.ground(NIGHT, mix(NIGHT, DUSK, 0.6), mix(DUSK, FOAM, 0.35))
    for _ in range(70):
        x, y = canvas.random.uniform(0, 1600), canvas.random.uniform(0, 420)
        canvas.disc(
            x, y, canvas.random.uniform(1, 2.6), CREAM, alpha=canvas.random.uniform(0.3, 0.9)
        )
    sun(canvas, 560, 250, 92, CREAM, halo=4)
    for x, y, r in ((530, 225, 20), (590, 270, 27), (575, 215, 10), (525, 285, 12)):
        canvas.disc(x, y, r, mix(CREAM, DUSK, 0.3), alpha=0.28)
    hills(
        canvas,
        [(560, 190, mix(DUSK, NIGHT, 0.2), NIGHT), (610, 120, mix(DUSK, NIGHT, 0.55), NIGHT)],
    )
    water(canvas, 610, (mix(DUSK, FOAM, 0.25), NIGHT), shine=FOAM)
    for n in range(15):
        half = 22 + n * 5 + canvas.random.uniform(-12, 16)
        y = 626 + n * 22
        canvas.line(
            [(560 - half, y), (560, y + 2), (560 + half, y)], 7, CREAM, alpha=0.5, taper=(0, 0)
        )
    mist(canvas, 612, alpha=0.25, colour=FOAM)
    for x, count in ((1330, 16), (1480, 26), (90, 12)):
        reeds(canvas, x, 1010, count, 380, mix(NIGHT, INK, 0.6))


def balanced_stones(canvas: Canvas) -> None:
    """Five stones balanced in still water."""
    canvas.ground(PAPER, SAND, BLUSH)
    sun(canvas, 430, 330, 120, ROSE, halo=3)
    hills(canvas, [(600, 150, mix(FOAM, SAND, 0.4), FOAM), (640, 80, mix(FOAM, JADE, 0.3), JADE)])
    water(canvas, 630, (mix(MIST, SAND, 0.3), mix(JADE, FOAM, 0.4)), shine=CREAM)
    ripples(canvas, 980, 850, (290, 400, 530, 680), CREAM)
    canvas.shape(oval(980, 905, 250, 60), mix(TEAL, INK, 0.4), alpha=0.35, blur=14)
    for y, rx, ry, fill, turn in (
        (835, 235, 72, mix(TEAL, INK, 0.25), 0),
        (722, 172, 52, DUNE, 2),
        (634, 128, 42, CLAY, -3),
        (563, 92, 32, mix(SAGE, CREAM, 0.15), 2),
        (508, 55, 25, mix(PINE, JADE, 0.3), 0),
    ):
        stone(canvas, 980 + turn * 4, y, rx, ry, fill, turn=turn)
    leaf(canvas, (985, 487), 90, 62, SAGE)
    for x in (120, 240):
        reeds(canvas, x, 1010, 16, 330, mix(PINE, INK, 0.3))


def hill_steps(canvas: Canvas) -> None:
    """Stone steps that climb a green hill towards the sun."""
    canvas.ground(MIST, CREAM, SAND)
    sun(canvas, 1130, 250, 88)
    hills(canvas, [(520, 200, mix(FOAM, MIST, 0.5), FOAM)])
    hill = [
        *smooth([(-60, 900), (300, 760), (760, 520), (1120, 392), (1660, 470)]),
        (1660, 1010),
        (-60, 1010),
    ]
    canvas.shape(hill, (mix(SAGE, FOAM, 0.3), mix(JADE, TEAL, 0.5)))
    canvas.shade(hill, PINE, strength=0.8)
    for n in range(15):
        near = 1 - n / 15
        x, y = 1105 - 720 * near**1.2, 400 + 600 * near**1.35
        wide, deep = 60 + 330 * near**1.4, 9 + 30 * near**1.3
        top = [
            (x - wide * 0.42, y - deep),
            (x + wide * 0.5, y - deep * 1.1),
            (x + wide * 0.55, y),
            (x - wide * 0.5, y),
        ]
        canvas.shape([(px, py + deep * 0.9) for px, py in top], mix(DUNE, RUST, 0.35))
        canvas.shape(top, (mix(SAND, CREAM, 0.4), DUNE))
        canvas.shade(top, CLAY, towards="left", strength=0.35)
    for x, y, h in ((1290, 440, 250), (1440, 470, 330), (1550, 520, 260)):
        tree(canvas, x, y, h)
    for x, y, n, h in (
        (60, 1010, 20, 240),
        (760, 1010, 16, 170),
        (1000, 1020, 18, 220),
        (1400, 1020, 20, 260),
    ):
        reeds(canvas, x, y, n, h, mix(PINE, INK, 0.35))


def winding_path(canvas: Canvas) -> None:
    """A person walks along a path through hills."""
    canvas.ground(mix(MIST, CREAM, 0.3), CREAM, BLUSH)
    sun(canvas, 330, 280, 96, CLAY, halo=3)
    hills(canvas, [(500, 220, mix(ROSE, CREAM, 0.5), ROSE), (560, 140, mix(FOAM, SAND, 0.3), FOAM)])
    hills(canvas, [(640, 120, mix(SAGE, FOAM, 0.4), JADE)])
    meadow = [
        *smooth([(-40, 700), (500, 640), (1000, 668), (1640, 610)]),
        (1640, 1010),
        (-40, 1010),
    ]
    canvas.shape(meadow, (mix(SAGE, FOAM, 0.2), MOSS_DEEP))
    canvas.shade(meadow, PINE, strength=0.8)
    river(
        canvas,
        [(900, 655), (1010, 672), (880, 705), (1010, 760), (860, 850), (900, 1010)],
        (8, 300),
        SAND,
    )
    walker(canvas, 985, 770, 150)
    for x, y, h in ((250, 730, 300), (400, 700, 220), (1370, 690, 290), (1490, 720, 380)):
        tree(canvas, x, y, h)
    for x, count in ((90, 22), (1240, 14), (1520, 24)):
        reeds(canvas, x, 1015, count, 220, mix(PINE, INK, 0.4))


MOSS_DEEP = mix(JADE, TEAL, 0.6)


def walker(canvas: Canvas, x: float, y: float, height: float) -> None:
    """Draw a small figure in mid-stride whose feet are at (x, y)."""
    h = height
    canvas.shape(oval(x, y, h * 0.32, h * 0.05), INK, alpha=0.35, blur=4)
    for dx, bend in ((0.17, 0.1), (-0.2, 0.02)):
        leg = smooth([(x, y - h * 0.48), (x + h * bend, y - h * 0.24), (x + h * dx, y)])
        canvas.line(leg, h * 0.1, PINE, taper=(1, 0.6))
    arm = smooth(
        [(x + h * 0.02, y - h * 0.76), (x - h * 0.14, y - h * 0.6), (x - h * 0.09, y - h * 0.44)]
    )
    canvas.line(arm, h * 0.07, RUST, taper=(1, 0.7))
    coat = smooth(
        [
            (x - h * 0.08, y - h * 0.82),
            (x + h * 0.1, y - h * 0.82),
            (x + h * 0.12, y - h * 0.44),
            (x - h * 0.13, y - h * 0.43),
        ],
        closed=True,
    )
    canvas.shape(coat, (CLAY, RUST))
    front = smooth(
        [(x + h * 0.05, y - h * 0.76), (x + h * 0.17, y - h * 0.62), (x + h * 0.25, y - h * 0.52)]
    )
    canvas.line(front, h * 0.07, mix(CLAY, CREAM, 0.15), taper=(1, 0.7))
    canvas.disc(x + h * 0.03, y - h * 0.93, h * 0.085, ROSE)
    hair = oval(x + h * 0.005, y - h * 0.955, h * 0.09, h * 0.075)
    canvas.shape(hair, INK)


def winter_window(canvas: Canvas) -> None:
    """A bedside lamp in front of a window with snow and a moon."""
    wall = mix(DUSK, ROSE, 0.25)
    canvas.ground(mix(wall, NIGHT, 0.25), wall, mix(wall, CLAY, 0.25))
    frame = [(420, 90), (1180, 90), (1180, 700), (420, 700)]
    canvas.shape([(390, 60), (1210, 60), (1210, 730), (390, 730)], mix(CREAM, DUNE, 0.3))
    with canvas.inside(frame):
        canvas.shape(frame, (NIGHT, mix(DUSK, FOAM, 0.3)))
        sun(canvas, 950, 250, 62, CREAM)
        hills(
            canvas,
            [(620, 150, mix(FOAM, DUSK, 0.4), DUSK), (690, 100, mix(MIST, DUSK, 0.15), DUSK)],
        )
        for _ in range(120):
            x, y = canvas.random.uniform(420, 1180), canvas.random.uniform(90, 700)
            canvas.disc(
                x, y, canvas.random.uniform(1.5, 4.5), CREAM, alpha=canvas.random.uniform(0.4, 0.95)
            )
    for bar in (
        [(788, 90), (812, 90), (812, 700), (788, 700)],
        [(420, 380), (1180, 380), (1180, 400), (420, 400)],
    ):
        canvas.shape(bar, mix(CREAM, DUNE, 0.3))
    canvas.shape([(350, 725), (1250, 725), (1250, 765), (350, 765)], mix(DUNE, CREAM, 0.3))
    for x0, x1, lean in ((250, 470, 60), (1350, 1130, -60)):
        curtain = smooth(
            [(x0, -40), (x1, -40), (x1 - lean, 300), (x1 - lean * 1.6, 880), (x0 - lean, 880)]
        )
        canvas.shape(curtain, (mix(CLAY, ROSE, 0.4), CLAY))
        canvas.shade(curtain, RUST, towards="left" if lean > 0 else "right", strength=0.8)
    canvas.shape(
        [(0, 860), (1600, 860), (1600, 1000), (0, 1000)],
        (mix(RUST, INK, 0.35), mix(RUST, INK, 0.6)),
    )
    _lamp(canvas, 640, 860)
    canvas.shape([(900, 810), (1160, 822), (1156, 858), (896, 858)], (TEAL, PINE))
    canvas.shape([(915, 780), (1130, 786), (1126, 816), (912, 812)], (CREAM, SAND))
    canvas.shape([(910, 770), (1140, 776), (1140, 788), (910, 782)], CLAY)


def _lamp(canvas: Canvas, x: float, y: float) -> None:
    canvas.glow(x, y - 190, 520, GOLD, 0.75)
    canvas.shape(oval(x, y - 6, 70, 16), INK)
    canvas.line([(x, y - 8), (x, y - 180)], 12, INK)
    shade = [(x - 62, y - 290), (x + 62, y - 290), (x + 118, y - 150), (x - 118, y - 150)]
    canvas.shape(shade, (CREAM, GOLD))
    canvas.shade(shade, OCHRE, towards="right", strength=0.6)
