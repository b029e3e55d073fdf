"""Which paragraph invites the reader to get in touch."""

import re

# Ways to say it in English. Each needs both the act and whom or what it is about, so that
# “contact your GP” or “we book the room” is no invitation.
_INVITATIONS = re.compile(
    r"""
    \b(?:call|contact|ring|phone|e-?mail|text|message)\s+
        (?:us|our|the\s+(?:clinic|office|front)|today|now|\+?\(?\d)
    | \b(?:give|giving)\s+us\s+a\s+(?:call|ring)
    | \b(?:get|getting|keep)\s+in\s+touch\b
    | \breach\s+(?:out\s+)?(?:to\s+)?us\b
    | \b(?:book|schedule|make|request|arrange|set\s+up|reserve|sign\s+up\s+for)\s+
        (?:online|now|today|with\s+us
        |(?:an?|your|the)\s+(?:[\w-]+\s+){0,3}
            (?:appointment|consultation|consult|visit|session|evaluation|screening|call)s?\b)
    | \b(?:free|no-obligation|complimentary|initial)\s+(?:[\w-]+\s+){0,2}
        (?:consultation|consult|discussion|evaluation|call)\b
    | \bvisit\s+(?:us|our\s+(?:clinic|office|contact))\b
    | \bcome\s+(?:and\s+)?(?:see|visit)\s+us\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def invites(text: str) -> bool:
    """Say whether `text` asks the reader to call, write or book."""
    return _INVITATIONS.search(text) is not None
