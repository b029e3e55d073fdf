"""The addresses that forms are sent to; the site mounts them, for example at /requests/."""

from django.urls import re_path

from . import views

app_name = "clinic_leads"
# No more digits than a database takes for a number.
urlpatterns = [re_path(r"^(?P<page_id>[0-9]{1,18})/$", views.ask, name="ask")]
