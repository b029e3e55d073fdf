"""Make the virtual environment: `python cms/install.py FOLDER REQUIREMENTS...` (the Makefile does).

The only file that runs before anything is installed, perhaps on an old Python: its syntax is kept
plain, and every way to fail is one line that says what to do.
"""

import os
import subprocess
import sys

NEEDED = (3, 11)


def main(folder: str, *requirements: str) -> None:
    """Install the requirements into the folder, which is made first if it is not there."""
    check_python()
    python = os.path.join(folder, "bin", "python")
    if not os.path.exists(os.path.join(folder, "bin", "pip")):
        # pip comes last; without it an earlier try was interrupted.
        check_venv()
        run([sys.executable, "-m", "venv", "--clear", folder], f"{folder} could not be made.")
    print(f"Installing {' and '.join(requirements)} into {folder} ...", flush=True)
    command = [python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    for name in requirements:
        command += ["-r", name]
    run(command, "Some packages could not be installed (see above): is the network there?")


def check_python() -> None:
    """Stop on a Python that is too old."""
    if sys.version_info < NEEDED:
        needed, found = (".".join(map(str, version)) for version in (NEEDED, sys.version_info[:3]))
        sys.exit(f"Python {needed} or newer is needed, this is {found}: install python{needed}.")


def check_venv() -> None:
    """Stop where the distribution left out what makes virtual environments."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        package = "python{}.{}-venv".format(*sys.version_info)
        sys.exit(f"This Python lacks venv. On Debian and Ubuntu: apt-get install {package}")


def run(command: "list[str]", message: str) -> None:
    """Run a command; stop with the message if it fails."""
    if subprocess.call(command) != 0:
        sys.exit(message)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
