"""Templates: the sources of the page that is being rendered."""

from django import template

from conditions.citing import Source, notes_of_reading

register = template.Library()


@register.simple_tag
def clinic_sources() -> list[Source]:
    """What the texts above have referred to, in order; the list belongs behind the last text."""
    notes = notes_of_reading()
    return notes.sources if notes else []
