"""What the demo's desks have beside their requests: views, absences, webhooks, an import."""

# Path below /dev/webhooks/, location's key ("" for all), name, occasions.
TAKEN, AWAY = "taken", "away"
WEBHOOKS: tuple[tuple[str, str, str, list[str]], ...] = (
    (
        TAKEN,
        "",
        "Practice software",
        ["received", "followed_up", "moved", "overdue", "undelivered"],
    ),
    (AWAY, "edina", "Lobby screen, Edina", ["received"]),
)

# Name, filter, whose: a user's, or shared by the desk of a location (its key).
VIEWS: tuple[tuple[str, str, str, str], ...] = (
    ("Mine, promise ends soon", "is:due assigned:me", "stpaul", ""),
    ("In Spanish", "is:open language:es", "", "st-paul"),
    ("Nobody's yet", "is:new assigned:nobody", "", "st-paul"),
    ("To call back", "is:waiting assigned:me", "edina", ""),
    ("By phone or at the counter", "source:phone,walk-in", "", "edina"),
    ("Closed without an answer", "is:closed reason:no-response", "manager", ""),
)

# User, days from today to the first day, days that it lasts.
ABSENCES: tuple[tuple[str, int, int], ...] = (("edina", 9, 5), ("stpaul", 30, 2))

# Format, hours ago, why, whether it was finished.
COLUMNS = ["reference", "received_at", "location_title", "status", "source", "close_reason"]
EXPORTS: tuple[tuple[str, int, str, bool], ...] = (
    ("xlsx", 26, "Figures for the practice meeting", True),
    ("csv", 27, "The same, for the spreadsheet of the accountant", False),
)

# Days ago, removed on that day.
RETENTION_RUNS: tuple[tuple[int, int], ...] = ((3, 0), (2, 2), (1, 1))

IMPORT_NAME = "requests-before-the-website.csv"
IMPORT_MAPPING = ["received_at", "name", "phone_typed", "email", "status", "topic"]
# Years and days ago instead of a date; who they are is invented.
IMPORT_HEADER = ["Date", "Name", "Phone", "E-mail", "Status", "Topic"]
IMPORT_LINES: tuple[tuple[int, list[str]], ...] = (
    (1400, ["Dorothy Haug", "651-555-0111", "", "Closed", "Hip pain"]),
    (900, ["Bruce Lattimore", "651-555-0112", "", "Closed", "Low back pain"]),
    (300, ["Ines Caballero", "612-555-0113", "ines.caballero@example.com", "Booked", "Insomnia"]),
    (250, ["Noor Said", "612-555-0114", "", "Closed", "Headache and migraine"]),
    (250, ["N. Said", "(612) 555-0114", "", "Closed", "twice in the old list"]),
    (120, ["Gary Olson", "", "not an address", "", ""]),
    (90, ["Yer Moua", "651-555-0116", "", "Closed", "Stress and tension"]),
)
