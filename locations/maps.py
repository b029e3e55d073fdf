"""The locations of the clinic on a drawing of our own, to scale, without anybody's map. Pure.

It shows what we know and nothing else: where the houses lie to each other, how far apart they are,
and where north is. Streets and rivers we do not know, so there are none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

METRES_PER_DEGREE = 111_320.0
METRES_PER_MILE = 1609.344
WIDTH, HEIGHT = 420, 270
# Room for the names beside the outermost dots, the scale below and the arrow above.
MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM = 84, 66, 68
# The scale is the longest of these that fits (in miles, or kilometres).
STEPS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 50, 100, 250, 500)
LONGEST_SCALE = 120
# Where miles are what people drive.
MILE_COUNTRIES = {"US", "GB", "LR", "MM"}


@dataclass(frozen=True, slots=True)
class Place:
    """A location to draw."""

    key: int
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the drawing."""

    place: Place
    x: int
    y: int
    is_here: bool


@dataclass(frozen=True, slots=True)
class Way:
    """The straight line from the place that the page is about to another one."""

    start: Dot
    end: Dot
    distance: float


@dataclass(frozen=True, slots=True)
class Locator:
    """A finished drawing: dots and lines in its own units, and a scale."""

    dots: tuple[Dot, ...]
    ways: tuple[Way, ...]
    in_miles: bool
    scale_length: int
    scale_distance: float
    width: int = WIDTH
    height: int = HEIGHT


def locate(places: Sequence[Place], *, here: int, country: str) -> Locator | None:
    """Draw `places`; None when `here` is not among them, or there is nothing to compare it with.

    Flat, with north at the top: within a few hundred miles the error is less than a dot.
    """
    if len(places) < 2 or here not in {place.key for place in places}:
        return None
    points = _flat(places)
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    span_x, span_y = max(xs) - min(xs), max(ys) - min(ys)
    room_x, room_y = WIDTH - 2 * MARGIN_X, HEIGHT - MARGIN_TOP - MARGIN_BOTTOM
    if max(span_x, span_y) < 1:  # the same house
        return None
    per_metre = min(
        room_x / span_x if span_x else float("inf"), room_y / span_y if span_y else float("inf")
    )
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    dots = tuple(
        _dot(place, here, (x - middle_x) * per_metre, (y - middle_y) * per_metre)
        for place, (x, y) in zip(places, points, strict=True)
    )
    unit = METRES_PER_MILE if country in MILE_COUNTRIES else 1000.0
    fitting = [step for step in STEPS if step * unit * per_metre <= LONGEST_SCALE]
    scale = fitting[-1] if fitting else LONGEST_SCALE / (unit * per_metre)
    return Locator(
        dots=dots,
        ways=tuple(_ways(dots, points, unit)),
        in_miles=unit == METRES_PER_MILE,
        scale_length=round(scale * unit * per_metre),
        scale_distance=scale,
    )


def _flat(places: Sequence[Place]) -> list[tuple[float, float]]:
    """Metres east and south of the equator's corner, true at the places' own latitude."""
    middle = sum(place.latitude for place in places) / len(places)
    east = METRES_PER_DEGREE * cos(radians(middle))
    return [(place.longitude * east, -place.latitude * METRES_PER_DEGREE) for place in places]


def _dot(place: Place, here: int, x: float, y: float) -> Dot:
    left = round(WIDTH / 2 + x)
    top = round(MARGIN_TOP + (HEIGHT - MARGIN_TOP - MARGIN_BOTTOM) / 2 + y)
    return Dot(place, left, top, is_here=place.key == here)


def _ways(dots: Sequence[Dot], points: Sequence[tuple[float, float]], unit: float) -> list[Way]:
    start = next(number for number, dot in enumerate(dots) if dot.is_here)
    return [
        Way(dots[start], dot, hypot(x - points[start][0], y - points[start][1]) / unit)
        for dot, (x, y) in zip(dots, points, strict=True)
        if not dot.is_here
    ]
