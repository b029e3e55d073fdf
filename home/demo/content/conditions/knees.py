"""Knees."""

from ...markup import Rich, card, consultation, finding, note, picture, question
from ...sheets import Sheet

KNEE = Sheet(
    key="knee-osteoarthritis",
    title="Knee osteoarthritis",
    summary="Stiff in the morning, sore on the stairs: what needles can add to exercise.",
    picture="knee",
    facts={
        "also_called": "knee arthritis, worn knee, arthrosis",
        "is_for_you": Rich("""
            This page is for you if you are over 45 or so, your knee is stiff for less than half an
            hour in the morning and hurts when you use it.
        """),
        "red_flags": (
            card(
                "emergency",
                """
                - a calf is swollen and painful, especially after a journey or an operation: it may
                  be a blood clot. Go to an emergency room
                - you also have chest pain or shortness of breath. Call 911
                """,
            ),
            card(
                "urgent",
                """
                - the knee is hot and swollen and you feel ill
                - it is locked and cannot be straightened
                """,
            ),
        ),
        "symptoms": Rich("""
            - stiffness in the morning or after sitting, gone after some steps
            - soreness on stairs and after long walks
            - a knee that grinds, or is thicker than the other
        """),
        "causes": Rich("""
            The cartilage of the knee changes with age, weight and old injuries. How an X-ray looks
            and how much a knee hurts often have little to do with each other, which is good news:
            pain can get better although the picture stays the same.
        """),
        "findings": (
            finding(
                "Less pain and better function for some months than without needles",
                "helps",
                "moderate",
                "This is one of the best-studied uses of acupuncture.[^vickers-2018]",
                treatment="acupuncture",
            ),
            finding(
                "More than imitation needling does",
                "may_help",
                "low",
                """
                The advantage is small, and expert groups disagree whether it is worth
                recommending.[^kolasinski-2020]
                """,
                treatment="acupuncture",
            ),
            finding(
                "A current between the needles adds to the effect",
                "may_help",
                "low",
                "Some trials suggest it; good ones are rare.",
                treatment="electroacupuncture",
            ),
            finding(
                "Exercise: less pain, better function",
                "helps",
                "moderate",
                "Exercise and, if you carry extra pounds, losing some of them come first.",
            ),
        ),
        "limits": Rich("""
            Nothing that we do brings cartilage back, and an X-ray will look the same afterwards.
            Relief without exercise does not last.
        """),
        "what_to_expect": Rich("""
            We needle around the joint and the thigh muscles, often with a light
            [current](electroacupuncture), and help you to find an activity that your knee
            forgives: cycling, swimming, walking with poles.
        """),
        "visits": Rich("Six to eight visits over two months, then a pause to see what stays."),
        "self_care": Rich("""
            - Move every day, in a way that you can repeat tomorrow.
            - Train the thighs: stand up from a chair ten times, twice a day.
            - Wear shoes with soft soles, and share the stairs with the rail.
        """),
        "alternatives": Rich("""
            Physical therapy, losing weight and anti-inflammatory gels are where most guidelines
            begin. When a knee keeps you from what matters to you in spite of them, ask an
            orthopedic surgeon about a new joint.
        """),
        "faq": (
            question(
                "Will I need an operation in the end?",
                "Most people do not. Needles neither hasten nor prevent it.",
            ),
        ),
    },
    body=(
        picture("path", caption="The best dose of walking is one that you can repeat tomorrow."),
        note(
            "Bring your walking shoes",
            "The soles tell us how you walk. Old ones tell us more than new ones.",
        ),
        consultation("Does the staircase seem longer than last year?", "Talk with us."),
    ),
    links={"treatment_links": ("acupuncture", "electroacupuncture", "nutrition-advice")},
)

SHEETS = (KNEE,)
