"""What must not stand in a log: addresses that let in whoever has them."""

import logging
import re

# The page and the API of a visitor's own request, its thanks, the preview of a draft.
_SECRET = re.compile(
    r"(/(?:status|sent|consultation-requests|previews)/|[?&]token=)[\w:.%-]{40,}", re.ASCII
)


def without_secrets(text: str) -> str:
    """Return `text` with the secret part of such addresses left out."""
    return _SECRET.sub(r"\1…", text)


class SecretAddresses(logging.Filter):
    """Leaves the secret part of addresses out of what is logged. It goes on handlers."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        kept = without_secrets(said)
        if kept != said:  # others keep their parts: who collects logs groups by them
            record.msg, record.args = kept, ()
        return True
