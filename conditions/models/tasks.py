"""Clinical review as a step of a Wagtail workflow: to approve is to sign."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from .reviews import ClinicalReviewer


class ClinicalReviewTask(Task):
    """A practitioner reads the page and signs. Nobody else can take this step."""

    task_ptr = models.OneToOneField(
        Task, on_delete=models.CASCADE, parent_link=True, related_name="clinic_review_task"
    )

    class Meta:
        verbose_name = _("clinical review")
        verbose_name_plural = _("clinical reviews")

    @classmethod
    def get_description(cls) -> str:
        return str(_("A reviewer approves by signing, with the date of the next review."))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return _reviewer(user) is not None

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """What is being read must not change under its reader: only reviewers change it."""
        return _reviewer(user) is None

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Whoever may review can send it back; signing needs a license that is valid today."""
        reviewer = _reviewer(user)
        if reviewer is None or not is_reviewable(obj):
            return []
        send_back = ("reject", str(_("Request changes")), True)
        if reviewer.reason_not_to_sign(on=timezone.localdate()):
            return [send_back]
        return [send_back, ("approve", str(_("Sign the review")), True)]

    def get_form_for_action(self, action: str) -> type:
        from ..review.forms import WorkflowReviewForm

        return WorkflowReviewForm if action == "approve" else super().get_form_for_action(action)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> models.QuerySet:
        if _reviewer(user) is None:
            return TaskState.objects.none()
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)

    @transaction.atomic
    def on_action(
        self,
        task_state: TaskState,
        user: Any,
        action_name: str,
        next_due_date: date | str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Sign what will be published, then let the workflow go on."""
        if action_name != "approve":
            return super().on_action(task_state, user, action_name, **kwargs)
        self._sign(task_state, user, next_due_date, note=kwargs.get("comment", ""))
        task_state.approve(user=user, update=False, **kwargs)
        # What follows, perhaps the publication, is the workflow's doing: a reviewer signs pages
        # that others may publish.
        page = task_state.workflow_state.content_object
        may_publish = page.permissions_for_user(user).can_publish()
        task_state.workflow_state.update(user=user if may_publish else None)
        return None

    def _sign(self, task_state: TaskState, user: Any, due: date | str | None, *, note: str) -> None:
        from ..review import CannotSign, default_due_date, sign

        revision = task_state.workflow_state.content_object.get_latest_revision()
        try:
            # The editor hands on what its form collected as JSON.
            chosen = date.fromisoformat(due) if isinstance(due, str) else due
            chosen = chosen or default_due_date(on=timezone.localdate())
            sign(revision=revision, by=user, next_due_date=chosen, note=note)
        except (CannotSign, ValueError) as refused:
            raise PermissionDenied(str(refused)) from refused


def is_reviewable(obj: Any) -> bool:
    """Is this a page whose text somebody signs for?"""
    from .articles import ArticlePage
    from .conditions import ConditionPage
    from .treatments import TreatmentPage

    model = getattr(obj, "specific_class", None)  # the admin often has the plain page
    return model in {ArticlePage, ConditionPage, TreatmentPage}


def _reviewer(user: Any) -> ClinicalReviewer | None:
    """As whom a user signs. Asked several times for one list, so that it is kept on the user."""
    kept = user.__dict__
    if "_clinic_reviewer" not in kept:
        found = ClinicalReviewer.objects.select_related("practitioner")
        kept["_clinic_reviewer"] = found.filter(user=user.pk).first()
    return kept["_clinic_reviewer"]
