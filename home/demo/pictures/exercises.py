"""Scenes with people who move: stretching, stepping, resting."""

from .canvas import Canvas
from .curves import moved, oval, rounded, smooth
from .figures import Clothes, Pose, ache, draw_figure, points
from .nature import hills, reeds, sun
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
    mix,
)
from .plants import leaf, stem


def lunge(canvas: Canvas) -> None:
    """A person stretches the front of the hip, one knee on the ground."""
    canvas.ground(CREAM, BLUSH, SAND)
    sun(canvas, 1240, 290, 110, OCHRE, halo=3)
    hills(canvas, [(640, 150, mix(FOAM, SAND, 0.35), FOAM), (720, 80, mix(FOAM, SAGE, 0.4), JADE)])
    floor(canvas, 770, (mix(SAGE, FOAM, 0.3), mix(JADE, TEAL, 0.5)))
    _mat(canvas, 330, 1290, 868, CLAY)
    pose = Pose(
        unit=104,
        head=(806, 205),
        neck=(800, 295),
        hip=(770, 600),
        belly=[(782, 430)],
        near_arm=[(806, 340), (870, 470), (960, 580)],
        far_arm=[(800, 340), (850, 470), (940, 575)],
        near_leg=[(770, 600), (1000, 620), (1006, 842), (1090, 856)],
        far_leg=[(765, 610), (620, 812), (420, 850), (372, 862)],
    )
    draw_figure(canvas, pose, Clothes(skin=mix(CLAY, INK, 0.35), top=CREAM, legs=TEAL))
    ache(canvas, 775, 600, 130)
    _plants(canvas)


def lying(canvas: Canvas) -> None:
    """A person lies on a mat and draws one knee to the chest."""
    canvas.ground(mix(MIST, CREAM, 0.4), PAPER, SAND)
    framed_view(canvas, 980, 110, 1360, 520)
    floor(canvas, 690, (mix(DUNE, CREAM, 0.35), DUNE))
    _mat(canvas, 190, 1430, 838, TEAL)
    pose = Pose(
        unit=108,
        head=(408, 770),
        neck=(512, 776),
        hip=(860, 772),
        belly=[(670, 752)],
        looks=-80,
        near_arm=[(560, 742), (690, 640), (800, 560)],
        far_arm=[(560, 742), (700, 625), (815, 545)],
        near_leg=[(860, 765), (800, 520), (1010, 560), (1085, 520)],
        far_leg=[(870, 778), (1100, 590), (1200, 806), (1290, 818)],
    )
    draw_figure(canvas, pose, Clothes(skin=ROSE, hair=RUST, top=CLAY, legs=PINE))
    ache(canvas, 872, 770, 120)
    pot_plant(canvas, 150, 770)


def stepping(canvas: Canvas) -> None:
    """A person steps up onto a low step, one hand on a rail."""
    canvas.ground(PAPER, mix(MIST, FOAM, 0.3), MIST)
    sun(canvas, 400, 310, 120, GOLD, halo=3)
    floor(canvas, 850, (mix(SAND, CREAM, 0.2), DUNE))
    for left, top in ((880, 730), (1060, 610), (1240, 490)):
        step = [(left, top), (1700, top), (1700, 1010), (left, 1010)]
        canvas.shape(step, (mix(SAND, CREAM, 0.5), mix(DUNE, CLAY, 0.2)))
        canvas.shade(step, CLAY, towards="down", strength=0.3)
        canvas.shape([(left, top), (1700, top), (1700, top + 20), (left - 14, top + 20)], CREAM)
    canvas.line([(820, 560), (1700, -30)], 16, PINE)
    for x in (900, 1120, 1340):
        canvas.line([(x, 560 - (x - 820) * 0.67), (x, 760 - (x - 880) * 0.66)], 10, PINE)
    pose = Pose(
        unit=98,
        head=(700, 128),
        neck=(690, 214),
        hip=(672, 500),
        belly=[(690, 350)],
        near_arm=[(700, 262), (770, 390), (872, 470)],
        far_arm=[(690, 262), (620, 390), (650, 500)],
        near_leg=[(676, 500), (880, 530), (926, 712), (1010, 722)],
        far_leg=[(668, 505), (640, 680), (560, 838), (640, 850)],
    )
    draw_figure(
        canvas,
        pose,
        Clothes(skin=mix(ROSE, SAND, 0.5), hair=mix(MIST, INK, 0.25), top=CLAY, legs=PINE),
    )
    ache(canvas, 884, 532, 125)


def sitting(canvas: Canvas) -> None:
    """A person at a desk leans back for a break."""
    canvas.ground(mix(FOAM, CREAM, 0.5), mix(MIST, CREAM, 0.3), SAND)
    framed_view(canvas, 1040, 100, 1420, 500)
    floor(canvas, 800, (mix(DUNE, CREAM, 0.25), DUNE))
    canvas.shape(oval(560, 880, 330, 36), INK, alpha=0.3, blur=12)
    canvas.line([(560, 690), (560, 850)], 22, INK)
    canvas.line([(430, 872), (560, 838), (690, 872)], 20, INK)
    canvas.shape(rounded(400, 650, 730, 700, 24), TEAL)
    canvas.shape(rounded(372, 330, 432, 690, 28), (JADE, TEAL))
    pose = Pose(
        unit=104,
        head=(500, 205),
        neck=(500, 290),
        hip=(530, 610),
        belly=[(486, 440)],
        near_arm=[(510, 345), (660, 250), (610, 105)],
        far_arm=[(500, 345), (420, 230), (500, 92)],
        near_leg=[(535, 612), (800, 628), (816, 850), (900, 864)],
        far_leg=[(535, 612), (770, 610), (760, 848), (840, 860)],
    )
    draw_figure(
        canvas,
        pose,
        Clothes(
            skin=mix(CLAY, ROSE, 0.35),
            hair=mix(RUST, INK, 0.6),
            top=mix(OCHRE, CREAM, 0.2),
            legs=PINE,
        ),
    )
    canvas.shape([(900, 560), (1700, 560), (1700, 596), (900, 596)], (mix(CLAY, RUST, 0.3), RUST))
    canvas.line([(1010, 596), (1010, 900)], 24, RUST)
    canvas.shape([(1080, 350), (1330, 340), (1330, 520), (1080, 520)], INK)
    canvas.shape([(1094, 364), (1316, 355), (1316, 506), (1094, 506)], (FOAM, JADE))
    canvas.line([(1205, 520), (1205, 560)], 18, INK)
    pot_plant(canvas, 1490, 560)
    ache(canvas, 512, 560, 105)


def walking(canvas: Canvas) -> None:
    """A person walks; a fine line runs from the low back down the leg to the foot."""
    canvas.ground(PAPER, mix(SAND, CREAM, 0.3), mix(DUNE, BLUSH, 0.4))
    sun(canvas, 1130, 320, 150, ROSE, halo=2.6)
    hills(canvas, [(690, 210, mix(FOAM, SAND, 0.4), FOAM), (780, 110, mix(FOAM, SAGE, 0.4), JADE)])
    floor(canvas, 800, (mix(SAGE, FOAM, 0.2), mix(JADE, TEAL, 0.6)))
    canvas.shape(oval(800, 925, 270, 26), INK, alpha=0.35, blur=12)
    pose = Pose(
        unit=112,
        head=(826, 128),
        neck=(812, 222),
        hip=(786, 545),
        belly=[(806, 380)],
        near_arm=[(812, 278), (700, 410), (738, 545)],
        far_arm=[(820, 278), (900, 410), (1000, 460)],
        near_leg=[(786, 545), (900, 725), (918, 905), (1010, 918)],
        far_leg=[(780, 550), (730, 730), (560, 878), (610, 912)],
    )
    draw_figure(
        canvas,
        pose,
        Clothes(skin=mix(ROSE, CLAY, 0.4), hair=mix(INK, RUST, 0.3), top=OCHRE, legs=TEAL),
    )
    line = smooth([(758, 490), (770, 570), (836, 640), (893, 722), (900, 800), (914, 896)])
    points(canvas, line, 9, 8)
    ache(canvas, 768, 560, 120)
    reeds(canvas, 110, 1010, 22, 280, mix(PINE, INK, 0.3))
    stem(
        canvas, [(1470, 1020), (1430, 820), (1480, 640), (1420, 480)], 8, 160, mix(PINE, TEAL, 0.4)
    )


def floor(canvas: Canvas, top: float, colours: tuple) -> None:
    floor = [(0, top), (1600, top), (1600, 1000), (0, 1000)]
    canvas.shape(floor, colours)
    canvas.shade(floor, mix(colours[1], INK, 0.4), strength=0.45)


def _mat(canvas: Canvas, left: float, right: float, y: float, fill: tuple) -> None:
    canvas.shape(oval((left + right) / 2, y + 30, (right - left) / 2, 34), INK, alpha=0.25, blur=12)
    mat = rounded(left, y - 14, right, y + 26, 18)
    canvas.shape(mat, (mix(fill, CREAM, 0.2), fill))
    canvas.shade(mat, mix(fill, INK, 0.5), towards="right", strength=0.5)


def framed_view(canvas: Canvas, left: float, top: float, right: float, bottom: float) -> None:
    canvas.shape(rounded(left - 20, top - 20, right + 20, bottom + 20, 10), CREAM)
    frame = [(left, top), (right, top), (right, bottom), (left, bottom)]
    with canvas.inside(frame):
        canvas.shape(frame, (MIST, CREAM))
        sun(canvas, (left + right) / 2 + 60, top + 150, 46, GOLD, halo=3)
        hills(canvas, [(bottom - 40, 130, FOAM, JADE), (bottom + 10, 80, JADE, TEAL)])
    canvas.shape(
        [
            ((left + right) / 2 - 7, top),
            ((left + right) / 2 + 7, top),
            ((left + right) / 2 + 7, bottom),
            ((left + right) / 2 - 7, bottom),
        ],
        CREAM,
    )


def pot_plant(canvas: Canvas, x: float, y: float, size: float = 1) -> None:
    """Draw a plant in a clay pot that stands at (x, y)."""
    for turn in (-58, -34, -12, 14, 38, 60):
        tint = mix(TEAL, SAGE, 0.3 + turn / 200)
        leaf(canvas, (x, y - 90 * size), (230 - abs(turn) * 1.1) * size, turn, tint, wide=0.3)
    pot = moved([(-66, -110), (66, -110), (48, 0), (-48, 0)], x, y, scale=size)
    canvas.shape(pot, (mix(CLAY, CREAM, 0.15), CLAY))
    canvas.shade(pot, RUST, towards="right", strength=0.7)


def _plants(canvas: Canvas) -> None:
    stem(canvas, [(90, 1020), (130, 820), (110, 640), (170, 480)], 8, 150, mix(PINE, TEAL, 0.4))
    stem(canvas, [(1500, 1020), (1470, 860), (1520, 720)], 6, 140, mix(TEAL, SAGE, 0.3))
    reeds(canvas, 1390, 1010, 10, 190, mix(PINE, INK, 0.3))
