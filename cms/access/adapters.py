"""What we change about django-allauth."""

import base64
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes

from locations.networks import first_address_of


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up here, and visitors' addresses are read as everywhere on this site."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return first_address_of(request) or "0.0.0.0"  # noqa: S104 (no address at all)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtailadmin_home")


class SecondFactorAdapter(DefaultMFAAdapter):
    """What makes the codes is unreadable for who has the database, or a backup, and not the key."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidToken for what was locked with a key that is not among ours."""
        return _box().decrypt(encrypted_text.encode()).decode()


def unreadable() -> int:
    """How many second factors, and sets of recovery codes, none of our keys opens."""
    return sum(not _opens(data) for data in Authenticator.objects.values_list("data", flat=True))


def _opens(data: dict[str, Any]) -> bool:
    locked = data.get("secret") or data.get("seed")
    try:
        return not locked or bool(_box().decrypt(locked.encode()))
    except InvalidToken:
        return False


def _box() -> MultiFernet:
    """Locked with SECRET_KEY; the former keys still open it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_as_fernet_key(key)) for key in keys])


def _as_fernet_key(key: str | bytes) -> bytes:
    digest = sha256(b"clinic_cms.second_factor" + force_bytes(key)).digest()
    return base64.urlsafe_b64encode(digest)
