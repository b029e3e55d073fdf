"""The token in a shared link: it names one version of a page, and when it was made.

It is signed with the project's SECRET_KEY, so that nobody can make one for another version or make
one last longer. Nothing is stored: a link cannot be withdrawn, it runs out.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner, b62_decode

from ..conf import clinic_settings

SALT = "clinic.preview"


@dataclass(frozen=True, slots=True)
class SharedVersion:
    """What a token says: the id of a revision, and until when it may be seen."""

    revision_id: int
    until: datetime

    def is_over(self, *, at: datetime) -> bool:
        return at >= self.until


def make_token(revision_id: int) -> str:
    """Return a token that is valid from now on."""
    return TimestampSigner(salt=SALT).sign(str(revision_id))


def read_token(token: str) -> SharedVersion:
    """Return what a token says, also if it is over. Raises BadSignature for one that is not ours.

    The age is told and not refused: who comes too late is told so, who made it up is not.
    """
    # The plain signer checks the signature over both parts, and looks at no clock.
    signed = Signer(salt=SALT).unsign(token)
    revision_id, _colon, made_at = signed.rpartition(":")
    try:
        made = datetime.fromtimestamp(b62_decode(made_at), UTC)
        return SharedVersion(
            int(revision_id), made + timedelta(minutes=clinic_settings.PREVIEW_MINUTES)
        )
    except (ValueError, OverflowError) as error:
        raise BadSignature("This is no token of a preview.") from error
