"""Treatments in Spanish. Price and length are facts of the English page."""

from ...markup import Rich, consultation, question, text
from ...sheets import Sheet

TREATMENTS = Sheet(
    key="treatments",
    title="Tratamientos",
    summary="Qué se hace en cada tratamiento, cuánto dura y cuánto cuesta.",
)
ACUPUNCTURE = Sheet(
    key="acupuncture",
    title="Acupuntura",
    summary=(
        "Agujas estériles, finas como un cabello, media hora de calma y un plan que revisamos con "
        "usted."
    ),
    facts={
        "also_called": "punción con agujas, acupuntura tradicional",
        "what_happens": Rich("""
            Usted se acuesta o se sienta con comodidad. Después de algunas preguntas y un examen
            breve, su acupunturista coloca entre seis y quince agujas. Son casi tan finas como un
            cabello, estériles y de un solo uso. Puede sentir un pinchazo breve y luego calor,
            pesadez o nada. Las agujas se quedan unos 25 minutos mientras usted descansa. Muchas
            personas se quedan dormidas.
        """),
        "who_must_not": Rich("""
            Díganos antes de empezar

            - si está o podría estar embarazada
            - si toma anticoagulantes o sangra con facilidad
            - si tiene un marcapasos u otro dispositivo implantado
            - si alguna vez se ha desmayado al ver agujas

            No ponemos agujas donde la piel está infectada, ni en un brazo o una pierna con
            linfedema.
        """),
        "side_effects": Rich("""
            - **Frecuentes:** una gota de sangre, un moretón pequeño, cansancio o mareo leve durante
              una hora.[^witt-2009][^macpherson-2001]
            - **Poco frecuentes:** el dolor aumenta un día antes de ceder. Díganos y nos adaptamos.
            - **Muy raros:** una infección o una lesión del pulmón. Por eso ponemos las agujas poco
              profundas sobre el pecho, y por eso importan la formación y la licencia. Llame al 911
              si le falta el aire o le duele el pecho después de una visita.
        """),
        "aftercare": Rich("""
            Siéntese unos minutos y tome un vaso de agua. Si siente mareo, no maneje todavía. Todo
            lo demás puede hacerlo como siempre; deje el ejercicio intenso para el día siguiente.
        """),
        "faq": (
            question(
                "¿Duele?",
                "La mayoría de las personas sienten un pinchazo breve o nada. Si una aguja duele "
                "por más tiempo que una respiración, dígalo: la movemos.",
            ),
            question(
                "¿Se vuelven a usar las agujas?",
                "No. Cada una es estéril, se usa una sola vez y se desecha.",
            ),
        ),
    },
    body=(
        text("""
            ## Qué dicen los estudios

            Para el dolor prolongado de espalda baja, cuello y rodilla, y para prevenir la migraña y
            el dolor de cabeza por tensión, los grandes análisis conjuntos de ensayos encuentran que
            las personas con acupuntura están mejor que las que no la reciben. La diferencia entre
            la acupuntura real y la simulada es menor, así que parte del efecto viene de la
            expectativa, el descanso y la atención. Para muchas otras molestias, los estudios son
            muy pocos o muy débiles para prometer algo, y así se lo diremos.
        """),
        consultation(
            "¿Tiene curiosidad, pero le inquietan las agujas?",
            "Venga primero a mirar. Eso no cuesta nada.",
        ),
    ),
)
SHEETS = (TREATMENTS, ACUPUNCTURE)
