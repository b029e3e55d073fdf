"""ClinicPage: what all page types of the plugin share."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import swapper
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.models import Page, PageViewRestriction, Revision
from wagtail.search import index
from wagtail.signals import page_unpublished
from wagtail.url_routing import RouteResult

from ..addresses import canonical_url
from ..conf import clinic_settings
from ..content_languages import reader_language
from ..directory import Directory
from ..forms import ClinicPageForm
from ..markup import empty_references
from ..prepared import Given, Prepared
from ..published import knowing_public
from ..refusals import NotPublishable, cancel_schedule, is_due, refuse_new_problems
from ..translating import untranslated
from .described import Described
from .headless import HeadlessPreviewMixin

# Wagtail's own page types (forms, for example) cannot follow another base yet, either.
if swapper.is_swapped("wagtailcore", "Page"):
    raise ImproperlyConfigured("The clinic's pages need Wagtail's Page: unset WAGTAIL_PAGE_MODEL.")


# The depth of a front page that is directly below Wagtail's root.
TOP = 2


class ClinicPage(Described, HeadlessPreviewMixin, Page):
    """A page of the clinic's site: has a summary and a picture, knows the clinic's facts.

    The parent link is spelled out with a related name of its own: two page classes of the same
    name, ours and a host project's, would otherwise clash on Page (design decision 1).
    """

    page_ptr = models.OneToOneField(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.CASCADE,
        parent_link=True,
        related_name="%(app_label)s_%(class)s",
    )
    summary = models.TextField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One or two plain sentences, shown in lists and under the title."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Shown at the top of the page and in lists."),
    )

    base_form_class = ClinicPageForm
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("image")]
    search_fields = [*Page.search_fields, index.SearchField("summary", boost=2)]
    api_fields = [APIField("summary"), APIField("image")]
    # Links to other pages that our API tells of, by name: ``condition_links``.
    api_links: tuple[str, ...] = ()

    # What is fetched in one query with a page of this type, when a reader asked for it and when
    # it is in a list.
    shown_with: tuple[str, ...] = ("image__clinic_rights",)
    listed_with: tuple[str, ...] = ("image__clinic_rights",)
    # Pages that it shows something of, as long as they are public themselves.
    shows_of: tuple[str, ...] = ()
    # The sizes (locations/pictures.py) in which this type of page and its cards show `image`.
    image_sizes: tuple[str, ...] = ("tall", "card")

    # Facts that are written on the original alone: a translation shows those.
    fact_fields: tuple[str, ...] = ()
    # Those of them that lists show, too.
    listed_facts: tuple[str, ...] = ()
    # Whether a translation reads its original, one query: for its facts, or for what is locked.
    follows_original = False

    # Where a preview's request says until when it is shared, with people without an account.
    SHARED_UNTIL = "clinic_shared_until"
    # Or as of when it was published, for a colleague who asks what a visitor read then.
    PUBLISHED_AT = "clinic_published_at"
    # Whether lists show the original to readers in whose language there is no such page yet.
    stands_in = True

    # Whether words of the glossary become links in the texts of a page of this type.
    explains_terms = True

    class Meta:
        abstract = True

    @property
    def original_id(self) -> int:
        """The id of the page that others link to: an alias stands for its original."""
        return self.alias_of_id or self.pk

    @property
    def shown_page(self) -> Page:
        """The page whose content this shows: an alias, in whatever language, its original's."""
        return self.alias_of or self

    @property
    def localized_draft(self) -> Page:
        """As Wagtail's, without a query for a page whose language is known to be the reader's."""
        is_known = "locale" in self._state.fields_cache
        if is_known and self.locale.language_code == reader_language():
            return self
        return super().localized_draft

    @property
    def canonical_url(self) -> str:
        """The one address of this content for search engines: an alias names its original's."""
        return canonical_url(self)

    def pictures_shown(self) -> Iterator[tuple[AbstractImage, tuple[str, ...]]]:
        """Every picture that this page shows, and the sizes it is shown in."""
        if self.image is not None:
            yield self.image, self.image_sizes
        for field in self._meta.concrete_fields:
            if isinstance(field, StreamField):
                for image in _pictures_in(getattr(self, field.attname)):
                    yield image, ("text",)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page of an address as Wagtail does, in two queries however deep it lies.

        A page type with a routing of its own decides about all that is below it, as usual.
        """
        clinic = Directory.for_request(request)
        if not path_components:
            clinic.trail = clinic.trail or [self]
            return super().route(request, path_components)
        steps = clinic.follow(self, path_components)
        if not steps:
            raise Http404
        own = (n for n, step in enumerate(steps, 1) if not _routes_plainly(step))
        walked = next(own, len(steps))
        page = _opened(steps[walked - 1])
        page._nothing_private = _nothing_private(self, steps[:walked])
        clinic.trail = clinic.trail[: len(clinic.trail) - len(steps) + walked]
        return page.route(request, path_components[walked:])

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """As Wagtail's, which is not asked again when routing saw that the page is public."""
        if getattr(self, "_nothing_private", False):
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def clean(self) -> None:
        super().clean()
        empty_references(self)

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        """As Wagtail's. Other content of a page that is out needs to be fit for readers.

        `publish` asks first, and the editor's form before it. But a program may write into the
        page itself: wagtail-localize does, and publishes afterwards. It makes a page of an alias,
        too: one that is not translated yet is a draft then.
        """
        out = None
        if clean and self.live and kwargs.get("update_fields") is None:
            out = type(self)._default_manager.filter(pk=self.pk, live=True).first()
        if out is not None and not self._has_been_published() and untranslated(self):
            _become_draft(self)
        elif out is not None:
            refuse_new_problems(self, out)
        super().save(clean=clean, **kwargs)
        if out is not None and not self.live:
            page_unpublished.send(sender=type(self), instance=self)

    def _has_been_published(self) -> bool:
        """Whether a version of its own is out; an alias has that of its original."""
        own = Revision.objects.filter(pk=self.live_revision_id, object_id=str(self.pk))
        return self.live_revision_id is not None and own.exists()

    def publish_problems(self) -> dict[str, ValidationError]:
        """What must be mended before this version goes out, by field (locations/forms.py)."""
        found: dict[str, ValidationError] = {}
        for problems_of in hooks.get_hooks("clinic_publish_problems"):
            found |= problems_of(self)
        return found | untranslated(self)

    def publish(self, revision: Revision, **kwargs: Any) -> Any:
        """As Wagtail's, whoever publishes; a schedule is checked when it is made, and when due.

        What is due and must not go out stays as it is: its history and the dashboard say so.
        """
        version = revision.as_object()
        if problems := version.publish_problems():
            refused = NotPublishable(version, problems)
            if not is_due(revision):
                raise refused
            return cancel_schedule(revision, refused)
        # Together with what is told of it: no rebuild for what was not published, and no
        # publication that nobody hears of.
        with transaction.atomic():
            return super().publish(revision, **kwargs)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """As Wagtail's. On a front end of the project's own where there is one; a link that is
        shared shows the page here, too, and so is what it was.
        """
        if hasattr(request, self.SHARED_UNTIL) or hasattr(request, self.PUBLISHED_AT):
            return super(HeadlessPreviewMixin, self).serve_preview(request, mode_name)
        return super().serve_preview(request, mode_name)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["clinic"] = clinic = Directory.for_request(request)
        context["breadcrumbs"] = clinic.breadcrumbs(self)
        context["original"] = original = clinic.original_of(self) if self.follows_original else None
        if original is not None:
            for name in self.fact_fields:
                setattr(self, name, getattr(original, name))
        context["base_template"] = clinic_settings.BASE_TEMPLATE
        return context


def _become_draft(page: Page) -> None:
    page.live = False


def _pictures_in(value: object) -> Iterator[AbstractImage]:
    """The pictures inside a value of a StreamField, however deep."""
    if isinstance(value, AbstractImage):
        yield value
    elif isinstance(value, StreamValue.StreamChild):
        yield from _pictures_in(value.value)
    elif isinstance(value, StructValue):
        yield from chain.from_iterable(map(_pictures_in, value.values()))
    elif isinstance(value, StreamValue | ListValue):
        yield from chain.from_iterable(map(_pictures_in, value))


def _routes_plainly(step: Page) -> bool:
    return getattr(step.specific_class, "route", None) is ClinicPage.route


def _opened(step: Page) -> Page:
    """Return the page of a step in its own type, with all that showing it needs."""
    model = step.specific_class
    if not (isinstance(model, type) and issubclass(model, ClinicPage)):
        return step.specific
    found = _whole.rows(model, page=step.pk)
    return found[0] if found else step.specific  # gone since: Wagtail says so


def _with_all_shown(model: type[ClinicPage]) -> QuerySet:
    pages = knowing_public(model._default_manager.all(), *model.shows_of)
    pages = pages.select_related(*model.shown_with)
    return pages.filter(pk=Given("page", Page._meta.pk))


_whole: Prepared[Any] = Prepared(_with_all_shown)


def _nothing_private(start: Page, steps: list[Page]) -> bool:
    """Whether the last step is public for sure.

    An alias is as private as its original, and above a front page that is not at the top there
    may be one that we have not seen: then it takes Wagtail to know.
    """
    seen_all = start.depth == TOP and not any(page.alias_of_id for page in (start, *steps))
    return seen_all and steps[-1].is_public
