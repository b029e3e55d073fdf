"""The demo in the browser's place: every page answers, and each Site shows its own number."""

import re

from wagtail.models import Page

from locations.models import LocationPage

ST_PAUL, EDINA = "651-224-6678", "952-303-4115"
SHARED, BOUND = "clinic.example", "edina.clinic.example"
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)"')


def addresses() -> list[str]:
    return [page.get_url_parts()[2] for page in Page.objects.filter(depth__gt=1)]


def read(client, path: str, *, host: str) -> str:
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 200, path
    assert not answer.cookies
    return answer.content.decode()


def test_every_page_answers_on_every_site_under_one_canonical_address(demo, client):
    for path in addresses():
        for host in (SHARED, BOUND):
            canonical = CANONICAL.search(read(client, path, host=host))
            assert canonical[1] == f"http://{SHARED}{path}"


def test_site_of_edina_shows_its_number_and_its_host_only(demo, client):
    for path in ("/", "/conditions/", "/conditions/sciatica/", "/request/"):
        shared, bound = (read(client, path, host=host) for host in (SHARED, BOUND))
        assert ST_PAUL in shared
        assert EDINA in shared
        assert EDINA in bound
        assert ST_PAUL not in bound
        assert f"//{SHARED}" not in bound[bound.index("<body") :]


def test_article_shows_the_number_that_its_location_has_now(demo, client):
    edina = LocationPage.objects.get(slug="edina")
    edina.phones[0].value["number"] = "+19525550199"
    edina.save_revision().publish()
    text = read(client, "/articles/four-small-breaks-at-the-desk/", host=SHARED)
    assert "952-555-0199" in text
    assert EDINA not in text


def test_menu_is_in_order(demo, client):
    text = read(client, "/", host=SHARED)
    start = text.index('class="site-nav"')
    menu = text[start : text.index("</nav>", start)]
    assert re.findall(r'href="(/[^"?]*)', menu) == [
        "/conditions/",
        "/treatments/",
        "/practitioners/",
        "/articles/",
        "/locations/",
        "/search/",
    ]
    assert 'href="/request/' in text[:start]  # the button in the header
