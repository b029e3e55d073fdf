"""Where a page is shown inside other content, by Wagtail's reference index.

Content means rich text and StreamField blocks. Foreign keys (a practitioner works here, a lead
belongs here) are no content: what becomes of them is decided where they are declared.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex


def content_references(page: Page) -> list[ReferenceIndex]:
    """Return the references to `page` from rich text and blocks of any object."""
    # A foreign key's path is its name; content has a path inside its field. This leaves the
    # thousands of rows that point here by foreign key in the database.
    inside = ReferenceIndex.get_references_to(page).filter(model_path__contains=".").order_by("pk")
    return [reference for reference in inside if not reference.related_field.is_relation]


def uses_in_content(page: Page) -> int:
    """Return how many objects show `page` in their content."""
    return len({_source(reference) for reference in content_references(page)})


def users_of(page: Page, *, leaving: set[int]) -> list[Any]:
    """Return the objects that show `page`, except the pages whose id is in `leaving`."""
    page_type = ContentType.objects.get_for_model(Page).pk
    sources = {_source(reference): reference for reference in content_references(page)}
    return [
        reference.base_content_type.get_object_for_this_type(pk=pk)
        for (type_id, pk), reference in sources.items()
        if not (type_id == page_type and int(pk) in leaving)
    ]


def _source(reference: ReferenceIndex) -> tuple[int, str]:
    return reference.base_content_type_id, reference.object_id
