"""The demo's accounts, as `make serve` prints them. Everybody knows their password."""

from dataclasses import dataclass

PASSWORD = "demo-clinic"  # noqa: S105 - of the demo only; clinic_seed refuses it in production

PRACTITIONERS = "Practitioners"
DESK_ST_PAUL = "Desk St. Paul"
DESK_EDINA = "Desk Edina"
MANAGERS = "Managers"


@dataclass(frozen=True)
class Account:
    """Somebody who works at the demo clinic. Without a group: the superuser."""

    username: str
    first_name: str
    last_name: str
    role: str
    group: str = ""
    password: str = PASSWORD

    @property
    def email(self) -> str:
        return f"{self.username}@example.com"

    @property
    def is_superuser(self) -> bool:
        return not self.group


ACCOUNTS = (
    Account("katie", "Katie", "Steffensen", "practitioner: writes, sees no leads", PRACTITIONERS),
    Account("stpaul", "Sam", "Lindqvist", "St. Paul desk: its own leads only", DESK_ST_PAUL),
    Account("edina", "Priya", "Raman", "Edina desk: its own leads only", DESK_EDINA),
    Account("manager", "Joan", "Halvorsen", "manager: all leads, all pages", MANAGERS),
    Account("admin", "Alex", "Admin", "superuser"),
)
