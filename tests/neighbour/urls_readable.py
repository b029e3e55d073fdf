from django.urls import include, path

from .urls import urlpatterns

urlpatterns = [
    path("", include("locations.urls")),
    path("clinic/feeds/", include("conditions.urls")),
    *urlpatterns,
]
