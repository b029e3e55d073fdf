"""Run the faults and print one table: `make faults`, `make faults-quick`.

    python -m bench.faults [--quick] [--write] [NAME ...]

Ends with 1 if a fault showed harm, or if a control showed none, or showed some without the fault.
`--write` renews the rows of these faults in docs/reliability.md and leaves the others.
"""

import argparse
import logging
import os
import shutil
import signal
import sys
import tempfile
import traceback
from pathlib import Path

import django

from . import (
    backups,
    clocks,
    crash_points,
    disk_faults,
    killed_senders,
    killed_web,
    lost_connection,
    mail_faults,
    postgresql_faults,
    power_cut,
    redis_faults,
    two_nodes,
    upgrade,
)
from .checker import Findings
from .faults import Fault, Run
from .lab import Lab
from .table import Row, print_row, table, write_row

MODULES = [
    killed_web,
    crash_points,
    killed_senders,
    power_cut,
    disk_faults,
    postgresql_faults,
    lost_connection,
    redis_faults,
    mail_faults,
    clocks,
    backups,
    upgrade,
    two_nodes,
]


def main(arguments: list[str] | None = None) -> int:
    options = read_options(arguments)
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))  # and clean up
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    django.setup()
    logging.disable(logging.CRITICAL)  # of the mail server; this process is no site
    wanted = [one for one in all_faults(quick=options.quick) if is_wanted(one, options)]
    folder = Path(tempfile.mkdtemp(prefix="clinic-faults-"))
    lab = Lab(folder, quick=options.quick)
    try:
        rows = [tried(fault, lab, write=options.write) for fault in wanted]
    finally:
        lab.close()
        if options.keep:
            print(f"Histories, databases and logs are in {folder}")
        else:
            shutil.rmtree(folder)
    print(table(rows))
    return 0 if all(row.is_good for row in rows) else 1


def read_options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    known = [fault.name for fault in all_faults(quick=False)]
    only = f"only these faults: {', '.join(known)}"
    parser.add_argument("names", nargs="*", metavar="NAME", help=only)
    parser.add_argument("--quick", action="store_true", help="the most telling ones, and short")
    parser.add_argument("--write", action="store_true", help="renew their rows")
    parser.add_argument("--keep", action="store_true", help="keep what a run leaves behind")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(known):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    return options


def all_faults(*, quick: bool) -> list[Fault]:
    return [fault for module in MODULES for fault in module.faults(quick=quick)]


def is_wanted(fault: Fault, options: argparse.Namespace) -> bool:
    if options.names:
        return fault.name in options.names
    return fault.is_quick or not options.quick


def tried(fault: Fault, lab: Lab, *, write: bool) -> Row:
    """Run a fault, its control, and the control without the fault."""
    row = Row(fault, *(finding(run, lab) for run in (fault.run, fault.control, fault.calm)))
    print_row(row)
    if write:
        write_row(row)
    return row


def finding(run: Run, lab: Lab) -> Findings | None:
    """None when the run itself broke, which is neither good nor a control that failed."""
    try:
        return run(lab)
    except Exception:
        traceback.print_exc()
        return None


if __name__ == "__main__":
    sys.exit(main())
