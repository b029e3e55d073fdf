"""What the demo's desks answer often. The tags in braces become live facts when a reply is used."""

REPLIES = (
    {
        "name": "We tried to call you",
        "subject": "We tried to reach you",
        "body": """Hello {first_name},

we tried to call you about your request {reference}. When is a good time? You can answer this
mail, or call us at {phone}. {location} opens next {opens_next}.

{my_name}""",
    },
    {
        "name": "Your first visit",
        "subject": "Your first visit in {location}",
        "body": """Hello {first_name},

we look forward to seeing you. You find us at {address}. Please eat something light before you come,
wear sleeves and trousers that can be rolled up, and bring a list of what you take.

Should something come up, call {phone}.

{my_name}""",
    },
    {
        "name": "Intentamos llamarle",
        "language": "es",
        "subject": "Intentamos comunicarnos con usted",
        "body": """Hola, {first_name}:

Intentamos llamarle por su solicitud {reference}. ¿A qué hora le conviene? Puede responder a este
correo o llamarnos al {phone}.

{my_name}""",
    },
)
