"""Two web nodes behind nginx and two workers, which share PostgreSQL and Redis; each is killed."""

import random
import time
from functools import partial

from .checker import Findings
from .clinic import Clinic
from .faults import Fault
from .lab import Lab
from .nginx import Nginx
from .redis_faults import RedisServer
from .visitors import Visitors, read_form

ROUNDS, CONTROL_ROUNDS = 3, 1
NODES = WORKERS = 2
UNSAFE = "bench.faults.unsafe.AcknowledgeFirst"


def kill_in_turn(lab: Lab, *, rounds: int, retries: bool = True, **unsafe: str) -> Findings:
    """In each round kill each node and each worker once, and start it again."""
    cache = RedisServer(lab.new_folder("redis"))
    environment = {"CACHE_URL": cache.url, "NUM_PROXIES": "1", "FAULTS_LEASE": "5"} | unsafe
    try:
        with lab.clinic(
            database="postgresql", servers=NODES, workers=WORKERS, **environment
        ) as clinic:
            ports = [server.port for server in clinic.servers]
            nginx = Nginx(lab.new_folder("nginx"), ports, retries=retries)
            try:
                clinic.post_office.slowness = 0.1
                with Visitors(nginx.port, pause=0.1) as visitors:
                    for number in range(rounds * NODES):
                        kill_pair(clinic, number % NODES, visitors)
                    visitors.wait_for(5)
                return clinic.findings(visitors.history, may_copy=rounds * WORKERS)
            finally:
                nginx.kill()
    finally:
        cache.kill()


def kill_pair(clinic: Clinic, number: int, visitors: Visitors) -> None:
    """Kill one node and one worker under load; visitors go on while they are away."""
    node, worker = clinic.servers[number], clinic.workers[number]
    for process in (node, worker):
        visitors.wait_for(3)
        time.sleep(random.uniform(0, 0.3))  # noqa: S311
        process.kill()
    visitors.wait_for(3)
    worker.start()
    node.restart()
    read_form(node.port)  # it answers again, before the other one is killed


def faults(*, quick: bool) -> list[Fault]:
    return [
        Fault(
            name="two-nodes",
            title="Two web nodes and two workers behind nginx, PostgreSQL, Redis: each killed",
            extent=f"{ROUNDS * NODES} nodes, {ROUNDS * WORKERS} workers",
            run=partial(kill_in_turn, rounds=ROUNDS),
            unsafe="acknowledges before it stores",
            control=partial(
                kill_in_turn,
                rounds=CONTROL_ROUNDS,
                FAULTS_MIDDLEWARE=UNSAFE,
            ),
            calm=partial(kill_in_turn, rounds=0, FAULTS_MIDDLEWARE=UNSAFE),
        )
    ]
