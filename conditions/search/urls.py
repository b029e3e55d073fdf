"""The address of the search; a site mounts it above Wagtail's own, such as at /search/.

Where addresses begin with a language, this one does too: mount it inside `i18n_patterns`.
"""

from django.urls import path

from .views import search

app_name = "clinic_search"
urlpatterns = [path("", search, name="search")]
