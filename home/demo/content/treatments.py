"""What the demo clinic does for people: six treatments with prices, lengths and places."""

from ..markup import caution, consultation, note, phone, points, text
from ..sheets import Sheet

BOTH = ("st-paul", "edina")

ACUPUNCTURE = Sheet(
    key="acupuncture",
    title="Acupuncture",
    summary="Hair-fine, sterile needles, a quiet half hour, and a plan that is reviewed together.",
    picture="needles",
    facts={
        "also_called": "needling, traditional acupuncture",
        "duration_minutes": 60,
        "price": "98.00",
    },
    body=(
        text("""
            ## What happens

            You lie or sit comfortably. After a few questions and a short examination your
            acupuncturist places between six and fifteen needles. They are about as thick as a
            hair, sterile, and used once. You may feel a brief sting, then warmth, heaviness or
            nothing at all. The needles stay for about 25 minutes while you rest. Many people
            doze off.

            ## What the evidence says

            For long-lasting pain of the low back, neck and knee, and for the prevention of
            migraine and tension headache, large pooled analyses of trials find that people with
            acupuncture do better than people without it. The difference between real and
            imitation needling is smaller, so part of the effect comes from expectation, rest and
            attention. For many other complaints the studies are too few or too weak to promise
            anything, and we will say so.
        """),
        points(
            "What is usual afterwards",
            ("Common", "A drop of blood, a small bruise, tiredness or a light head for an hour."),
            ("Uncommon", "Pain gets stronger for a day before it eases. Tell us, we adapt."),
            (
                "Very rare",
                "An infection or an injury of the lung. That is why we needle shallowly over the "
                "chest, and why training and a license matter.",
            ),
        ),
        caution(
            "Tell us before we start",
            """
            - if you are or might be pregnant
            - if you take blood thinners or bleed easily
            - if you have a pacemaker or another implanted device
            - if you have fainted at the sight of needles
            """,
        ),
        consultation("Curious, but uneasy about needles?", "Come and look first. That is free."),
    ),
    links={"location_links": BOTH},
)

ELECTROACUPUNCTURE = Sheet(
    key="electroacupuncture",
    title="Electroacupuncture",
    summary="A faint, pulsing current between two needles, for stubborn muscles and joints.",
    picture="current",
    facts={
        "also_called": "electro-acupuncture, EA",
        "duration_minutes": 60,
        "price": "112.00",
    },
    body=(
        text("""
            ## What happens

            It begins like ordinary [acupuncture](acupuncture). Then two small clips connect a
            pair of needles to a battery-powered device. We raise the current slowly until you
            feel a light tapping; you say when to stop. Muscles may twitch gently. Twenty minutes
            are usual.

            ## What the evidence says

            Trials suggest that current can add to the effect of needles in knee osteoarthritis
            and in some kinds of back pain. Laboratory work shows that the nervous system releases
            its own painkillers in response. How much of that matters in daily life differs from
            person to person, and good studies are still rare.
        """),
        caution(
            "Not for everyone",
            "We do not use current if you have a pacemaker, a defibrillator or a nerve stimulator, "
            "if you have epilepsy that is not well controlled, or during pregnancy.",
        ),
        phone("st-paul", "text"),
    ),
    links={"location_links": BOTH},
)

CUPPING = Sheet(
    key="cupping",
    title="Cupping",
    summary="Glass cups that lift the skin and the tissue below it, mostly on shoulders and back.",
    picture="cups",
    facts={"also_called": "dry cupping, sliding cups", "duration_minutes": 30, "price": "55.00"},
    body=(
        text("""
            ## What happens

            A cup is set on the skin and some of its air removed, so that it draws the tissue
            upwards: a massage in reverse. The cups stay for five to ten minutes or glide over
            oiled skin. We do not cut or prick the skin.

            ## What the evidence says

            Small studies report less neck and back pain for some days or weeks. Most of them are
            short and hard to trust, because nobody can be fooled about having a cup on the back.
            We offer cupping as an addition that many people find pleasant, not as a treatment
            that stands alone.
        """),
        note(
            "About the marks",
            "Round, red or purple marks are normal. They do not hurt and fade within a week. Plan "
            "around weddings and beaches.",
        ),
        caution(
            "When we leave it out",
            "With blood thinners, bleeding disorders, fragile or broken skin, over a blood clot, "
            "and on the belly or low back during pregnancy.",
        ),
    ),
    links={"location_links": BOTH},
)

HERBS = Sheet(
    key="chinese-herbal-medicine",
    title="Chinese herbal formulas",
    summary="Formulas written for one person, from tested herbs, checked against your medications.",
    picture="herbs",
    facts={
        "also_called": "herbs, herbal formulas, herbal medicine",
        "duration_minutes": 45,
        "price": "85.00",
    },
    body=(
        text("""
            ## What happens

            We talk about your complaints, digestion, sleep and everything you take, then write a
            formula of five to fifteen herbs. You get granules to stir into hot water, enough for
            two weeks. After that we look again and change or stop the formula. The price is for
            the consultation; herbs cost between 25 and 60 dollars a week.

            ## What the evidence says

            It differs from formula to formula. A few have been tested in decent trials, most have
            a long history and little research. We tell you which kind yours is.
        """),
        caution(
            "Herbs are medicines",
            """
            Bring a list of everything you take, including supplements. Some herbs change how
            blood thinners, heart medicines, antidepressants or birth control work. We do not
            write formulas during pregnancy or breastfeeding, and we talk to your doctor if you
            have a liver or kidney disease. Our supplier tests each batch for heavy metals,
            pesticides and mix-ups.
            """,
        ),
        text("Herbal consultations are at our house in [St. Paul](st-paul) only."),
    ),
    links={"location_links": ("st-paul",)},
)

NUTRITION = Sheet(
    key="nutrition-advice",
    title="Nutrition advice",
    summary="Small changes on the plate that fit your kitchen, your budget and your week.",
    picture="food",
    facts={
        "also_called": "food therapy, diet advice",
        "duration_minutes": 45,
        "price": "75.00",
    },
    body=(
        text("""
            ## What happens

            You write down what you eat for four ordinary days. We look at it together without
            raised eyebrows and choose two or three changes: more protein at breakfast, a warm
            lunch, less alcohol before bed. Four weeks later we see what worked.

            ## What the evidence says

            That food matters for weight, blood sugar, sleep and heart is beyond doubt. That one
            food cures pain or that everybody should avoid the same things is not supported, and
            we do not teach it.
        """),
        note(
            "What we do not do",
            "We do not treat eating disorders, and we do not replace the diet your care team set "
            "for diabetes, kidney disease or cancer. We gladly read along.",
        ),
    ),
    links={"location_links": BOTH},
)

TUI_NA = Sheet(
    key="tui-na",
    title="Tui na and acupressure",
    summary="Pressing, rolling and stretching by hand. No needles, clothes stay on.",
    picture="sand",
    facts={
        "also_called": "Chinese massage, acupressure",
        "duration_minutes": 45,
        "price": "82.00",
    },
    body=(
        text("""
            ## What happens

            You wear something soft. Your therapist works along muscles and joints with thumbs,
            palms and forearms, sometimes through a thin cloth. It can be as gentle or as firm as
            you like; say so at any time. Many people combine it with
            [acupuncture](acupuncture) on the same day.

            ## What the evidence says

            Massage of several kinds eases neck and low back pain for days to weeks, with modest
            effects. There is no good sign that one school of massage is better than the others.
            Choose the one you enjoy.
        """),
        caution(
            "When hands should wait",
            "After a recent fracture or surgery, with thin bones, a fever, or a leg that is warm "
            "and swollen: please see a doctor first.",
        ),
        text("Tui na is offered at our house in [Edina](edina)."),
    ),
    links={"location_links": ("edina",)},
)

SHEETS = (ACUPUNCTURE, ELECTROACUPUNCTURE, CUPPING, HERBS, NUTRITION, TUI_NA)
