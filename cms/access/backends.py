"""The account behind a session, with whether it has a second factor: one query for both."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffBackend(ModelBackend):
    """Django's own, which also tells the middleware whether to ask for more than a password."""

    def get_user(self, user_id: Any) -> Any:
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
        users = get_user_model()._default_manager.annotate(has_second_factor=Exists(factors))
        user = users.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
