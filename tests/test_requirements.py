"""What is pinned can be installed on the oldest Python that we promise."""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PIN = re.compile(r"^([\w.-]+)(?:\[.*\])?==([^\s;]+)", re.MULTILINE)
OTHERS_NEED = "# --- What those need ---"


def pins() -> list[tuple[str, str]]:
    """Name and version of every pinned package."""
    files = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
    return [pin for file in files for pin in PIN.findall(file.read_text())]


def test_every_pin_is_installed():
    assert len(pins()) > 80
    wrong = [(name, version) for name, version in pins() if distribution(name).version != version]
    assert wrong == []


def test_every_pin_takes_the_first_release_of_the_oldest_python():
    """Debian 12 has 3.11.2; some packages ask for 3.11.5, which a newer 3.11 does not notice."""
    oldest = PROJECT["requires-python"].removeprefix(">=") + ".0"
    asked = {name: distribution(name).metadata["Requires-Python"] or "" for name, _ in pins()}
    assert {n: spec for n, spec in asked.items() if not SpecifierSet(spec).contains(oldest)} == {}


def test_what_the_plugin_asks_for_is_pinned_among_what_we_use_ourselves():
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    asked = {canonicalize_name(Requirement(one).name) for one in PROJECT["dependencies"] + extras}
    ours, _mark, _theirs = (ROOT / "requirements.txt").read_text().partition(OTHERS_NEED)
    assert asked - {canonicalize_name(name) for name, _version in PIN.findall(ours)} == set()
