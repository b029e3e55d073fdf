"""What tests of the API share."""

import pytest

PAGES = "/api/v3/clinic/pages/"


@pytest.fixture
def told(client):
    """What is told of one page."""

    def told(page, **asked):
        answer = client.get(f"{PAGES}{page.pk}/", asked)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return told
