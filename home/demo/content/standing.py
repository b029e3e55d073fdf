"""What stands beside the demo's pages: words explained, a series of articles, disclaimers."""

from dataclasses import dataclass

from ..markup import Rich


@dataclass(frozen=True)
class Term:
    """A word of the trade. Its first name is the one it is listed under."""

    term: str
    definition: Rich
    also_called: str = ""


TERMS = (
    Term(
        "bursa",
        Rich("""
            A thin cushion filled with fluid. It lets a tendon or a muscle glide over bone. When it
            is irritated, doctors speak of bursitis.
        """),
        also_called="bursae",
    ),
    Term(
        "endorphin",
        Rich("""
            A substance that the body makes itself and that dulls pain, for a while and in much the
            same way as some medicines do.
        """),
        also_called="endorphins",
    ),
    Term(
        "NCCAOM",
        Rich("""
            The national board that examines acupuncturists in the United States. “Diplomate” or
            “Dipl.” means that somebody has passed. The license itself comes from the state.
        """),
    ),
    Term(
        "piriformis",
        Rich("""
            A muscle deep in the buttock, from the sacrum to the top of the thigh bone. It turns the
            leg outwards. The sciatic nerve runs beside it, and in some people through it.
        """),
    ),
    Term(
        "placebo",
        Rich("""
            A treatment that looks like the real one and contains nothing of it. Comparing the two
            shows how much of an effect comes from the treatment itself.
        """),
        also_called="placebos",
    ),
    Term(
        "sciatic nerve",
        Rich("""
            The thickest nerve of the body. It runs from the lower back through the buttock and down
            the back of the leg. Pain along it is called sciatica.
        """),
        also_called="sciatic nerves",
    ),
    Term(
        "sham acupuncture",
        Rich("""
            A stand-in for acupuncture in research: needles that do not go in, or in places that are
            not meant to matter. People in a study do not know which kind they get.
        """),
        also_called="sham needling, sham needles",
    ),
)

SERIES_TITLE = "Small things you can do yourself"
SERIES_TEXT = "Three short articles with one habit each. None of them takes more than five minutes."
SERIES_PARTS = ("keeping-a-headache-diary", "four-small-breaks-at-the-desk", "a-quiet-evening")

DISCLAIMERS = {
    "condition": Rich("""
        This page explains; it does not diagnose. Whether it fits you, only somebody can say who has
        asked and examined you. Do not put off seeing a doctor because of something you read here.
    """),
    "treatment": Rich("""
        What helps one person may not help another, and we promise no result. Tell us about your
        medications and illnesses before a treatment, and do not stop a medicine on your own.
    """),
    "article": Rich("""
        This article is for information and does not replace the advice of somebody who knows you.
        In an emergency call 911.
    """),
    "all": Rich("""
        What stands on this site is for information and does not replace medical advice. In an
        emergency call 911.
    """),
}
