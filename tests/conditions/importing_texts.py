"""Texts for the importer's tests, written for them: the shapes are those of real files."""

# Bullets with the number typed inside, bodies as bullets below them, non-breaking indents, two
# spaces after full stops, numbers with places, a byline and a photo credit.
SHOULDER = (
    "4 Habits for Calmer Shoulders\n"
    "\n"
    "Most of us carry our week in our shoulders.\n"
    "\n"
    "Chronic pain there is common, and it is tiring.\u00a0 Small habits help.\u00a0\n"
    "\n"
    "What Can You Do About Shoulder Pain?\n"
    "\u00a0 • 1. Move Before It Hurts\n"
    "\u00a0 \u00a0 • A short walk every hour keeps the muscles warm, and it is easier to keep up"
    " than one long walk. Frozen Shoulder is a different matter and needs a plan of its own.\n"
    "\u00a0 • 2. Sleep With Support\n"
    "\u00a0 \u00a0 • A firm pillow under the arm takes the weight off the joint while you rest,"
    " which people with tendinitis often notice first.\n"
    "\n"
    "\n"
    "Come and Be Treated\n"
    "\n"
    "We look at how you move first.\u00a0 Electro acupuncture, also written electroacupuncture,"
    " and cupping are two of the ways we work.\n"
    "\n"
    "If you want to know more, set up a free consultation by giving us a call at 651-224-6678 in"
    " St. Paul, or 952-303-4115 in Edina, or book online.\u00a0\n"
    "\n"
    "Nora Feld LAc\n"
    "\n"
    "Photo by Ines Brandt on Pexels"
)

# Broken at a width, with an underlined title and numbers without bullets.
WRAPPED = """\
Sleeping Through a Cold Night
=============================
By Dr. Ida Kern, L.Ac., Dipl. OM
March 3, 2024

A cold bedroom keeps many people awake, and most of them
do not know that the feet decide it. Warm feet tell the
body that the day is over.

1. Warm your feet

A bottle of warm water is enough. Take it away again before
you fall asleep.

2. Dim the light

Bright light says noon to the brain. Turn it down an hour
before bed, and leave the telephone in the kitchen.

Nothing of this replaces a doctor.
"""

# Headings glued to their text, a list that no bullet marks, marks on lines of their own.
GLUED = """\
Ankle Sprain
An ankle rolls inwards and the outer ligament gives. It hurts at once.

Signs
The joint swells within the hour. Other common signs include:

Bruising below the bone
Pain when you stand
A feeling of giving way
First aid
There is an order to it, and it is easy to remember:

·
Rest the leg.
·
Cool it for ten minutes.
Get help
Please contact us for a free evaluation.
"""
