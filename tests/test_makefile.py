"""What the Makefile says of the tests is so."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# A mark of this kind leaves a test to `make browser`.
MARKED = re.compile(r"^(?:@|pytestmark = )pytest\.mark\.(?:browser|demo)$", re.MULTILINE)


def test_make_browser_looks_wherever_tests_are_left_to_it():
    named = re.search(r"^BROWSING = (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    places = [ROOT / name for name in named[1].split()]
    marked = {file for file in (ROOT / "tests").rglob("*.py") if MARKED.search(file.read_text())}
    assert len(marked) > 10
    assert {file for file in marked if not {file, *file.parents} & set(places)} == set()
