"""A to-do of an import is ticked off in the article's editor."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.generic import View

from ..importing import todos
from ..models import ImportTodo


class TickView(View):
    """Say that a to-do is done, or not, by who may edit its page."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        todo = get_object_or_404(ImportTodo.objects.select_related("page"), pk=pk)
        if not todo.page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        todos.tick(todo, by=request.user, done=request.POST.get("done") == "1")
        return JsonResponse({"done": todo.done_at is not None})
