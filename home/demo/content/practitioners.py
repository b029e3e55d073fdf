"""The people of the demo clinic: invented, except for the name of the imported article's author.

About her nothing is said but what she does here. The licenses are invented with their people; no
board gives such numbers. Days (0 = Monday) are of the locations, leave and expiry count from today.
"""

from ..markup import Rich
from ..sheets import Sheet

KATIE = Sheet(
    key="katie-steffensen",
    title="Katie Steffensen",
    summary="Works with hips, backs and runners' knees, and likes a problem she can put a hand on.",
    picture="katie",
    facts={
        "credentials": "LAc",
        "role": "Licensed acupuncturist, lead for pain and movement",
        "languages": "English",
        "weekdays": {"st-paul": "0,2", "edina": "1,3"},
        "biography": Rich("""
            Katie is at her best with pain that has a place: a muscle that will not let go, a joint
            that complains on the stairs, a hip that hurts at night. She takes the time to find
            out which structure is at fault, and treats it with needles, often with a light
            [current](electroacupuncture), and with cups where they help.

            Her patients go home with two or three exercises and a clear idea of what to expect.
            Where strength or movement is missing, she brings in a physical therapist early and
            the two work side by side.
        """),
    },
    links={
        "location_links": ("st-paul", "edina"),
        "treatment_links": ("acupuncture", "electroacupuncture", "cupping"),
        "condition_links": (
            "hip-pain",
            "piriformis-syndrome",
            "hip-bursitis",
            "low-back-pain",
            "sciatica",
            "knee-osteoarthritis",
        ),
    },
)
MAI = Sheet(
    key="mai-see-vang",
    title="Mai See Vang",
    summary="Cares for people who cannot sleep or settle, in English and in Hmong.",
    picture="mai",
    facts={
        "credentials": "LAc, DAOM, Dipl.OM (NCCAOM)",
        "role": "Doctor of acupuncture, lead for herbal medicine",
        "languages": "English, Hmong",
        "license_type": "Licensed acupuncturist",
        "license_state": "Minnesota",
        "license_number": "DEMO-0002",
        "license_days": 41,
        "weekdays": {"st-paul": "0,1,3,4"},
        "biography": Rich("""
            Mai See grew up on the East Side of St. Paul, where her grandmother knew a plant for
            everything and a warning for most of them. She kept both the interest and the
            caution: before she writes a formula she reads your list of medications twice.

            She studied acupuncture and herbal medicine for seven years and teaches safe practice
            to students. People come to her for sleep, for worry that sits in the stomach, and for
            second opinions about supplements.
        """),
    },
    links={
        "location_links": ("st-paul",),
        "treatment_links": ("acupuncture", "chinese-herbal-medicine", "nutrition-advice"),
        "condition_links": ("insomnia", "stress-and-tension", "headache-and-migraine"),
    },
)
DANIEL = Sheet(
    key="daniel-okafor",
    title="Daniel Okafor",
    summary="Calm hands for necks, shoulders and backs that spend the day at a desk.",
    picture="daniel",
    facts={
        "credentials": "LAc, MAcOM",
        "role": "Licensed acupuncturist and tui na therapist",
        "languages": "English, Igbo",
        "license_type": "Licensed acupuncturist",
        "license_state": "Minnesota",
        "license_number": "DEMO-0003",
        "license_days": 400,
        "weekdays": {"edina": "0,2,4"},
        "leave": {"from": 5, "days": 14, "note": "Katie looks after his patients."},
        "biography": Rich("""
            Daniel was a physical therapy assistant for nine years before he trained in
            acupuncture. He still thinks in movements: what can you not do today that you would
            like to do again next month?

            Much of his work is done with his hands. He combines [tui na](tui-na) with a few
            well-placed needles, and he is the person to see if you are uneasy about needles
            altogether.
        """),
    },
    links={
        "location_links": ("edina",),
        "treatment_links": ("acupuncture", "tui-na", "cupping"),
        "condition_links": (
            "neck-and-shoulder-pain",
            "low-back-pain",
            "headache-and-migraine",
            "stress-and-tension",
        ),
    },
)
ELENA = Sheet(
    key="elena-marquez",
    title="Elena Marquez",
    summary="Thirty years of practice, a liking for hard questions, and patience for long stories.",
    picture="elena",
    facts={
        "credentials": "LAc, MAcOM, Dipl.Ac (NCCAOM)",
        "role": "Licensed acupuncturist, founder",
        "languages": "English, Spanish",
        "license_type": "Licensed acupuncturist",
        "license_state": "Minnesota",
        "license_number": "DEMO-0004",
        "license_days": 700,
        "accepts_new_patients": False,
        "weekdays": {"st-paul": "1,2", "edina": "3"},
        "biography": Rich("""
            Elena opened the house in St. Paul with one treatment table and a borrowed kettle.
            She looks after people with migraine, with worn joints and with pain that has stayed
            for years, and she reads research the way others read crime novels.

            If you want to know how strong the evidence is for what we do, ask her. She will tell
            you, also when the answer is “not very”.
        """),
    },
    links={
        "location_links": ("st-paul", "edina"),
        "treatment_links": ("acupuncture", "electroacupuncture", "nutrition-advice"),
        "condition_links": (
            "headache-and-migraine",
            "knee-osteoarthritis",
            "sciatica",
            "insomnia",
        ),
    },
)
SHEETS = (KATIE, MAI, DANIEL, ELENA)
