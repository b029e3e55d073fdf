"""The form on a page, as a browser sees it."""

from dataclasses import dataclass, field

from bs4 import BeautifulSoup

from tests.form_values import values_of


@dataclass(frozen=True)
class Form:
    """Where it is sent, what would be sent of it as it is, and the locations to choose from."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    locations: tuple[str, ...] = ("any",)

    def filled(self, answers: dict[str, str], *, key: str) -> dict[str, str]:
        """What is sent with these answers, and with a location chosen by the key."""
        carried = {name: values[0] for name, values in self.values.items() if values}
        place = self.locations[int(key, 16) % len(self.locations)]
        return carried | answers | {"location": place, "key": key}


def form_in(page: str) -> Form | None:
    """The consultation form of a page; None if there is none."""
    found = BeautifulSoup(page, "html.parser").select_one("form.form[action]")
    if found is None:
        return None
    places = (str(one["value"]) for one in found.select('input[type="radio"][name="location"]'))
    return Form(str(found["action"]), values_of(found), tuple(places) or ("any",))
