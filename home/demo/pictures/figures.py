"""People seen from a little way off, built from their joints, and the places where it hurts."""

import math
from dataclasses import dataclass, field

from .canvas import Canvas
from .curves import Path, Point, brush, oval, smooth, turned
from .palette import CLAY, CREAM, GOLD, INK, PINE, ROSE, RUST, TEAL, Colour, mix


@dataclass(frozen=True)
class Pose:
    """Where a figure's joints are; `unit` is the height of its head.

    An arm is shoulder, elbow, hand; a leg is hip, knee, ankle, toes.
    """

    unit: float
    head: Point
    neck: Point
    hip: Point
    near_arm: list[Point]
    far_arm: list[Point]
    near_leg: list[Point]
    far_leg: list[Point]
    belly: list[Point] = field(default_factory=list)
    looks: float = 0  # degrees clockwise from the right


@dataclass(frozen=True)
class Clothes:
    """What a figure wears, and its own colours."""

    skin: Colour = ROSE
    hair: Colour = INK
    top: Colour = CLAY
    legs: Colour = PINE


def draw_figure(canvas: Canvas, pose: Pose, clothes: Clothes) -> None:
    """Draw a figure from back to front: far limbs, trunk, head, near limbs."""
    unit = pose.unit
    _leg(canvas, pose.far_leg, unit, mix(clothes.legs, INK, 0.35), mix(clothes.skin, INK, 0.25))
    _arm(canvas, pose.far_arm, unit, mix(clothes.top, INK, 0.3), mix(clothes.skin, INK, 0.2))
    canvas.line([pose.head, pose.neck], unit * 0.4, mix(clothes.skin, RUST, 0.25))
    trunk = smooth([pose.neck, *pose.belly, pose.hip])
    canvas.disc(*pose.hip, unit * 0.5, clothes.legs)
    canvas.disc(*pose.neck, unit * 0.36, mix(clothes.top, CREAM, 0.12))
    outline = brush(
        trunk, lambda t: unit * (0.72 + 0.36 * math.sin(math.pi * min(1, t * 1.25)) + 0.2 * t)
    )
    canvas.shape(outline, (mix(clothes.top, CREAM, 0.12), clothes.top))
    canvas.shade(outline, mix(clothes.top, INK, 0.5), towards="down", strength=0.6)
    _leg(canvas, pose.near_leg, unit, clothes.legs, clothes.skin)
    _head(canvas, pose, clothes)
    _arm(canvas, pose.near_arm, unit, mix(clothes.top, CREAM, 0.1), clothes.skin)


def _head(canvas: Canvas, pose: Pose, clothes: Clothes) -> None:
    """Draw the head as if it looked to the right, then turned to where the pose looks."""
    (x, y), unit = pose.head, pose.unit

    def placed(path: Path) -> Path:
        return turned(path, pose.looks, (x, y))

    face = placed(oval(x, y, unit * 0.4, unit * 0.48))
    canvas.shape(face, clothes.skin)
    canvas.shade(face, mix(clothes.skin, RUST, 0.6), towards="down", strength=0.4)
    canvas.shape(
        placed(oval(x + unit * 0.4, y + unit * 0.06, unit * 0.07, unit * 0.1)), clothes.skin
    )
    with canvas.inside(placed(oval(x - unit * 0.03, y - unit * 0.03, unit * 0.46, unit * 0.53))):
        canvas.shape(
            placed(oval(x - unit * 0.24, y - unit * 0.24, unit * 0.6, unit * 0.46)), clothes.hair
        )
    canvas.shape(
        placed(oval(x - unit * 0.46, y - unit * 0.3, unit * 0.22, unit * 0.2)), clothes.hair
    )


def _arm(canvas: Canvas, joints: list[Point], unit: float, sleeve: Colour, skin: Colour) -> None:
    shoulder, elbow, hand = joints
    limb(canvas, [elbow, hand], unit * 0.27, unit * 0.18, skin)
    canvas.disc(*hand, unit * 0.14, skin)
    limb(canvas, [shoulder, elbow], unit * 0.44, unit * 0.32, sleeve)


def _leg(canvas: Canvas, joints: list[Point], unit: float, cloth: Colour, skin: Colour) -> None:
    hip, knee, ankle, toes = joints
    limb(canvas, [ankle, toes], unit * 0.24, unit * 0.16, skin)
    limb(canvas, [hip, knee], unit * 0.92, unit * 0.56, cloth)
    limb(canvas, [knee, ankle], unit * 0.56, unit * 0.3, cloth)
    canvas.shade(brush([hip, knee], lambda t: unit * (0.92 - 0.36 * t)), INK, strength=0.35)


def limb(canvas: Canvas, path: Path, first: float, last: float, fill: Colour) -> None:
    """Draw a part of a limb: a stroke that narrows, round at both ends."""
    canvas.shape(brush(path, lambda t: first + (last - first) * t), fill)
    canvas.disc(*path[0], first / 2, fill)
    canvas.disc(*path[-1], last / 2, fill)


def ache(canvas: Canvas, x: float, y: float, size: float, fill: Colour = CREAM) -> None:
    """Mark a place with calm rings and a warm point, like a stone dropped in water."""
    canvas.glow(x, y, size * 1.25, GOLD, 0.55)
    for n in range(4):
        canvas.ring(x, y, size * (0.22 + 0.24 * n), size * 0.034, fill, alpha=0.95 - 0.2 * n)
    canvas.disc(x, y, size * 0.09, mix(GOLD, CREAM, 0.3))


def points(canvas: Canvas, path: Path, count: int, radius: float, fill: Colour = CREAM) -> None:
    """Draw a fine line with points along it, as on a chart of channels."""
    canvas.line(path, radius * 0.5, fill, alpha=0.6)
    for n in range(count):
        x, y = path[int((len(path) - 1) * n / max(1, count - 1))]
        canvas.disc(x, y, radius, fill)
        canvas.disc(x, y, radius * 0.45, mix(TEAL, PINE, 0.5))
