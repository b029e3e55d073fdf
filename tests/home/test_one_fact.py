"""A fact is written once: St. Paul's number changes on its page, and everywhere else by itself.

Everything that the demo shows to anybody is read before and after: pages of every Site and language
with their structured data, Markdown twins, feeds, the files for machines, the API, the form, the
thanks, and the receipt that goes out by mail.
"""

import re
from datetime import timedelta

from django.core import mail
from django.core.management import call_command
from wagtail.models import Page

from conditions.models import ArticlePage, ConditionPage
from locations.models import LocationPage
from tests.leads.visitor import action_of, values_in
from tests.planting import NOW

SHARED, BOUND = "clinic.example", "edina.clinic.example"
# The same number as it is written for people, for machines, and in the address of a call.
OLD = ("651-224-6678", "+16512246678", "+1 651-224-6678", "6512246678")
NEW, NEW_E164 = "651-555-0107", "+16515550107"


def pages_of_readers() -> list[str]:
    """The address of every page, without its host."""
    return [page.get_url_parts()[2] for page in Page.objects.live().filter(depth__gt=1)]


def addresses() -> list[str]:
    """Every address that shows content of the demo, without its host."""
    pages = pages_of_readers()
    twins = [f"{path}index.md" for path in pages]
    feeds = ["/feeds/articles.atom"]
    for model, name in ((ConditionPage, "conditions"), (ArticlePage, "authors")):
        ids = model.objects.values_list("pk" if name == "conditions" else "author_id", flat=True)
        feeds += [f"/feeds/{name}/{pk}.atom" for pk in sorted(set(ids))]
    api = [f"/api/v3/pages/{page.pk}/" for page in Page.objects.live().filter(depth__gt=1)]
    return [*pages, *twins, *feeds, *api, "/llms.txt", "/sitemap.xml", "/nowhere/", "/search/"]


def everything(client) -> dict[str, str]:
    """What all of these addresses answer; of the Site of one location, its pages and its list."""
    shown = {}
    for host, paths in ((SHARED, addresses()), (BOUND, [*pages_of_readers(), "/llms.txt"])):
        for path in paths:
            answer = client.get(path, headers={"host": host})
            assert answer.status_code in (200, 404), path
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            shown[f"{host}{path}"] = content.decode()
    return shown


def asked(client, time_machine) -> dict[str, str]:
    """What a visitor of St. Paul gets who asks: the form, the thanks and the receipt."""
    host = {"host": SHARED}
    location = LocationPage.objects.get(slug="st-paul")
    form = client.get(f"/request/?location={location.pk}", headers=host)
    typed = {"name": "Ana", "email": "ana@example.com", "location": str(location.pk)}
    values = values_in(form) | typed
    time_machine.shift(timedelta(minutes=2))
    answer = client.post(action_of(form), values, headers=host)
    assert answer.status_code == 303
    thanks = client.get(answer["Location"], headers=host)
    mail.outbox.clear()
    call_command("clinic_deliver", verbosity=0)
    (receipt,) = [message for message in mail.outbox if message.to == ["ana@example.com"]]
    return {
        "form": form.content.decode(),
        "thanks": thanks.content.decode(),
        "receipt": f"{receipt.subject}\n{receipt.body}",
    }


def old_in(text: str) -> list[str]:
    return [number for number in OLD if number in text]


def test_a_number_that_changes_once_has_changed_everywhere(demo, client, time_machine):
    time_machine.move_to(NOW)
    before = everything(client) | asked(client, time_machine)
    telling = {where for where, text in before.items() if old_in(text)}
    kinds = {re.sub(r"[^/]*/", "", where, count=1) for where in telling}
    assert {"form", "thanks", "receipt"} <= telling
    assert {"index.md", "llms.txt", "locations/st-paul/", "feeds/articles.atom"} <= kinds

    st_paul = LocationPage.objects.get(slug="st-paul")
    st_paul.phones[0].value["number"] = NEW_E164
    st_paul.save_revision().publish()

    after = everything(client) | asked(client, time_machine)
    assert {where for where, text in after.items() if old_in(text)} == set()
    assert {where for where, text in after.items() if NEW in text or NEW_E164 in text} == telling
