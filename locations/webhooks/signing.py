"""Signatures of the Standard Webhooks specification (v1: a shared secret, HMAC-SHA256).

The receiver computes the same over the id, the timestamp and the body as it arrived, and so knows
that the message is ours and not an old one sent again. See docs/publish-webhooks.md.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signatures(secrets: Iterable[str], *, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the value of ``webhook-signature``: one for each secret, a space between."""
    each = [
        signature(secret, message_id=message_id, timestamp=timestamp, body=body)
        for secret in secrets
    ]
    return " ".join(each)


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature by one secret."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"
