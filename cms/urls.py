"""Every URL of this site."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import views
from cms.access import page_passwords
from cms.api import api

# Wagtail has a second page for signing in, for private pages. There is one, and it asks for more.
sign_in = RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True)
handler500 = "cms.views.server_error"

urlpatterns = [
    path("admin/", include("cms.access.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("api/v3/", api.urls),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        page_passwords.of_documents,
        name="wagtaildocs_authenticate_with_password",
    ),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("locations.health.urls")),
    path("", include("leads.metrics.urls")),
    path("previews/userbar/", views.userbar, name="userbar"),
    path("previews/", include("locations.previews.urls")),
    path("requests/", include("leads.urls")),
    path("robots.txt", views.robots, name="robots"),
]

if settings.WAGTAILAPI_READ_ONLY:
    urlpatterns = [re_path(r"^admin/api-tokens/(?P<rest>.*)$", views.not_here), *urlpatterns]

if settings.SERVE_MEDIA:
    urlpatterns += [re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})]

if settings.SHOW_MAILBOX:
    urlpatterns += [path("dev/mail/", include("cms.mailbox"))]

if settings.SHOW_STYLEGUIDE:
    urlpatterns += [path("dev/styleguide/", include("home.styleguide"))]

if settings.TAKE_WEBHOOKS:
    urlpatterns += [path("dev/webhooks/", include("home.sink"))]

urlpatterns += i18n_patterns(
    path("", include("locations.urls")),
    path("feeds/", include("conditions.urls")),
    path("search/", include("conditions.search.urls")),
    path("_util/login/", sign_in, name="wagtailcore_login"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        page_passwords.of_page,
        name="wagtailcore_authenticate_with_password",
    ),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
