"""How this app joins Wagtail and the other apps of the plugin."""

from wagtail import hooks

from . import related
from .import_page import hooks as import_page  # noqa: F401 - registers the page
from .importing.history import register_import_action
from .old_addresses import follow_short_link

hooks.register("before_serve_page", follow_short_link)
hooks.register("register_log_actions", register_import_action)
hooks.register("clinic_location_sections", related.sections_of_location)
hooks.register("clinic_page_locations", related.locations_of_page)
hooks.register("clinic_practitioner_locations", related.locations_of_practitioner)
hooks.register("clinic_topic_of_page", related.topic_of_page)
