"""The drawing board: soft shapes, grainy shading and paper over Pillow.

Everything is drawn at twice the size and reduced at the end, which smooths every edge. Units are
pixels of the finished picture. The same seed draws the same picture.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .curves import Path, Point, brush, oval
from .palette import Colour

OVERSAMPLING = 2
QUALITY = 82
Box = tuple[int, int, int, int]


class Canvas:
    """One picture in the making."""

    def __init__(self, width: int, height: int, *, seed: int) -> None:
        self.width, self.height = width, height
        self.random = Random(seed)  # noqa: S311 - decoration
        self.size = (width * OVERSAMPLING, height * OVERSAMPLING)
        self.image = Image.new("RGB", self.size)
        self.noise = Image.frombytes("L", (width, height), self.random.randbytes(width * height))
        self._clip: Image.Image | None = None

    # --- Grounds ---

    def ground(self, *colours: Colour, angle: str = "down") -> None:
        """Fill everything with a gradient through `colours`, "down" or "across"."""
        self.image.paste(_gradient(self.size, colours, angle), (0, 0))

    def glow(self, x: float, y: float, radius: float, colour: Colour, alpha: float = 1) -> None:
        """Add a soft light (or shade) around a point."""
        across = max(2, int(2 * radius * OVERSAMPLING))
        # Pillow's gradient is 181 (and not 255) where the circle touches the edge of its square.
        mask = Image.radial_gradient("L").point(
            lambda v: int(255 * alpha * max(0, 1 - v / 179) ** 2)
        )
        box = (int((x - radius) * OVERSAMPLING), int((y - radius) * OVERSAMPLING))
        self._paste(colour, mask.resize((across, across), Image.Resampling.BILINEAR), box)

    # --- Shapes ---

    def shape(
        self,
        path: Sequence[Point],
        fill: Colour | tuple[Colour, Colour],
        *,
        alpha: float = 1,
        blur: float = 0,
        angle: str = "down",
    ) -> None:
        """Fill a closed path with a colour, or with a gradient of two; `blur` softens its edge."""
        mask, box = self._mask(path, blur=blur)
        if mask is None:
            return
        if alpha < 1:
            mask = mask.point(lambda v: int(v * alpha))
        paint = _gradient(mask.size, fill, angle) if isinstance(fill[0], tuple) else fill
        self._paste(paint, mask, box[:2])

    def disc(self, x: float, y: float, radius: float, fill: Colour, *, alpha: float = 1) -> None:
        """Fill a circle."""
        self.shape(oval(x, y, radius, radius, parts=72), fill, alpha=alpha)

    def ring(
        self, x: float, y: float, radius: float, width: float, fill: Colour, *, alpha: float = 1
    ) -> None:
        """Draw the line of a circle."""
        path = oval(x, y, radius, radius, parts=max(48, int(radius)))
        self.line([*path, path[0]], width, fill, alpha=alpha)

    def line(
        self,
        path: Sequence[Point],
        width: float,
        fill: Colour,
        *,
        alpha: float = 1,
        taper: tuple[float, float] = (1, 1),
    ) -> None:
        """Draw a stroke with round ends; `taper` are the parts of the width at start and end."""
        start, end = taper

        def width_at(t: float) -> float:
            grown = min(1, start + (1 - start) * min(1, t * 2.5))
            return width * min(grown, end + (1 - end) * min(1, (1 - t) * 2.5))

        if alpha >= 1:
            for (x, y), part in ((path[0], start), (path[-1], end)):
                if part * width > 1.5:
                    self.disc(x, y, part * width / 2, fill)
        self.shape(brush(path, width_at), fill, alpha=alpha)

    def shade(
        self,
        path: Sequence[Point],
        colour: Colour,
        *,
        towards: str = "down",
        strength: float = 0.6,
        reach: float = 1,
    ) -> None:
        """Shade a shape with grains that thicken `towards` one side, over `reach` of its size."""
        mask, box = self._mask(path)
        if mask is None:
            return
        ramp = _ramp(mask.size, towards).point(
            lambda v: int(max(0, (v / 255 - (1 - reach)) / reach) ** 1.5 * 255 * strength)
        )
        grains = self._noise_at(box)
        self._paste(colour, ImageChops.multiply(_dithered(ramp, grains), mask), box[:2])

    @contextmanager
    def inside(self, path: Sequence[Point]) -> Iterator[None]:
        """Let what is drawn meanwhile show only inside a closed path."""
        before, self._clip = self._clip, Image.new("L", self.size)
        ImageDraw.Draw(self._clip).polygon(_scaled(path), fill=255)
        if before is not None:
            self._clip = ImageChops.multiply(before, self._clip)
        yield
        self._clip = before

    # --- The finished picture ---

    def finish(self, *, grain: float = 0.055) -> bytes:
        """Return the picture as a JPEG, reduced to its size, on paper with some grain."""
        picture = self.image.reduce(OVERSAMPLING)
        soft = self.noise.resize((self.width // 2, self.height // 2), Image.Resampling.BOX)
        soft = soft.resize(picture.size, Image.Resampling.BICUBIC)
        paper = Image.blend(soft, self.noise, 0.3).point(lambda v: int(128 + (v - 128) * grain * 4))
        picture = ImageChops.soft_light(picture, Image.merge("RGB", (paper,) * 3))
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
        return file.getvalue()

    # --- Inside ---

    def _mask(self, path: Sequence[Point], *, blur: float = 0) -> tuple[Image.Image | None, Box]:
        points = _scaled(path)
        pad = int(blur * OVERSAMPLING * 2.5) + 2
        box = _box(points, pad, self.size)
        if box[0] >= box[2] or box[1] >= box[3]:
            return None, box
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        ImageDraw.Draw(mask).polygon([(x - box[0], y - box[1]) for x, y in points], fill=255)
        return (_blurred(mask, blur * OVERSAMPLING) if blur else mask), box

    def _noise_at(self, box: Box) -> Image.Image:
        left, top, right, bottom = (edge // OVERSAMPLING for edge in box)
        cut = self.noise.crop((left, top, right, bottom))
        return cut.resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.NEAREST)

    def _paste(self, paint: Colour | Image.Image, mask: Image.Image, at: tuple[int, int]) -> None:
        if self._clip is not None:
            clip = self._clip.crop((at[0], at[1], at[0] + mask.width, at[1] + mask.height))
            mask = ImageChops.multiply(mask, clip)
        if isinstance(paint, tuple):
            paint = Image.new("RGB", mask.size, paint)
        self.image.paste(paint, at, mask)


def _scaled(path: Sequence[Point]) -> Path:
    return [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in path]


def _box(points: Sequence[Point], pad: int, size: tuple[int, int]) -> Box:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (
        max(0, int(min(xs)) - pad),
        max(0, int(min(ys)) - pad),
        min(size[0], int(max(xs)) + pad),
        min(size[1], int(max(ys)) + pad),
    )


def _blurred(mask: Image.Image, radius: float) -> Image.Image:
    """Blur at a quarter of the size: nobody sees the difference, and it is 16 times faster."""
    small = mask.resize((max(1, mask.width // 4), max(1, mask.height // 4)), Image.Resampling.BOX)
    small = small.filter(ImageFilter.GaussianBlur(radius / 4))
    return small.resize(mask.size, Image.Resampling.BILINEAR)


def _gradient(size: tuple[int, int], colours: Sequence[Colour], angle: str) -> Image.Image:
    strip = Image.new("RGB", (1, len(colours)))
    strip.putdata(list(colours))
    length = size[1] if angle == "down" else size[0]
    # Pixels sit in the middle of their stretch: cut half a stretch off both ends.
    whole = strip.resize((1, length), Image.Resampling.BILINEAR, (0, 0.5, 1, len(colours) - 0.5))
    turned = whole if angle == "down" else whole.rotate(90, expand=True)
    return turned.resize(size, Image.Resampling.NEAREST)


def _ramp(size: tuple[int, int], towards: str) -> Image.Image:
    ramp = Image.linear_gradient("L")
    turns = {"down": 0, "right": 90, "up": 180, "left": 270}
    return ramp.rotate(turns[towards]).resize(size, Image.Resampling.BILINEAR)


def _dithered(ramp: Image.Image, grains: Image.Image) -> Image.Image:
    """Return 255 where the ramp is stronger than the grain, else 0."""
    return ImageChops.subtract(ramp, grains).point(lambda v: 255 if v > 0 else 0)
