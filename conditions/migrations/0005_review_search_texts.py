"""What search engines show is signed, too: reviews of pages that had such a text get it added.

Who signed has signed the revision, and these texts are in it. Without them every such review would
read “edited since”. Reviews whose revision is gone, or which say otherwise than they were signed,
stay as they are.
"""

import hashlib
import json
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = ("seo_title", "search_description")


def add_search_texts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the texts of the signed revision into what was signed, and its fingerprint anew."""
    reviews = apps.get_model("clinic_conditions", "ClinicalReview").objects.using(
        schema_editor.connection.alias
    )
    for review in reviews.filter(revision__isnull=False).select_related("revision").iterator():
        texts = {name: _plain(review.revision.content.get(name)) for name in NAMES}
        added = {name: text for name, text in texts.items() if text}
        if added and review.digest == _digest(review.content):
            content = review.content | added
            reviews.filter(pk=review.pk).update(content=content, digest=_digest(content))


def _plain(text: Any) -> str:
    return " ".join(str(text or "").split())


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [
        ("clinic_conditions", "0004_clinical_content"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(add_search_texts, migrations.RunPython.noop)]
