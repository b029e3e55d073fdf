from django.urls import include, path

from .urls import urlpatterns

urlpatterns = [
    path("clinic/requests/", include("leads.urls")),
    path("clinic/previews/", include("locations.previews.urls")),
    path("", include("locations.urls")),
    *urlpatterns,
]
