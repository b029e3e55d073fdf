"""Where strangers' words are shown and passwords are taken, the browser runs no inline script."""

import re

import pytest
from django.urls import reverse

from cms.headers import LOOSE_NAMES, STRICT_NAMES
from tests.access.codes import make_colleague
from tests.access.test_doors import ADMIN
from tests.factories import make_lead, make_location
from tests.test_security_headers import Offences, policy

pytestmark = pytest.mark.django_db
STRICT = [pair for pair in ADMIN if pair[0].startswith(STRICT_NAMES) and pair[0] not in LOOSE_NAMES]


def inline_code(html):
    """What 'self' alone would not let run. Styles are another matter: Wagtail has some inline."""
    found = Offences(html).found
    return [what for what in found if what == "inline script" or re.search(r" on\w+=$", what)]


def test_pages_that_show_strangers_words_run_no_inline_script(client):
    lead = make_lead(make_location("St. Paul"), message="<script>alert(1)</script>")
    client.force_login(make_colleague())
    shown = []
    for name, route in STRICT:
        if "logout" in name:
            continue
        address = f"/{route}".replace("/inbox/1/", f"/inbox/{lead.pk}/")
        answer = client.get(address)
        if answer.status_code == 200 and "html" in answer.get("Content-Type", ""):
            assert policy(answer)["script-src"] == {"'self'"}, name
            assert inline_code(answer.text) == [], name
            shown.append(name)
    assert {"clinic_inbox:index", "clinic_inbox:detail", "clinic_inbox:add", "mfa_index"} <= {
        *shown
    }


@pytest.mark.parametrize("address", ["/admin/login/", "/admin/password_reset/"])
def test_pages_that_take_passwords_run_no_inline_script(client, address):
    answer = client.get(address)
    assert policy(answer)["script-src"] == {"'self'"}
    assert inline_code(answer.text) == []


def test_page_that_is_let_off_needs_it(client):
    """Wagtail's date fields start by an inline script. Without any, take the name off the list."""
    client.force_login(make_colleague())
    for name in LOOSE_NAMES:
        assert "inline script" in inline_code(client.get(reverse(name)).text)
