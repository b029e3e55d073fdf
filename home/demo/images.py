"""The demo's pictures in Wagtail's image library."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.utils.file import hash_filelike

from locations.models import License, People, PictureRights

from .pictures import PICTURES, Picture


def draw_pictures() -> dict[str, bytes]:
    """Return every picture as a JPEG, by its key. Takes some seconds and needs no database."""
    return {key: picture.draw() for key, picture in PICTURES.items()}


@contextmanager
def stored(files: dict[str, bytes]) -> Iterator[dict[str, AbstractImage]]:
    """Put the drawn pictures into the image library and yield them by key.

    Files are no part of a transaction: when what happens inside fails, they are removed again.
    """
    images: dict[str, AbstractImage] = {}
    try:
        for key, content in files.items():
            images[key] = _store(key, PICTURES[key], content)
        yield images
    except BaseException:
        for image in images.values():
            image.file.storage.delete(image.file.name)
        raise


def _store(key: str, picture: Picture, content: bytes) -> AbstractImage:
    image = get_image_model()(
        title=picture.title,
        description=picture.description,
        file=ImageFile(BytesIO(content), name=f"demo-{key}.jpg"),
        file_size=len(content),
        file_hash=hash_filelike(BytesIO(content)),
    )
    if picture.focus:
        x, y, width, height = picture.focus
        image.focal_point_x, image.focal_point_y = x, y
        image.focal_point_width, image.focal_point_height = width, height
    image.save()
    PictureRights.objects.create(picture=image, license=License.OWN, people=People.NOBODY)
    return image
