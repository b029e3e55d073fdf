"""“Is everything working?”: the answer for who manages a location, without going to a machine."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from .. import chain
from ..health import figures
from ..health.doctor import quick
from ..health.findings import worst, worst_first
from ..health.nets import known
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
        known(lambda: chain.watch(at=at), otherwise=False)
        everywhere, managed = locations_with_right(request.user, Right.MANAGE)
        places: list[figures.Place] = known(lambda: figures.places(at=at), otherwise=[])
        found = worst_first(quick(at=at, location_ids=None if everywhere else managed))
        context = self.get_context_data(
            worst=worst(found),
            findings=found,
            places=[
                place
                for place in places
                if place.pk is not None and (everywhere or place.pk in managed)
            ],
            last_mail_at=known(figures.last_mail_sent_at, otherwise=None),
            last_beat_at=known(lambda: figures.last_beat_at(at=at), otherwise=None),
        )
        return self.render_to_response(context)
