"""Backs, necks and what radiates from them."""

from ...markup import Rich, card, consultation, finding, question
from ...sheets import Sheet

LOW_BACK = Sheet(
    key="low-back-pain",
    title="Low back pain",
    summary="Common, frightening, and in most cases harmless. Moving beats resting.",
    picture="low-back",
    facts={
        "also_called": "lumbago, backache, lumbar pain",
        "is_for_you": Rich("""
            Four out of five adults know it. This page is for you if your low back hurts, with or
            without a pull into the buttock. If the pain runs below the knee, read about
            [sciatica](sciatica).
        """),
        "red_flags": (
            card(
                "emergency",
                """
                - you have new numbness between your legs
                - you cannot pass or hold urine or stool
                - your legs become weak
                """,
            ),
            card(
                "urgent",
                """
                - the pain follows a fall
                - it comes with fever or weight loss
                - you have had cancer, take steroids or have thin bones
                """,
                heading="See a doctor within a day or two if:",
            ),
            card(
                "non_urgent",
                "- the pain has not eased after six weeks",
            ),
        ),
        "symptoms": Rich("""
            - pain or stiffness between the lowest ribs and the buttocks
            - worse after sitting, bending or lifting, better while walking
            - in an acute attack, muscles that lock the back for some days
        """),
        "causes": Rich("""
            In most people no single damaged part can be found, and no scan is needed: muscles,
            joints, sleep and worry act together. An acute attack usually eases within six weeks.
            Pain that stays longer than three months needs more patience, and more than one kind of
            help.
        """),
        "findings": (
            finding(
                "Less pain than with no treatment, when it has lasted for months",
                "helps",
                "moderate",
                """
                The effect is small to moderate and can last for months. Acupuncture is among the
                treatments without drugs that the American College of Physicians suggests trying
                first.[^qaseem-2017]
                """,
                treatment="acupuncture",
            ),
            finding(
                "More than imitation needling does",
                "may_help",
                "low",
                "The difference is small; many people would not notice it.[^mu-2020]",
                treatment="acupuncture",
            ),
            finding(
                "A fresh attack is over sooner",
                "unknown",
                "very_low",
                "Most attacks ease by themselves, so that it is hard to tell.",
                treatment="acupuncture",
            ),
            finding(
                "Less pain for some days or weeks after cupping",
                "may_help",
                "very_low",
                "Small, short studies in which everybody knew what they got.",
                treatment="cupping",
            ),
        ),
        "limits": Rich("""
            We do not put disks or joints back in place; they were not out of it. We cannot promise
            that the pain will not return: it does for many people, and what you do between the
            attacks counts for more than what we do.
        """),
        "what_to_expect": Rich("""
            - **Needles** at the back itself and at distant points on legs and hands, for about 25
              minutes.
            - **Hands and cups:** [tui na](tui-na) or [cupping](cupping) for muscles that guard too
              much.
            - **A plan for moving:** walking, a few exercises, and a clear answer to “may I lift
              this?” Mostly: yes.
        """),
        "visits": Rich("""
            Six visits in six weeks. You should notice on ordinary days, not only on our table,
            that something has changed. If not, we stop.
        """),
        "self_care": Rich("""
            - Stay out of bed during the day.
            - Warmth is pleasant and safe.
            - Go back to work as soon as you can, with lighter tasks if possible.
        """),
        "alternatives": Rich("""
            Exercise, physical therapy, yoga, mindfulness training and spinal manipulation all have
            studies that are about as good. Choose one that you will keep up. Your doctor can add
            a medicine for bad weeks.
        """),
        "faq": (
            question(
                "Do I need an MRI?",
                "Not unless one of the warning signs above is there. Scans of people without pain "
                "show worn disks just as often.",
            ),
            question(
                "Is it safe to lift things?",
                "Yes, in amounts that you are used to. A back that is spared gets weaker.",
            ),
        ),
    },
    body=(consultation("How long has your back been talking to you?", "Tell us about it."),),
    links={"treatment_links": ("acupuncture", "electroacupuncture", "cupping", "tui-na")},
)

SCIATICA = Sheet(
    key="sciatica",
    title="Sciatica",
    summary="Pain that runs from the back down the leg, because a nerve root is irritated.",
    picture="sciatica",
    facts={
        "also_called": "lumbar radiculopathy, pinched nerve, slipped disk",
        "is_for_you": Rich("""
            If the pain shoots below the knee, sometimes with tingling or numbness, it is likely to
            come from a nerve in the back. If it stays in the buttock, it may be the
            [piriformis](piriformis-syndrome).
        """),
        "red_flags": (
            card(
                "emergency",
                """
                - you lose control over bladder or bowel
                - you feel numb where you would sit on a saddle
                - both legs are affected
                """,
            ),
            card(
                "urgent",
                """
                - your foot drops when you walk
                - a leg becomes weaker
                """,
                heading="See a doctor within a day if:",
            ),
        ),
        "symptoms": Rich("""
            - pain from the back or buttock down to the calf or foot, mostly on one side
            - tingling or numbness in a stripe of the leg
            - worse when you sit, cough or sneeze
        """),
        "causes": Rich("""
            A disk or a narrowed passage irritates one of the nerve roots that form the sciatic
            nerve. As alarming as it feels, most people recover within three months without an
            operation, and many disks shrink back on their own.
        """),
        "findings": (
            finding(
                "Less leg pain and more activity when it has lasted for months",
                "may_help",
                "low",
                """
                Earlier studies were small and rough. A larger, carefully run trial from 2024 found
                that people with long-lasting sciatica from a disk had less leg pain and could do
                more after ten visits than people who had imitation needling. One trial is not the
                last word; it is a good reason to try.
                """,
                treatment="acupuncture",
            ),
            finding(
                "Fresh sciatica is over sooner",
                "unknown",
                "very_low",
                "There are too few good studies to say.",
                treatment="acupuncture",
            ),
        ),
        "limits": Rich("""
            Needles do not push a disk back, and they do not bring back strength that is being
            lost. Weakness that grows belongs to a surgeon, not to us.
        """),
        "what_to_expect": Rich("""
            We needle along the low back and the leg, gently while the nerve is angry. We check
            strength, reflexes and feeling at every visit and send you on at once if they get
            worse. Between visits you walk, in short portions. Leg pain usually moves upwards and
            fades before the numbness does.
        """),
        "visits": Rich("""
            Plan for eight to ten visits. After five we decide together whether to go on.
        """),
        "self_care": Rich("""
            - Find the position in which the leg is quiet, and visit it often.
            - Walk several times a day rather than once for long.
            - Sleep on your side with a pillow between the knees.
        """),
        "alternatives": Rich("""
            Time, walking and painkillers are enough for most people. An injection near the nerve
            eases the pain for some weeks. An operation brings relief sooner to people whose leg
            pain does not fade; after a year or two the results are much alike.
        """),
        "faq": (
            question(
                "Should I stay in bed?",
                "No. Lying still for days makes it last longer. Change positions often instead.",
            ),
        ),
    },
    body=(consultation("Does the pain go below your knee?", "Ask us what to do first."),),
    links={"treatment_links": ("acupuncture", "electroacupuncture")},
)

NECK = Sheet(
    key="neck-and-shoulder-pain",
    title="Neck and shoulder pain",
    summary="From the base of the skull to the shoulder blades, often after long days at a screen.",
    picture="neck",
    facts={
        "also_called": "stiff neck, tension neck, cervical pain, tech neck",
        "is_for_you": Rich("""
            This page is for you if neck and shoulders ache on most days, or lock when you turn
            your head. If an arm tingles or is weak, let a doctor examine you first.
        """),
        "red_flags": (
            card(
                "emergency",
                """
                - it starts suddenly together with the worst headache of your life
                - you have trouble speaking, seeing or walking
                - it follows an accident
                """,
                heading="Call 911 or go to an emergency room now for neck pain if:",
            ),
            card(
                "urgent",
                "- you have a fever and cannot bring your chin to your chest",
            ),
            card(
                "non_urgent",
                """
                - your hands become clumsy
                - an arm gets weak
                """,
                heading="See a doctor soon if:",
            ),
        ),
        "symptoms": Rich("""
            - aching or tightness from the base of the skull to the shoulder blades
            - a head that turns less far to one side
            - headaches that begin in the neck
        """),
        "causes": Rich("""
            The neck carries ten pounds of head all day, and for many of us it is the first place
            to store a difficult week. Most neck pain comes from muscles and small joints. It goes
            away, though it likes to return.
        """),
        "findings": (
            finding(
                "Somewhat less pain for weeks to a few months, when it has lasted for months",
                "may_help",
                "moderate",
                "The benefit in the trials is modest.",
                treatment="acupuncture",
            ),
            finding(
                "Together with exercises the relief lasts longer",
                "may_help",
                "low",
                "It seems so; the studies are few.",
                treatment="acupuncture",
            ),
            finding(
                "Fresh whiplash heals sooner",
                "unknown",
                "very_low",
                "There is too little research to say.",
                treatment="acupuncture",
            ),
        ),
        "limits": Rich("""
            Needles do not change how you sit, nor how much is on your desk. Where these keep the
            pain alive, relief is short.
        """),
        "what_to_expect": Rich("""
            Shallow needles along the neck and shoulders, [tui na](tui-na) or [cupping](cupping)
            for the upper back, and a look at your chair, your screen and your breathing. Turning
            the head is usually easier after the second or third visit.
        """),
        "visits": Rich("We plan five visits, once a week, and stop if three have changed nothing."),
        "self_care": Rich("""
            - Raise the screen until its upper edge is at eye level.
            - Let your shoulders sink with every third breath out.
            - Move the neck through its whole comfortable range three times a day.
        """),
        "alternatives": Rich("""
            Strengthening of neck and shoulders has the best evidence for lasting relief. Massage
            feels good and helps for some days.
        """),
        "faq": (
            question(
                "Do you crack necks?",
                "No. None of our practitioners manipulates the neck with a quick thrust.",
            ),
        ),
    },
    links={"treatment_links": ("acupuncture", "tui-na", "cupping")},
)

SHEETS = (LOW_BACK, SCIATICA, NECK)
