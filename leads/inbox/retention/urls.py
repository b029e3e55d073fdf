"""The addresses of retention, under the admin's."""

from django.urls import path

from . import views

app_name = "clinic_retention"

urlpatterns = [
    path("", views.RetentionView.as_view(), name="index"),
    path("everywhere/", views.EditEverywhereView.as_view(), name="everywhere"),
    path("<int:pk>/", views.EditHereView.as_view(), name="edit"),
]
