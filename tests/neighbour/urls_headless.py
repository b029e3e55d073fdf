from django.urls import path
from wagtail.api.v3.urls import api

from .urls_whole import urlpatterns

urlpatterns = [
    path("api/v3/", api.urls),
    *urlpatterns,
]
