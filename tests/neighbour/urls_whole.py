from django.urls import include, path

from .urls_plugged import urlpatterns

urlpatterns = [
    path("clinic/feeds/", include("conditions.urls")),
    *urlpatterns,
]
