"""A lead that says much of its person, for tests of who must not be told it."""

from tests.factories import make_lead

PERSONAL = ["Kou Vang", "+16515550142", "kou@example.com", "Knee-canary", "words-canary", "55105"]


def make_personal_lead(location):
    """A lead with all of `PERSONAL` in it."""
    name, phone, email, topic, message, postcode = PERSONAL
    facts = {"name": name, "phone": phone, "email": email, "topic": topic}
    return make_lead(location, **facts, message=message, postcode=postcode)
