"""Requests in the demo's inbox. Names are invented; the numbers and addresses reach nobody."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Step:
    """What the desk did, some minutes after the request (or after the step before)."""

    after: int
    action: str
    facts: dict[str, Any]


def step(after: int, action: str, **facts: Any) -> Step:
    """A step of a story."""
    return Step(after, action, facts)


@dataclass(frozen=True)
class Story:
    """A request and what became of it. `about` and `wanted` are keys of pages."""

    hours_ago: float
    answers: dict[str, Any]
    about: str
    wanted: str = ""
    from_edina_site: bool = False
    suspicions: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    # Another story merges into the one with this key.
    key: str = ""
    # Came in so many minutes after the house closed for the last time, whenever that was.
    after_closing: int | None = None
    # The last message to the person could not be delivered.
    undelivered: bool = False


STORIES = (
    Story(
        0.4,
        {
            "name": "Ingrid Solheim",
            "phone_typed": "(952) 555-0117",
            "email": "ingrid.solheim@example.com",
            "preferred_contact": "phone",
            "preferred_times": ("morning",),
            "acquaintance": "new",
            "topic": "Hip pain",
            "message": "Mornings before nine are best, I start work at half past.",
        },
        about="hip-pain-three-ways",
        wanted="edina",
    ),
    Story(
        1.5,
        {
            "name": "Marcus Webb",
            "phone_typed": "651-555-0109",
            "preferred_contact": "text",
            "acquaintance": "new",
            "topic": "Low back pain",
            "message": "A text is easiest, I cannot pick up at work.",
        },
        about="low-back-pain",
        wanted="st-paul",
        steps=(step(25, "assign"),),
    ),
    Story(
        3,
        {
            "name": "Hodan Warsame",
            "phone_typed": "612-555-0183",
            "email": "hodan.warsame@example.com",
            "preferred_times": ("afternoon", "evening"),
            "postcode": "55416",
            "topic": "Headache and migraine",
        },
        about="headache-and-migraine",
    ),
    Story(
        20,
        {
            "name": "Rank First Agency",
            "email": "offers@example.com",
            "message": "We bring your website to the first page, guaranteed, reply now.",
        },
        about="request",
        suspicions=("honeypot", "too_fast"),
    ),
    Story(
        26,
        {
            "name": "Lue Xiong",
            "phone_typed": "651-555-0126",
            "preferred_contact": "phone",
            "language": "hmn",
            "topic": "Insomnia",
            "message": "For my mother. Is somebody there who speaks Hmong?",
        },
        about="a-quiet-evening",
        steps=(
            step(40, "log_call", outcome="voicemail", text="Said that Mai See calls tomorrow."),
            step(5, "note", text="Mai See is free Thursday at 4."),
        ),
    ),
    Story(
        78,
        {
            "name": "Gordon Pruitt",
            "phone_typed": "952 555 0131",
            "acquaintance": "returning",
            "topic": "Knee osteoarthritis",
            "message": "I saw Katie two years ago and would like to come back.",
        },
        about="katie-steffensen",
        wanted="edina",
        from_edina_site=True,
    ),
    Story(
        50,
        {
            "name": "Theresa Kowalczyk",
            "phone_typed": "651-555-0164",
            "email": "t.kowalczyk@example.com",
            "acquaintance": "new",
            "topic": "Sciatica",
        },
        about="sciatica",
        wanted="st-paul",
        steps=(
            step(55, "assign"),
            step(10, "log_call", outcome="spoke", text="Prefers a late appointment."),
            step(4, "book", in_days=6, clock="17:30", appointment_with="Elena Marquez"),
        ),
    ),
    Story(
        75,
        {
            "name": "Aaron Feld",
            "email": "aaron.feld@example.com",
            "preferred_contact": "email",
            "topic": "Neck and shoulder pain",
            "postcode": "55424",
        },
        about="tui-na",
        from_edina_site=True,
        steps=(
            step(70, "await_visitor"),
            step(200, "book", in_days=1, clock="08:00", appointment_with="Daniel Okafor"),
        ),
    ),
    Story(
        97,
        {
            "name": "Pilar Duarte",
            "phone_typed": "651-555-0172",
            "language": "es",
            "preferred_contact": "phone",
            "topic": "Headache and migraine",
            "message": "¿Habla alguien español? Mejor por la tarde.",
        },
        about="elena-marquez",
        wanted="st-paul",
        steps=(
            step(30, "log_call", outcome="no_answer"),
            step(180, "log_call", outcome="voicemail", text="In Spanish, asked her to call back."),
        ),
    ),
    Story(
        121,
        {
            "name": "Beth Anneke Moor",
            "phone_typed": "952-555-0148",
            "email": "beth.moor@example.com",
            "topic": "Chinese herbal formulas",
            "message": "Is this possible in Edina too?",
        },
        about="chinese-herbal-medicine",
        wanted="edina",
        steps=(
            step(20, "move", to="st-paul", text="Wants a formula, so St. Paul."),
            step(60, "log_call", outcome="spoke", text="St. Paul is fine for her."),
        ),
    ),
    Story(
        146,
        {
            "name": "Walt Iverson",
            "phone_typed": "651-555-0155",
            "acquaintance": "new",
            "topic": "Hip bursitis",
            "message": "Do you bill Medicare?",
        },
        about="hip-bursitis",
        wanted="st-paul",
        steps=(
            step(35, "log_call", outcome="spoke"),
            step(2, "close", reason="answered", text="Explained coverage, will think about it."),
        ),
    ),
    Story(
        170,
        {
            "name": "Renee Thibault",
            "phone_typed": "952-555-0190",
            "topic": "Stress and tension",
        },
        about="stress-and-tension",
        wanted="edina",
        steps=(
            step(45, "log_call", outcome="no_answer"),
            step(240, "log_call", outcome="no_answer"),
            step(1200, "log_call", outcome="voicemail"),
            step(2000, "close", reason="no_response"),
        ),
    ),
)
