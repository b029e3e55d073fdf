"""The words of an emergency: in any order, with slips, in each language; and what is none."""

import pytest

from conditions.search.urgent import fold, sounds_urgent
from conditions.search.warning_words import ENGLISH, HMONG, SOMALI, SPANISH
from home.demo.content import conditions, treatments

URGENT = """
I want to kill myself | suicidal | kill my self | suiside | siucidal | I dont want to live any more
want to die | end my life | took too many pills | overdosed | cutting myself | quiero morir
quitarme la vida | ya no quiero vivir | matarme
Chest pain and can’t breathe | pain in chest | pain in the chest | pain in my chest | chest hurts
tightness in chest | chest pressure | ches pain | chest pian | heart atack | heart attack
numb left arm | dolor de pecho | dolor pecho | me duele el pecho | presión en el pecho
dolor torácico | ataque cardíaco | ataque cardiaco | ataque al corazón | infarto
shortness of breath | short of breath | cant breath | can't breathe | trouble breathing
hard to breathe | out of breath | breathless | dificultad para respirar | falta de aire
no puedo respirar | me falta el aire | me ahogo
stroke | strok | face is drooping | slurred speech | arm weakness | can't speak | sudden numbness
worst headache of my life | paralyzed | paralysed | paralized | can't move my legs
se me duerme la cara | boca torcida | derrame cerebral
lost bladder control | loss of bowel control | can't pee | numb groin | saddle numbness
numb between the legs | numb when wiping | both legs are weak | no puedo orinar
adormecimiento en la ingle | perdí el control de la vejiga | stiff neck and fever
siezure | unconcious | passed out | coughing up blood | vomito con sangre | throat is closing
911 | 988 | emergancy | emergencia
mob hauv siab | ua tsis taus pa | xav tuag | xabad xanuun | wadno istaag | is dil
"""

HARMLESS = """
knee pain | hip pain | back pain | left knee pain | jaw pain | groin pain | headache | migraine
chest of drawers | chest | breast pain | iliac crest pain | heel strike | brushstroke | chess
cooking | overdoing exercise | parallel bars | breathing exercises | air quality | self massage
numb fingers | tingling in hands | tight hamstrings | side sleeper | side effects | heartburn
stress | can acupuncture hurt | cutting back on coffee | end of life | life coach | price
no insurance | better sleep | stiff neck | hearing loss
dolor de rodilla | dolor de cabeza | dolor de espalda | cuello rígido | ejercicios de respiración
no hablo inglés | mob caj qaum | xanuun
"""


def queries(text: str) -> list[str]:
    return [
        query.strip() for line in text.split("\n") for query in line.split("|") if query.strip()
    ]


@pytest.mark.parametrize("query", queries(URGENT))
def test_words_of_an_emergency_are_noticed(query):
    assert sounds_urgent(query)
    assert sounds_urgent(f"What if it is {query.upper()}?")


@pytest.mark.parametrize("query", queries(HARMLESS))
def test_other_words_are_not(query):
    assert not sounds_urgent(query)


def test_order_of_words_does_not_matter():
    assert sounds_urgent("breathe I hardly can, trouble")
    assert sounds_urgent("pecho, dolor")


def test_what_the_demo_is_about_is_no_emergency():
    for sheet in [*conditions.SHEETS, *treatments.SHEETS]:
        assert not sounds_urgent(f"{sheet.title} {sheet.facts.get('also_called', '')}")


@pytest.mark.parametrize("words", [ENGLISH, SPANISH, HMONG, SOMALI])
def test_each_sign_of_the_lists_can_be_met(words):
    """A word that is not folded would never be met; each sign is, by the first of its choices."""
    for line in filter(None, words.splitlines()):
        typed = " ".join(choice.split("|")[0].removesuffix(".") for choice in line.split())
        assert fold(typed) == typed
        assert sounds_urgent(typed)


def test_long_query_of_slips_is_read_at_once():
    assert not sounds_urgent("chesk breast suffer panel seize pilot " * 500)
