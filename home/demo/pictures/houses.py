"""Street fronts of the two locations."""

from .canvas import Canvas
from .curves import arch, oval, rounded
from .nature import hills, sun
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
    PINE,
    ROSE,
    RUST,
    SAGE,
    SAND,
    TEAL,
    Colour,
    mix,
)
from .plants import leaf, shrub, tree


def _box(left: float, top: float, right: float, bottom: float) -> list:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _street(canvas: Canvas, top: float) -> None:
    canvas.shape(_box(0, top, 1600, 1000), (mix(SAND, CREAM, 0.3), mix(DUNE, SAND, 0.4)))
    canvas.shape(_box(0, top + 92, 1600, 1000), (mix(INK, MIST, 0.45), mix(INK, MIST, 0.3)))
    canvas.shape(_box(0, top + 84, 1600, top + 100), CREAM)
    for x in range(60, 1600, 240):
        canvas.line([(x, top + 86), (x - 40, top)], 3, DUNE, alpha=0.8)
        canvas.shape(_box(x, top + 150, x + 120, top + 160), CREAM, alpha=0.7)


def _pane(canvas: Canvas, path: list, *, light: bool = False) -> None:
    with canvas.inside(path):
        canvas.shape(
            path, (mix(GOLD, CREAM, 0.4), OCHRE) if light else (mix(TEAL, FOAM, 0.35), PINE)
        )
        left, right = min(x for x, _ in path), max(x for x, _ in path)
        top, bottom = min(y for _, y in path), max(y for _, y in path)
        slant = (right - left) * 0.45
        for start in (0.1, 0.62):
            x = left + (right - left) * start
            canvas.shape(
                [(x, bottom), (x + slant * 0.5, bottom), (x + slant * 1.6, top), (x + slant, top)],
                CREAM,
                alpha=0.16,
            )


def _sign(canvas: Canvas, x: float, y: float, fill: Colour) -> None:
    """A round hanging sign with two leaves, the clinic's mark."""
    canvas.line([(x - 70, y - 78), (x + 10, y - 78)], 8, INK)
    canvas.line([(x, y - 78), (x, y - 50)], 5, INK)
    canvas.disc(x, y, 54, CREAM)
    canvas.ring(x, y, 49, 5, fill)
    leaf(canvas, (x, y + 30), 62, -30, fill, wide=0.46, veins=False)
    leaf(canvas, (x, y + 30), 62, 30, mix(fill, SAGE, 0.5), wide=0.46, veins=False)


def brick_corner(canvas: Canvas) -> None:
    """A two-storey brick shop front with arched windows and a ramp to the door."""
    canvas.ground(mix(MIST, CREAM, 0.2), CREAM, BLUSH)
    sun(canvas, 1370, 210, 78, GOLD, halo=3)
    for left, right, top, fill in (
        (-20, 300, 330, mix(ROSE, SAND, 0.4)),
        (1290, 1640, 380, mix(SAGE, SAND, 0.45)),
    ):
        canvas.shape(_box(left, top, right, 840), (mix(fill, CREAM, 0.3), fill))
        for x in range(int(left) + 60, int(right) - 60, 110):
            for y in (430, 590):
                canvas.shape(_box(x, y, x + 56, y + 96), mix(PINE, FOAM, 0.35), alpha=0.7)
    wall = _box(300, 170, 1290, 840)
    canvas.shape(wall, (mix(CLAY, ROSE, 0.25), CLAY))
    _bricks(canvas, 300, 170, 1290, 840)
    canvas.shade(wall, RUST, towards="right", strength=0.6)
    canvas.shape(_box(276, 120, 1314, 172), (mix(SAND, CREAM, 0.4), DUNE))
    canvas.shape(_box(290, 172, 1300, 190), mix(RUST, INK, 0.25))
    for x in range(300, 1290, 44):
        canvas.shape(_box(x, 150, x + 20, 172), mix(DUNE, CLAY, 0.35))
    for x in (390, 610, 830, 1050):
        canvas.shape(arch(x - 14, 226, x + 144, 470), mix(SAND, CREAM, 0.3))
        _pane(canvas, arch(x, 240, x + 130, 462), light=x == 610)
        canvas.line([(x + 65, 244), (x + 65, 462)], 8, mix(SAND, CREAM, 0.3))
        canvas.line([(x, 350), (x + 130, 350)], 8, mix(SAND, CREAM, 0.3))
        canvas.shape(_box(x - 22, 462, x + 152, 482), mix(SAND, CREAM, 0.5))
    _shop_front(canvas)
    _street(canvas, 838)
    ramp = [(560, 838), (1230, 838), (1230, 806), (1010, 806)]
    canvas.shape(ramp, mix(DUNE, CREAM, 0.3))
    canvas.line([(660, 780), (1010, 730), (1220, 730)], 9, PINE)
    for x, top, foot in ((660, 780, 836), (830, 755, 826), (1010, 730, 808), (1220, 730, 808)):
        canvas.line([(x, top), (x, foot)], 8, PINE)
    tree(canvas, 170, 850, 480, MOSS)
    tree(canvas, 1460, 850, 420, mix(MOSS, OCHRE, 0.25))
    shrub(canvas, 420, 846, 150, mix(TEAL, MOSS, 0.5))


def _bricks(canvas: Canvas, left: int, top: int, right: int, bottom: int) -> None:
    for _ in range(170):
        x = canvas.random.randrange(left + 8, right - 60, 4)
        y = canvas.random.randrange(top + 30, bottom - 20, 20)
        tint = canvas.random.choice((RUST, ROSE, mix(CLAY, INK, 0.3)))
        canvas.shape(rounded(x, y, x + 46, y + 14, 3), tint, alpha=0.32)


def _shop_front(canvas: Canvas) -> None:
    canvas.shape(_box(330, 540, 1260, 838), (mix(PINE, TEAL, 0.5), PINE))
    for left, right in ((370, 640), (670, 940)):
        canvas.shape(_box(left - 10, 596, right + 10, 776), mix(SAND, CREAM, 0.5))
        _pane(canvas, _box(left, 606, right, 766), light=True)
        for n in range(3):
            leaf(
                canvas,
                (left + 60 + n * 75, 766),
                80,
                (-20, 8, 26)[n],
                mix(TEAL, MOSS, 0.5),
                veins=False,
            )
    door = _box(1000, 600, 1180, 806)
    canvas.shape(_box(986, 586, 1194, 806), mix(SAND, CREAM, 0.5))
    canvas.shape(door, (mix(CLAY, OCHRE, 0.35), CLAY))
    _pane(canvas, rounded(1024, 622, 1156, 740, 8), light=True)
    canvas.disc(1036, 764, 8, GOLD)
    stripes = 12
    for n in range(stripes):
        x, wide = 322 + n * 52.2, 52.2
        flap = [(x + 8, 520), (x + wide + 8, 520), (x + wide, 600), (x, 600)]
        canvas.shape(flap, CREAM if n % 2 else mix(JADE, TEAL, 0.4))
        canvas.shape(
            oval(x + wide / 2, 600, wide / 2, 13), CREAM if n % 2 else mix(JADE, TEAL, 0.4)
        )
    _sign(canvas, 1226, 580, TEAL)


def low_house(canvas: Canvas) -> None:
    """A low modern house with wide windows, wooden cladding and a level entrance."""
    canvas.ground(FOAM, MIST, CREAM)
    sun(canvas, 300, 230, 84, mix(GOLD, CLAY, 0.25), halo=3)
    hills(canvas, [(700, 200, mix(FOAM, MIST, 0.4), FOAM)])
    for x, h in ((90, 520), (1340, 560), (1540, 460), (1210, 430)):
        tree(canvas, x, 800, h, mix(MOSS, TEAL, canvas.random.uniform(0.1, 0.5)))
    wall = _box(280, 400, 1330, 842)
    canvas.shape(wall, (mix(CREAM, SAND, 0.35), SAND))
    canvas.shade(wall, DUNE, towards="right", strength=0.6)
    wood = _box(900, 400, 1330, 842)
    canvas.shape(wood, (mix(CLAY, OCHRE, 0.5), mix(CLAY, RUST, 0.3)))
    for x in range(900, 1330, 30):
        canvas.line([(x, 400), (x, 842)], 3, mix(RUST, INK, 0.3), alpha=0.5)
    canvas.shade(wood, RUST, towards="right", strength=0.6)
    roof = [(220, 350), (1390, 300), (1390, 352), (1330, 402), (250, 410)]
    canvas.shape(roof, (mix(PINE, INK, 0.2), PINE))
    canvas.shade(roof, INK, towards="right", strength=0.5)
    canvas.shape(_box(340, 478, 830, 742), PINE)
    for n in range(3):
        _pane(canvas, _box(352 + n * 160, 490, 498 + n * 160, 730), light=n == 1)
    for n, x in enumerate((400, 560, 740)):
        for turn in (-24, 4, 28):
            leaf(canvas, (x, 730), 110 - n * 14, turn, mix(TEAL, MOSS, 0.4), veins=False)
    canvas.shape(_box(948, 500, 1150, 842), mix(CREAM, SAND, 0.2))
    door = _box(966, 520, 1132, 842)
    canvas.shape(door, (TEAL, PINE))
    _pane(canvas, rounded(996, 560, 1102, 760, 10), light=True)
    canvas.line([(982, 660), (982, 760)], 10, GOLD)
    canvas.shape([(900, 452), (1230, 444), (1230, 470), (900, 476)], mix(PINE, INK, 0.3))
    _sign(canvas, 1240, 570, mix(TEAL, JADE, 0.3))
    _street(canvas, 840)
    path = [(930, 840), (1170, 840), (1230, 926), (850, 926)]
    canvas.shape(path, mix(CREAM, SAND, 0.4))
    for x, width, fill in ((420, 220, TEAL), (650, 190, JADE), (790, 150, MOSS), (1270, 150, TEAL)):
        shrub(canvas, x, 852, width, mix(fill, MOSS, 0.3))
    _bench(canvas, 200, 850)


def _bench(canvas: Canvas, x: float, y: float) -> None:
    for foot in (-80, 80):
        canvas.line([(x + foot, y - 60), (x + foot, y)], 14, INK)
    for lift in (62, 100, 126):
        canvas.shape(
            rounded(x - 110, y - lift - 14, x + 110, y - lift + 4, 6),
            (OCHRE, mix(CLAY, OCHRE, 0.4)),
        )
