"""What a browser would send of a form, if its reader changed nothing in it."""

from bs4 import Tag


def values_of(form: Tag) -> dict[str, list[str]]:
    """The values by name. What is not ticked, or not chosen, is not sent."""
    values: dict[str, list[str]] = {}
    for control in form.select("input, textarea"):
        if control.get("type") in ("radio", "checkbox") and not control.has_attr("checked"):
            continue
        value = control.get("value", "") if control.name == "input" else control.text
        values.setdefault(str(control["name"]), []).append(str(value).removeprefix("\n"))
    for control in form.select("select"):
        chosen = control.select_one("option[selected]") or control.select_one("option")
        values[str(control["name"])] = [str(chosen["value"])] if chosen else []
    return values
