"""Headaches."""

from ...markup import Rich, card, consultation, finding, question
from ...sheets import Sheet

HEADACHE = Sheet(
    key="headache-and-migraine",
    title="Headache and migraine",
    summary="Fewer headache days per month: one of the better-studied uses of acupuncture.",
    picture="headache",
    facts={
        "also_called": "tension headache, migraine with aura, sick headache",
        "is_for_you": Rich("""
            This page is for you if you have had headaches on several days a month for some time
            and a doctor has looked into them. A headache that is new, sudden or different from
            all others belongs to a doctor first.
        """),
        "red_flags": (
            card(
                "emergency",
                """
                - it reaches its peak within a minute
                - you also have weakness, confusion, a drooping face, trouble speaking or a seizure
                - it began after a blow to the head
                """,
                heading="Call 911 or go to an emergency room now for a headache if:",
            ),
            card(
                "urgent",
                """
                - you have a fever and a stiff neck
                - you are pregnant, or over 50, and this kind of headache is new
                - it is worse every morning
                """,
            ),
            card(
                "non_urgent",
                """
                - you have headaches on four or more days a month and nobody has looked into them
                - you take painkillers on ten or more days a month
                """,
            ),
        ),
        "symptoms": Rich("""
            - **Tension headache** feels like a band around the head, dull and on both sides.
            - **Migraine** throbs, often on one side, with nausea and a wish for darkness.
            - **Headache from painkillers** is there on most days and eases only until the next
              tablet wears off.
        """),
        "causes": Rich("""
            Why some people get headaches and others do not is only partly known; migraine runs in
            families. Many people have both kinds, and some have a third on top: headaches caused
            by taking painkillers on too many days.
        """),
        "findings": (
            finding(
                "Fewer migraine days than with usual care alone",
                "helps",
                "moderate",
                """
                About as well as the older preventive medicines and with fewer side effects.
                Roughly half of the people treated have at least half as many headache
                days.[^linde-2016-migraine]
                """,
                treatment="acupuncture",
            ),
            finding(
                "Fewer tension headache days than with usual care alone",
                "helps",
                "moderate",
                "For headaches that come often and have done so for months.[^linde-2016-tension]",
                treatment="acupuncture",
            ),
            finding(
                "Somewhat more than imitation needling does",
                "may_help",
                "moderate",
                "The advantage over imitation needling is real but modest.",
                treatment="acupuncture",
            ),
            finding(
                "As good as the newest migraine medicines",
                "unknown",
                "very_low",
                "They have not been compared well.",
                treatment="acupuncture",
            ),
        ),
        "limits": Rich("""
            Acupuncture does not end migraine for good, and it is not a treatment for an attack
            that is under way. It cannot replace a medicine that your doctor prescribed. Headaches
            from painkillers get better only when the painkillers become fewer.
        """),
        "what_to_expect": Rich("""
            - **We look at the pattern.** Bring [a diary of four weeks](keeping-a-headache-diary).
              It shows more than memory does.
            - **We treat between the attacks.** During an attack we treat only if you want us to.
            - **We work with your doctor.** Do not stop a medicine on our account. When the days
              get fewer, you and your doctor decide what can be reduced.
        """),
        "visits": Rich("""
            Once or twice a week for six to eight weeks. Then we count the headache days of the
            last four weeks with you; if they are not fewer, we stop.
        """),
        "self_care": Rich("""
            - Keep sleep and meals at the same times, on Sundays too.
            - Take painkillers on no more than two or three days a week.
            - Drink enough, move daily, and do not look for one guilty food.
        """),
        "alternatives": Rich("""
            Your doctor can prescribe medicines that prevent attacks; several kinds are well
            tested. Relaxation training and biofeedback help many people, too, and go together
            with either.
        """),
        "faq": (
            question(
                "Can I go on with my tablets?",
                "Yes. Nothing that we do gets in the way of them. Note the days on which you take "
                "any; your doctor and we both need that number.",
            ),
            question(
                "Do you treat children?",
                "We see young people from 12 years on, together with a parent, after their doctor "
                "has examined them.",
            ),
        ),
    },
    body=(consultation("How many days did you lose last month?", "Let us count together."),),
    links={"treatment_links": ("acupuncture", "nutrition-advice", "tui-na")},
)

SHEETS = (HEADACHE,)
