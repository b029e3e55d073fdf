"""What the app registers with Wagtail."""

from wagtail import hooks

from .importing.history import register_import_action

hooks.register("register_log_actions", register_import_action)
