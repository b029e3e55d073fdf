"""Wagtail's `images/`: the library without the pictures that no page may show."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.search import index

from ..models import PictureRights
from .answers import note

Asked = Callable[[HttpRequest], QuerySet]

_WITHHOLDS = "_clinic_withholds"


def withhold() -> None:
    """Let the list, the search and the detail of `images/` pass over what is withheld."""
    from wagtail.api.v3.registry import registry
    from wagtail.images.api.v3.registry import register_content_types

    model = get_image_model()
    if not registry.has(model._meta.label):  # our app is ready before Wagtail's
        register_content_types()
    from wagtail.images.api.v3 import router

    if not hasattr(router.get_images_queryset, _WITHHOLDS):
        _let_searches_filter_by_key(model)
        router.get_images_queryset = _shown(router.get_images_queryset)


def _shown(asked: Asked) -> Asked:
    def shown(request: HttpRequest) -> QuerySet:
        today = timezone.localdate()
        note(request, until=_midnight_after(today))  # a consent may be over then
        withheld = PictureRights.objects.withheld(on=today).values("picture_id")
        return asked(request).exclude(pk__in=withheld)

    setattr(shown, _WITHHOLDS, True)
    return shown


def _let_searches_filter_by_key(model: type[AbstractImage]) -> None:
    """Wagtail searches only among rows that are chosen by fields it knows of."""
    key = index.FilterField(model._meta.pk.attname)
    model.search_fields = [*model.search_fields, key]


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
