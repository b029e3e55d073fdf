"""Lines as lists of points: smoothing, circles, brush strokes. Pure geometry, no drawing."""

import math
from collections.abc import Callable, Iterable, Sequence

Point = tuple[float, float]
Path = list[Point]


def smooth(points: Sequence[Point], *, closed: bool = False, steps: int = 14) -> Path:
    """Return a soft curve through `points` (a Catmull-Rom spline with `steps` per segment)."""
    count = len(points)
    segments = count if closed else count - 1
    curve: Path = []
    for n in range(segments):
        before, start, end, after = (_at(points, n + k, closed) for k in (-1, 0, 1, 2))
        curve += [_catmull_rom(before, start, end, after, k / steps) for k in range(steps)]
    if not closed:
        curve.append(points[-1])
    return curve


def _at(points: Sequence[Point], index: int, closed: bool) -> Point:
    return points[index % len(points)] if closed else points[min(max(index, 0), len(points) - 1)]


def _catmull_rom(p0: Point, p1: Point, p2: Point, p3: Point, t: float) -> Point:
    def along(a: float, b: float, c: float, d: float) -> float:
        cubic = (-a + 3 * b - 3 * c + d) * t**3 + (2 * a - 5 * b + 4 * c - d) * t**2
        return 0.5 * (cubic + (c - a) * t + 2 * b)

    return along(p0[0], p1[0], p2[0], p3[0]), along(p0[1], p1[1], p2[1], p3[1])


def oval(x: float, y: float, rx: float, ry: float, *, turn: float = 0, parts: int = 120) -> Path:
    """Return an ellipse around (x, y), turned by `turn` degrees."""
    around = (2 * math.pi * n / parts for n in range(parts))
    return turned([(x + rx * math.cos(a), y + ry * math.sin(a)) for a in around], turn, (x, y))


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Path:
    """Return a rectangle with round corners."""
    corners = [
        (right - radius, top + radius, -90),
        (right - radius, bottom - radius, 0),
        (left + radius, bottom - radius, 90),
        (left + radius, top + radius, 180),
    ]
    path: Path = []
    for x, y, first in corners:
        for degrees in range(first, first + 91, 9):
            angle = math.radians(degrees)
            path.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    return path


def arch(left: float, top: float, right: float, bottom: float) -> Path:
    """Return a door shape: straight sides under a half circle."""
    radius, middle = (right - left) / 2, (left + right) / 2
    angles = [math.radians(180 + n * 6) for n in range(31)]
    bow = [(middle + radius * math.cos(a), top + radius + radius * math.sin(a)) for a in angles]
    return [(left, bottom), *bow, (right, bottom)]


def brush(path: Sequence[Point], width: Callable[[float], float]) -> Path:
    """Return the outline of a stroke along `path`; `width` maps 0…1 along it to units."""
    left, right = [], []
    last = len(path) - 1
    for n, (x, y) in enumerate(path):
        (x0, y0), (x1, y1) = path[max(n - 1, 0)], path[min(n + 1, last)]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        half = width(n / last) / 2
        dx, dy = -(y1 - y0) / length * half, (x1 - x0) / length * half
        left.append((x + dx, y + dy))
        right.append((x - dx, y - dy))
    return left + right[::-1]


def turned(path: Iterable[Point], degrees: float, around: Point) -> Path:
    """Return `path` rotated clockwise around a point."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    x0, y0 = around
    return [
        (x0 + (x - x0) * cos - (y - y0) * sin, y0 + (x - x0) * sin + (y - y0) * cos)
        for x, y in path
    ]


def moved(path: Iterable[Point], dx: float, dy: float, *, scale: float = 1) -> Path:
    """Return `path` scaled around the origin, then shifted."""
    return [(x * scale + dx, y * scale + dy) for x, y in path]


def mirrored(path: Iterable[Point], x: float) -> Path:
    """Return `path` seen in a mirror that stands upright at `x`, in reverse order."""
    return [(2 * x - px, py) for px, py in path][::-1]
