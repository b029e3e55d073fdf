"""Hips and knees."""

from ...markup import consultation, note, picture, points, text, urgent
from ...sheets import Sheet

HIP_PAIN = Sheet(
    key="hip-pain",
    title="Hip pain",
    summary="Pain in the groin, the side or the buttock: where it comes from decides what helps.",
    picture="hip",
    facts={"also_called": "sore hip, groin pain, trochanteric pain"},
    body=(
        text("""
            ## What it is

            “My hip hurts” can mean very different things. Pain in the groin often comes from the
            joint itself. Pain on the outside mostly belongs to tendons and a small cushion, the
            [bursa](hip-bursitis). Pain deep in the buttock may come from a
            [tight muscle](piriformis-syndrome) or from the low back.
        """),
        points(
            "What we can do",
            (
                "Find the source",
                "We test how the hip turns, where it is tender and how you stand on one leg. If "
                "the pattern points to the joint or to the back, we say so and may suggest an "
                "X-ray before anything else.",
            ),
            (
                "Calm the muscles",
                "[Acupuncture](acupuncture) into tight gluteal muscles, often with a light "
                "[current](electroacupuncture), so that moving hurts less.",
            ),
            (
                "Get you moving",
                "Two or three exercises, and a physical therapist where strength is missing. In "
                "the long run exercise does more than we do.",
            ),
        ),
        text("""
            ## What the evidence says

            For long-lasting muscle and joint pain as a whole, acupuncture brings modest relief
            that often lasts for months. For arthritis of the hip joint itself, the trials so far
            show little or no advantage over imitation needling. We therefore treat worn hip
            joints only as an addition to exercise, and for a limited time.

            ## What to expect

            Four to six visits, once a week. If nothing has changed by then, we stop.

            ## What you can do yourself

            - Keep walking, in portions that do not make the next day worse.
            - Break up long sitting every half hour.
            - Put a pillow between your knees if you sleep on your side.
        """),
        urgent("""
            Go to an emergency room if you cannot put weight on the leg after a fall, or if the
            leg looks shorter or turned outwards. See a doctor the same day if the hip is hot and
            you have a fever, or if you have had cancer and the pain wakes you every night.
        """),
        consultation("Is it your hip, or your back?", "Let us find out together."),
    ),
    links={"treatment_links": ("acupuncture", "electroacupuncture", "cupping")},
)

PIRIFORMIS = Sheet(
    key="piriformis-syndrome",
    title="Piriformis syndrome",
    summary="A small muscle deep in the buttock that can make sitting hard and the leg tingle.",
    picture="piriformis",
    facts={"also_called": "deep gluteal syndrome, deep buttock pain"},
    body=(
        text("""
            ## What it is

            The piriformis runs from the sacrum to the top of the thigh bone. The sciatic nerve
            passes right beside it, in some people through it. When the muscle is tense or
            overworked, sitting becomes painful and the leg may tingle, much like
            [sciatica](sciatica) that starts in the spine. Telling the two apart needs a careful
            examination.

            ## What we can do

            With the muscle relaxed over a pillow, we place one or two longer needles into the
            tender band. A short twitch is a good sign; the ache that follows is usually gone the
            next day. [Cupping](cupping) and stretching complete the visit.

            ## What the evidence says

            A handful of small studies and a lot of experience. They point in a friendly
            direction, but nobody can honestly promise a result. Stretching and strengthening are
            the foundation.

            ## What to expect

            Sitting should be easier after three or four visits.

            ## What you can do yourself

            - Draw the knee towards the opposite shoulder for 30 seconds, three times a day.
            - Take the wallet out of your back pocket.
            - Change position before it hurts, not after.
        """),
        urgent("""
            Call 911 or go to an emergency room if you lose feeling between your legs, cannot hold
            urine or stool, or both legs become weak. See a doctor within days if your foot drops
            when you walk.
        """),
        consultation("Does sitting hurt?", "Ask us whether a visit makes sense."),
    ),
    links={"treatment_links": ("acupuncture", "electroacupuncture", "cupping", "tui-na")},
)

BURSITIS = Sheet(
    key="hip-bursitis",
    title="Hip bursitis",
    summary="Pain on the outside of the hip, on stairs and at night when you lie on that side.",
    picture="bursitis",
    facts={"also_called": "trochanteric bursitis, greater trochanteric pain syndrome, GTPS"},
    body=(
        text("""
            ## What it is

            Over the bony point on the outside of your hip lies a thin cushion of fluid. Running,
            stairs, a new training plan or weak gluteal muscles can irritate it, together with the
            tendons beside it. It is a nuisance, not a danger, and it nearly always gets better,
            though often slowly.

            ## What we can do

            Needles around the sore point, never into the bursa itself, to bring down sensitivity
            and let the surrounding muscles share the load again. We look at how you walk and
            climb, and adjust your week instead of forbidding it.

            ## What the evidence says

            Advice and strengthening exercises have the best evidence for lasting relief. Research
            on acupuncture for this problem is thin. It may make the exercises easier to bear, and
            that is how we use it.

            ## What to expect

            Less night pain within three weeks is a fair goal. Full training takes two to three
            months.

            ## What you can do yourself

            - Sleep on your back or on the other side, with a pillow between the knees.
            - Do not stand with your weight on one hip.
            - Cut hills and stairs in half for two weeks, then build up again.
        """),
        note(
            "Ice or heat?",
            "Whichever feels better. Neither heals faster; both may help you to fall asleep.",
        ),
        urgent("""
            See a doctor the same day if the side of the hip is red, hot and swollen, or if you
            have a fever: a bursa can become infected.
        """),
    ),
    links={"treatment_links": ("acupuncture", "electroacupuncture")},
)

KNEE = Sheet(
    key="knee-osteoarthritis",
    title="Knee osteoarthritis",
    summary="Stiff in the morning, sore on the stairs: what needles can add to exercise.",
    picture="knee",
    facts={"also_called": "knee arthritis, worn knee, arthrosis"},
    body=(
        text("""
            ## What it is

            The cartilage of the knee changes with age, weight and old injuries. How an X-ray
            looks and how much a knee hurts often have little to do with each other, which is good
            news: pain can get better although the picture stays the same.

            ## What we can do

            We needle around the joint and the thigh muscles, often with a light
            [current](electroacupuncture), and help you to find an activity that your knee
            forgives: cycling, swimming, walking with poles.

            ## What the evidence says

            This is one of the best-studied uses of acupuncture. On average people have less pain
            and better function for some months. Compared with imitation needling the advantage is
            small, and expert groups disagree whether it is worth recommending. Exercise and, if
            you carry extra pounds, losing some of them come first.

            ## What to expect

            Six to eight visits over two months, then a pause to see what stays.
        """),
        picture("path", caption="The best dose of walking is one that you can repeat tomorrow."),
        urgent("""
            See a doctor the same day if the knee is hot and swollen and you feel ill, or if it is
            locked and cannot be straightened. If a calf is swollen and painful, especially after
            a journey or an operation, go to an emergency room: it may be a blood clot. With chest
            pain or shortness of breath call 911.
        """),
        consultation("Does the staircase seem longer than last year?", "Talk with us."),
    ),
    links={"treatment_links": ("acupuncture", "electroacupuncture", "nutrition-advice")},
)

SHEETS = (HIP_PAIN, PIRIFORMIS, BURSITIS, KNEE)
