"""Signed marks on a form and on a thank-you address. Nothing personal is in either."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode

# For so long the address of a thank-you page shows the promise; then only how to reach us.
SENT_MAX_AGE = timedelta(days=30)
# So much of a request's key tells it from the others of its lead.
KEY_LENGTH = 16
ALONE_MARK = "!"

_stamps = Signer(salt="clinic_leads.stamp")
_tokens = TimestampSigner(salt="clinic_leads.sent")
_links = Signer(salt="clinic_leads.status")
# Longer is no link of ours, and not worth looking at.
LONGEST_LINK = 200


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a form was shown, and the consent text it showed.

    The form brings it back signed. So the text kept with a request is the one that was read, even
    if an editor changes it meanwhile, and nobody can make up another.
    """

    shown_at: datetime
    consent_text: str

    def signed(self) -> str:
        """Return the stamp as a hidden field carries it."""
        content = {"at": int(self.shown_at.timestamp()), "consent": self.consent_text}
        return _stamps.sign_object(content, compress=True)


def read_stamp(signed: str) -> Stamp | None:
    """Return the stamp of a form that came back; None when it is missing or not ours."""
    try:
        content = _stamps.unsign_object(signed)
    except BadSignature:
        return None
    return Stamp(datetime.fromtimestamp(content["at"], UTC), content["consent"])


def sent_token(reference: str, *, key: str = "", is_secret: bool = False) -> str:
    """Return what stands in the address of a request's thank-you page.

    `key` is the request's own, so that the page of a follow-up shows what was promised to it. Both
    kinds have one, so that nobody reads from the address that there was an earlier request. Only
    letters, digits, hyphens and underscores: Wagtail routes no other address.

    `is_secret` says that nobody else can have sent the same form: one without a key of its own is
    told from others by what was typed, and who types the same gets the same page.
    """
    content = f"{reference}.{key[:KEY_LENGTH]}{ALONE_MARK if is_secret else ''}"
    content = content if key else reference
    return urlsafe_base64_encode(force_bytes(_tokens.sign(content)))


def read_sent_token(token: str) -> tuple[str, str, bool]:
    """Return reference, beginning of the key, and whether only the sender has this address.

    Raises BadSignature when the token is not ours, and SignatureExpired, which is a BadSignature,
    when it is older than `SENT_MAX_AGE`.
    """
    try:
        signed = urlsafe_base64_decode(token).decode()
    except ValueError as error:
        raise BadSignature("This is no token of ours.") from error
    reference, _dot, key = _tokens.unsign(signed, max_age=SENT_MAX_AGE).partition(".")
    return reference, key.removesuffix(ALONE_MARK), key.endswith(ALONE_MARK)


def status_token(reference: str, *, key: str) -> str:
    """Return what stands in the address under which a visitor sees how their request stands.

    `key` is the request's own, so that a follow-up has another link than its lead. It is the same
    whenever it is made: the answer to a repeated click and the mail that is sent later agree. The
    signature (HMAC-SHA256) has 256 bits; when the request came says its row, so it can expire.
    """
    return urlsafe_base64_encode(force_bytes(_links.sign(f"{reference}.{key[:KEY_LENGTH]}")))


def read_status_token(token: str) -> tuple[str, str]:
    """Return the reference and the beginning of the key. Raises BadSignature when it is not ours.

    Signatures are compared in constant time.
    """
    if len(token) > LONGEST_LINK:
        raise BadSignature("This is no token of ours.")
    try:
        signed = urlsafe_base64_decode(token).decode()
    except ValueError as error:
        raise BadSignature("This is no token of ours.") from error
    reference, _dot, key = _links.unsign(signed).partition(".")
    return reference, key
