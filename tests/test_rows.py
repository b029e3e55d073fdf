"""A test that commits begins with the rows of the migrations, and leaves no others behind."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from wagtail.models import Locale, Page

from leads.models.written_once import missing_guards
from tests.factories import make_lead, make_location
from tests.planting import stored_rows
from tests.rows import rows

pytestmark = pytest.mark.django_db(transaction=True)


def change_everything() -> None:
    """Rows are added, changed and taken away, and what happened to a lead is written once."""
    lead = make_lead(make_location())
    lead.events.create(kind="received", at=lead.received_at)
    Locale.objects.update(language_code="es")
    Group.objects.all().delete()


def test_rows_are_put_back_and_no_others():
    before, kept = stored_rows(), rows()
    change_everything()
    after = stored_rows()
    assert {"clinic_leads_leadevent", "wagtailcore_locale", "auth_group"} <= {
        table for table, stored in after.items() if stored != before[table]
    }
    kept.put_back()
    kept.close()
    assert stored_rows() == before
    assert missing_guards(connection) == []


@pytest.mark.parametrize("time", ["once", "again"])
def test_every_test_begins_with_the_rows_of_the_migrations(time):
    assert Page.objects.count() == 2
    assert Locale.objects.get().language_code == "en"
    assert Group.objects.exists()
    change_everything()
