"""Sleep and tension."""

from ...markup import consultation, note, picture, points, text, urgent
from ...sheets import Sheet

INSOMNIA = Sheet(
    key="insomnia",
    title="Insomnia",
    summary="Lying awake night after night. The best treatment is learned, and we can support it.",
    picture="insomnia",
    facts={"also_called": "sleeplessness, trouble falling asleep, waking at night"},
    body=(
        text("""
            ## What it is

            Everybody sleeps badly now and then. It becomes insomnia when it happens at least
            three nights a week for three months and the days suffer. Pain, worry, a snoring
            partner, hot flashes, medicines or alcohol may have started it; the fear of the next
            night keeps it going.

            ## What we can do

            A course of [acupuncture](acupuncture) in the late afternoon, when many people find it
            easiest to let go. We go through your evening and your medicines, and if snoring with
            pauses or restless legs seem likely, we ask your doctor to look into them.

            ## What the evidence says

            The treatment with the best evidence is a kind of sleep training called CBT-I. It is
            available in person, online and in apps, and we recommend it first. Many trials of
            acupuncture report better sleep, but most are small and of low quality, so nobody
            knows how large the effect really is. As an addition it is safe and often welcome.

            ## What to expect

            Sleep changes in weeks, not in nights. We plan six visits and compare sleep diaries.

            ## What you can do yourself

            - Get up at the same time every day, also after a bad night.
            - Leave the bed when you have been awake for what feels like 20 minutes.
            - No clock in sight, no screen in bed, coffee only before noon.
        """),
        note(
            "Herbs and sleeping pills",
            "Do not combine herbs or supplements with sleeping pills without asking. Never stop "
            "sleeping pills from one day to the next.",
        ),
        urgent("""
            If you cannot sleep because you think about ending your life, call or text 988 now, at
            any hour. See a doctor soon if you hardly sleep for days and feel unusually full of
            energy, if you stop breathing at night, or if you have nodded off at the wheel.
        """),
        consultation("Tired of being tired?", "Tell us how to reach you, and when you are awake."),
    ),
    links={"treatment_links": ("acupuncture", "chinese-herbal-medicine", "nutrition-advice")},
)

STRESS = Sheet(
    key="stress-and-tension",
    title="Stress and tension",
    summary="When the body stays on alert: tight shoulders, short breath, a stomach in knots.",
    picture="stress",
    facts={"also_called": "nervous tension, burnout, feeling on edge"},
    body=(
        text("""
            ## What it is

            Stress is not a disease. It is the body getting ready for something. It becomes a
            problem when it no longer switches off: the jaw grinds, the shoulders climb, sleep gets
            thin, small things become too much.
        """),
        points(
            "What we can do",
            (
                "An hour without demands",
                "For many people that is the first effect: lying still while nothing is asked.",
            ),
            (
                "Needles at quiet places",
                "Hands, feet, ears and scalp. Most people notice slower breathing and warm feet.",
            ),
            (
                "One habit at a time",
                "A short breathing exercise, a walk at lunch, a telephone that stays in the hall.",
            ),
        ),
        text("""
            ## What the evidence says

            People report less tension and lower anxiety after acupuncture, and some studies
            measure it too. The studies are mixed and many are small, so we speak of relief and not
            of treatment. Depression and anxiety disorders have well-tested treatments; if we think
            you may have one, we help you to find the right person.

            ## What to expect

            You know after three visits whether it does you good.
        """),
        picture("sand", caption="The lines flow around what stands in the way."),
        urgent("""
            If you think about harming yourself or feel that life is not worth living, call or text
            988 at any hour. If you or somebody else is in danger right now, call 911. Chest pain,
            pressure or breathlessness that is new is a reason to call 911 too, even if you think
            it is only stress.
        """),
    ),
    links={"treatment_links": ("acupuncture", "tui-na", "nutrition-advice")},
)

SHEETS = (INSOMNIA, STRESS)
