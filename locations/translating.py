"""What translators are not asked for: facts, which are written once, on the original page."""

from typing import Any


def only_on_original(*names: str) -> list[Any]:
    """Fields that wagtail-localize copies from the original, and offers nobody to change.

    For a page type's ``override_translatable_fields``; a project without that package needs none.
    """
    try:
        from wagtail_localize.fields import SynchronizedField
    except ImportError:
        return []
    return [SynchronizedField(name, overridable=False) for name in names]
