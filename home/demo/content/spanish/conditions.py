"""Conditions in Spanish."""

from ...markup import Rich, card, consultation, finding, question
from ...sheets import Sheet

CONDITIONS = Sheet(
    key="conditions",
    title="Afecciones",
    summary="Por qué viene la gente, qué puede ayudar y cuándo ver primero a un médico.",
)
HIP_PAIN = Sheet(
    key="hip-pain",
    title="Dolor de cadera",
    summary="Dolor en la ingle, el costado o el glúteo: de dónde viene decide qué ayuda.",
    facts={
        "also_called": "cadera adolorida, dolor en la ingle, dolor trocantérico",
        "is_for_you": Rich("""
            “Me duele la cadera” puede significar cosas muy distintas. Si puede caminar, el dolor ha
            durado más de unos días y no sabe de dónde viene, empiece aquí.
        """),
        "red_flags": (
            card(
                "emergency",
                """
                - no puede apoyar la pierna después de una caída
                - la pierna se ve más corta o girada hacia afuera
                """,
            ),
            card(
                "urgent",
                """
                - la cadera está caliente y usted tiene fiebre
                - ha tenido cáncer y el dolor le despierta todas las noches
                """,
            ),
        ),
        "symptoms": Rich("""
            - El dolor en la **ingle** suele venir de la articulación misma.
            - El dolor en el **costado** viene casi siempre de los tendones y de un pequeño cojín,
              la bolsa.
            - El dolor profundo en el **glúteo** puede venir de un músculo tenso o de la espalda
              baja.
        """),
        "causes": Rich("""
            Una articulación desgastada, tendones que cargan más de lo acostumbrado, un músculo
            tenso o un nervio de la espalda baja. A menudo es más de una de estas causas.
        """),
        "findings": (
            finding(
                "Alivio moderado del dolor muscular y articular que dura meses",
                "helps",
                "moderate",
                """
                Para el dolor prolongado de músculos y articulaciones en general, en comparación con
                no recibir acupuntura. El alivio suele durar meses.[^vickers-2018]
                """,
                treatment="acupuncture",
            ),
            finding(
                "Menos dolor por artritis de la articulación misma de la cadera",
                "no_effect",
                "moderate",
                """
                Los ensayos hasta ahora muestran poca o ninguna ventaja sobre la acupuntura
                simulada.[^manheimer-2018]
                """,
                treatment="acupuncture",
            ),
            finding(
                "Ejercicio para una cadera con artritis: menos dolor, caminar mejor",
                "helps",
                "moderate",
                """
                El efecto es de pequeño a moderado y necesita ejercicio que
                continúe.[^kolasinski-2020]
                """,
            ),
        ),
        "limits": Rich("""
            Las agujas no reconstruyen una articulación desgastada. Por eso la tratamos solo como
            complemento del ejercicio y por un tiempo limitado. A la larga, el ejercicio logra más
            que nosotros.
        """),
        "what_to_expect": Rich("""
            - **Encontrar el origen.** Probamos cómo gira la cadera, dónde duele al tocar y cómo se
              para en una pierna. Si todo apunta a la articulación o a la espalda, se lo decimos y
              podemos sugerir una radiografía antes de cualquier otra cosa.
            - **Calmar los músculos.** [Acupuntura](acupuncture) en los músculos tensos del glúteo,
              para que moverse duela menos.
            - **Ponerle en movimiento.** Dos o tres ejercicios, y fisioterapia donde falta fuerza.
        """),
        "visits": Rich("""
            De cuatro a seis visitas, una por semana. Si para entonces nada ha cambiado, paramos.
        """),
        "self_care": Rich("""
            - Siga caminando, en tramos que no empeoren el día siguiente.
            - Si pasa mucho tiempo sentado, levántese cada media hora.
            - Ponga una almohada entre las rodillas si duerme de lado.
        """),
        "alternatives": Rich("""
            La fisioterapia tiene las mejores pruebas para casi todos los tipos de dolor de cadera.
            Los analgésicos ayudan por un tiempo. Para una articulación muy desgastada, una prótesis
            es una operación con buenos resultados; su médico puede decirle cuándo vale la pena
            preguntar.
        """),
        "faq": (
            question(
                "¿Necesito primero una radiografía?",
                "Casi nunca. Si la forma en que se mueve su cadera apunta a la articulación, o si "
                "usted se cayó, le pedimos una a su médico antes de empezar.",
            ),
            question(
                "¿Puedo caminar aunque duela?",
                "Sí, mientras el día siguiente no sea peor. Si lo es, camine la mitad de lejos y "
                "el doble de veces.",
            ),
        ),
    },
    body=(consultation("¿Es la cadera o es la espalda?", "Averigüémoslo juntos."),),
)
LOW_BACK = Sheet(
    key="low-back-pain",
    title="Dolor de espalda baja",
    summary="Común, asusta y casi siempre es inofensivo. Moverse es mejor que descansar.",
    facts={
        "also_called": "lumbago, dolor lumbar, dolor de cintura",
        "is_for_you": Rich("""
            Cuatro de cada cinco adultos lo conocen. Esta página es para usted si le duele la
            espalda baja, con o sin un tirón hacia el glúteo.
        """),
        "red_flags": (
            card(
                "emergency",
                """
                - siente un entumecimiento nuevo entre las piernas
                - no puede orinar o evacuar, o no puede contener la orina o las heces
                - las piernas se le debilitan
                """,
            ),
            card(
                "urgent",
                """
                - el dolor empezó después de una caída
                - viene con fiebre o pérdida de peso
                - ha tenido cáncer, toma esteroides o tiene huesos frágiles
                """,
                heading="Vea a un médico en uno o dos días si:",
            ),
            card("non_urgent", "- el dolor no ha cedido después de seis semanas"),
        ),
        "symptoms": Rich("""
            - dolor o rigidez entre las últimas costillas y los glúteos
            - peor al estar sentado, al agacharse o al cargar; mejor al caminar
            - en un ataque agudo, músculos que bloquean la espalda por algunos días
        """),
        "causes": Rich("""
            En la mayoría de las personas no se encuentra una sola parte dañada, y no hace falta
            ninguna imagen: músculos, articulaciones, sueño y preocupación actúan juntos. Un ataque
            agudo suele ceder en seis semanas. El dolor que dura más de tres meses necesita más
            paciencia y más de un tipo de ayuda.
        """),
        "findings": (
            finding(
                "Menos dolor que sin tratamiento, cuando ha durado meses",
                "helps",
                "moderate",
                """
                El efecto es de pequeño a moderado y puede durar meses. La acupuntura está entre los
                tratamientos sin medicamentos que el American College of Physicians sugiere probar
                primero.[^qaseem-2017]
                """,
                treatment="acupuncture",
            ),
            finding(
                "Más que la acupuntura simulada",
                "may_help",
                "low",
                "La diferencia es pequeña; muchas personas no la notarían.[^mu-2020]",
                treatment="acupuncture",
            ),
            finding(
                "Un ataque reciente se pasa antes",
                "unknown",
                "very_low",
                "La mayoría de los ataques ceden solos, así que es difícil saberlo.",
                treatment="acupuncture",
            ),
            finding(
                "Menos dolor por algunos días o semanas después de las ventosas",
                "may_help",
                "very_low",
                "Estudios pequeños y breves en los que todos sabían qué recibían.",
            ),
        ),
        "limits": Rich("""
            No ponemos discos ni articulaciones en su lugar; no se habían salido. No podemos
            prometer que el dolor no vuelva: en muchas personas vuelve, y lo que usted hace entre un
            ataque y otro cuenta más que lo que hacemos nosotros.
        """),
        "what_to_expect": Rich("""
            - **Agujas** en la espalda misma y en puntos distantes de piernas y manos, unos 25
              minutos.
            - **Manos y ventosas** para los músculos que protegen demasiado.
            - **Un plan para moverse:** caminar, algunos ejercicios y una respuesta clara a “¿puedo
              cargar esto?” Casi siempre: sí.
        """),
        "visits": Rich("""
            Seis visitas en seis semanas. Debería notar en los días comunes, no solo en nuestra
            camilla, que algo ha cambiado. Si no, paramos.
        """),
        "self_care": Rich("""
            - No se quede en cama durante el día.
            - El calor es agradable y seguro.
            - Vuelva al trabajo lo antes posible, con tareas más ligeras si se puede.
        """),
        "alternatives": Rich("""
            El ejercicio, la fisioterapia, el yoga, la atención plena y la manipulación de la
            columna tienen estudios más o menos igual de buenos. Elija algo que vaya a mantener. Su
            médico puede añadir un medicamento para las semanas malas.
        """),
        "faq": (
            question(
                "¿Necesito una resonancia magnética?",
                "No, a menos que tenga una de las señales de alarma de arriba. Las imágenes de "
                "personas sin dolor muestran discos desgastados con la misma frecuencia.",
            ),
            question(
                "¿Es seguro levantar cosas?",
                "Sí, en las cantidades a las que está acostumbrado. Una espalda que no se usa se "
                "debilita.",
            ),
        ),
    },
    body=(consultation("¿Desde cuándo le habla su espalda?", "Cuéntenos."),),
)
SHEETS = (CONDITIONS, HIP_PAIN, LOW_BACK)
