"""How this app joins Wagtail and the other apps of the plugin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from . import related, renewals, snippets, standing
from .importing.history import register_import_action

hooks.register("register_log_actions", register_import_action)
hooks.register("clinic_location_sections", related.sections_of_location)
hooks.register("clinic_page_locations", related.locations_of_page)
hooks.register("clinic_practitioner_locations", related.locations_of_practitioner)
hooks.register("clinic_topic_of_page", related.topic_of_page)
hooks.register("clinic_practitioner_is_away", related.is_away)
hooks.register("clinic_page_text", standing.explained)

register_snippet(snippets.ClinicContentGroup)
hooks.register("before_delete_snippet", snippets.keep_disclaimers)
hooks.register("construct_homepage_panels", renewals.add_panel)
hooks.register("register_reports_menu_item", renewals.report_menu_item)
hooks.register("register_admin_urls", renewals.admin_urls)
