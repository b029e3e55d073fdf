"""The admin of what belongs to no page: series, glossary terms, disclaimers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .citation_admin import CitationViewSet
from .models import ArticleSeries, Disclaimer, GlossaryTerm
from .models.disclaimers import today


class GlossaryTermViewSet(SnippetViewSet):
    # Wagtail would name these after their models, as a project might its own. The namespace alone
    # is Wagtail's own: it has the app in it, and wagtail-localize asks for it by that name.
    model = GlossaryTerm
    name = "clinic_glossary"
    url_prefix = "clinic/glossary"
    chooser_admin_url_namespace = "clinic_glossary_chooser"
    chooser_base_url_path = "clinic/glossary-chooser"
    icon = "help"
    menu_label = gettext_lazy("Glossary")
    menu_name = "clinic-glossary"
    list_display = ["term", "also_called"]
    search_backend_name = None  # the database finds parts of words, too
    search_fields = ["term", "also_called", "definition"]
    list_per_page = 50


class ArticleSeriesViewSet(SnippetViewSet):
    model = ArticleSeries
    name = "clinic_series"
    url_prefix = "clinic/series"
    chooser_admin_url_namespace = "clinic_series_chooser"
    chooser_base_url_path = "clinic/series-chooser"
    icon = "list-ol"
    menu_label = gettext_lazy("Series of articles")
    menu_name = "clinic-series"
    list_display = ["title", "description"]
    search_backend_name = None  # the database finds parts of words, too
    search_fields = ["title", "description"]


class DisclaimerViewSet(SnippetViewSet):
    model = Disclaimer
    name = "clinic_disclaimers"
    url_prefix = "clinic/disclaimers"
    chooser_admin_url_namespace = "clinic_disclaimers_chooser"
    chooser_base_url_path = "clinic/disclaimers-chooser"
    icon = "info-circle"
    menu_label = gettext_lazy("Disclaimers")
    menu_name = "clinic-disclaimers"
    list_display = ["page_kind", "locale", "version", "valid_from"]
    list_filter = ["page_kind", "locale"]
    search_backend_name = None  # the database finds parts of words, too
    search_fields = ["text"]
    copy_view_enabled = True  # the next version starts from the one before


class ClinicContentGroup(SnippetViewSetGroup):
    """The menu “Clinic content”."""

    items = (CitationViewSet, GlossaryTermViewSet, ArticleSeriesViewSet, DisclaimerViewSet)
    menu_label = gettext_lazy("Clinic content")
    menu_name = "clinic-content"
    menu_icon = "doc-full"
    menu_order = 210


def keep_disclaimers(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """Refuse to delete a disclaimer that readers have been shown."""
    disclaimers = [one for one in instances if isinstance(one, Disclaimer)]
    shown = [one for one in disclaimers if one.is_in_force(on=today())]
    if not shown:
        return None
    names = ", ".join(str(one) for one in shown)
    text = _("Not deleted: %(names)s. Readers have seen it; add a new version instead.")
    messages.error(request, text % {"names": names})
    return redirect("wagtailsnippets_clinic_conditions_disclaimer:list")
