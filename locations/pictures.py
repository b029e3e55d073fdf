"""The sizes in which pictures are shown, cutting them, and loading those of a page at once.

One table knows every crop: publishing cuts by it (`cut`), the template tag shows what is cut
(`renditions_to_show`), and one query finds it (`load_renditions`). Cutting a picture in all its
crops takes seconds, so no reader waits for it: until it is done a page shows one JPEG.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from PIL import features
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.images.utils import to_svg_safe_spec

from .prepared import Prepared, filling, room_for, several

# The smallest files first; a Pillow that was built without AVIF leaves it out.
FORMATS = ("avif", "webp") if features.check("avif") else ("webp",)

# Below this width the picture at the top stands under the text, broad and low (clinic.css).
ON_PHONES = "(max-width: 47.99rem)"

# The way from a picture to its PictureRights.
RIGHTS = "clinic_rights"


@dataclass(frozen=True, slots=True)
class PictureSize:
    """One way to show a picture: its crops from small to large, and how wide a page shows it.

    `on_phones` names the size that stands for it on a narrow screen, if it is cut for another
    shape there, and `sizes_on_phones` how wide that is: fewer bytes for a telephone's first screen.
    """

    crops: tuple[str, ...]
    sizes: str
    on_phones: str = ""
    sizes_on_phones: str = ""

    @property
    def specs(self) -> list[str]:
        """Every rendition of this size, as Wagtail writes it: AVIF, WebP, and one JPEG."""
        modern = [f"{crop}|format-{name}" for name in FORMATS for crop in self.crops]
        return [*modern, self.fallback]

    @property
    def fallback(self) -> str:
        """The JPEG for browsers from before 2020, and for everybody until the rest is cut."""
        return f"{self.crops[len(self.crops) // 2]}|format-jpeg"


TALL = ("fill-480x540", "fill-720x810", "fill-960x1080")

SIZES = {
    # Across the page, at the top.
    "wide": PictureSize(
        crops=("fill-720x360", "fill-1280x640", "fill-1920x960"),
        sizes="(min-width: 72rem) 70rem, calc(100vw - 2.5rem)",
    ),
    # Beside the text at the top of the front page, a location or a practitioner.
    "tall": PictureSize(
        crops=TALL,
        sizes="(min-width: 48rem) 30rem, calc(100vw - 2.5rem)",
        on_phones="card",
        sizes_on_phones="calc(100vw - 2.5rem)",
    ),
    # The same on a page that is about something else: on a phone a small one beside the summary,
    # so that what is read stays the largest thing on the first screen.
    "beside": PictureSize(
        crops=TALL,
        sizes="(min-width: 48rem) 30rem, 10.5rem",
        on_phones="card",
        sizes_on_phones="10.5rem",
    ),
    "card": PictureSize(
        crops=("fill-400x267", "fill-800x534"), sizes="(min-width: 40rem) 20rem, 14rem"
    ),
    # A person's face, round and small.
    "face": PictureSize(crops=("fill-112x112", "fill-224x224"), sizes="7rem"),
    # In running text, uncropped.
    "text": PictureSize(
        crops=("max-720x960", "max-1440x1920"),
        sizes="(min-width: 48rem) 44rem, calc(100vw - 2.5rem)",
    ),
}


def load_renditions(pictures: Iterable[AbstractImage | None]) -> None:
    """Fetch what has been cut of these `pictures`. One query, none when there is no picture.

    Their rights come along where the pictures were read without them; a further query then.
    """
    shown = [picture for picture in pictures if picture is not None]
    if not shown:
        return
    of_each: dict[int, list[AbstractRendition]] = {picture.pk: [] for picture in shown}
    room = room_for(len(of_each))
    for rendition in _cut_of.rows(room, **filling("picture", of_each, room)):
        of_each[rendition.image_id].append(rendition)
    for picture in shown:
        picture.prefetched_renditions = of_each[picture.pk]  # where Wagtail looks for them
        for rendition in picture.prefetched_renditions:
            rendition.image = picture
    prefetch_related_objects([one for one in shown if not _knows_rights(one)], RIGHTS)


def _renditions_of(count: int) -> QuerySet:
    """Everything that is cut of so many pictures, in the sizes of our table."""
    model = get_image_model()
    # A drawing (SVG) keeps its format: its renditions are named by the crop alone.
    specs = [spec for size in SIZES.values() for spec in (*size.specs, *size.crops)]
    renditions = model.get_rendition_model().objects.filter(filter_spec__in=specs)
    return renditions.filter(image__id__in=several("picture", model._meta.pk, count))


_cut_of: Prepared[Any] = Prepared(_renditions_of)


def renditions_to_show(image: AbstractImage, size: PictureSize) -> dict[str, AbstractRendition]:
    """Return all crops of a picture, or the JPEG alone while the others are not cut yet."""
    every, (fallback,) = _filters(image, size.specs), _filters(image, [size.fallback])
    found = image.find_existing_renditions(*every)
    if fallback in found:
        shown = every if len(found) == len(every) else [fallback]
        return {one.spec: found[one] for one in shown}
    return get_renditions_or_not_found(image, [f"{size.fallback}|preserve-svg"])


def renditions_cut(image: AbstractImage, size: PictureSize) -> dict[str, AbstractRendition]:
    """Return all crops of a picture if they are cut, else none."""
    every = _filters(image, size.specs)
    found = image.find_existing_renditions(*every)
    return {one.spec: found[one] for one in every} if all(one in found for one in every) else {}


def cut(image: AbstractImage, names: Iterable[str]) -> int:
    """Cut a picture in the sizes of these `names` and return how many crops that took.

    Crops that are there are left alone, so this may be done again at any time. Raises
    SourceImageIOError when the file cannot be read.
    """
    wanted = _filters(image, [spec for name in names for spec in SIZES[name].specs])
    missing = [one for one in wanted if one not in image.find_existing_renditions(*wanted)]
    image.get_renditions(*missing)
    return len(missing)


def credit_of(image: AbstractImage | None) -> str:
    """Return who made a picture, as it is shown with it; "" when nobody wrote it."""
    rights = getattr(image, RIGHTS, None)
    return rights.credit if rights else ""


def is_withheld(image: AbstractImage, *, on: date) -> bool:
    """Whether a picture must not be shown: somebody in it has not agreed, or no longer."""
    rights = getattr(image, RIGHTS, None)
    return rights is not None and rights.is_withheld(on=on)


def is_decorative(image: AbstractImage) -> bool:
    """Whether a picture says nothing that its page does not say, so that nobody reads it out."""
    rights = getattr(image, RIGHTS, None)
    return rights is not None and rights.is_decorative


def picture_url(image: AbstractImage | None, size: str, *, on: date) -> str:
    """The address of a picture as every machine reads it: the JPEG that the page shows.

    "" where there is none to show.
    """
    if image is None or is_withheld(image, on=on):
        return ""
    *_others, fallback = renditions_to_show(image, SIZES[size]).values()
    return "" if fallback.pk is None else fallback.url


def _filters(image: AbstractImage, specs: Iterable[str]) -> list[Filter]:
    return list(_filters_of(tuple(specs), image.is_svg()))


@cache
def _filters_of(specs: tuple[str, ...], is_svg: bool) -> tuple[Filter, ...]:
    """Made once: a page asks for a dozen of them with each of its pictures."""
    safe = (to_svg_safe_spec(spec) if is_svg else spec for spec in specs)
    return tuple(Filter(spec=spec) for spec in dict.fromkeys(safe))


def _knows_rights(image: AbstractImage) -> bool:
    return RIGHTS in image._state.fields_cache
