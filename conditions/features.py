"""What practitioners may use in clinical text: as in all texts, prices, and references to sources.

Only pages that end with a list of sources offer them; a biography has none.
"""

from locations import blocks

PRICE, CITATION = "clinic-price", "clinic-citation"

TEXT_FEATURES = [*blocks.TEXT_FEATURES, PRICE, CITATION]
SECTION_TEXT_FEATURES = [*blocks.SECTION_TEXT_FEATURES, PRICE, CITATION]
SHORT_TEXT_FEATURES = [*blocks.SHORT_TEXT_FEATURES, PRICE, CITATION]
BIOGRAPHY_FEATURES = [*blocks.SHORT_TEXT_FEATURES, PRICE]
