"""What the demo clinic does for people: six treatments with prices, lengths and places."""

from ..markup import Rich, consultation, note, phone, question, text
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
        "what_happens": Rich("""
            You lie or sit comfortably. After a few questions and a short examination your
            acupuncturist places between six and fifteen needles. They are about as thick as a
            hair, sterile, and used once. You may feel a brief sting, then warmth, heaviness or
            nothing at all. The needles stay for about 25 minutes while you rest. Many people
            doze off.
        """),
        "who_must_not": Rich("""
            Tell us before we start

            - if you are or might be pregnant
            - if you take blood thinners or bleed easily
            - if you have a pacemaker or another implanted device
            - if you have fainted at the sight of needles

            We do not needle through skin that is infected, nor a limb with lymphedema.
        """),
        "side_effects": Rich("""
            - **Common:** a drop of blood, a small bruise, tiredness or a light head for an
              hour.[^witt-2009][^macpherson-2001]
            - **Uncommon:** pain gets stronger for a day before it eases. Tell us, we adapt.
            - **Very rare:** an infection or an injury of the lung. That is why we needle shallowly
              over the chest, and why training and a license matter. Call 911 if you get short of
              breath or have chest pain after a visit.
        """),
        "aftercare": Rich("""
            Sit for some minutes and drink a glass of water. If you feel light, do not drive yet.
            Everything else you may do as usual; leave hard training for the next day.
        """),
        "faq": (
            question(
                "Does it hurt?",
                "Most people feel a brief sting or nothing. If a needle hurts for longer than a "
                "breath, say so: we move it.",
            ),
            question(
                "Are the needles used again?",
                "No. Each is sterile, used once and thrown away.",
            ),
        ),
    },
    body=(
        text("""
            ## What the evidence says

            For long-lasting pain of the low back, neck and knee, and for the prevention of
            migraine and tension headache, large pooled analyses of trials find that people with
            acupuncture do better than people without it. The difference between real and
            imitation needling is smaller, so part of the effect comes from expectation, rest and
            attention. For many other complaints the studies are too few or too weak to promise
            anything, and we will say so.
        """),
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
        "what_happens": Rich("""
            It begins like ordinary [acupuncture](acupuncture). Then two small clips connect a
            pair of needles to a battery-powered device. We raise the current slowly until you
            feel a light tapping; you say when to stop. Muscles may twitch gently. Twenty minutes
            are usual.
        """),
        "who_must_not": Rich("""
            We do not use current

            - if you have a pacemaker, a defibrillator or a nerve stimulator
            - if you have epilepsy that is not well controlled
            - during pregnancy

            Beyond that, tell us what you would tell us before acupuncture without a current.
        """),
        "side_effects": Rich("""
            - **Common:** the muscle feels as after a workout for a day.
            - **Uncommon:** a small bruise, or a tingling that lasts for some minutes.
            - The rare risks of needles are those of [acupuncture](acupuncture).
        """),
        "aftercare": Rich("Move the muscle gently on the same day. A warm shower is fine."),
        "faq": (
            question(
                "Is it an electric shock?",
                "No. It is a light tapping, and you hold it at the strength that you like.",
            ),
        ),
    },
    body=(
        text("""
            ## What the evidence says

            Trials suggest that current can add to the effect of needles in knee osteoarthritis
            and in some kinds of back pain. Laboratory work shows that the nervous system releases
            its own painkillers in response. How much of that matters in daily life differs from
            person to person, and good studies are still rare.
        """),
        phone("st-paul", "text"),
    ),
    links={"location_links": BOTH},
)

CUPPING = Sheet(
    key="cupping",
    title="Cupping",
    summary="Glass cups that lift the skin and the tissue below it, mostly on shoulders and back.",
    picture="cups",
    facts={
        "also_called": "dry cupping, sliding cups",
        "duration_minutes": 30,
        "price": "55.00",
        "what_happens": Rich("""
            A cup is set on the skin and some of its air removed, so that it draws the tissue
            upwards: a massage in reverse. The cups stay for five to ten minutes or glide over
            oiled skin. We do not cut or prick the skin.
        """),
        "who_must_not": Rich("""
            We leave it out

            - with blood thinners and bleeding disorders
            - on fragile or broken skin, and over a blood clot
            - on the belly or low back during pregnancy
        """),
        "side_effects": Rich("""
            - **Nearly always:** round, red or purple marks. They do not hurt and fade within a
              week.
            - **Uncommon:** tender skin for a day, a light head.
            - **Rare:** a blister. Keep it dry and let us see it.
        """),
        "aftercare": Rich("""
            Keep the skin warm and out of the sun and the sauna until the marks have faded. Plan
            around weddings and beaches.
        """),
        "faq": (
            question(
                "How long do the marks stay?",
                "Mostly three to seven days. The first ones are often the darkest.",
            ),
        ),
    },
    body=(
        text("""
            ## What the evidence says

            Small studies report less neck and back pain for some days or weeks. Most of them are
            short and hard to trust, because nobody can be fooled about having a cup on the back.
            We offer cupping as an addition that many people find pleasant, not as a treatment
            that stands alone.
        """),
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
        "what_happens": Rich("""
            We talk about your complaints, digestion, sleep and everything you take, then write a
            formula of five to fifteen herbs. You get granules to stir into hot water, enough for
            two weeks. After that we look again and change or stop the formula. The price is for
            the consultation; herbs cost between 25 and 60 dollars a week.
        """),
        "who_must_not": Rich("""
            Herbs are medicines. Bring a list of everything you take, including supplements.

            - We do not write formulas during pregnancy or breastfeeding.
            - Some herbs change how blood thinners, heart medicines, antidepressants or birth
              control work.
            - We talk to your doctor if you have a liver or kidney disease.
        """),
        "side_effects": Rich("""
            - **Common:** a full stomach, a loose stool or an odd taste in the first days.
            - **Uncommon:** a rash. Stop the formula and call us.
            - **Rare, but serious:** harm to the liver. Stop at once and see a doctor the same day
              if your skin or eyes turn yellow or your urine turns dark.
        """),
        "aftercare": Rich("""
            Take the granules as it says on the bag, an hour apart from other medicines. Tell every
            doctor and pharmacist what is in your formula; the list is on the bag, too.
        """),
        "faq": (
            question(
                "Where do the herbs come from?",
                "Our supplier tests each batch for heavy metals, pesticides and mix-ups. We show "
                "you the report if you like.",
            ),
        ),
    },
    body=(
        text("""
            ## What the evidence says

            It differs from formula to formula. A few have been tested in decent trials, most have
            a long history and little research. We tell you which kind yours is.
        """),
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
        "what_happens": Rich("""
            You write down what you eat for four ordinary days. We look at it together without
            raised eyebrows and choose two or three changes: more protein at breakfast, a warm
            lunch, less alcohol before bed. Four weeks later we see what worked.
        """),
        "who_must_not": Rich("""
            We do not treat eating disorders, and we do not replace the diet your care team set for
            diabetes, kidney disease or cancer. We gladly read along.
        """),
        "faq": (
            question(
                "Do I have to give up coffee?",
                "Probably not. If you sleep badly, we may ask you to drink it before noon.",
            ),
        ),
    },
    body=(
        text("""
            ## What the evidence says

            That food matters for weight, blood sugar, sleep and heart is beyond doubt. That one
            food cures pain or that everybody should avoid the same things is not supported, and
            we do not teach it.
        """),
        note(
            "What to bring",
            "Four days on paper, a list of your medicines, and nothing else.",
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
        "what_happens": Rich("""
            You wear something soft. Your therapist works along muscles and joints with thumbs,
            palms and forearms, sometimes through a thin cloth. It can be as gentle or as firm as
            you like; say so at any time. Many people combine it with [acupuncture](acupuncture)
            on the same day.
        """),
        "who_must_not": Rich("""
            Please see a doctor first

            - after a recent fracture or surgery
            - with thin bones or a fever
            - with a leg that is warm and swollen
        """),
        "side_effects": Rich("""
            - **Common:** sore muscles for a day, as after gardening.
            - **Uncommon:** a bruise where the skin is thin.
        """),
        "aftercare": Rich("Keep warm and move as usual. Tell us next time what was too much."),
        "faq": (
            question(
                "What shall I wear?",
                "Something soft with long sleeves and legs. You keep it on.",
            ),
        ),
    },
    body=(
        text("""
            ## What the evidence says

            Massage of several kinds eases neck and low back pain for days to weeks, with modest
            effects. There is no good sign that one school of massage is better than the others.
            Choose the one you enjoy.
        """),
        text("Tui na is offered at our house in [Edina](edina)."),
    ),
    links={"location_links": ("edina",)},
)

SHEETS = (ACUPUNCTURE, ELECTROACUPUNCTURE, CUPPING, HERBS, NUTRITION, TUI_NA)
