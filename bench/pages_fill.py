"""Thousands of articles for a scratch database: the rows of published pages, at once.

Each is a copy of an article that the clinic has, with its text, its author and its links, so what
lists the articles of a condition, a treatment or a person has thousands to choose from, too.
"""

from datetime import timedelta

from django.db import models, transaction
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from conditions.models import ArticlePage

# What each page has of its own.
OWN = {"id", "page_ptr", "path", "title", "draft_title", "slug", "url_path", "translation_key"}


@transaction.atomic
def fill_articles(pattern: ArticlePage, *, number: int) -> None:
    """Write `number` copies of an article beside it, each a day older than the one before."""
    parent = pattern.get_parent()
    facts = {
        field.attname: getattr(pattern, field.attname)
        for field in ArticlePage._meta.concrete_fields
        if field.name not in OWN
    }
    last: Page = parent.get_last_child()
    with disable_reference_index_auto_update():
        for one in range(number):
            last = _copy(parent, last, facts, one)
    Page.objects.filter(pk=parent.pk).update(numchild=models.F("numchild") + number)
    copies = ArticlePage.objects.child_of(parent).exclude(pk=pattern.pk)
    for relation in (pattern.condition_links, pattern.treatment_links):
        _link(relation, list(copies.filter(slug__startswith="filled-")))


def _copy(parent: Page, last: Page, facts: dict, one: int) -> ArticlePage:
    title = f"Filled {one}"
    page = ArticlePage(**facts, title=title, draft_title=title, slug=f"filled-{one}")
    page.path = last._inc_path()
    page.date -= timedelta(days=one)
    page.set_url_path(parent)
    page.save_base(force_insert=True)
    return page


def _link(relation: models.Manager, pages: list[ArticlePage]) -> None:
    """Give each page the links that the pattern has."""
    names = [field.attname for field in relation.model._meta.concrete_fields]
    names = [name for name in names if name not in {"id", "page_id"}]
    values = [{name: getattr(link, name) for name in names} for link in relation.all()]
    rows = [relation.model(page_id=page.pk, **facts) for page in pages for facts in values]
    relation.model.objects.bulk_create(rows, batch_size=1000)
