"""What an import left to do by hand, kept with its page until somebody says that it is done."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from ..models import ArticlePage, ImportTodo


def remember(page: ArticlePage, remarks: Iterable[str]) -> None:
    """Keep `remarks` as the page's to-dos, in the place of those of an earlier import."""
    ImportTodo.objects.filter(page_id=page.pk).delete()
    ImportTodo.objects.bulk_create(
        ImportTodo(page_id=page.pk, text=remark) for remark in dict.fromkeys(remarks)
    )


def tick(todo: ImportTodo, *, by: Any, done: bool = True) -> None:
    """Say that `todo` is done, or that it is not, after all."""
    todo.done_at = timezone.now() if done else None
    todo.done_by = by if done else None
    todo.save(update_fields=["done_at", "done_by"])
