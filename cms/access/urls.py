"""Addresses under the admin's own, before Wagtail's: the first that fits is taken.

Of allauth there is what the second factor needs. Its pages for signing up, mail addresses and
passwords are not there: accounts are made in the admin. The names are those it asks for.
"""

from allauth.account.views import reauthenticate
from django.urls import include, path
from django.views.decorators.cache import never_cache
from wagtail.admin.views.account import LogoutView
from wagtail.utils.urlpatterns import decorate_urlpatterns

from .views import NewPasswordView, SessionView, SignInView

addresses = [
    path("login/", SignInView.as_view(), name="account_login"),
    path("logout/", LogoutView.as_view(), name="account_logout"),
    path(
        "password_reset/confirm/<uidb64>/<token>/",
        NewPasswordView.as_view(),
        name="wagtailadmin_password_reset_confirm",
    ),
    path("session/", SessionView.as_view(), name="clinic_session"),
    path("second-factor/confirm/", reauthenticate, name="account_reauthenticate"),
    path("second-factor/", include("allauth.mfa.urls")),
]

# One of these pages shows the secret of an app, another the recovery codes: no browser keeps them.
urlpatterns = decorate_urlpatterns(addresses, never_cache)
