"""The addresses that forms are sent to; the site mounts them, for example at /requests/."""

from django.urls import re_path

from . import status_views, views

app_name = "clinic_leads"
urlpatterns = [
    # No more digits than a database takes for a number.
    re_path(r"^(?P<page_id>[0-9]{1,18})/$", views.ask, name="ask"),
    re_path(r"^status/(?P<token>[A-Za-z0-9_-]{1,200})/$", status_views.status, name="status"),
]
