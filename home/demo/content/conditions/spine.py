"""Backs, necks and what radiates from them."""

from ...markup import consultation, note, points, text, urgent
from ...sheets import Sheet

LOW_BACK = Sheet(
    key="low-back-pain",
    title="Low back pain",
    summary="Common, frightening, and in most cases harmless. Moving beats resting.",
    picture="low-back",
    facts={"also_called": "lumbago, backache, lumbar pain"},
    body=(
        text("""
            ## What it is

            Four out of five adults know it. In most of them no single damaged part can be found,
            and no scan is needed: muscles, joints, sleep and worry act together. An acute attack
            usually eases within six weeks. Pain that stays longer than three months needs more
            patience, and more than one kind of help.
        """),
        points(
            "What we can do",
            (
                "Needles",
                "At the back itself and at distant points on legs and hands, for about 25 minutes.",
            ),
            (
                "Hands and cups",
                "[Tui na](tui-na) or [cupping](cupping) for muscles that guard too much.",
            ),
            (
                "A plan for moving",
                "Walking, a few exercises, and a clear answer to “may I lift this?” Mostly: yes.",
            ),
        ),
        text("""
            ## What the evidence says

            For back pain that lasts, acupuncture is among the treatments without drugs that the
            American College of Physicians suggests trying first. The effect is small to moderate
            and can last for months. For a fresh attack it is less certain.

            ## What to expect

            Six visits in six weeks. You should notice on ordinary days, not only on our table,
            that something has changed.

            ## What you can do yourself

            - Stay out of bed during the day.
            - Warmth is pleasant and safe.
            - Go back to work as soon as you can, with lighter tasks if possible.
        """),
        urgent("""
            Call 911 or go to an emergency room if you have new numbness between your legs, cannot
            pass or hold urine or stool, or your legs become weak. See a doctor within a day or two
            if the pain follows a fall, comes with fever or weight loss, or if you have had cancer,
            take steroids or have thin bones.
        """),
        consultation("How long has your back been talking to you?", "Tell us about it."),
    ),
    links={"treatment_links": ("acupuncture", "electroacupuncture", "cupping", "tui-na")},
)

SCIATICA = Sheet(
    key="sciatica",
    title="Sciatica",
    summary="Pain that runs from the back down the leg, because a nerve root is irritated.",
    picture="sciatica",
    facts={"also_called": "lumbar radiculopathy, pinched nerve, slipped disk"},
    body=(
        text("""
            ## What it is

            A disk or a narrowed passage irritates one of the nerve roots that form the sciatic
            nerve. The pain shoots below the knee, sometimes with tingling or numbness. As alarming
            as it feels, most people recover within three months without an operation, and many
            disks shrink back on their own.

            ## What we can do

            We needle along the low back and the leg, gently while the nerve is angry. We check
            strength, reflexes and feeling at every visit and send you on at once if they get
            worse. Between visits you walk, in short portions.

            ## What the evidence says

            Earlier studies were small and rough. A larger, carefully run trial from 2024 found
            that people with long-lasting sciatica from a disk had less leg pain and could do more
            after ten visits than people who had imitation needling. One trial is not the last
            word; it is a good reason to try.

            ## What to expect

            Leg pain usually moves upwards and fades before the numbness does. Plan for eight to
            ten visits.

            ## What you can do yourself

            - Find the position in which the leg is quiet, and visit it often.
            - Walk several times a day rather than once for long.
            - Sleep on your side with a pillow between the knees.
        """),
        urgent("""
            Call 911 or go to an emergency room if you lose control over bladder or bowel, feel
            numb where you would sit on a saddle, or both legs are affected. See a doctor within a
            day if your foot drops or a leg becomes weaker.
        """),
        consultation("Does the pain go below your knee?", "Ask us what to do first."),
    ),
    links={"treatment_links": ("acupuncture", "electroacupuncture")},
)

NECK = Sheet(
    key="neck-and-shoulder-pain",
    title="Neck and shoulder pain",
    summary="From the base of the skull to the shoulder blades, often after long days at a screen.",
    picture="neck",
    facts={"also_called": "stiff neck, tension neck, cervical pain, tech neck"},
    body=(
        text("""
            ## What it is

            The neck carries ten pounds of head all day, and for many of us it is the first place
            to store a difficult week. Most neck pain comes from muscles and small joints. It goes
            away, though it likes to return.

            ## What we can do

            Shallow needles along the neck and shoulders, [tui na](tui-na) or [cupping](cupping)
            for the upper back, and a look at your chair, your screen and your breathing.

            ## What the evidence says

            For neck pain that has lasted for months, trials show a modest benefit of acupuncture
            for weeks to a few months. Combined with exercises it seems to last longer. For fresh
            whiplash there is too little research to say.

            ## What to expect

            Turning the head is usually easier after the second or third visit. We plan five.

            ## What you can do yourself

            - Raise the screen until its upper edge is at eye level.
            - Let your shoulders sink with every third breath out.
            - Move the neck through its whole comfortable range three times a day.
        """),
        note(
            "We do not crack necks",
            "None of our practitioners manipulates the neck with a quick thrust.",
        ),
        urgent("""
            Call 911 if neck pain starts suddenly together with the worst headache of your life,
            trouble speaking, seeing or walking, or after an accident. See a doctor today if you
            have a fever and cannot bring your chin to your chest, and soon if your hands become
            clumsy or an arm gets weak.
        """),
    ),
    links={"treatment_links": ("acupuncture", "tui-na", "cupping")},
)

SHEETS = (LOW_BACK, SCIATICA, NECK)
