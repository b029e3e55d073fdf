"""The address that Prometheus asks unless it is told another one."""

from django.urls import path

from .views import metrics

app_name = "clinic_metrics"

urlpatterns = [path("metrics", metrics, name="metrics")]
