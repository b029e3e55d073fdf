"""Ways to wear one's hair: what is behind a portrait's face, and what falls over it."""

from .canvas import Canvas
from .curves import Path, mirrored, oval, smooth
from .palette import CLAY, CREAM, INK, JADE, Colour, mix

MIDDLE = 600  # portraits are squares of 1200; the face is on the middle line


def both_sides(half: Path) -> Path:
    """Return a shape and its mirror image as one; `half` is measured from the middle line."""
    return [(MIDDLE + x, y) for x, y in [*half, *mirrored(half, 0)]]


def bun_behind(canvas: Canvas, hair: Colour) -> None:
    """Hair pinned up in a knot."""
    _fill_hair(canvas, oval(MIDDLE + 40, 236, 92, 84), hair)
    _fill_hair(
        canvas,
        both_sides(smooth([(0, 262), (130, 286), (196, 400), (196, 540), (170, 600), (100, 620)])),
        hair,
    )


def side_parting(canvas: Canvas, hair: Colour) -> None:
    """A fringe swept to both sides of a parting."""
    left = smooth(
        [
            (560, 300),
            (470, 322),
            (410, 420),
            (412, 560),
            (436, 520),
            (470, 440),
            (548, 382),
            (572, 330),
        ],
        closed=True,
    )
    right = smooth(
        [
            (552, 296),
            (680, 290),
            (780, 380),
            (790, 560),
            (764, 510),
            (730, 440),
            (630, 392),
            (560, 330),
        ],
        closed=True,
    )
    for path in (left, right):
        _fill_hair(canvas, path, hair)
    for dx in (0, 26, 54):
        strand = smooth([(570 + dx, 318), (690 + dx * 0.8, 350), (762 + dx * 0.2, 450)])
        canvas.line(strand, 4, mix(hair, CREAM, 0.4), alpha=0.5, taper=(0.1, 0.1))


def long_behind(canvas: Canvas, hair: Colour) -> None:
    """Straight hair to the shoulders."""
    half = smooth([(0, 256), (150, 282), (222, 420), (226, 640), (250, 860), (190, 900), (90, 880)])
    _fill_hair(canvas, both_sides(half), hair)


def straight_fringe(canvas: Canvas, hair: Colour) -> None:
    """A soft, straight fringe."""
    path = smooth(
        [
            (428, 590),
            (398, 470),
            (434, 330),
            (540, 272),
            (660, 272),
            (766, 330),
            (802, 470),
            (772, 590),
            (756, 470),
            (700, 436),
            (600, 446),
            (500, 436),
            (444, 470),
        ],
        closed=True,
    )
    _fill_hair(canvas, path, hair)
    for n in range(-4, 5):
        strand = [(MIDDLE + n * 24, 300 + abs(n) * 10), (MIDDLE + n * 34, 426)]
        canvas.line(strand, 4, mix(hair, JADE, 0.5), alpha=0.4, taper=(0.1, 0.2))


def short_behind(canvas: Canvas, hair: Colour) -> None:
    """Short hair, close to the head."""
    _fill_hair(
        canvas, both_sides(smooth([(0, 270), (120, 290), (186, 400), (184, 520), (150, 540)])), hair
    )


def short_curls(canvas: Canvas, hair: Colour) -> None:
    """Close curls with a clean hairline."""
    cap = smooth(
        [
            (420, 520),
            (412, 400),
            (478, 296),
            (600, 262),
            (722, 296),
            (788, 400),
            (780, 520),
            (756, 440),
            (712, 386),
            (600, 372),
            (488, 386),
            (444, 440),
        ],
        closed=True,
    )
    _fill_hair(canvas, cap, hair)
    with canvas.inside(cap):
        for _ in range(240):
            x, y = canvas.random.uniform(400, 800), canvas.random.uniform(255, 520)
            canvas.ring(x, y, canvas.random.uniform(6, 11), 3, mix(hair, CLAY, 0.4), alpha=0.4)


def waves_behind(canvas: Canvas, hair: Colour) -> None:
    """Full, wavy hair to the chin."""
    half = smooth(
        [
            (0, 236),
            (150, 262),
            (240, 370),
            (262, 500),
            (240, 580),
            (276, 690),
            (232, 780),
            (150, 800),
            (90, 780),
        ]
    )
    _fill_hair(canvas, both_sides(half), hair)


def waves_front(canvas: Canvas, hair: Colour) -> None:
    """Waves that fall from a middle parting."""
    half = smooth(
        [
            (0, 288),
            (96, 290),
            (190, 370),
            (214, 500),
            (196, 590),
            (170, 560),
            (158, 470),
            (96, 402),
            (22, 352),
        ],
        closed=True,
    )
    for path in (half, mirrored(half, 0)):
        _fill_hair(canvas, [(MIDDLE + x, y) for x, y in path], hair)
    for side in (-1, 1):
        for dx in (0, 26):
            strand = smooth(
                [
                    (MIDDLE + side * 14, 318),
                    (MIDDLE + side * (100 + dx), 372),
                    (MIDDLE + side * (164 + dx), 480),
                ]
            )
            canvas.line(strand, 4, mix(hair, CREAM, 0.35), alpha=0.5, taper=(0.1, 0.1))


def _fill_hair(canvas: Canvas, path: Path, hair: Colour, *, towards: str = "down") -> None:
    canvas.shape(path, (mix(hair, CREAM, 0.12), hair))
    canvas.shade(path, mix(hair, INK, 0.6), towards=towards, strength=0.6)
