"""People who upload pictures and files of old leads: `python -m bench.faults.uploading FILE`.

A program of the site's own, so that it does what the admin's views do behind their forms. Each
upload is told to FILE when it is stored.
"""

import hashlib
import io
import itertools
import json
import os
import sys
import time

PAUSE = 0.05  # seconds
SIDE = 64  # pixels


def main() -> None:
    import django

    django.setup()
    with open(sys.argv[1], "a") as told:
        for number in itertools.count():
            for name, content, is_private in (picture(number), old_leads(number)):
                told.write(line(name, content, is_private=is_private))
                told.flush()
            time.sleep(PAUSE)


def line(name: str, content: bytes, *, is_private: bool) -> str:
    digest = hashlib.sha256(content).hexdigest()
    upload = {"at": time.monotonic(), "name": name, "digest": digest, "is_private": is_private}
    return json.dumps(upload) + "\n"


def picture(number: int) -> tuple[str, bytes, bool]:
    """Somebody adds a picture; its file is public."""
    from django.core.files.images import ImageFile
    from PIL import Image as Pixels
    from wagtail.images import get_image_model

    stream = io.BytesIO()
    Pixels.frombytes("RGB", (SIDE, SIDE), os.urandom(SIDE * SIDE * 3)).save(stream, "PNG")
    content = stream.getvalue()
    file = ImageFile(io.BytesIO(content), name=f"upload-{number}.png")
    image = get_image_model()._default_manager.create(title=f"upload {number}", file=file)
    return image.file.name, content, False


def old_leads(number: int) -> tuple[str, bytes, bool]:
    """Somebody uploads old leads; the file is private."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from leads.actions import start_import
    from leads.importing.decoding import Decoded
    from locations.models import LocationPage

    text = f"name,email\nPatient {number},{os.urandom(8).hex()}@old.example\n"
    staff, _is_new = get_user_model()._default_manager.get_or_create(username="uploads")
    job = start_import(
        by=staff,
        at=timezone.now(),
        location=LocationPage.objects.order_by("pk")[0],
        name=f"old-{number}.csv",
        decoded=Decoded(text, "utf-8"),
        no_header="",
    )
    return job.stored, text.encode(), True


if __name__ == "__main__":
    main()
