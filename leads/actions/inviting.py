"""Invite: a colleague gets an account that may do nothing but what one group may."""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from locations.models import LocationPage

from ..models import Delivery, DeliveryKind, Lead, Right, Status
from ..teams import groups_of, make_desk_group
from .changing import Staff, may_work_on, refuse_unless
from .desk import assign


@transaction.atomic
def invite(
    *,
    email: str,
    first_name: str,
    last_name: str,
    to: Group | LocationPage,
    by: Staff,
    at: datetime,
) -> Any:
    """Put somebody into a group; who has no account gets one, and a mail to choose a password.

    An account that is switched off is put into it as well and stays switched off: `by` is not told
    whether there was one, or what became of it (docs/decisions/0047). For a location without a
    group of its own the group is made. Raises NotAllowed for a group that `by` may not put people
    into.
    """
    group = make_desk_group(to, by=by) if isinstance(to, LocationPage) else to
    refuse_unless(group in groups_of(by), _("You may not put people into this group."))
    user = _account_of(email) or _new_account(email, first_name=first_name, last_name=last_name)
    user.groups.add(group)
    Delivery.objects.create(
        kind=DeliveryKind.INVITATION, recipient=user, created_at=at, next_attempt_at=at
    )
    log(instance=group, action="clinic_leads.invite", user=by, data={"user": str(user.pk)})
    return user


@transaction.atomic
def dismiss(*, user: Any, group: Group, by: Staff, at: datetime) -> None:
    """Take somebody out of a group. The account stays: it may be in other groups.

    The leads that they have and can no longer work on are nobody's from now on.
    """
    refuse_unless(group in groups_of(by), _("You may not take people out of this group."))
    user.groups.remove(group)
    log(instance=group, action="clinic_leads.dismiss", user=by, data={"user": str(user.pk)})
    left = get_user_model()._default_manager.get(pk=user.pk)  # with the rights of now
    theirs = Lead.objects.visible_to(by, right=Right.MANAGE).filter(assigned_to=user.pk)
    for lead in theirs.exclude(status=Status.CLOSED).filter(forgotten_at=None).order_by("pk"):
        if not may_work_on(left, lead):
            assign(lead=lead, to=None, by=by, at=at)


def _account_of(email: str) -> Any:
    users = get_user_model()._default_manager
    return users.filter(**{f"{_email_field()}__iexact": email}).order_by("-is_active", "pk").first()


def _new_account(email: str, *, first_name: str, last_name: str) -> Any:
    """An account without a password, named by its address; names where the project has fields."""
    model = get_user_model()
    known = {field.name for field in model._meta.get_fields()}
    facts = {"first_name": first_name, "last_name": last_name}
    values = {name: value for name, value in facts.items() if name in known}
    values |= {model.USERNAME_FIELD: _free_name(email), _email_field(): email}
    user = model(**values)
    user.set_unusable_password()
    user.save()
    return user


def _free_name(email: str) -> str:
    """The address as a user name; with a number if somebody else goes by it."""
    users, field = get_user_model()._default_manager, get_user_model().USERNAME_FIELD
    name, number = email.lower(), 2
    while users.filter(**{field: name}).exists():
        name, number = f"{email.lower()}-{number}", number + 1
    return name


def _email_field() -> str:
    return get_user_model().get_email_field_name()
