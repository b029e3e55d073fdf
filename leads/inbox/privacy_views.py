"""Show how a person is reached to who only looks on; remove what is known of a person."""

from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from ..actions import NotAllowed, forget, revealed
from ..actions.forgetting import same_person
from ..actions.mentioning import Mention, mentions_of
from ..models import EventKind, ExportRun, Lead, LeadEvent, LeadQuerySet, SavedView, open_asks
from ..models.retention import on_hold
from . import saved, searching
from .lead_views import LeadView
from .privacy import may_erase
from .timeline import left_words


def _all_of(leads: list[Lead]) -> LeadQuerySet:
    return Lead.objects.filter(pk__in=[lead.pk for lead in leads])


def _keys(mentions: list[Mention], model: type[Any]) -> list[int]:
    return [mention.row.pk for mention in mentions if isinstance(mention.row, model)]


class RevealView(LeadView):
    """Show to somebody who only looks on how the person is reached; that is written down."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Somebody signed in again on the way: nothing is shown yet."""
        return redirect("clinic_inbox:detail", pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        revealed(lead=self.lead, by=request.user, at=timezone.now())
        return redirect("clinic_inbox:detail", pk)


class ForgetForm(forms.Form):
    """Which of the person's leads go, and the sign that somebody means it."""

    sure = forms.BooleanField(
        label=_("Yes, remove it for good. Nobody can bring it back."),
        error_messages={"required": _("Say that you mean it.")},
    )

    def __init__(self, *args: Any, person: list[Lead], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leads"] = forms.ModelMultipleChoiceField(
            queryset=_all_of(person),
            error_messages={"required": _("Choose at least one lead.")},
        )


class ForgetView(LeadView):
    """What goes and what stays, a choice of the person's leads, and a button."""

    template_name = "clinic_leads/inbox/forget.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(ForgetForm(person=self._person()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ForgetForm(request.POST, person=self._person())
        if not form.is_valid():
            return self._page(form, status=422)
        done, left, texts = self._forget(form.cleaned_data["leads"])
        if texts:
            messages.warning(request, left_words(texts))
        if left:
            messages.warning(
                request,
                gettext("Some leads were left as they are: on legal hold, or removed already."),
            )
        said = ngettext(
            "The personal data of %(n)d lead is removed.",
            "The personal data of %(n)d leads is removed.",
            done,
        )
        searching.forget_all(request)  # the words by which the person was found
        messages.success(request, said % {"n": done})
        return redirect("clinic_inbox:detail", pk)

    def _person(self) -> list[Lead]:
        """The leads that may go. Who may not erase here has no business on this page."""
        if not may_erase(self.request.user, self.lead):
            raise PermissionDenied
        return same_person(self.lead, by=self.request.user)

    def _forget(self, leads: Any) -> tuple[int, int, int]:
        """Return how many went, with what is a part of them, how many chosen ones did not, and how
        many texts of colleagues may name the person still.
        """
        at, chosen = timezone.now(), {lead.pk for lead in leads}
        for lead in leads:
            with suppress(NotAllowed):  # it went with the one it is a part of; a colleague's work
                forget(lead=lead, by=self.request.user, at=at)
        went = Lead.objects.filter(Q(pk__in=chosen) | Q(merged_into__in=chosen), forgotten_at=at)
        gone = set(went.values_list("pk", flat=True))
        told = LeadEvent.objects.filter(lead__in=gone, kind=EventKind.FORGOTTEN)
        texts = max((event.data.get("left", 0) for event in told), default=0)
        return len(gone), len(chosen - gone), texts

    def _whole(self, person: list[Lead]) -> list[int]:
        """The lead with what it was merged with: one screen shows all of it. If somebody asked for
        the removal of one of them, that one: the others may be another person's.
        """
        whole = {self.lead.pk, self.lead.merged_into_id} - {None}
        found = [lead.pk for lead in person if lead.pk in whole or lead.merged_into_id in whole]
        asked = open_asks(EventKind.ERASURE_ASKED).filter(lead__in=found)
        return list(asked.values_list("lead", flat=True)) or found

    def _named_in(self, person: list[Lead]) -> dict[str, Any]:
        """What colleagues wrote that may name the person, as far as the user sees it; the rest is
        counted. What surely names them is taken out.
        """
        found = [mention for lead in person for mention in mentions_of(lead)]
        goes = {mention.row for mention in found if mention.is_certain}
        stays = {mention.row: mention for mention in found if mention.row not in goes}
        kept = [*stays.values()]
        runs = ExportRun.objects.visible_to(self.request.user)
        seen: set[Any] = {*runs.filter(pk__in=_keys(kept, ExportRun))}
        seen |= {*saved.visible_to(self.request.user).filter(pk__in=_keys(kept, SavedView))}
        shown = [mention.text for mention in kept if mention.row in seen]
        return {"texts_left": shown, "texts_unseen": len(kept) - len(shown)}

    def _page(self, form: ForgetForm, *, status: int = 200) -> HttpResponse:
        person = same_person(self.lead, by=self.request.user)
        posted = self.request.POST.getlist("leads")
        chosen = posted if form.is_bound else [str(pk) for pk in self._whole(person)]
        context = {
            **super(LeadView, self).get_context_data(),
            "lead": self.lead,
            "form": form,
            "person": person,
            "held": set(on_hold(_all_of(person)).values_list("pk", flat=True)),
            "chosen": {int(pk) for pk in chosen if pk.isdigit()},
            **self._named_in(person),
        }
        return self.render_to_response(context, status=status)
