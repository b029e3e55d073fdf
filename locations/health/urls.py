"""The addresses that watchers ask. Without a slash at the end, as they are usually written."""

from django.urls import path

from . import views

app_name = "clinic_health"

urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
]
