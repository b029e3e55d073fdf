"""Words by which conditions and treatments are recognised that the site has no page for yet.

General vocabulary of the field, used only to suggest: links are made to the site's own pages.
"""

# What hurts: “hip pain”, “lower back injury”.
BODY_PARTS = frozenset(
    "abdominal ankle arm back calf chest elbow face facial finger foot forearm groin hamstring hand"
    " head heel hip jaw joint knee leg lumbar muscle neck nerve pelvic rib sciatic shoulder shin"
    " spinal spine stomach tailbone tendon thigh thumb toe tooth wrist".split()
)
BODY_MODIFIERS = frozenset("lower upper mid middle inner outer low".split())
COMPLAINTS = frozenset("ache arthritis injury pain sprain stiffness strain".split())
# Kinds of pain that are a condition of their own.
PAIN_KINDS = frozenset("chronic menstrual neuropathic period postoperative".split())

# Words that name an illness by their ending: bursitis, neuralgia.
ILLNESS_ENDINGS = ("itis", "algia", "neuropathy")
ILLNESS_ADJECTIVES = frozenset(
    "plantar rheumatoid psoriatic trigeminal peripheral diabetic".split()
)

# Words before “syndrome” that are no part of its name.
NO_SYNDROME_NAMES = frozenset(
    "a an and any about called cause causes common for from have has help helps in is like my of"
    " or relieve relieves such that the this treat treating treats understanding what with"
    " your".split()
)

CONDITIONS = (
    "acid reflux",
    "acne",
    "allergies",
    "anxiety",
    "asthma",
    "bone loss",
    "carpal tunnel",
    "constipation",
    "depression",
    "dizziness",
    "dry skin",
    "eczema",
    "endometriosis",
    "fatigue",
    "fertility",
    "fibroids",
    "frozen shoulder",
    "golfer's elbow",
    "hay fever",
    "headache",
    "hernia",
    "herniated disc",
    "high blood pressure",
    "hot flashes",
    "indigestion",
    "infertility",
    "insomnia",
    "irritable bowel",
    "menopause",
    "migraine",
    "missing teeth",
    "morning sickness",
    "multiple sclerosis",
    "nausea",
    "osteoporosis",
    "pinched nerve",
    "psoriasis",
    "restless legs",
    "sciatica",
    "scoliosis",
    "shingles",
    "slipped disc",
    "sports injury",
    "tennis elbow",
    "tinnitus",
    "trigger finger",
    "vertigo",
    "whiplash",
)

TREATMENTS = (
    "acupressure",
    "acupuncture",
    "auricular acupuncture",
    "ayurveda",
    "chinese herbs",
    "chiropractic",
    "craniosacral therapy",
    "cupping",
    "dental bridges",
    "dental implants",
    "dry needling",
    "electroacupuncture",
    "fertility acupuncture",
    "gua sha",
    "herbal formulas",
    "herbal medicine",
    "massage therapy",
    "moxibustion",
    "osteopathy",
    "physical therapy",
    "physiotherapy",
    "pilates",
    "red light therapy",
    "reflexology",
    "reiki",
    "spinal manipulation",
    "tui na",
)

# Names that a text is about without saying them: all of these words stand in one of its
# paragraphs. Who looks for the name is looking for this text.
IMPLIED_CONDITIONS = (
    ("dry eyes", ("eye", "dryness")),
    ("dry skin", ("skin", "dryness")),
    ("infertility", ("fertility",)),
)
IMPLIED_TREATMENTS = (("Chinese herbs", ("acupuncture", "herb")),)
