"""Hips."""

from ...markup import Rich, card, consultation, finding, question
from ...sheets import Sheet

HIP_PAIN = Sheet(
    key="hip-pain",
    title="Hip pain",
    summary="Pain in the groin, the side or the buttock: where it comes from decides what helps.",
    picture="hip",
    facts={
        "also_called": "sore hip, groin pain, trochanteric pain",
        "is_for_you": Rich("""
            “My hip hurts” can mean very different things. If you can walk, the pain has lasted for
            more than a few days and you do not know where it comes from, start here.
        """),
        "red_flags": (
            card(
                "emergency",
                """
                - you cannot put weight on the leg after a fall
                - the leg looks shorter, or turned outwards
                """,
            ),
            card(
                "urgent",
                """
                - the hip is hot and you have a fever
                - you have had cancer and the pain wakes you every night
                """,
            ),
        ),
        "symptoms": Rich("""
            - Pain in the **groin** often comes from the joint itself.
            - Pain on the **outside** mostly belongs to tendons and a small cushion, the
              [bursa](hip-bursitis).
            - Pain deep in the **buttock** may come from a [tight muscle](piriformis-syndrome) or
              from the low back.
        """),
        "causes": Rich("""
            A worn joint, tendons that carry more than they are used to, a tight muscle, or a nerve
            in the low back. Often it is more than one of them.
        """),
        "findings": (
            finding(
                "Modest relief of muscle and joint pain that has lasted for months",
                "helps",
                "moderate",
                """
                For long-lasting muscle and joint pain as a whole, compared with no acupuncture.
                The relief often lasts for months.[^vickers-2018]
                """,
                treatment="acupuncture",
            ),
            finding(
                "Less pain from arthritis of the hip joint itself",
                "no_effect",
                "moderate",
                """
                The trials so far show little or no advantage over imitation
                needling.[^manheimer-2018]
                """,
                treatment="acupuncture",
            ),
            finding(
                "Exercise for an arthritic hip: less pain, better walking",
                "helps",
                "moderate",
                """
                The effect is small to moderate and needs exercise that goes on.[^kolasinski-2020]
                """,
            ),
        ),
        "limits": Rich("""
            Needles do not rebuild a worn joint. We therefore treat worn hip joints only as an
            addition to exercise, and for a limited time. In the long run exercise does more than
            we do.
        """),
        "what_to_expect": Rich("""
            - **Find the source.** We test how the hip turns, where it is tender and how you stand
              on one leg. If the pattern points to the joint or to the back, we say so and may
              suggest an X-ray before anything else.
            - **Calm the muscles.** [Acupuncture](acupuncture) into tight gluteal muscles, often
              with a light [current](electroacupuncture), so that moving hurts less.
            - **Get you moving.** Two or three exercises, and a physical therapist where strength
              is missing.
        """),
        "visits": Rich("Four to six visits, once a week. If nothing has changed by then, we stop."),
        "self_care": Rich("""
            - Keep walking, in portions that do not make the next day worse.
            - Break up long sitting every half hour.
            - Put a pillow between your knees if you sleep on your side.
        """),
        "alternatives": Rich("""
            Physical therapy has the best evidence for most kinds of hip pain. Painkillers help for
            a time. For a joint that is badly worn, a new one is an operation with good results;
            your doctor can tell you when it is worth asking.
        """),
        "faq": (
            question(
                "Do I need an X-ray first?",
                "Mostly not. If the way your hip moves points to the joint, or you fell, we ask "
                "your doctor for one before we begin.",
            ),
            question(
                "May I walk when it hurts?",
                "Yes, as long as the next day is not worse. If it is, walk half as far and twice "
                "as often.",
            ),
        ),
    },
    body=(consultation("Is it your hip, or your back?", "Let us find out together."),),
    links={"treatment_links": ("acupuncture", "electroacupuncture", "cupping")},
)

PIRIFORMIS = Sheet(
    key="piriformis-syndrome",
    title="Piriformis syndrome",
    summary="A small muscle deep in the buttock that can make sitting hard and the leg tingle.",
    picture="piriformis",
    facts={
        "also_called": "deep gluteal syndrome, deep buttock pain",
        "is_for_you": Rich("""
            If sitting is what hurts, deep in one buttock, and the leg sometimes tingles, this may
            be it. Telling it apart from [sciatica](sciatica) needs a careful examination.
        """),
        "red_flags": (
            card(
                "emergency",
                """
                - you lose feeling between your legs
                - you cannot hold urine or stool
                - both legs become weak
                """,
            ),
            card(
                "non_urgent",
                "- your foot drops when you walk",
                heading="See a doctor within days if:",
            ),
        ),
        "symptoms": Rich("""
            - an ache deep in the buttock that grows while you sit
            - tingling down the back of the leg, much like sciatica that starts in the spine
            - pain on stairs or when you get out of a car
        """),
        "causes": Rich("""
            The piriformis runs from the sacrum to the top of the thigh bone. The sciatic nerve
            passes right beside it, in some people through it. When the muscle is tense or
            overworked, it can irritate the nerve.
        """),
        "findings": (
            finding(
                "Less pain and easier sitting",
                "may_help",
                "very_low",
                """
                A handful of small studies and a lot of experience. They point in a friendly
                direction, but nobody can honestly promise a result.
                """,
                treatment="acupuncture",
            ),
            finding(
                "Stretching and strengthening: less pain",
                "may_help",
                "low",
                "They are the foundation of any treatment.",
            ),
        ),
        "limits": Rich("""
            We cannot see on any test that it is the piriformis; nobody can for sure. If your
            tingling comes from the spine, needling the buttock will not reach its cause.
        """),
        "what_to_expect": Rich("""
            With the muscle relaxed over a pillow, we place one or two longer needles into the
            tender band. A short twitch is a good sign; the ache that follows is usually gone the
            next day. [Cupping](cupping) and stretching complete the visit.
        """),
        "visits": Rich("""
            Sitting should be easier after three or four visits. If it is not, we look again at
            where the pain comes from.
        """),
        "self_care": Rich("""
            - Draw the knee towards the opposite shoulder for 30 seconds, three times a day.
            - Take the wallet out of your back pocket.
            - Change position before it hurts, not after.
        """),
        "alternatives": Rich("""
            Physical therapy is the usual first treatment. Where it does not help, doctors may
            inject the muscle; an operation is very rarely needed.
        """),
        "faq": (
            question(
                "Are the longer needles painful?",
                "Most people feel a deep ache for a few seconds. Tell us, and we stop.",
            ),
        ),
    },
    body=(consultation("Does sitting hurt?", "Ask us whether a visit makes sense."),),
    links={"treatment_links": ("acupuncture", "electroacupuncture", "cupping", "tui-na")},
)

BURSITIS = Sheet(
    key="hip-bursitis",
    title="Hip bursitis",
    summary="Pain on the outside of the hip, on stairs and at night when you lie on that side.",
    picture="bursitis",
    facts={
        "also_called": "trochanteric bursitis, greater trochanteric pain syndrome, GTPS",
        "is_for_you": Rich("""
            This page is for you if the bony point on the outside of your hip is sore to the touch
            and wakes you when you lie on it. It is a nuisance, not a danger, and it nearly always
            gets better, though often slowly.
        """),
        "red_flags": (
            card(
                "urgent",
                """
                - the side of the hip is red, hot and swollen
                - you have a fever: a bursa can become infected
                """,
            ),
            card(
                "non_urgent",
                """
                - the pain began with a fall
                - it has not eased at all after six weeks
                """,
            ),
        ),
        "symptoms": Rich("""
            - pain on the outside of the hip, on stairs and after long standing
            - pain at night when you lie on that side
            - soreness over the bony point when somebody presses it
        """),
        "causes": Rich("""
            Over the bony point on the outside of your hip lies a thin cushion of fluid. Running,
            stairs, a new training plan or weak gluteal muscles can irritate it, together with the
            tendons beside it.
        """),
        "findings": (
            finding(
                "Advice and strengthening exercises: lasting relief",
                "helps",
                "moderate",
                "They have the best evidence of all treatments for this problem.",
            ),
            finding(
                "Needling: less pain",
                "unknown",
                "very_low",
                """
                Research on acupuncture for this problem is thin. It may make the exercises easier
                to bear, and that is how we use it.
                """,
                treatment="acupuncture",
            ),
        ),
        "limits": Rich("""
            Needles do not make tendons stronger; only exercise does. Without it the pain tends to
            come back.
        """),
        "what_to_expect": Rich("""
            Needles around the sore point, never into the bursa itself, to bring down sensitivity
            and let the surrounding muscles share the load again. We look at how you walk and
            climb, and adjust your week instead of forbidding it.
        """),
        "visits": Rich("""
            Less night pain within three weeks is a fair goal. Full training takes two to three
            months.
        """),
        "self_care": Rich("""
            - Sleep on your back or on the other side, with a pillow between the knees.
            - Do not stand with your weight on one hip.
            - Cut hills and stairs in half for two weeks, then build up again.
        """),
        "alternatives": Rich("""
            A physical therapist can build the exercises with you. A cortisone injection eases the
            pain for some weeks; after a year people with and without one are about equally well.
        """),
        "faq": (
            question(
                "Ice or heat?",
                "Whichever feels better. Neither heals faster; both may help you to fall asleep.",
            ),
            question(
                "Must I stop running?",
                "Mostly not. Shorter and flatter for some weeks is usually enough.",
            ),
        ),
    },
    links={"treatment_links": ("acupuncture", "electroacupuncture")},
)

SHEETS = (HIP_PAIN, PIRIFORMIS, BURSITIS)
