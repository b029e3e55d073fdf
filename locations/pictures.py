"""The sizes in which pictures are shown, and loading all pictures of a page at once.

One table knows every crop: the template tag cuts by it, and one query finds what is cut already.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage


@dataclass(frozen=True, slots=True)
class PictureSize:
    """One way to show a picture: its crops from small to large, and how wide a page shows it."""

    crops: tuple[str, ...]
    sizes: str

    @property
    def specs(self) -> list[str]:
        """Every rendition of this size, as Wagtail writes it.

        WebP, and one JPEG for browsers from before 2020. AVIF would be smaller still, but takes
        ten times as long to make, and the first reader waits for it.
        """
        fallback = self.crops[len(self.crops) // 2]
        return [*(f"{crop}|format-webp" for crop in self.crops), f"{fallback}|format-jpeg"]


SIZES = {
    # Across the page, at the top.
    "wide": PictureSize(
        crops=("fill-720x360", "fill-1280x640", "fill-1920x960"),
        sizes="(min-width: 72rem) 70rem, 100vw",
    ),
    # Beside the text at the top of the front page, a location or a practitioner.
    "tall": PictureSize(
        crops=("fill-480x540", "fill-960x1080"), sizes="(min-width: 56rem) 30rem, 100vw"
    ),
    "card": PictureSize(
        crops=("fill-400x267", "fill-800x534"), sizes="(min-width: 40rem) 20rem, 15rem"
    ),
    # A person's face, round and small.
    "face": PictureSize(crops=("fill-112x112", "fill-224x224"), sizes="7rem"),
    # In running text, uncropped.
    "text": PictureSize(
        crops=("max-720x960", "max-1440x1920"), sizes="(min-width: 48rem) 44rem, 100vw"
    ),
}


def load_renditions(pictures: Iterable[AbstractImage | None]) -> None:
    """Fetch what has been cut of these `pictures`. One query, none when there is no picture."""
    shown = [picture for picture in pictures if picture is not None]
    # A drawing (SVG) keeps its format: its renditions are named by the crop alone.
    specs = [spec for size in SIZES.values() for spec in (*size.specs, *size.crops)]
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec__in=specs)
    prefetch_related_objects(
        shown, Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions")
    )
