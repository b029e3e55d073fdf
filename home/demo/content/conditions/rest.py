"""Sleep and tension."""

from ...markup import Rich, card, consultation, finding, note, picture, question
from ...sheets import Sheet

INSOMNIA = Sheet(
    key="insomnia",
    title="Insomnia",
    summary="Lying awake night after night. The best treatment is learned, and we can support it.",
    picture="insomnia",
    facts={
        "also_called": "sleeplessness, trouble falling asleep, waking at night",
        "is_for_you": Rich("""
            Everybody sleeps badly now and then. It becomes insomnia when it happens at least three
            nights a week for three months and the days suffer. Then this page is for you.
        """),
        "red_flags": (
            card(
                "emergency",
                """
                You think about ending your life, or cannot sleep because of such thoughts. The
                line 988 is open at any hour, free and confidential.
                """,
                heading="Call or text 988, or call 911, now if:",
            ),
            card(
                "urgent",
                """
                - you hardly sleep for days and feel unusually full of energy
                - you have nodded off at the wheel. Do not drive until you have been seen
                """,
            ),
            card(
                "non_urgent",
                """
                - you stop breathing at night, or somebody says that you do
                - your legs will not lie still
                """,
                heading="See a doctor soon if:",
            ),
        ),
        "symptoms": Rich("""
            - lying awake for more than half an hour before sleep comes
            - waking at night, or hours too early, and not finding back
            - days without strength, patience or attention
        """),
        "causes": Rich("""
            Pain, worry, a snoring partner, hot flashes, medicines or alcohol may have started it;
            the fear of the next night keeps it going.
        """),
        "findings": (
            finding(
                "Sleep training (CBT-I): falling asleep sooner and sleeping longer",
                "helps",
                "moderate",
                """
                The treatment with the best evidence. It is available in person, online and in
                apps, and we recommend it first.
                """,
            ),
            finding(
                "Better sleep after a course of needling",
                "may_help",
                "very_low",
                """
                Many trials report it, but most are small and of low quality, so nobody knows how
                large the effect really is.
                """,
                treatment="acupuncture",
            ),
        ),
        "limits": Rich("""
            Acupuncture does not take the place of sleep training, and it will not mend sleep that
            is broken by pauses in your breath. As an addition it is safe and often welcome.
        """),
        "what_to_expect": Rich("""
            A course of [acupuncture](acupuncture) in the late afternoon, when many people find it
            easiest to let go. We go through your evening and your medicines, and if snoring with
            pauses or restless legs seem likely, we ask your doctor to look into them. Sleep
            changes in weeks, not in nights.
        """),
        "visits": Rich("We plan six visits and compare sleep diaries before we plan more."),
        "self_care": Rich("""
            - Get up at the same time every day, also after a bad night.
            - Leave the bed when you have been awake for what feels like 20 minutes.
            - No clock in sight, no screen in bed, coffee only before noon.
        """),
        "alternatives": Rich("""
            CBT-I, from a therapist or a tested app. Sleeping pills help for some nights; for
            longer they carry risks that your doctor can explain.
        """),
        "faq": (
            question(
                "May I take herbs together with my sleeping pills?",
                "Not without asking. Do not combine herbs or supplements with sleeping pills, and "
                "never stop sleeping pills from one day to the next.",
            ),
            question(
                "Will I fall asleep during the visit?",
                "Many people doze. It is pleasant and says little about the night.",
            ),
        ),
    },
    body=(
        note(
            "Keep a diary before the first visit",
            "One line each morning for a week: when to bed, when asleep, when up, how rested.",
        ),
        consultation("Tired of being tired?", "Tell us how to reach you, and when you are awake."),
    ),
    links={"treatment_links": ("acupuncture", "chinese-herbal-medicine", "nutrition-advice")},
)

STRESS = Sheet(
    key="stress-and-tension",
    title="Stress and tension",
    summary="When the body stays on alert: tight shoulders, short breath, a stomach in knots.",
    picture="stress",
    facts={
        "also_called": "nervous tension, burnout, feeling on edge",
        "is_for_you": Rich("""
            Stress is not a disease. It is the body getting ready for something. This page is for
            you if it no longer switches off.
        """),
        "red_flags": (
            card(
                "emergency",
                """
                - you think about harming yourself, or feel that life is not worth living: call or
                  text 988 at any hour
                - you or somebody else is in danger right now: call 911
                - you have chest pain, pressure or breathlessness that is new, even if you think it
                  is only stress: call 911
                """,
                heading="Get help now if:",
            ),
            card(
                "non_urgent",
                """
                - you have felt low, or without joy, on most days for two weeks
                - you have sudden attacks of fear, or avoid places because of it
                - you drink more in order to cope
                """,
            ),
        ),
        "symptoms": Rich("""
            - the jaw grinds, the shoulders climb
            - short breath, a stomach in knots
            - sleep gets thin, and small things become too much
        """),
        "causes": Rich("""
            Too much, for too long, with too little say in it. Pain, lack of sleep, coffee and bad
            news keep the body on alert as well as work does.
        """),
        "findings": (
            finding(
                "Less tension and a calmer mood, as people report it",
                "may_help",
                "low",
                """
                Some studies measure it, too. They are mixed and many are small, so we speak of
                relief and not of treatment.
                """,
                treatment="acupuncture",
            ),
            finding(
                "A treatment for depression or an anxiety disorder",
                "unknown",
                "very_low",
                "Both have other treatments that are well tested.",
                treatment="acupuncture",
            ),
        ),
        "limits": Rich("""
            We cannot change what weighs on you, and we do not treat depression or anxiety
            disorders. If we think you may have one, we help you to find the right person.
        """),
        "what_to_expect": Rich("""
            - **An hour without demands.** For many people that is the first effect: lying still
              while nothing is asked.
            - **Needles at quiet places:** hands, feet, ears and scalp. Most people notice slower
              breathing and warm feet.
            - **One habit at a time:** a short breathing exercise, a walk at lunch, a telephone
              that stays in the hall.
        """),
        "visits": Rich("You know after three visits whether it does you good."),
        "self_care": Rich("""
            - Breathe out for longer than in, ten times, twice a day.
            - Walk outside for 20 minutes, better with somebody.
            - Go to bed at the hour at which you are tired, not at which the work is done.
        """),
        "alternatives": Rich("""
            Talking therapy and mindfulness training have good evidence. So has exercise. Many
            employers pay for a few sessions with a counselor.
        """),
        "faq": (
            question(
                "Do I have to talk about it?",
                "No. Tell us as much as you like. We ask about sleep, pain and medicines.",
            ),
        ),
    },
    body=(picture("sand", caption="The lines flow around what stands in the way."),),
    links={"treatment_links": ("acupuncture", "tui-na", "nutrition-advice")},
)

SHEETS = (INSOMNIA, STRESS)
