"""“Is everything working?”: the answer for who manages a location, without going to a machine."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from .. import chain
from ..health import figures
from ..health.doctor import quick
from ..health.findings import worst, worst_first
from ..models import Right, locations_with_right
from .pages import ManagerPage


class HealthView(ManagerPage):
    """As a whole, then each thing, the worst first; of the locations of the user, as the numbers.

    What `clinic_doctor` takes longer for (the mail server, the storages, counting) is left to it.
    """

    http_method_names = ["get", "head", "options"]
    template_name = "clinic_leads/inbox/health.html"
    page_title = gettext_lazy("Is everything working?")
    header_icon = "circle-check"

    def get(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        chain.watch(at=at)
        everywhere, managed = locations_with_right(request.user, Right.MANAGE)
        found = worst_first(quick(at=at, location_ids=None if everywhere else managed))
        context = self.get_context_data(
            worst=worst(found),
            findings=found,
            places=[
                place
                for place in figures.places(at=at)
                if place.pk is not None and (everywhere or place.pk in managed)
            ],
            last_mail_at=figures.last_mail_sent_at(),
            last_beat_at=figures.last_beat_at(at=at),
        )
        return self.render_to_response(context)
