"""Panels of the article's editor."""

from typing import Any

from django.forms import Media
from wagtail.admin.panels import Panel


class ImportTodosPanel(Panel):
    """What an import left to do by hand, at the top of the article's editor until all is done."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "clinic_conditions/import_page/todos_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.todos = self._open_todos()

        def _open_todos(self) -> list[Any]:
            if self.instance is None or self.instance.pk is None:
                return []
            return list(self.instance.import_todos.filter(done_at=None))

        def is_shown(self) -> bool:
            return super().is_shown() and bool(self.todos)

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            return {**super().get_context_data(parent_context), "todos": self.todos}

        @property
        def media(self) -> Media:
            return Media(js=["clinic_conditions/import_todos.js"] if self.todos else [])
