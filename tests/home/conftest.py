"""The demo clinic, planted with plain little pictures instead of the drawn ones."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from home.demo.pictures import PICTURES
from home.demo.seeding import Outcome, seed

# The Monday before Thanksgiving, 9:30 in the morning in Chicago.
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def plain_pictures() -> dict[str, bytes]:
    file = BytesIO()
    Image.new("RGB", (160, 100), "#7a9").save(file, "JPEG")
    return dict.fromkeys(PICTURES, file.getvalue())


@pytest.fixture
def demo(db, plain_pictures) -> Outcome:
    """The planted demo, with accounts and requests."""
    return seed(
        url="http://clinic.example", with_accounts=True, leads=12, at=NOW, pictures=plain_pictures
    )
