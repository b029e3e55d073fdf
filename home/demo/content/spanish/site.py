"""The front page, the lists, the houses and the request page in Spanish."""

from ...markup import Rich, consultation, note, points, text
from ...sheets import Sheet

EMERGENCY_TEXT = (
    "Nuestros formularios y buzones no son para emergencias y nadie los lee por la noche. Si puede "
    "estar en peligro, llame al 911. Si piensa en hacerse daño, llame o envíe un mensaje de texto "
    "al 988 a cualquier hora."
)
CONSENT_TEXT = (
    "Al enviar este formulario, usted acepta que nuestra recepción se comunique con usted acerca "
    "de su solicitud por el medio que eligió. No usamos lo que escribe para ninguna otra cosa ni "
    "se lo damos a nadie."
)

ANNOUNCEMENT_TITLE = "Este mes, primera charla gratis por teléfono"
ANNOUNCEMENT_TEXT = Rich("""
    Pregúntele a un acupunturista si vale la pena probar: llámenos en horas de atención o deje que
    le llamemos.
""")

HOME = Sheet(
    key="clinic",
    title="Twin Rivers Acupuncture",
    summary=(
        "Cuatro acupunturistas con licencia, dos casas tranquilas y palabras claras sobre lo que "
        "puede ayudarle y lo que no."
    ),
    facts={"headline": "Menos dolor, mejor sueño, un paso a la vez"},
    body=(
        text("""
            ## Una atención que empieza por escuchar

            La gente viene a vernos por una cadera que duele en las escaleras, por un dolor de
            cabeza que se lleva el fin de semana o por noches que no terminan. Nos tomamos el tiempo
            de entender qué pasa, tratamos con agujas finas y manos suaves, y le decimos con
            franqueza cuando otra cosa le serviría más.

            Trabajamos junto con su médico y su fisioterapeuta, nunca en lugar de ellos.
        """),
        points(
            "Cómo trabajamos",
            (
                "Una primera charla, sin costo",
                "Cuéntele a nuestra recepción qué busca. Respondemos sus preguntas y le decimos si "
                "tiene sentido probar la acupuntura.",
            ),
            (
                "Una primera visita de 75 minutos",
                "Su acupunturista pregunta, examina y trata el mismo día, y propone un plan: por "
                "lo general de cuatro a seis visitas, y después una mirada honesta a lo que "
                "cambió.",
            ),
            (
                "Un plan con final",
                "Si nada ha cambiado después de seis visitas, paramos y hablamos de otras "
                "opciones. Si ayuda, espaciamos las visitas hasta que ya no nos necesite.",
            ),
        ),
        note(
            "¿Cuánto cuesta?",
            "La página de cada [tratamiento](treatments) muestra su precio y su duración. Le damos "
            "un recibo detallado para su seguro, y aceptamos tarjetas HSA y FSA.",
        ),
        consultation(
            "¿No sabe si podemos ayudarle?",
            "Pregúntenos. Una primera charla no cuesta nada y no le compromete a nada.",
        ),
    ),
)
LOCATIONS = Sheet(
    key="locations",
    title="Nuestras clínicas",
    summary="Dos casas, una a cada lado del río, ambas sin escalón en la puerta.",
)
ST_PAUL = Sheet(
    key="st-paul",
    title="St. Paul",
    summary=(
        "Una casa de ladrillo en una esquina al oeste del centro, abierta seis días por semana y "
        "dos noches."
    ),
    facts={
        "directions": (
            "Estamos en la casa de ladrillo de la esquina, bajo el toldo a rayas. La sala de "
            "espera está en la planta baja, detrás de la puerta verde."
        ),
        "parking": (
            "Seis lugares gratuitos detrás de la casa; se entra por el callejón. En la avenida se "
            "puede estacionar gratis durante dos horas."
        ),
        "transit": (
            "Dos líneas de autobús paran a menos de una cuadra; el tren ligero queda a doce "
            "minutos a pie. Hay un soporte para bicicletas junto a la entrada."
        ),
        "access": (
            "Una rampa con pasamanos lleva a la puerta, que se abre con un botón. Dos de nuestras "
            "cinco salas y el baño están en la planta baja. Una camilla se puede bajar hasta 18 "
            "pulgadas."
        ),
    },
)
EDINA = Sheet(
    key="edina",
    title="Edina",
    summary=(
        "Una casa baja y luminosa con estacionamiento propio, abierta desde temprano de lunes a "
        "viernes."
    ),
    facts={
        "directions": (
            "Dé vuelta donde está la banca, bajo el viejo arce. La oficina 120 es la entrada de "
            "madera, a mano derecha."
        ),
        "parking": (
            "Catorce lugares gratuitos frente a la casa, dos de ellos reservados y más anchos."
        ),
        "transit": (
            "Una línea de autobús para al final de la calle, a cuatro minutos a pie. En invierno "
            "el camino está limpio de nieve a las ocho."
        ),
        "access": (
            "Todo está en un solo nivel, sin umbrales. Las puertas miden 36 pulgadas de ancho, el "
            "baño tiene barras de apoyo y todas las camillas suben y bajan."
        ),
    },
)
REQUEST = Sheet(
    key="request",
    title="Solicitar una consulta",
    summary=(
        "Déjenos una forma de comunicarnos con usted. Una persona de nuestra recepción le "
        "responderá."
    ),
    facts={
        "introduction": Rich("""
            Díganos cómo podemos comunicarnos con usted y qué casa le queda mejor. No hace falta que
            escriba aquí sobre su salud: preferimos hablar de eso en persona.

            ¿Prefiere llamar? Nuestro número está en la parte superior de cada página.
        """),
        "thanks_text": Rich("""
            Por ahora no necesitamos nada más de usted. Si algo cambia, llámenos y mencione su
            número de referencia.
        """),
    },
)
PLACES = (LOCATIONS, ST_PAUL, EDINA)
