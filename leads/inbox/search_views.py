"""The search: what was typed in the box of the list, by POST."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ..models import Lead
from . import searching
from .queues import ALL_OPEN, BY_NAME, FOUND
from .views import FILTER_LIMIT, InboxView, queue_in


class SearchForm(forms.Form):
    q = forms.CharField(max_length=searching.LIMIT + FILTER_LIMIT)


class SearchView(InboxView):
    """Take what was typed and show what it finds; a reference in full opens its lead at once.

    The words of a filter become part of the address. The rest never does.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Somebody signed in again on the way: there is nothing to find any more."""
        return redirect("clinic_inbox:index")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SearchForm(request.POST)
        text = form.cleaned_data["q"] if form.is_valid() else ""
        asked = self.parsed(text)
        if asked.problems:
            self.typed = text
            return self.again(*asked.problems)
        private = asked.private if len(asked.private) <= searching.LIMIT else ""
        if private and not asked.terms and (lead := self._named(private)):
            return redirect("clinic_inbox:detail", lead.pk)
        if private:
            key = searching.remember(request, private)
            return redirect(self.address.of(FOUND, asked=asked, search_key=key))
        searching.forget(request, request.POST.get(searching.IN_ADDRESS, ""))
        tab = BY_NAME.get(request.POST.get("tab", ""), ALL_OPEN)
        return redirect(self.address.of(queue_in(asked) or tab, asked=asked))

    def _named(self, text: str) -> Lead | None:
        """The lead whose reference was typed in full."""
        reference = searching.as_reference(text)
        return self.get_base_queryset().filter(reference=reference).first()
