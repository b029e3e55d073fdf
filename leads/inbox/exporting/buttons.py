"""What the inbox's header offers for taking leads away and bringing old ones in."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button, HeaderButton

from ...models import Right
from ...permissions import may_anywhere

# Part of the list's address, but nothing that says which leads are in it.
_NO_FILTERS = ("after", "p", "_w_filter_fragment")


def export_buttons(request: HttpRequest) -> list[HeaderButton]:
    """Export, with the filters of the list as they are."""
    if not may_anywhere(request.user, Right.EXPORT):
        return []
    query = request.GET.copy()
    for name in _NO_FILTERS:
        query.pop(name, None)
    url = reverse("clinic_export:export")
    url = f"{url}?{query.urlencode()}" if query else url
    return [HeaderButton(_("Export"), url=url, icon_name="download")]


def more_buttons(request: HttpRequest) -> list[Button]:
    """Past exports and the import of old leads, for who manages a location."""
    buttons = []
    manages = may_anywhere(request.user, Right.MANAGE)
    if manages or may_anywhere(request.user, Right.EXPORT):
        url = reverse("clinic_export:runs")
        buttons.append(Button(_("Past exports"), url=url, icon_name="history", priority=80))
    if manages:
        url = reverse("clinic_lead_import:start")
        buttons.append(Button(_("Import old leads"), url=url, icon_name="upload", priority=90))
    return buttons
