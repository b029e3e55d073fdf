"""What somebody typed into a form of the admin that cannot be stored: given back, not thrown away.

Going back would not help them: the admin's pages are kept by no browser.
"""

import re

from django.http import HttpRequest

# Shorter ones are typed again in less time than it takes to copy them.
WORTH_KEEPING = 20
# What is in a field with such a name is shown to nobody, not even to who typed it.
SECRET = re.compile("password|code|csrf", re.IGNORECASE)


def lost_texts(request: HttpRequest) -> list[str]:
    """Return what a person wrote into a form, as far as it looks like sentences."""
    shown = (name for name in request.POST if not SECRET.search(name))
    values = (value.strip() for name in shown for value in request.POST.getlist(name))
    return [value for value in values if len(value) >= WORTH_KEEPING and " " in value]
