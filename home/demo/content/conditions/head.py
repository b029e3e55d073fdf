"""Headaches."""

from ...markup import consultation, note, points, text, urgent
from ...sheets import Sheet

HEADACHE = Sheet(
    key="headache-and-migraine",
    title="Headache and migraine",
    summary="Fewer headache days per month: one of the better-studied uses of acupuncture.",
    picture="headache",
    facts={"also_called": "tension headache, migraine with aura, sick headache"},
    body=(
        text("""
            ## What it is

            Tension headache feels like a band around the head. Migraine throbs, often on one
            side, with nausea and a wish for darkness. Many people have both, and some have a third
            kind on top: headaches caused by taking painkillers on too many days.
        """),
        points(
            "What we can do",
            (
                "Look at the pattern",
                "Bring [a diary of four weeks](keeping-a-headache-diary). It shows more than "
                "memory does.",
            ),
            (
                "Treat between the attacks",
                "Acupuncture is used to prevent attacks, once or twice a week for six to eight "
                "weeks. During an attack we treat only if you want us to.",
            ),
            (
                "Work with your doctor",
                "Do not stop a medicine on our account. When the days get fewer, you and your "
                "doctor decide what can be reduced.",
            ),
        ),
        text("""
            ## What the evidence says

            Large reviews found that acupuncture lowers the number of migraine and tension
            headache days, about as well as the older preventive medicines and with fewer side
            effects. Roughly half of the people treated have at least half as many headache days.
            Against imitation needling the advantage is real but modest. The newest migraine
            medicines have not been compared well.

            ## What you can do yourself

            - Keep sleep and meals at the same times, on Sundays too.
            - Take painkillers on no more than two or three days a week.
            - Drink enough, move daily, and do not look for one guilty food.
        """),
        urgent("""
            Call 911 for a headache that reaches its peak within a minute, or one with weakness,
            confusion, a drooping face, trouble speaking, a seizure, or after a blow to the head.
            See a doctor today for headache with fever and a stiff neck, a new headache during
            pregnancy or after 50, or one that is worse every morning.
        """),
        note(
            "Children and teenagers",
            "We see young people from 12 years on, together with a parent, after their doctor has "
            "examined them.",
        ),
        consultation("How many days did you lose last month?", "Let us count together."),
    ),
    links={"treatment_links": ("acupuncture", "nutrition-advice", "tui-na")},
)

SHEETS = (HEADACHE,)
