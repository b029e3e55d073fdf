"""Sources in the admin: their list, their form, where they are used, and the editor's chooser."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import CharField, Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChosenResponseMixin
from wagtail.models import ReferenceIndex
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenView,
    SnippetCreateView,
)
from wagtail.snippets.views.snippets import SnippetViewSet

from locations.draftail import entity_of
from locations.live import Choice
from locations.usage import users_of

from .citing import CitationReference
from .models import Citation

SEARCHED = ("title", "authors", "journal", "doi", "pmid")
MOST_NAMED = 8


class CitationForm(WagtailAdminModelForm):
    """Refuses a source that is there already, and leads to it."""

    url = forms.URLField(
        label=gettext_lazy("web address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=Citation._meta.get_field("url").help_text,
    )

    class Meta:
        model = Citation
        fields = [
            "kind",
            "authors",
            "title",
            "journal",
            "year",
            "volume",
            "pages",
            "doi",
            "pmid",
            "url",
        ]

    def _post_clean(self) -> None:
        super()._post_clean()
        twin = self.instance.twin()
        if twin is not None:
            # The rule of the table says the same, without the way there.
            self.errors.pop(NON_FIELD_ERRORS, None)
            self._refuse(twin)

    def _refuse(self, twin: Citation) -> None:
        field = "doi" if self.instance.doi and twin.doi == self.instance.doi else "pmid"
        said = format_html(
            _("This source is there already: <a href='{}' target='_blank' rel='noopener'>{}</a>"),
            reverse("clinic_citations:edit", args=[twin.pk]),
            twin,
        )
        self.add_error(field, forms.ValidationError(said, code="unique"))


class CitationFilterForm(BaseFilterForm):
    """Finds sources by words from anywhere in them; every word must be there."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False)

    def filter(self, objects: QuerySet) -> QuerySet:
        objects = super().filter(objects)
        query = self.cleaned_data.get("q", "").strip()
        self.search_query, self.is_searching = query or None, bool(query)
        return objects.filter(matching(query))


def matching(query: str) -> Q:
    """A condition on sources: every word of `query` is somewhere in one."""
    found = Q()
    for word in query.split():
        somewhere = Q()
        for name in SEARCHED:
            somewhere |= Q(**{f"{name}__icontains": word})
        found &= somewhere
    return found


class ChosenInEditor(ChosenResponseMixin):
    """Tells the editor what to put into the text, beside what Wagtail tells every chooser."""

    def get_chosen_response_data(self, item: Citation) -> dict[str, Any]:
        data = super().get_chosen_response_data(item)
        shown = CitationReference.shown(item, {"id": item.pk})
        return data | entity_of(Choice({"id": item.pk}, shown)) if shown else data


class CitationChooseView(ChooseView):
    filter_form_class = CitationFilterForm


class CitationChooseResultsView(ChooseResultsView):
    filter_form_class = CitationFilterForm


class CitationChosenView(ChosenInEditor, SnippetChosenView):
    pass


class CitationCreateView(ChosenInEditor, SnippetCreateView):
    pass


class CitationChooserViewSet(SnippetChooserViewSet):
    """The editor's chooser: search, or write down a new source."""

    choose_view_class = CitationChooseView
    choose_results_view_class = CitationChooseResultsView
    chosen_view_class = CitationChosenView
    create_view_class = CitationCreateView
    creation_form_class = CitationForm
    creation_tab_label = gettext_lazy("New source")
    create_action_label = gettext_lazy("Add source")


class CitationViewSet(SnippetViewSet):
    """The list of sources, with how many texts refer to each."""

    model = Citation
    icon = "clinic-citation"
    url_namespace = "clinic_citations"
    url_prefix = "clinic/sources"
    chooser_admin_url_namespace = "clinic_citation_chooser"
    chooser_base_url_path = "clinic/choose-source"
    chooser_viewset_class = CitationChooserViewSet
    menu_label = gettext_lazy("Sources")
    menu_name = "clinic-sources"
    search_backend_name = None  # a few hundred rows: no index, and the same on every database
    search_fields = list(SEARCHED)
    list_filter = ["kind", "year"]
    list_display = [
        "__str__",
        "kind",
        Column("uses", label=gettext_lazy("Used in"), accessor="uses"),
    ]
    edit_handler = ObjectList(Citation.panels, base_form_class=CitationForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Citation.objects.annotate(uses=_uses())


def _uses() -> Coalesce:
    """How many objects refer to a source, by Wagtail's reference index."""
    pointing = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Citation),
        to_object_id=Cast(OuterRef("pk"), CharField()),
    )
    counted = pointing.order_by().values("to_object_id")
    return Coalesce(Subquery(counted.annotate(n=Count("object_id", distinct=True)).values("n")), 0)


def keep_used_sources(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Refuse to delete a source that a text refers to, and name the texts."""
    sources = [one for one in instances if isinstance(one, Citation)]
    used = {source: texts for source in sources if (texts := users_of(source, leaving=set()))}
    if not used:
        return None
    for source, texts in list(used.items())[:MOST_NAMED]:
        named = [f"“{text}”" for text in texts[:MOST_NAMED]]
        if more := len(texts) - len(named):
            named.append(_("%(count)d more") % {"count": more})
        said = _("Not deleted: “%(source)s”. First take it out of %(texts)s.")
        url = reverse("clinic_citations:usage", args=[source.pk])
        button = messages.button(url, _("Where it is used"))
        words = {"source": source.label, "texts": get_text_list(named, _("and"))}
        messages.error(request, said % words, buttons=[button])
    return redirect("clinic_citations:list")
