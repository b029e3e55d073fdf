"""The addresses for machines; the site mounts them at its root, above Wagtail's own.

Where addresses begin with a language, these do too: mount them inside `i18n_patterns`.
"""

from django.urls import path, re_path

from .machines import views

app_name = "clinic_locations"
urlpatterns = [
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("llms.txt", views.llms, name="llms"),
    # No more digits than a database takes for a number.
    re_path(
        r"^cards/(?P<page_id>[0-9]{1,18})-(?P<digest>[0-9a-f]{16})\.png$", views.card, name="card"
    ),
    path("index.md", views.twin, name="front_twin"),
    re_path(r"^(?P<path>(?:[\w\-]+/)+)index\.md$", views.twin, name="twin"),
]
