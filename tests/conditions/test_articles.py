"""Articles: series, reading time, author, updates, and the list in pages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale, Page

from conditions.models import ArticleIndexPage, ArticlePage, ArticleSeries, article_list
from conditions.reading import WORDS_PER_MINUTE, minutes
from tests.clinic import cost_of, links_of, soup_of
from tests.factories import (
    index_page,
    make_article,
    make_condition,
    make_practitioner,
    make_treatment,
)

# Reading time.


@pytest.mark.parametrize(
    ("words", "time"), [(0, 1), (1, 1), (WORDS_PER_MINUTE, 1), (WORDS_PER_MINUTE * 5 + 20, 5)]
)
def test_reading_takes_a_minute_at_least(words, time):
    assert minutes(["word " * words]) == time


@pytest.mark.django_db
def test_reading_time_counts_running_text_points_and_callouts():
    half = f"<p>{'word ' * (WORDS_PER_MINUTE // 2)}</p>"
    callout = {"kind": "note", "heading": "Note", "text": half}
    call = {"heading": "Talk", "text": half * 9, "location": None, "show_form": False}
    body = [
        ("text", f"<h2>Heading</h2>{half}"),
        ("points", {"heading": "Why", "points": [{"heading": "First", "text": half * 2}]}),
        ("callout", callout),
        ("consultation", call),
    ]
    assert ArticlePage(body=body).reading_minutes == 2
    assert ArticlePage(body=[*body, ("text", half * 4)]).reading_minutes == 4


# Updates.


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "published", "again", "updated"),
    [
        (date(2026, 3, 1), "2026-03-01", "2026-03-07", None),
        (date(2026, 3, 1), "2026-03-01", "2026-03-08", date(2026, 3, 8)),
        (date(2019, 3, 1), "2026-03-01", "2026-03-02", None),  # an old text, imported
        (date(2026, 3, 5), "2026-03-01", "2026-03-08", None),
    ],
)
def test_article_is_updated_when_published_again_much_later(written, published, again, updated):
    first, last = (datetime.fromisoformat(f"{day}T18:00+00:00") for day in (published, again))
    article = ArticlePage(date=written, first_published_at=first, last_published_at=last)
    assert article.updated_date == updated


@pytest.mark.django_db
def test_draft_is_no_update():
    assert ArticlePage().updated_date is None


# Series.


@pytest.fixture
def series() -> ArticleSeries:
    return ArticleSeries.objects.create(title="Three habits", locale=Locale.get_default())


def part(series: ArticleSeries, day: int, **facts) -> ArticlePage:
    return make_article(title=f"Day {day}", date=date(2026, 3, day), series=series, **facts)


@pytest.mark.django_db
def test_parts_of_a_series_stand_in_the_order_of_their_dates(client, series):
    third, first, second = (part(series, day) for day in (3, 1, 2))
    part(series, 4, live=False)
    make_article(title="Another")
    box = soup_of(client, second).main.find(class_="series")
    assert box.h2.string == "Part 2 of 3 of “Three habits”"
    assert [entry.get_text() for entry in box.find_all("li")] == ["Day 1", "Day 2", "Day 3"]
    assert box.find(attrs={"aria-current": "page"}).string == "Day 2"
    steps = {step["rel"][0]: step["href"] for step in box.find_all("a", rel=True)}
    assert steps == {"prev": first.get_url(), "next": third.get_url()}
    ends = [soup_of(client, page).main.find(class_="series") for page in (first, third)]
    assert [[step["rel"][0] for step in end.find_all("a", rel=True)] for end in ends] == [
        ["next"],
        ["prev"],
    ]


@pytest.mark.django_db
def test_updated_article_says_so(client):
    article = make_article(
        date=date(2026, 3, 1),
        first_published_at=datetime(2026, 3, 1, 18, tzinfo=UTC),
        last_published_at=datetime(2026, 4, 1, 18, tzinfo=UTC),
    )
    byline = soup_of(client, article).main.find(class_="byline").get_text(" ", strip=True)
    assert "March 1, 2026 Updated April 1, 2026 1 minute to read" in byline


@pytest.mark.django_db
def test_api_tells_of_series_and_reading_time(client, series):
    told = client.get(f"/api/v3/pages/{part(series, 1).pk}/").json()
    assert told["series"]["id"] == series.pk
    assert told["series_title"] == "Three habits"
    assert (told["reading_minutes"], told["updated_date"]) == (1, None)


@pytest.mark.django_db
def test_series_of_one_is_none_yet(client, series):
    assert not soup_of(client, part(series, 1)).main.find(class_="series")


@pytest.mark.django_db
def test_preview_shows_a_draft_in_its_place(series):
    part(series, 1)
    part(series, 3)
    facts = {"date": date(2026, 3, 2), "series": series, "locale": series.locale}
    draft = ArticlePage(title="Draft", **facts)
    assert (draft.place_in_series().number, len(draft.place_in_series().parts)) == (2, 3)


@pytest.mark.django_db
@pytest.mark.parametrize("parts", [2, 5])
def test_series_costs_one_query_and_none_without(client, series, parts):
    plain = make_article()
    for day in range(parts):
        article = part(series, day + 1)
    assert cost_of(client, article) == cost_of(client, plain) + 1


# The author.


@pytest.mark.django_db
def test_article_ends_with_who_wrote_it(client):
    author = make_practitioner(
        title="Mai", role="Doctor", summary="Sleep.", languages="English, Hmong"
    )
    article = make_article(author=author)
    box = soup_of(client, article).main.find(class_="author-box")
    text = box.get_text(" ", strip=True)
    assert text == "Mai, LAc Doctor Sleep. Speaks: English, Hmong Takes new patients."
    assert box.h2.a["href"] == author.get_url()
    author.accepts_new_patients = False
    author.save()
    box = soup_of(client, article).main.find(class_="author-box")
    assert "Takes no new patients at the moment." in box.get_text()
    author.live = False
    author.save()
    assert not soup_of(client, article).main.find(class_="author-box")


# The list.


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(article_list, "ARTICLES_ON_A_PAGE", 2)


def titles(client, url: str) -> list[str]:
    return [title.get_text() for title in soup_of(client, url).main.find_all(class_="card__title")]


@pytest.mark.django_db
def test_list_is_cut_into_pages_that_lead_to_each_other(client, small_pages):
    for day in range(1, 6):
        make_article(title=f"Day {day}", date=date(2026, 3, day))
    url = index_page(ArticleIndexPage).get_url()
    assert titles(client, url) == ["Day 5", "Day 4"]
    assert titles(client, f"{url}?page=3") == ["Day 1"]
    soup = soup_of(client, f"{url}?page=2")
    assert titles(client, f"{url}?page=2") == ["Day 3", "Day 2"]
    paging = soup.main.find(class_="paging")
    steps = {step["rel"][0]: step["href"] for step in paging.find_all("a")}
    assert steps == {"prev": f"{url}?page=1", "next": f"{url}?page=3"}
    assert soup.find("link", rel="canonical")["href"].endswith(f"{url}?page=2")
    assert soup.title.string.startswith("Page 2: ")
    first = soup_of(client, f"{url}?page=1")
    assert first.find("link", rel="canonical")["href"].endswith(url)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["page=0", "page=9", "page=x", "author=99", "condition=x"])
def test_part_of_the_list_that_does_not_exist_is_not_found(client, query):
    make_article()
    assert client.get(f"{index_page(ArticleIndexPage).get_url()}?{query}").status_code == 404


@pytest.mark.django_db
def test_list_can_be_narrowed_down(client, small_pages):
    topics = {"conditions": [make_condition(title="Hip")], "treatments": [make_treatment()]}
    author = make_practitioner(title="Mai")
    for day in range(1, 4):
        make_article(title=f"Day {day}", date=date(2026, 3, day), author=author, **topics)
    make_article(title="Other", date=date(2026, 3, 9))
    make_condition(title="Nobody wrote of it")
    url = index_page(ArticleIndexPage).get_url()
    choices = soup_of(client, url).main.find(class_="choices")
    chosen = {
        f"{url}?author={author.pk}",
        f"{url}?condition={topics['conditions'][0].pk}",
        f"{url}?treatment={topics['treatments'][0].pk}",
    }
    assert links_of(choices) == chosen
    for narrowed in chosen:
        assert titles(client, narrowed) == ["Day 3", "Day 2"]
        soup = soup_of(client, f"{narrowed}&page=2")
        assert titles(client, f"{narrowed}&page=2") == ["Day 1"]
        assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex, follow"
        assert soup.main.find(class_="narrowed").a["href"] == url
        assert f"{narrowed}&page=1" in links_of(soup.main)
    assert not soup_of(client, url).find("meta", attrs={"name": "robots"})


@pytest.mark.django_db
def test_list_of_a_thousand_costs_as_much_as_one_of_fifty(client):
    author, topic = make_practitioner(), make_condition()
    index = index_page(ArticleIndexPage, title="Articles", slug="articles")

    def write(first: int, last: int) -> None:
        """Straight into the tables: a thousand pages one by one would take minutes."""
        template = make_article(author=author, conditions=[topic])
        pages = Page.objects.bulk_create(
            Page(
                title=f"Article {number}",
                slug=f"article-{number}",
                path=f"{index.path}{number:04d}",
                depth=index.depth + 1,
                url_path=f"{index.url_path}article-{number}/",
                last_published_at=datetime(2026, 3, 1, tzinfo=UTC),
                content_type_id=template.content_type_id,
                locale_id=template.locale_id,
            )
            for number in range(first, last)
        )
        for number, page in enumerate(pages, first):
            ArticlePage(
                page_ptr=page,
                date=date(2020, 1, 1) + timedelta(days=number),
                author=author,
                body=template.body,
            ).save_base(raw=True, force_insert=True)  # its own columns only

    url = index.get_url()
    write(5000, 5050)
    cost = cost_of(client, url)
    write(5050, 6000)
    assert cost_of(client, url) == cost
    assert len(titles(client, url)) == article_list.ARTICLES_ON_A_PAGE
    assert len(titles(client, f"{url}?page=42")) > 0


@pytest.mark.django_db
def test_date_of_a_year_that_nobody_means_is_refused():
    """East of Greenwich the first day of all began before the calendar: the feed failed."""
    article = make_article()
    article.date = date.min
    with pytest.raises(ValidationError) as caught:
        article.full_clean()
    assert set(caught.value.error_dict) == {"date"}
