"""Portraits of the demo clinic's people: head and shoulders, drawn flat and friendly."""

from collections.abc import Callable
from dataclasses import dataclass

from . import hair
from .canvas import Canvas
from .curves import mirrored, oval, smooth
from .hair import MIDDLE, both_sides
from .palette import (
    BLUSH,
    CLAY,
    CREAM,
    FOAM,
    GOLD,
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
from .plants import stem

Hair = Callable[[Canvas, Colour], None]


@dataclass(frozen=True)
class Look:
    """What makes one face different from another."""

    skin: Colour
    hair: Colour
    ground: Colour
    halo: Colour
    coat: Colour
    shirt: Colour
    behind: Hair
    front: Hair
    jaw: float = 1.0
    glasses: bool = False
    beard: bool = False
    ears: bool = True
    earrings: bool = False
    lips: Colour = RUST


def portrait(canvas: Canvas, look: Look) -> None:
    """Draw one person in front of a disc and two sprigs."""
    canvas.ground(mix(look.ground, CREAM, 0.25), look.ground)
    canvas.disc(MIDDLE, 560, 440, look.halo)
    for side in (-1, 1):
        sprig = [
            (MIDDLE + side * 560, 1240),
            (MIDDLE + side * 470, 980),
            (MIDDLE + side * 520, 720),
            (MIDDLE + side * 440, 500),
        ]
        stem(canvas, sprig, 8, 150, mix(TEAL, SAGE, 0.35))
    look.behind(canvas, look.hair)
    _shoulders(canvas, look)
    _face(canvas, look)
    if look.beard:
        _beard(canvas, look)
    _features(canvas, look)
    look.front(canvas, look.hair)
    if look.glasses:
        _glasses(canvas)


def _shoulders(canvas: Canvas, look: Look) -> None:
    dark = mix(look.skin, RUST, 0.5)
    half = smooth(
        [(70, 640), (76, 760), (110, 822), (240, 872), (350, 926), (404, 1040), (424, 1240)]
    )
    body = both_sides(half)
    canvas.shape(body, (mix(look.coat, CREAM, 0.12), look.coat))
    canvas.shade(body, mix(look.coat, INK, 0.5), towards="right", strength=0.6, reach=0.6)
    shirt = [(MIDDLE - 122, 826), (MIDDLE + 122, 826), (MIDDLE, 1120)]
    canvas.shape(shirt, look.shirt)
    throat = both_sides(smooth([(78, 600), (80, 740), (104, 824), (60, 884), (0, 924)]))
    canvas.shape(throat, mix(look.skin, RUST, 0.12))
    canvas.shade(throat, dark, towards="up", strength=0.8, reach=0.75)
    for side in (-1, 1):
        collar = [
            (MIDDLE + side * 84, 778),
            (MIDDLE + side * 176, 842),
            (MIDDLE + side * 120, 1010),
            (MIDDLE, 1150),
            (MIDDLE + side * 2, 1120),
        ]
        canvas.shape(collar, mix(look.coat, CREAM, 0.22))
        canvas.shade(collar, mix(look.coat, INK, 0.3), strength=0.5)
    canvas.line([(MIDDLE, 1140), (MIDDLE, 1210)], 5, mix(look.coat, INK, 0.4))


def _face(canvas: Canvas, look: Look) -> None:
    for side in (-1, 1) if look.ears else ():
        ear = oval(MIDDLE + side * 172, 540, 30, 48, turn=side * -8)
        canvas.shape(ear, mix(look.skin, RUST, 0.15))
        if look.earrings:
            canvas.disc(MIDDLE + side * 180, 602, 13, GOLD)
    wide = look.jaw
    half = smooth(
        [
            (0, 318),
            (104, 338),
            (164, 430),
            (170, 540),
            (158 * wide, 632),
            (108 * wide, 716),
            (44 * wide, 758),
            (0, 764),
        ]
    )
    face = both_sides(half)
    canvas.shape(face, (mix(look.skin, CREAM, 0.12), look.skin))
    canvas.shade(face, mix(look.skin, RUST, 0.5), towards="right", strength=0.5, reach=0.5)
    with canvas.inside(face):
        for side in (-1, 1):
            cheek = oval(MIDDLE + side * 104, 628, 46, 34)
            canvas.shape(cheek, mix(CLAY, RUST, 0.2), alpha=0.28, blur=13)


def _features(canvas: Canvas, look: Look) -> None:
    line = mix(look.hair, INK, 0.6)
    for side in (-1, 1):
        x = MIDDLE + side * 74
        canvas.shape(oval(x, 548, 13, 16), INK)
        canvas.disc(x + 4, 543, 4, CREAM)
        lid = smooth([(x - 28, 544), (x - 8, 528), (x + 16, 528), (x + 28, 540)])
        canvas.line(lid, 7, line, taper=(0.4, 0.4))
        brow = smooth(
            [(MIDDLE + side * 38, 486), (MIDDLE + side * 76, 470), (MIDDLE + side * 116, 488)]
        )
        canvas.line(brow, 13, mix(look.hair, INK, 0.25), taper=(0.7, 0.2))
    nose = smooth([(MIDDLE + 6, 560), (MIDDLE + 24, 616), (MIDDLE + 10, 632), (MIDDLE - 12, 630)])
    canvas.line(nose, 8, mix(look.skin, RUST, 0.6), taper=(0.1, 0.4))
    smile = smooth([(MIDDLE - 58, 676), (MIDDLE - 26, 700), (MIDDLE + 26, 700), (MIDDLE + 58, 676)])
    mouth = [*smile, *smooth([(MIDDLE + 58, 676), (MIDDLE, 684), (MIDDLE - 58, 676)])]
    canvas.shape(mouth, CREAM)
    lower = smooth([(MIDDLE - 42, 693), (MIDDLE, 712), (MIDDLE + 42, 693)])
    canvas.line(lower, 9, mix(look.lips, look.skin, 0.25), taper=(0.1, 0.1))
    for edge in (smile, mouth[len(smile) :]):
        canvas.line(edge, 6, look.lips, taper=(0.4, 0.4))


def _beard(canvas: Canvas, look: Look) -> None:
    outer = smooth([(174, 540), (172 * look.jaw, 640), (118 * look.jaw, 738), (46, 786), (0, 790)])
    inner = smooth([(0, 652), (52, 648), (92, 664), (140, 610), (160, 540)])
    for half in ([*outer, *inner], mirrored([*outer, *inner], 0)):
        path = [(MIDDLE + x, y) for x, y in half]
        canvas.shape(path, look.hair)
        canvas.shade(path, mix(look.hair, INK, 0.6), strength=0.5)


def _glasses(canvas: Canvas) -> None:
    frame = mix(RUST, INK, 0.5)
    for side in (-1, 1):
        x = MIDDLE + side * 76
        canvas.disc(x, 548, 52, CREAM, alpha=0.14)
        canvas.ring(x, 548, 53, 8, frame)
        canvas.line([(x + side * 53, 540), (MIDDLE + side * 172, 526)], 7, frame)
    canvas.line(smooth([(MIDDLE - 24, 542), (MIDDLE, 534), (MIDDLE + 24, 542)]), 7, frame)


KATIE = Look(
    skin=mix(BLUSH, ROSE, 0.4),
    hair=mix(RUST, CLAY, 0.25),
    ground=FOAM,
    halo=mix(CREAM, MIST, 0.3),
    coat=TEAL,
    shirt=CREAM,
    behind=hair.bun_behind,
    front=hair.side_parting,
    jaw=0.94,
)
MAI = Look(
    skin=mix(BLUSH, OCHRE, 0.22),
    hair=mix(INK, PINE, 0.15),
    ground=mix(BLUSH, SAND, 0.4),
    halo=mix(CREAM, BLUSH, 0.3),
    coat=CREAM,
    shirt=mix(CLAY, ROSE, 0.2),
    behind=hair.long_behind,
    front=hair.straight_fringe,
    jaw=0.92,
    earrings=True,
)
DANIEL = Look(
    skin=mix(CLAY, INK, 0.45),
    hair=mix(INK, RUST, 0.12),
    ground=SAND,
    halo=mix(CREAM, SAND, 0.35),
    coat=mix(OCHRE, CLAY, 0.25),
    shirt=CREAM,
    behind=hair.short_behind,
    front=hair.short_curls,
    jaw=1.04,
    beard=True,
    lips=mix(RUST, CLAY, 0.3),
)
ELENA = Look(
    skin=mix(ROSE, CLAY, 0.28),
    hair=mix(MIST, INK, 0.42),
    ground=mix(JADE, FOAM, 0.4),
    halo=mix(MIST, CREAM, 0.4),
    coat=mix(PINE, TEAL, 0.3),
    shirt=mix(GOLD, CREAM, 0.4),
    behind=hair.waves_behind,
    front=hair.waves_front,
    jaw=0.97,
    glasses=True,
    ears=False,
)
