"""Articles about how the clinic works and what is known."""

from ...markup import caution, consultation, note, phone, picture, points, text, urgent
from ...sheets import Sheet
from .pain import CREDIT

EVIDENCE = Sheet(
    key="what-the-research-says",
    title="What the research says about acupuncture, and what it does not",
    summary="Where the evidence is good, where it is thin, and why we tell you before we begin.",
    picture="book",
    facts={"author": "elena-marquez", "days_ago": 33, "image_credit": CREDIT},
    body=(
        text("""
            People ask me whether acupuncture works. It is a fair question with a long answer,
            because it depends on what for, and compared with what.

            ## Two comparisons

            Compare acupuncture with doing nothing, and it usually looks good. Compare it with an
            imitation, such as needles that do not pierce the skin, and the difference shrinks.
            Some of the benefit comes from the ritual: an hour of attention, a warm room, the hope
            that things will change. That is true of many treatments. It is still worth knowing.
        """),
        points(
            "Where I would send my sister",
            (
                "Good enough to try early",
                "Long-lasting low back, neck and knee pain, and the prevention of "
                "[migraine and tension headache](headache-and-migraine). Pooled data from many "
                "thousands of patients show a benefit that goes beyond imitation, though not by a "
                "lot, and that often lasts for months.",
            ),
            (
                "Promising, not proven",
                "[Sciatica](sciatica) from a disk, nausea after anesthesia or chemotherapy, "
                "[sleep](insomnia), hot flashes. Single good trials, many weak ones.",
            ),
            (
                "Not supported",
                "Arthritis of the hip joint, quitting smoking, losing weight, infertility. Here "
                "careful studies found little or nothing, or contradict one another.",
            ),
        ),
        caution(
            "Where acupuncture has no business",
            "It does not cure cancer, infections, heart disease or diabetes, and it must never "
            "delay their treatment. If anybody tells you otherwise, leave.",
        ),
        text("""
            ## What I tell new patients

            The risks are small in trained hands. The benefit is moderate at best and differs from
            person to person. Six visits are enough to find out. I write down your goal, and we
            look at it together at the end.

            ## How to read a headline

            - How many people took part? Under a hundred is a beginning, not a result.
            - What was it compared with?
            - Did it matter in daily life, or only on a scale?
            - Has anybody else found the same?
        """),
        note(
            "Want to check?",
            "Ask me for the list of reviews behind this page. I keep it up to date and print it "
            "for you.",
        ),
        consultation("Questions before you decide?", "Those are our favorite ones."),
    ),
    links={
        "condition_links": (
            "low-back-pain",
            "knee-osteoarthritis",
            "headache-and-migraine",
            "sciatica",
            "insomnia",
        ),
        "treatment_links": ("acupuncture", "electroacupuncture"),
    },
)

FIRST_VISIT = Sheet(
    key="your-first-visit-step-by-step",
    title="Your first visit, step by step",
    summary="From the door to the door again: 75 minutes, no surprises.",
    picture="room",
    facts={"author": "daniel-okafor", "days_ago": 61, "image_credit": CREDIT},
    body=(
        text("""
            Most people are a little nervous before their first [acupuncture](acupuncture). Knowing
            what happens when takes most of that away.
        """),
        points(
            "",
            (
                "Arriving, 5 minutes",
                "Come as you are, in clothes that roll up to the knee and the elbow. Have a snack "
                "beforehand; needles and an empty stomach do not go together.",
            ),
            (
                "Talking, 25 minutes",
                "What brings you, since when, what makes it better or worse, which medicines you "
                "take, how you sleep. You decide how much you tell.",
            ),
            (
                "Looking and feeling, 10 minutes",
                "We test movement and strength, feel the pulse and look at the tongue. If "
                "something calls for a doctor, we stop here and help you to find one.",
            ),
            (
                "Resting with needles, 25 minutes",
                "You get a bell and a blanket. If a needle bothers you, ring, and it is moved or "
                "taken out.",
            ),
            (
                "Leaving, 10 minutes",
                "Drink something, sit for a moment, and take home a plan that fits on half a page.",
            ),
        ),
        picture("consultation", caption="The first part of every visit happens in these chairs."),
        note(
            "Bring along",
            """
            - a list of your medicines and supplements
            - reports of scans or blood tests, if you have any
            - your insurance card, if your plan covers acupuncture
            """,
        ),
        text("""
            ## Do I have to believe in it?

            No. Skeptics are welcome, and so are people who keep their eyes shut.

            ## Can I drive home?

            Yes, if you feel awake. Some people are drowsy after the first visit, so do not plan a
            long drive.
        """),
        phone("st-paul", "text"),
        consultation("Ready for the door?", "Tell us when we may call you.", form=True),
    ),
    links={"treatment_links": ("acupuncture", "tui-na")},
)

SLEEP = Sheet(
    key="a-quiet-evening",
    title="Sleeping badly? Begin with a quiet evening",
    summary="Winter nights are long enough. Five habits, and an honest word about needles.",
    picture="winter",
    facts={"author": "mai-see-vang", "days_ago": 90, "image_credit": CREDIT},
    body=(
        text("""
            Sleep is shy. The harder you look at it, the farther it withdraws. What you can do is
            prepare the room and wait without staring.
        """),
        points(
            "Five habits, in the order of their worth",
            (
                "Get up at the same time",
                "Also on Sunday, also after a terrible night. It is the strongest signal that the "
                "body clock knows.",
            ),
            ("Use the bed for sleeping", "Awake for long? Sit somewhere else until you yawn."),
            ("Dim the house", "An hour before bed: lamps instead of ceiling lights, no screens."),
            ("Move by day", "A walk in daylight before noon is worth more than a hot bath."),
            (
                "Keep evenings light",
                "Alcohol helps you to fall asleep and wakes you at three. A warm, early dinner "
                "does neither.",
            ),
        ),
        picture("insomnia", caption="Sleep comes by itself once nobody looks."),
        text("""
            ## If that is not enough

            For [insomnia](insomnia) that has lasted for months, a sleep training called CBT-I
            works best, better than tablets in the long run. Ask your doctor, or ask us where it is
            offered near you, also in Spanish and online.

            [Acupuncture](acupuncture) can be a good companion: an hour in which nothing is wanted
            from you. The studies are encouraging but weak, so I call it a support and not a cure.
            [Herbs](chinese-herbal-medicine) need more caution than their reputation suggests. I
            write them only when I know all your medicines.

            Would you rather talk in Hmong? Call us in St. Paul and ask for me: {st-paul}.
        """),
        urgent("""
            If the nights are long because life feels unbearable, call or text 988. Somebody
            answers at every hour.
        """),
    ),
    links={
        "condition_links": ("insomnia", "stress-and-tension"),
        "treatment_links": ("acupuncture", "chinese-herbal-medicine", "nutrition-advice"),
    },
)

SHEETS = (EVIDENCE, FIRST_VISIT, SLEEP)
