"""Kill web nodes and workers of a site of two machines; print what was lost or sent twice.

    .venv/bin/python -m bench.two_nodes

Starts all of it on this machine: nginx, two web nodes, two workers, PostgreSQL and Redis of their
own. It is the row "two-nodes" of the faults: bench/faults/two_nodes.py says what is done.
"""

import sys

from bench.faults.__main__ import main

if __name__ == "__main__":
    sys.exit(main(["two-nodes"]))
