"""The public API: Wagtail's API v3, read-only."""

from wagtail.api.v3.urls import api

__all__ = ["api"]
