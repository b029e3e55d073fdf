"""Templates: parts that are the same on many pages, made once (locations/finished.py)."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import Model
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from wagtail.models import Page

from locations.finished import finished

register = template.Library()

END = "endclinic_part"


class PartNode(Node):
    """Renders what it holds with the clinic, the request and what it is given; nothing else."""

    def __init__(
        self,
        nodelist: NodeList,
        *,
        keys: list[FilterExpression],
        given: dict[str, FilterExpression],
        is_timed: bool,
    ) -> None:
        self.nodelist = nodelist
        self.keys = keys
        self.given = given
        self.is_timed = is_timed

    def render(self, context: Context) -> str:
        clinic = context.get("clinic")

        def make() -> str:
            own = {name: value.resolve(context) for name, value in self.given.items()}
            shared = {"clinic": clinic, "request": context.get("request")}
            return self.nodelist.render(context.new(shared | own))

        keys = [_key_of(key.resolve(context)) for key in self.keys]
        if not clinic or None in keys:
            return make()
        # Of its own template: a project may give its own part a name of ours.
        name = f"{self.origin.name} {' '.join(map(str, keys))}"
        return finished(clinic, name, make, is_timed=self.is_timed)


def _key_of(value: Any) -> Any:
    """What tells a value from others of its kind; None where nothing does."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, Iterable) and not isinstance(value, str):
        keys = [_key_of(one) for one in value]
        return None if None in keys else ",".join(map(str, keys))
    return value


@register.tag("clinic_part")
@register.tag("clinic_timed_part")
def clinic_part(parser: Parser, token: Token) -> PartNode:
    """``{% clinic_part "numbers" locations with places=locations %}…{% endclinic_part %}``

    It is made once for its name and everything that follows it, a word, a page or pages; behind
    `with` is what it needs. All that decides how it looks must be among the former. A timed part
    says something of now, such as whether it is open.
    """
    tag, *words = token.split_contents()
    named = words.index("with") if "with" in words else len(words)
    given = token_kwargs(words[named + 1 :], parser)
    keys = [parser.compile_filter(word) for word in words[:named]]
    if not keys:
        raise template.TemplateSyntaxError(f"{tag} needs a name")
    nodelist = parser.parse((END,))
    parser.delete_first_token()
    return PartNode(nodelist, keys=keys, given=given, is_timed=tag == "clinic_timed_part")


@register.simple_tag(takes_context=True)
def clinic_place_in_menu(context: Context) -> str | None:
    """How the menu looks on a page: which item is marked, and how. None if that is not known."""
    clinic, page = context.get("clinic"), context.get("page")
    if not clinic or not isinstance(page, Page) or not page.path:
        return None
    above = [item.path for item in clinic.navigation if page.path.startswith(item.path)]
    return " ".join([*above, "itself" if page.path in above else "below"])
