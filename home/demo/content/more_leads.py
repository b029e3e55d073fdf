"""More requests for the demo's inbox, so that every list and report has something to show.

What they are, with the twelve of `leads`: overnight arrivals, people put off, moved, merged, asked
twice, answered by mail, booked, come and not come, closed for each reason, in quarantine, on hold.
"""

from typing import Any

from .leads import Story, step


def _person(name: str, phone: str = "", email: str = "", **answers: Any) -> dict[str, Any]:
    facts = {"name": name, "phone_typed": phone, "email": email, **answers}
    return {key: value for key, value in facts.items() if value}


MORE_STORIES = (
    Story(
        0,
        _person(
            "Nadia Osman", "651-555-0112", "nadia.osman@example.com", topic="Headache and migraine"
        ),
        about="keeping-a-headache-diary",
        wanted="st-paul",
        after_closing=95,
    ),
    Story(
        0,
        _person(
            "Rosa Quintanilla",
            "952-555-0119",
            language="es",
            topic="Low back pain",
            message="Trabajo de noche, por favor llamen después de las dos.",
            preferred_times=("afternoon",),
        ),
        about="low-back-pain",
        wanted="edina",
        after_closing=340,
    ),
    Story(
        0,
        _person("Per Lindholm", email="per.lindholm@example.com", topic="Tui na"),
        about="tui-na",
        after_closing=160,
    ),
    Story(
        76,
        _person(
            "Ayaan Farah",
            "651-555-0133",
            "ayaan.farah@example.com",
            language="so",
            topic="Sciatica",
            message="Is there parking? I do not walk far.",
        ),
        about="sciatica",
        wanted="st-paul",
        steps=(
            step(30, "assign"),
            step(
                15,
                "reply",
                subject="Parking at St. Paul",
                text="Hello Ayaan,\n\nthere is a lot behind the house, twelve steps from the door. "
                "When may we call you?",
            ),
            step(240, "they_replied", text="Any afternoon is fine."),
        ),
    ),
    Story(
        28,
        _person("Colleen Marsh", "952-555-0138", topic="Stress and tension", acquaintance="new"),
        about="stress-and-tension",
        wanted="edina",
        steps=(
            step(50, "log_call", outcome="spoke", text="Comes back from vacation next week."),
            step(2, "snooze", days_from_now=6, clock="10:00", text="After her vacation."),
        ),
    ),
    Story(
        54,
        _person("Ray Bergstrom", "651-555-0141", topic="Knee osteoarthritis"),
        about="knee-osteoarthritis",
        wanted="st-paul",
        steps=(
            step(20, "log_call", outcome="voicemail"),
            step(3, "snooze", days_from_now=1, clock="13:45", text="Works mornings."),
        ),
    ),
    Story(
        78,
        _person("Dora Whitcomb", "651-555-0145", "dora.whitcomb@example.com", topic="Hip pain"),
        about="hip-pain",
        wanted="st-paul",
        steps=(
            step(40, "log_call", outcome="spoke", text="Undecided between the two houses."),
            step(1500, "again", message="One more thing: my knee hurts, too.", topic="Knee pain"),
        ),
    ),
    Story(
        60,
        _person("Elias Haddad", "952-555-0151", topic="Neck and shoulder pain"),
        about="neck-and-shoulder-pain",
        wanted="edina",
        key="haddad",
        steps=(step(35, "log_call", outcome="spoke", text="Will look at his calendar."),),
    ),
    Story(
        57,
        _person("E. Haddad", email="elias.haddad@example.com", message="Do you open on Saturdays?"),
        about="request",
        wanted="edina",
        steps=(
            step(45, "reply", subject="Saturdays", text="Hello,\n\nSt. Paul does, until one."),
            step(30, "merge", into="haddad"),
        ),
    ),
    Story(
        102,
        _person("Sylvia Trang", "612-555-0157", "sylvia.trang@example.com", topic="Insomnia"),
        about="insomnia",
        wanted="st-paul",
        steps=(
            step(25, "log_call", outcome="spoke", text="Wakes at three every night."),
            step(3, "book", in_days=1, clock="10:30", appointment_with="Mai See Vang"),
            step(60, "attend", attendance="attended"),
        ),
    ),
    Story(
        126,
        _person("Bob Kettering", "952-555-0161", topic="Low back pain", acquaintance="returning"),
        about="low-back-pain",
        wanted="edina",
        steps=(
            step(15, "assign"),
            step(30, "log_call", outcome="spoke"),
            step(2, "book", in_days=2, clock="09:00", appointment_with="Daniel Okafor"),
            step(60, "attend", attendance="attended", text="Wants four more."),
        ),
    ),
    Story(
        150,
        _person("Farrah Nilsson", "651-555-0166", "farrah.n@example.com", topic="Hip bursitis"),
        about="hip-bursitis",
        wanted="st-paul",
        steps=(
            step(70, "log_call", outcome="voicemail"),
            step(400, "log_call", outcome="spoke", text="Rang back after two days."),
            step(2, "book", in_days=1, clock="16:00", appointment_with="Elena Marquez"),
            step(90, "attend", attendance="no_show"),
            step(40, "note", text="Left a message, no answer so far."),
        ),
    ),
    Story(
        174,
        _person("Cheng Yang", "651-555-0169", language="hmn", topic="Headache and migraine"),
        about="mai-see-vang",
        steps=(
            step(30, "log_call", outcome="spoke", text="Mai See spoke with him in Hmong."),
            step(2, "book", in_days=3, clock="11:00", appointment_with="Mai See Vang"),
            step(60, "attend", attendance="attended"),
        ),
    ),
    Story(
        132,
        _person("Lena Odegaard", "952-555-0174", topic="Knee osteoarthritis"),
        about="katie-steffensen",
        wanted="edina",
        steps=(
            step(45, "log_call", outcome="spoke"),
            step(3, "book", in_days=2, clock="14:00", appointment_with="Katie Steffensen"),
        ),
    ),
    Story(
        198,
        _person("Hector Salas", "651-555-0177", language="es", topic="Sciatica"),
        about="sciatica",
        wanted="st-paul",
        steps=(
            step(60, "log_call", outcome="spoke", text="In Spanish."),
            step(3, "book", in_days=2, clock="17:00", appointment_with="Elena Marquez"),
            step(60, "attend", attendance="attended"),
        ),
    ),
    Story(
        156,
        _person("Gwen Abara", "952-555-0181", "gwen.abara@example.com", topic="Neck pain"),
        about="four-small-breaks-at-the-desk",
        from_edina_site=True,
        steps=(
            step(80, "reply", subject="Your request", text="Hello Gwen,\n\nwhen may we call you?"),
            step(2600, "close", reason="no_response"),
        ),
    ),
    Story(
        180,
        _person("Ted Rasmussen", "651-555-0186", topic="Fertility", message="Do you treat this?"),
        about="what-the-research-says",
        wanted="st-paul",
        steps=(
            step(90, "log_call", outcome="spoke"),
            step(2, "close", reason="not_suitable", text="Gave him the name of a clinic."),
        ),
    ),
    Story(
        205,
        _person("Ines Fournier", email="ines.fournier@example.com", topic="Cupping"),
        about="cupping",
        wanted="edina",
        steps=(
            step(300, "reply", subject="Cupping", text="Hello Ines,\n\nyes, on most days."),
            step(1500, "close", reason="went_elsewhere", text="Found somebody nearer."),
        ),
    ),
    Story(
        82,
        _person("Ola Brandt", "651-555-0193", topic="Electroacupuncture", message="How much?"),
        about="electroacupuncture",
        wanted="st-paul",
        steps=(
            step(20, "log_call", outcome="spoke"),
            step(1, "close", reason="answered"),
            step(500, "reopen", text="Rang again: would like to come after all."),
        ),
    ),
    Story(
        44,
        _person("Best Backlinks", email="sales@example.com", message="1000 links for your page"),
        about="request",
        suspicions=("honeypot",),
    ),
    Story(
        66,
        _person("Mona Keller", "952-555-0196", topic="Stress and tension"),
        about="request",
        wanted="edina",
        suspicions=("too_fast",),
        steps=(
            step(45, "release", text="A real person, she types fast."),
            step(5, "log_call", outcome="voicemail"),
        ),
    ),
    Story(
        110,
        _person("asdf asdf", email="asdf@example.com", message="asdf"),
        about="request",
        wanted="st-paul",
        steps=(step(30, "quarantine", text="Nobody's name."),),
    ),
    Story(
        390,
        _person("Harriet Blom", "651-555-0119", topic="Knee osteoarthritis"),
        about="knee-osteoarthritis",
        wanted="st-paul",
        steps=(
            step(30, "log_call", outcome="spoke", text="Books online, when she knows her shifts."),
            step(2, "book", appointment_with="Elena Marquez"),
        ),
    ),
    Story(
        48,
        _person("Grace Amundsen", "651-555-0198", source="phone", topic="Hip pain"),
        about="request",
        wanted="st-paul",
        steps=(
            step(1, "log_call", outcome="spoke", text="She rang. Prefers Tuesdays."),
            step(2, "book", in_days=5, clock="15:00", appointment_with="Elena Marquez"),
        ),
    ),
    Story(
        25,
        _person("Leo Strand", "952-555-0103", source="walk_in", topic="Cupping"),
        about="request",
        wanted="edina",
        steps=(
            step(2, "assign"),
            step(5, "await_visitor", text="Stood at the counter, took a leaflet, will ring."),
        ),
    ),
    Story(
        220,
        _person("Vivian Crane", "651-555-0106", "v.crane@example.com", topic="Low back pain"),
        about="low-back-pain",
        wanted="st-paul",
        steps=(
            step(60, "log_call", outcome="spoke", text="Says that she was hurt in a car."),
            step(3, "close", reason="went_elsewhere"),
            step(600, "hold", reason="Her lawyer asked us to keep everything (letter on file)."),
        ),
    ),
    Story(
        240,
        _person("Somebody Who Wrote", "952-555-0108", topic="Insomnia"),
        about="insomnia",
        wanted="edina",
        steps=(
            step(60, "log_call", outcome="spoke", text="Asks us to delete everything."),
            step(2, "close", reason="answered"),
            step(15, "forget"),
        ),
    ),
    Story(
        38,
        _person("Jonas Reier", email="jonas.reier@exampel.example", topic="Neck pain"),
        about="neck-and-shoulder-pain",
        wanted="st-paul",
        undelivered=True,
        steps=(step(70, "reply", subject="Your request", text="Hello Jonas,\n\nhow about May?"),),
    ),
    Story(
        90,
        _person("Abdi Warsame", "952-555-0122", topic="Tui na", postcode="55105"),
        about="tui-na",
        steps=(
            step(50, "mark_misrouted", expected="st-paul", move_there=True),
            step(60, "log_call", outcome="spoke", text="Lives around the corner from St. Paul."),
        ),
    ),
)
