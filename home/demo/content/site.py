"""The clinic as a whole: its name, its front page, its lists and its request page."""

from ..markup import Rich, consultation, note, points, text
from ..sheets import Sheet

NAME = "Twin Rivers Acupuncture"
PHONE = "+16515550140"  # 555-01xx belongs to nobody
TAGLINE = "Acupuncture and Chinese medicine in St. Paul and Edina"

EMERGENCY_TEXT = (
    "Our forms and mailboxes are not for emergencies, and nobody reads them at night. If you may "
    "be in danger, call 911. If you are thinking about harming yourself, call or text 988 at any "
    "hour."
)
CONSENT_TEXT = (
    "By sending this form you agree that our front desk contacts you about your request, in the "
    "way you chose. We use what you write for nothing else and pass it on to nobody."
)

ANNOUNCEMENT_TITLE = "Free first talks by phone this month"
ANNOUNCEMENT_TEXT = Rich("""
    Ask an acupuncturist whether it is worth a try: call us while we are open, or let us call you.
""")

HOME = Sheet(
    key="clinic",
    title=NAME,
    summary=(
        "Four licensed acupuncturists, two quiet houses, and plain words about what may help "
        "you and what may not."
    ),
    picture="rivers",
    facts={"headline": "Less pain, better sleep, one step at a time"},
    body=(
        text("""
            ## Care that starts with listening

            People come to us with a hip that hurts on the stairs, a headache that eats up the
            weekend, or nights that never seem to end. We take the time to understand what is
            going on, treat you with fine needles and gentle hands, and tell you honestly when
            something else would serve you better.

            We work alongside your doctor and your physical therapist, never instead of them.
        """),
        points(
            "How it goes",
            (
                "A first talk, free of charge",
                "Tell our front desk what you are looking for. We answer your questions and say "
                "whether acupuncture is a sensible thing to try.",
            ),
            (
                "A first visit of 75 minutes",
                "Your acupuncturist asks, examines and treats you on the same day, and suggests "
                "a plan: usually four to six visits, then an honest look at what has changed.",
            ),
            (
                "A plan with an end",
                "If nothing has moved after six visits, we stop and talk about other ways. If it "
                "helps, we space the visits out until you no longer need us.",
            ),
        ),
        note(
            "What does it cost?",
            "Every [treatment](treatments) page shows its price and length. We give you an "
            "itemized receipt for your insurance, and we accept HSA and FSA cards.",
        ),
        consultation(
            "Not sure whether we can help?",
            "Ask us. A first talk costs nothing and binds you to nothing.",
        ),
    ),
)

CONDITIONS = Sheet(
    key="conditions",
    title="Conditions",
    summary="What people come to us with, what may help, and when to see a doctor first.",
)
TREATMENTS = Sheet(
    key="treatments",
    title="Treatments",
    summary="What happens in each treatment, how long it takes and what it costs.",
)
PRACTITIONERS = Sheet(
    key="practitioners",
    title="Practitioners",
    summary="Licensed acupuncturists, each certified by the national board (NCCAOM).",
)
ARTICLES = Sheet(
    key="articles",
    title="Articles",
    summary="Written by our practitioners for the people they treat.",
)
LOCATIONS = Sheet(
    key="locations",
    title="Locations",
    summary="Two houses on two sides of the river, both without a step at the door.",
)
GLOSSARY = Sheet(
    key="glossary",
    title="Glossary",
    summary="Words of our trade, in plain words. Our texts link here where they first use one.",
)
REQUEST = Sheet(
    key="request",
    title="Request a consultation",
    summary="Leave us a way to reach you. A person from our front desk gets back to you.",
    picture="consultation",
    facts={
        "introduction": Rich("""
            Tell us how to reach you and which house suits you better. There is no need to write
            about your health here: we would rather talk about that in person.

            Would you rather call? Our number is at the top of every page.
        """),
        "thanks_text": Rich("""
            Nothing more is needed from you now. If something changes, call us and mention your
            reference. Until then you may like to read
            [how a first visit goes](your-first-visit-step-by-step).
        """),
    },
)
