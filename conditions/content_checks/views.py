"""What the checks say of a page as it is in the editor at this moment, saved or not."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST
from wagtail.models import Page

from ..linting import lint


@require_POST
def check_page(request: HttpRequest, page_id: int) -> JsonResponse:
    """Check what the editor's form holds. Nothing is saved.

    A form that cannot be read (half a date, for example) is answered with what is stored.
    """
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    form_class = draft.get_edit_handler().get_form_class()
    form = form_class(
        request.POST, instance=draft, parent_page=page.get_parent(), for_user=request.user
    )
    form.defer_required_fields()
    if form.is_valid():
        form.save(commit=False)
    else:
        draft = page.get_latest_revision_as_object()
    return JsonResponse({"findings": [finding.as_data() for finding in lint(draft)]})
