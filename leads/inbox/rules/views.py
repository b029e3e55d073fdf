"""The views of routing rules: the list in its order, the form, and moving, removing, examples.

A rule's number is no secret, but only who manages some location sees rules at all. Every change is
made in two steps: it is tried out and shown, and then it is made if it is still the same. What
breaks an example is not made.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from ... import actions
from ...actions.ruling import order_with
from ...models import Lead, Right, RoutingExample, RoutingRule
from ..pages import ManagerPage
from . import examples
from .access import may_change, may_pass, neighbour
from .conditions import conditions_of
from .forms import PANELS
from .trial import DAYS, RuleBook, try_out
from .trying import is_tried, mark_of

BEHIND = gettext_lazy(
    "It takes more requests than before, so it is now asked after the rules of other locations."
)


class RuleView(ManagerPage):
    """A page about routing rules."""

    header_icon = "redirect"
    trail: ClassVar = [
        {"url": reverse_lazy("clinic_routing_rules:index"), "label": gettext_lazy("Routing rules")}
    ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    @cached_property
    def rules(self) -> list[RoutingRule]:
        """All rules in their order, each time objects of their own. One query."""
        return list(RoutingRule.objects.select_related("location"))

    def find(self, pk: int) -> RoutingRule:
        """Return a rule that the user may change; another clinic's is only looked at."""
        rule = get_object_or_404(RoutingRule.objects.select_related("location"), pk=pk)
        if not may_change(self.request.user, rule):
            raise PermissionDenied
        return rule

    def book(self, after: Sequence[RoutingRule], written: RoutingRule | None = None) -> RuleBook:
        return RuleBook(before=self.rules, after=after, written=written)

    def verdict(self, book: RuleBook) -> examples.Verdict:
        return examples.verdict(book, user=self.request.user, at=self.at)

    def is_tried(self, after: Sequence[RoutingRule]) -> bool:
        """Does this request confirm a change that was shown to the user as it is now?"""
        asked_for = "try" not in self.request.POST
        mark = self.request.POST.get("tried", "")
        return asked_for and is_tried(mark, after, user=self.request.user)

    def tried_out(
        self, book: RuleBook, after: Sequence[RoutingRule], verdict: examples.Verdict
    ) -> dict[str, Any]:
        """The dry run for the page; with the mark that confirms it, if nothing is against it."""
        user = self.request.user
        return {
            "days": DAYS,
            "trial": try_out(book, user=user, at=self.at),
            "verdict": verdict,
            "tried": "" if verdict.against else mark_of(after, user=user),
            # Somebody confirmed what was shown to them, and it is something else by now.
            "is_another": bool(self.request.POST.get("tried")) and "try" not in self.request.POST,
        }


class RulesView(RuleView):
    """All rules in the order in which they are asked; those of other clinics to look at."""

    page_title = gettext_lazy("Routing rules")
    template_name = "clinic_leads/inbox/rules/index.html"
    trail: ClassVar = []

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_header_buttons(self) -> list[Any]:
        return [
            HeaderButton(_("Add a rule"), url=reverse("clinic_routing_rules:add"), icon_name="plus")
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = [
            {
                "rule": rule,
                "number": number,
                "is_mine": may_change(user, rule),
                "conditions": conditions_of(rule),
                "up": self._past(rule, -1),
                "down": self._past(rule, 1),
            }
            for number, rule in enumerate(self.rules, start=1)
        ]
        return super().get_context_data(rows=rows, not_followed=self._not_followed(), **kwargs)

    def _not_followed(self) -> int:
        """How many examples the rules break: a colleague of another clinic may have saved one."""
        found = examples.checked(self.book(self.rules), user=self.request.user, at=self.at)
        return sum(each.is_violated for each in found)

    def _past(self, rule: RoutingRule, step: int) -> RoutingRule | None:
        other = neighbour(self.rules, rule, step=step)
        return other if may_pass(self.request.user, rule, other) else None


class AddView(RuleView):
    """A new rule: tried out, then saved. It is asked after all others."""

    page_title = gettext_lazy("New rule")
    template_name = "clinic_leads/inbox/rules/form.html"
    done = gettext_lazy("The rule is saved.")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=self.form(self.rule())))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with actions.rules_held():
            return self.tried_or_saved(request)

    def tried_or_saved(self, request: HttpRequest) -> HttpResponse:
        rule = self.rule()
        form = self.form(rule, request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        after = self.after(form.save(commit=False))
        book = self.book(after, written=rule)
        verdict = self.verdict(book)
        if verdict.against or not self.is_tried(after):
            form.refuse(verdict.against)
            status = 422 if verdict.against else 200
            return self.shown(form, status=status, **self.tried_out(book, after, verdict))
        actions.save_rule(rule=rule, by=request.user, at=self.at)
        messages.success(request, self.done)
        if self.goes_back(after):
            messages.warning(request, BEHIND)
        return redirect("clinic_routing_rules:index")

    def rule(self) -> RoutingRule:
        return RoutingRule()

    def after(self, rule: RoutingRule) -> list[RoutingRule]:
        """The rules as they would be."""
        return order_with(rule, rules=self.rules, by=self.request.user)

    def goes_back(self, after: Sequence[RoutingRule]) -> bool:
        """Does the rule get behind others that it was before?"""
        return [each.pk for each in after][: len(self.rules)] != [each.pk for each in self.rules]

    def form(self, rule: RoutingRule, data: Any = None) -> Any:
        return PANELS.get_form_class()(data, instance=rule, for_user=self.request.user)

    def shown(self, form: Any, *, status: int = 200, **shown: Any) -> HttpResponse:
        context = self.get_context_data(form=form, has_unsaved_changes=True, **shown)
        return self.render_to_response(context, status=status)

    def get_context_data(self, *, form: Any, **kwargs: Any) -> dict[str, Any]:
        panel = PANELS.get_bound_panel(instance=form.instance, request=self.request, form=form)
        return super().get_context_data(
            form=form, panel=panel, media=panel.media + form.media, **kwargs
        )


class EditView(AddView):
    """A rule of one's own location."""

    def get_page_title(self) -> str:
        return _("Rule")

    def rule(self) -> RoutingRule:
        return self.find(self.kwargs["pk"])

    def get_header_buttons(self) -> list[Any]:
        url = reverse("clinic_routing_rules:delete", args=[self.kwargs["pk"]])
        return [HeaderButton(_("Delete"), url=url, icon_name="bin")]


class ConfirmedView(RuleView):
    """A change of the list: it is tried out and asked about, and made when that is confirmed."""

    template_name = "clinic_leads/inbox/rules/confirm.html"
    question = gettext_lazy("Change the order of the rules?")
    button = gettext_lazy("Yes, change it")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Somebody signed in again on the way: nothing is done."""
        self.find(pk)
        return redirect("clinic_routing_rules:index")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        with actions.rules_held():
            return self.tried_or_done(self.find(pk))

    def tried_or_done(self, rule: RoutingRule) -> HttpResponse:
        raise NotImplementedError

    def confirmed(
        self, rule: RoutingRule, after: Sequence[RoutingRule], act: Callable[[], Any] | None
    ) -> HttpResponse:
        """Do it if it was tried out and nothing is against it; without `act` only ask."""
        book = self.book(after)
        verdict = self.verdict(book)
        if act is not None and not verdict.against and self.is_tried(after):
            return self.done(act)
        context = self.get_context_data(
            rule=rule,
            question=self.question,
            button=self.button,
            **self.tried_out(book, after, verdict),
        )
        return self.render_to_response(context, status=422 if verdict.against else 200)

    def done(self, act: Callable[[], Any]) -> HttpResponse:
        try:
            act()
        except actions.NotAllowed as refusal:
            messages.error(self.request, str(refusal))
        return redirect("clinic_routing_rules:index")


class MoveView(ConfirmedView):
    """One place up or down, past a neighbour that the user manages as well."""

    page_title = gettext_lazy("Order")
    step = -1

    def tried_or_done(self, rule: RoutingRule) -> HttpResponse:
        other = neighbour(self.rules, rule, step=self.step)
        if other is None:
            return redirect("clinic_routing_rules:index")
        if not may_pass(self.request.user, rule, other):
            raise PermissionDenied
        places = {rule.pk: other, other.pk: rule}
        after = [places.get(each.pk, each) for each in self.rules]
        by, at = self.request.user, self.at
        return self.confirmed(
            rule, after, lambda: actions.move_rule(rule=rule, past=other, by=by, at=at)
        )


class DeleteView(ConfirmedView):
    """The question is asked with the dry run below it at once: nothing is typed here."""

    page_title = gettext_lazy("Delete")
    question = gettext_lazy("Delete this rule?")
    button = gettext_lazy("Yes, delete")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rule = self.find(pk)
        return self.confirmed(rule, self.without(rule), None)

    def tried_or_done(self, rule: RoutingRule) -> HttpResponse:
        by, at = self.request.user, self.at
        return self.confirmed(
            rule, self.without(rule), lambda: actions.delete_rule(rule=rule, by=by, at=at)
        )

    def without(self, rule: RoutingRule) -> list[RoutingRule]:
        return [each for each in self.rules if each.pk != rule.pk]


class ExamplesView(RuleView):
    """Every example of a lead that the user sees, and whether the rules follow it."""

    page_title = gettext_lazy("Examples")
    template_name = "clinic_leads/inbox/rules/examples.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = examples.checked(self.book(self.rules), user=request.user, at=self.at)
        return self.render_to_response(self.get_context_data(rows=rows))


class ForgetExampleView(RuleView):
    """The example no longer holds. Who manages the lead's location may say so."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("clinic_routing_rules:examples")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        visible = RoutingExample.objects.filter(lead__in=Lead.objects.visible_to(request.user))
        example = get_object_or_404(visible.select_related("lead"), pk=pk)
        managed = Lead.objects.visible_to(request.user, right=Right.MANAGE)
        if not managed.filter(pk=example.lead_id).exists():
            raise PermissionDenied
        actions.forget_example(example=example, by=request.user, at=self.at)
        messages.success(request, _("The example is removed."))
        return redirect("clinic_routing_rules:examples")
