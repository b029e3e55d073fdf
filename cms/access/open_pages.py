"""What every page of the admin brings along: the watch over its session (cms/static/cms)."""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/access.css"))


def script() -> SafeString:
    config = {"url": reverse("clinic_session"), "words": _words()}
    return format_html(
        '{}<script src="{}" defer></script>',
        json_script(config, "clinic-session-config"),
        static("cms/session.js"),
    )


def _words() -> dict[str, str]:
    return {
        "login": reverse("wagtailadmin_login"),
        "signIn": _("Sign in (in a new tab)"),
        "soonTitle": _("Are you still there?"),
        "soon": _("In a minute you will be signed out, because nothing happened here."),
        "stay": _("Stay signed in"),
        "overTitle": _("You were signed out"),
        "over": _(
            "What you typed here is not lost. Sign in in another tab, then come back and go on."
        ),
        "goOn": _("I have signed in: go on"),
        "notYet": _("You are not signed in yet."),
    }
