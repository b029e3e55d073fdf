"""What the demo says in Spanish. A sheet's key is that of the English page it translates."""

from . import care, conditions, site

LANGUAGE = "es"
# In the order of the menu.
SHEETS = (site.HOME, *conditions.SHEETS, *care.SHEETS, *site.PLACES, site.REQUEST)
# The addresses of the pages, by key; the others keep theirs.
SLUGS = {
    "conditions": "afecciones",
    "hip-pain": "dolor-de-cadera",
    "low-back-pain": "dolor-de-espalda-baja",
    "treatments": "tratamientos",
    "acupuncture": "acupuntura",
    "locations": "clinicas",
    "st-paul": "clinica-st-paul",
    "edina": "clinica-edina",
    "request": "solicitar-consulta",
}
EMERGENCY_TEXT, CONSENT_TEXT = site.EMERGENCY_TEXT, site.CONSENT_TEXT
ANNOUNCEMENT_TITLE, ANNOUNCEMENT_TEXT = site.ANNOUNCEMENT_TITLE, site.ANNOUNCEMENT_TEXT
