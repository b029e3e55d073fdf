"""The addresses of the export, under the inbox's."""

from django.urls import path

from .views import ExportView, ProgressView, RunsView

app_name = "clinic_export"

urlpatterns = [
    path("", ExportView.as_view(), name="export"),
    path("past/", RunsView.as_view(), name="runs"),
    path("<uuid:key>/", ProgressView.as_view(), name="progress"),
]
