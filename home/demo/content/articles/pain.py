"""Articles about pain."""

from ...markup import caution, consultation, note, phone, picture, points, text, urgent
from ...sheets import Sheet

CREDIT = "Illustration: Twin Rivers Acupuncture"

HIP_PAIN = Sheet(
    key="hip-pain-three-ways",
    title="Hip pain: three ways in which acupuncture can help",
    summary="A tight muscle, an irritated bursa, an overexcited nervous system, and three answers.",
    picture="path",
    facts={"author": "katie-steffensen", "days_ago": 12, "image_credit": CREDIT},
    body=(
        text("""
            A hip makes itself heard a hundred times a day: getting out of the car, on the third
            stair, turning over at night. Whoever lives with it for long moves less, sleeps less
            and, understandably, laughs less.

            No two hips tell the same story. Age, old injuries, work, sleep and sheer bad luck
            all have a share in it. That is why we begin with questions and a few tests of
            movement. If your [hip pain](hip-pain) has to do with muscles, tendons or an irritated
            bursa, there are three things that needles can do for you.
        """),
        points(
            "Three ways",
            (
                "They relax tight glute muscles",
                """
                Deep below the big gluteal muscle lies a smaller one, the piriformis. The sciatic
                nerve runs beside it, and in some people straight through it. A tense piriformis
                can therefore do more than ache: it can send tingling down the leg that looks
                like trouble in the spine. We call that [piriformis syndrome](piriformis-syndrome).

                When a needle reaches the tense band, the muscle often answers with a short
                twitch and then lets go. Patients describe a dull ache for a moment and more room
                afterwards. It keeps longer if you stretch every day and interrupt long sitting.
                """,
            ),
            (
                "They calm inflammation near the joint",
                """
                On the outside of the hip a thin cushion, the bursa, lets the tendons glide over
                the bone. Hills, stairs or a sudden change of training can irritate it until you
                cannot lie on that side: [hip bursitis](hip-bursitis).

                In the laboratory acupuncture lowers several of the messengers that drive
                inflammation, around the needle and in the body as a whole. What that means for a
                sore bursa has hardly been tested in people, so we combine it with what has:
                less load for two weeks, then strength, step by step.
                """,
            ),
            (
                "They encourage the body's own painkillers",
                """
                Needling makes the nervous system release endorphins and related substances, and
                it changes how the brain weighs the signals it receives. For people who do not
                tolerate anti-inflammatory tablets, that is a welcome alternative.

                A light current between two needles, [electroacupuncture](electroacupuncture),
                seems to strengthen the effect. It feels like a tapping finger. Most people find
                it pleasant, and some say it finally reaches the right spot.
                """,
            ),
        ),
        picture("hip", caption="The long lunge: thirty seconds on each side, breathing all along."),
        text("""
            ## How many visits?

            Usually four to six, a week apart. We write down at the start what you want to be able
            to do again: sleep through, climb two flights, walk around the lake. If that has not
            come closer after six visits, we stop and look for something better.

            Sometimes the better thing is a physical therapist, and often it is both of us
            together. Needles can make a movement easier. Only practice makes it strong.

            ## Between the visits

            - Stand up every half hour.
            - Walk a little every day instead of a lot on Sunday.
            - Stretch the hip gently, morning and evening.
            - Ask us before you buy supplements.
        """),
        caution(
            "What needles cannot do",
            "They do not rebuild cartilage. In arthritis of the hip joint itself studies show "
            "little benefit, and when the joint is worn out, a good surgeon is worth more than a "
            "good acupuncturist.",
        ),
        urgent("""
            After a fall, with a leg you cannot stand on: emergency room, now. With fever and a
            hot, swollen hip: see a doctor today.
        """),
        consultation(
            "Shall we have a look at your hip?",
            "The first talk is free, in St. Paul and in Edina, on the phone or in person.",
        ),
    ),
    links={
        "condition_links": ("hip-pain", "piriformis-syndrome", "hip-bursitis"),
        "treatment_links": ("acupuncture", "electroacupuncture"),
    },
)

DIARY = Sheet(
    key="keeping-a-headache-diary",
    title="Keeping a headache diary",
    summary="Four weeks, five columns, one minute a day: the cheapest test in headache medicine.",
    picture="diary",
    facts={"author": "elena-marquez", "days_ago": 126, "image_credit": CREDIT},
    body=(
        text("""
            When I ask how many headache days somebody had last month, the answer is usually
            wrong, in both directions. We remember the worst day and the last one. A diary
            remembers all of them, and it settles arguments: with yourself, with your doctor, and
            with me.
        """),
        points(
            "Five columns are enough",
            ("The day", "Mark every day with a headache, even a slight one."),
            ("How strong", "One word: mild, medium, severe. No need for a scale of a hundred."),
            ("How long", "Hours are precise enough."),
            ("What you took", "Name and number of tablets. This is the most important column."),
            ("What was going on", "Sleep, period, travel, a skipped meal. Two words will do."),
        ),
        text("""
            ## What we look for

            First, the number of days. If it is four or more a month, prevention is worth a
            thought, with [acupuncture](acupuncture), with medicine or with both. Second, the
            number of days with tablets. More than ten a month can turn the cure into the cause.
            Third, patterns: the Saturday after a hard week, the day before a period, the third
            glass.

            Do not hunt for one guilty food. Triggers add up, and most of them are boring: too
            little sleep, too little water, too little lunch.

            ## Bring it along

            Paper is fine. So is a photo of your kitchen calendar. After eight visits we count
            again, with the same columns. If the number has not gone down by about a third, the
            treatment has not worked, and we both deserve to know that.
        """),
        urgent("""
            A diary is for headaches that you know. A sudden headache like a thunderclap, or one
            with weakness, confusion or a stiff neck and fever, is an emergency: call 911.
        """),
        consultation("Bring your four weeks", "We read them with you, free of charge."),
    ),
    links={
        "condition_links": ("headache-and-migraine",),
        "treatment_links": ("acupuncture",),
    },
)

DESK = Sheet(
    key="four-small-breaks-at-the-desk",
    title="Four small breaks for a day at the desk",
    summary="No mat, no special clothes, nobody stares: two minutes for neck, back and hips.",
    picture="desk",
    facts={"author": "daniel-okafor", "days_ago": 158, "image_credit": CREDIT},
    body=(
        text("""
            There is no perfect way to sit. The best posture is the next one. If you spend the day
            at a desk, these four breaks cost two minutes altogether, and your
            [neck](neck-and-shoulder-pain) and [back](low-back-pain) will notice within a week.
        """),
        points(
            "Once before lunch, once after",
            (
                "Reach",
                "Lift both arms overhead, breathe in, and grow. Breathe out and let the shoulders "
                "fall. Three times.",
            ),
            (
                "Turn",
                "Feet on the floor, hands on the opposite knee, look over your shoulder. Three "
                "breaths to each side.",
            ),
            (
                "Fold",
                "Put one ankle on the other knee and lean forward with a long back until you feel "
                "the buttock stretch. Three breaths to each side.",
            ),
            (
                "Stand",
                "Get up without using your hands, sit down slowly, five times. Then walk to the "
                "farthest water tap.",
            ),
        ),
        note(
            "It should feel like a yawn",
            "Stretching is allowed to pull. It should not sting, tingle or shoot down an arm or a "
            "leg. If it does, make the movement smaller or leave it out.",
        ),
        text("""
            ## And the chair?

            Any chair in which both feet reach the floor. A screen at eye level is worth more than
            an expensive armrest, and a telephone call on your feet is worth more than both.
        """),
        picture("neck", caption="Tense shoulders often begin at the base of the skull."),
        text("Still stiff after two weeks? Ask us which treatment fits."),
        phone("edina"),
    ),
    links={
        "condition_links": ("neck-and-shoulder-pain", "low-back-pain"),
        "treatment_links": ("tui-na", "cupping"),
    },
)

SHEETS = (HIP_PAIN, DIARY, DESK)
