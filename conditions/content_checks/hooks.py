"""Where the content checks hook into the Wagtail admin; `wagtail_hooks` imports this."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page

from locations.models import ClinicPage

from ..linting import publish_problems
from .views import check_page

SCRIPT = "clinic_conditions/admin/content_checks.js"
STYLES = "clinic_conditions/admin/content_checks.css"
# Rules of axe that every page of ours is held to, beside those of Wagtail.
RULES = ["image-alt", "list", "listitem", "duplicate-id-aria"]

hooks.register("clinic_publish_problems", publish_problems)
hooks.register("clinic_text_problems", publish_problems)


@hooks.register("register_admin_urls")
def add_admin_urls() -> list[URLPattern]:
    return [path("clinic/checks/<int:page_id>/", check_page, name="clinic_conditions_check_page")]


@hooks.register("insert_editor_js")
def add_script() -> SafeString:
    """The script, with its words: it has no catalogue of its own."""
    words = {
        "heading": _("Clinic checks"),
        "nothing": _("Nothing found."),
        "unsaved": _("The checks begin when the first draft is saved."),
        "failed": _("The checks did not run. Save the draft and try again."),
        "replace": _("Replace by the live number of"),
        "replaced": _("Replaced. Save the page to keep it."),
        "show": _("Show in the editor"),
        "error": _("Must be mended"),
        "warning": _("Please check"),
        "hint": _("Hint"),
        # The script puts the page's id in the place of the 0.
        "url": reverse("clinic_conditions_check_page", args=[0]),
    }
    known = json_script(words, "clinic-checks-words")
    return format_html('{}<script src="{}"></script>', known, versioned_static(SCRIPT))


@hooks.register("insert_global_admin_css")
def add_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', versioned_static(STYLES))


@hooks.register("construct_wagtail_userbar")
def add_rules(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """Let Wagtail's checker look at more on pages of ours."""
    if isinstance(page, ClinicPage):
        for item in items:
            if isinstance(item, ContentCheckerItem):
                item.axe_run_only = [*(item.axe_run_only or []), *RULES]


@hooks.register("before_bulk_action")
def refuse_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """Publishing a list of pages asks the same as publishing one."""
    if action_type != "publish" or not issubclass(action.model, Page):
        return None
    chosen = list(objects)
    if request.POST.get("include_descendants"):
        below = (page.get_descendants().filter(live=False) for page in chosen)
        chosen = list(chain(chosen, *below))
    drafts = (page.get_latest_revision_as_object() for page in chosen)
    wrong = [page for page in drafts if isinstance(page, ClinicPage) and publish_problems(page)]
    if not wrong:
        return None
    names = ", ".join(f"“{page.title}”" for page in wrong)
    text = _("Not published: %(pages)s. A number of a location is typed there; open the editor.")
    messages.error(request, text % {"pages": names})
    return redirect(action.next_url)
