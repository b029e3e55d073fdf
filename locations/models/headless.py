"""HeadlessPreviewMixin of wagtail-headless-preview where that is installed, else nothing."""

from django.apps import apps

if apps.is_installed("wagtail_headless_preview"):
    from wagtail_headless_preview.models import HeadlessPreviewMixin
else:

    class HeadlessPreviewMixin:  # type: ignore[no-redef]
        """The editor's preview is drawn by the page's own template."""


__all__ = ["HeadlessPreviewMixin"]
