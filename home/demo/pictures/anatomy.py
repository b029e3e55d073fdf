"""Calm close views of the body from behind, with fine lines and the place of the ache."""

from .canvas import Canvas
from .curves import Path, Point, mirrored, moved, oval, smooth
from .figures import ache, points
from .palette import (
    BLUSH,
    CLAY,
    CREAM,
    FOAM,
    INK,
    JADE,
    MIST,
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
from .plants import leaf, stem

# The right half of a back, in units around the spine: neck, shoulder, waist, hip.
HALF_BACK = [
    (52, -260),
    (56, -190),
    (112, -152),
    (222, -124),
    (288, -84),
    (296, -10),
    (252, 80),
    (222, 170),
    (194, 290),
    (204, 400),
    (252, 520),
    (270, 640),
    (262, 800),
]
HALF_ARM = [
    (232, -110),
    (296, -76),
    (324, 30),
    (350, 220),
    (378, 380),
    (392, 560),
    (386, 720),
    (350, 720),
    (326, 560),
    (300, 390),
    (268, 240),
    (238, 110),
]


def back(canvas: Canvas, x: float, y: float, scale: float, skin: Colour, cloth: Colour) -> None:
    """Draw a back with arms and a wrap around the hips; (x, y) is between the shoulder blades."""
    dark = mix(skin, RUST, 0.55)
    for arm in (smooth(HALF_ARM, closed=True), mirrored(smooth(HALF_ARM, closed=True), 0)):
        path = moved(arm, x, y, scale=scale)
        canvas.shape(path, (skin, mix(skin, RUST, 0.18)))
        canvas.shade(path, dark, towards="right" if arm[0][0] > 0 else "left", strength=0.5)
    path = _mirrored_shape(smooth(HALF_BACK), x, y, scale)
    canvas.shape(path, (mix(skin, CREAM, 0.12), skin))
    canvas.shade(path, dark, towards="right", strength=0.55, reach=0.55)
    canvas.shade(path, dark, towards="left", strength=0.3, reach=0.4)
    _hair(canvas, x, y, scale)
    with canvas.inside(path):
        wrap = moved(
            [(-320, 505), (0, 470), (320, 505), (320, 900), (-320, 900)], x, y, scale=scale
        )
        canvas.shape(wrap, (mix(cloth, CREAM, 0.1), cloth))
        canvas.shade(wrap, mix(cloth, INK, 0.5), towards="right", strength=0.6)
        for fold in (-150, -60, 70, 160):
            crease = moved(
                smooth([(fold, 500), (fold * 0.8, 620), (fold * 0.6, 780)]), x, y, scale=scale
            )
            canvas.line(crease, 5 * scale, mix(cloth, INK, 0.4), alpha=0.5, taper=(0.2, 0.1))
    _blades(canvas, x, y, scale, dark)


def _hair(canvas: Canvas, x: float, y: float, scale: float) -> None:
    head = oval(x, y - 318 * scale, 96 * scale, 116 * scale)
    knot = oval(x, y - 440 * scale, 52 * scale, 46 * scale)
    for path in (knot, head):
        canvas.shape(path, (mix(INK, RUST, 0.45), mix(INK, RUST, 0.25)))
    for n in range(-4, 5):
        strand = [
            (x + n * 20 * scale, y - 222 * scale + abs(n) * -8 * scale),
            (x + n * 22 * scale, y - 320 * scale),
            (x + n * 6 * scale, y - 420 * scale),
        ]
        canvas.line(smooth(strand), 2.5 * scale, mix(CLAY, INK, 0.3), alpha=0.5, taper=(0.1, 0.3))


def _blades(canvas: Canvas, x: float, y: float, scale: float, colour: Colour) -> None:
    for side in (1, -1):
        blade = [(side * 70, -80), (side * 62, 10), (side * 92, 82), (side * 140, 60)]
        dip = [(side * 40, 330), (side * 52, 400), (side * 40, 462)]
        for path in (blade, dip):
            curve = moved(smooth(path), x, y, scale=scale)
            canvas.line(curve, 6 * scale, colour, alpha=0.55, taper=(0.1, 0.1))
    spine = moved(smooth([(0, -150), (0, 100), (0, 440)]), x, y, scale=scale)
    canvas.line(spine, 5 * scale, colour, alpha=0.5, taper=(0.1, 0.2))


def _mirrored_shape(half: Path, x: float, y: float, scale: float) -> Path:
    return moved([*half, *mirrored(half, 0)], x, y, scale=scale)


def _channel(x: float, y: float, scale: float, offset: float, start: float, end: float) -> Path:
    middle = (start + end) / 2
    line = smooth([(offset * 0.85, start), (offset, middle), (offset * 0.9, end)])
    return moved(line, x, y, scale=scale)


def low_back(canvas: Canvas) -> None:
    """A back from behind; calm rings at the small of the back."""
    canvas.ground(mix(FOAM, CREAM, 0.3), MIST, mix(FOAM, JADE, 0.3))
    canvas.disc(800, 420, 400, mix(CREAM, SAND, 0.4), alpha=0.75)
    for side in (-1, 1):
        stem(
            canvas,
            [
                (800 + side * 720, 1020),
                (800 + side * 640, 760),
                (800 + side * 660, 480),
                (800 + side * 560, 260),
            ],
            9,
            175,
            mix(TEAL, SAGE, 0.35),
        )
    back(canvas, 800, 380, 0.98, ROSE, TEAL)
    for side in (-1, 1):
        points(canvas, _channel(800, 380, 0.98, side * 46, -110, 420), 8, 6)
    ache(canvas, 800, 752, 170)


def neck(canvas: Canvas) -> None:
    """Shoulders and neck from behind; calm rings where the neck begins."""
    canvas.ground(SAND, BLUSH, mix(ROSE, CLAY, 0.3))
    canvas.disc(800, 400, 430, mix(CREAM, BLUSH, 0.25), alpha=0.8)
    for side in (-1, 1):
        stem(
            canvas,
            [
                (800 + side * 790, 960),
                (800 + side * 640, 700),
                (800 + side * 690, 380),
                (800 + side * 600, 90),
            ],
            8,
            190,
            mix(PINE, SAGE, 0.35),
        )
    back(canvas, 800, 760, 1.35, mix(CLAY, INK, 0.22), TEAL)
    for side in (-1, 1):
        line = smooth(
            [
                (800 + side * 44, 470),
                (800 + side * 66, 560),
                (800 + side * 180, 610),
                (800 + side * 280, 640),
            ]
        )
        points(canvas, line, 6, 7)
    ache(canvas, 800, 560, 150)


def profile(canvas: Canvas) -> None:
    """A face from the side with closed eyes, leaves in place of hair, quiet waves around it."""
    canvas.ground(mix(PINE, TEAL, 0.3), TEAL, mix(JADE, TEAL, 0.4))
    for n in range(7):
        canvas.ring(900, 430, 330 + n * 88, 4, mix(FOAM, JADE, 0.3), alpha=0.5 - n * 0.06)
    for turn, length in CROWN:
        tint = mix(SAGE, (FOAM, JADE, OCHRE, MIST)[int(length + turn) % 4], 0.5)
        leaf(canvas, (880, 420), length, turn, tint, wide=0.36)
    skin = mix(ROSE, SAND, 0.3)
    path = smooth(FACE, closed=True, steps=12)
    canvas.shape(path, (mix(skin, CREAM, 0.2), skin))
    canvas.shade(path, mix(skin, RUST, 0.55), towards="right", strength=0.7, reach=0.75)
    canvas.line(
        smooth([(664, 428), (694, 444), (728, 440), (748, 426)]),
        8,
        mix(INK, RUST, 0.3),
        taper=(0.4, 0.2),
    )
    for n in range(4):
        x = 668 + n * 18
        canvas.line([(x, 436 + n), (x - 10, 454 + n)], 4, mix(INK, RUST, 0.3), taper=(1, 0.2))
    canvas.line(
        smooth([(650, 352), (700, 334), (762, 350)]), 11, mix(INK, RUST, 0.35), taper=(0.4, 0.1)
    )
    canvas.line(
        smooth([(612, 590), (648, 600), (676, 592)]), 7, mix(RUST, INK, 0.2), taper=(0.6, 0.1)
    )
    canvas.shape(oval(720, 520, 62, 48), CLAY, alpha=0.3, blur=14)
    for x, y, turn, length in FRINGE:
        leaf(
            canvas,
            (x, y),
            length,
            turn,
            mix(SAGE, PINE, canvas.random.uniform(0.1, 0.6)),
            wide=0.42,
        )
    ache(canvas, 742, 330, 105)


FACE: list[Point] = [
    (790, 176),
    (704, 206),
    (650, 276),
    (632, 345),
    (635, 392),
    (613, 448),
    (579, 508),
    (591, 528),
    (618, 534),
    (610, 560),
    (600, 576),
    (614, 592),
    (604, 610),
    (612, 632),
    (616, 660),
    (634, 700),
    (682, 718),
    (752, 702),
    (790, 730),
    (792, 820),
    (766, 900),
    (640, 980),
    (560, 1060),
    (1180, 1060),
    (1080, 960),
    (1010, 860),
    (994, 740),
    (1020, 600),
    (1046, 440),
    (1012, 290),
    (920, 196),
]
# Leaves behind the head (turn, length), and those that lie on it (x, y, turn, length).
CROWN = [
    (-40, 320),
    (-18, 370),
    (4, 400),
    (26, 410),
    (48, 410),
    (70, 400),
    (92, 390),
    (114, 370),
    (136, 340),
    (-6, 330),
    (38, 340),
    (82, 320),
    (124, 290),
]
FRINGE = [
    (1000, 560, 60, 210),
    (1010, 520, 110, 230),
    (985, 600, 150, 220),
    (900, 330, 20, 210),
    (860, 300, -28, 190),
    (940, 390, 60, 230),
    (960, 470, 95, 220),
    (820, 275, -50, 160),
    (900, 420, 30, 200),
    (930, 500, 130, 200),
    (880, 360, -5, 180),
    (930, 450, 70, 190),
]
