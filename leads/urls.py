"""The addresses that forms are sent to; the site mounts them, for example at /requests/."""

from django.urls import path

from . import views

app_name = "clinic_leads"
urlpatterns = [path("<int:page_id>/", views.ask, name="ask")]
