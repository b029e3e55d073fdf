"""The script of public pages (static/clinic/clock.js) for a site that writes it into the page.

A file of its own is one more connection before a telephone has painted, which costs it more than
the kilobyte does. The text is always the same, so a policy can name it by its digest and still
forbid every other inline script: docs/decisions/0031.
"""

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("static") / "clinic" / "clock.js"


@cache
def code() -> str:
    """The script without the comment at its top, exactly as it stands between the tags."""
    return FILE.read_text(encoding="utf-8").partition("*/\n")[2]


@cache
def csp_source() -> str:
    """What a Content-Security-Policy names in script-src to let this script run and no other."""
    digest = hashlib.sha256(code().encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"
