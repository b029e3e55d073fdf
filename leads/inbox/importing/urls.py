"""The addresses of the import, under the inbox's."""

from django.urls import path

from .views import ColumnsView, LeftOverView, ProgressView, RemoveView, ResultView, StartView

app_name = "clinic_lead_import"

urlpatterns = [
    path("", StartView.as_view(), name="start"),
    path("<int:pk>/columns/", ColumnsView.as_view(), name="columns"),
    path("<int:pk>/progress/", ProgressView.as_view(), name="progress"),
    path("<int:pk>/result/", ResultView.as_view(), name="result"),
    path("<int:pk>/left-over/", LeftOverView.as_view(), name="left_over"),
    path("<int:pk>/remove/", RemoveView.as_view(), name="remove"),
]
