"""How a measurement is made: in a process of its own, so that its memory is its own; its figures come back as JSON."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

MILLION = 1_000_000


def command(main: Callable[[int], None], *parts: Callable[..., dict]) -> None:
    """Run ``main`` with a number of rows, or in a child one of ``parts`` by its name."""
    os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("BENCH_SETTINGS", "benchmarks.settings")
    django.setup()
    name, *arguments = sys.argv[1:] or [str(MILLION)]
    by_name = {part.__name__: part for part in parts}
    if name in by_name:
        print(json.dumps({**by_name[name](*arguments), "memory": memory()}))
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BENCH_FOLDER"] = folder
        main(int(name))


def start(module: str, *arguments: object, database: str = "", **options: Any) -> subprocess.Popen:
    """Begin ``python -m benchmarks.<module>`` beside us."""
    line = [sys.executable, "-W", "ignore", "-m", f"benchmarks.{module}", *map(str, arguments)]
    wanted = {**os.environ, **({"DATABASE_URL": database} if database else {})}
    return subprocess.Popen(line, env=wanted, **options)


def child(module: str, *arguments: object, database: str = "") -> dict:
    """Do a measurement in a process of its own and return its figures."""
    started = start(module, *arguments, database=database, stdout=subprocess.PIPE, text=True)
    said, _nothing = started.communicate()
    if started.returncode:
        sys.exit(f"{module} {' '.join(map(str, arguments))} failed.")
    figures = json.loads(said.splitlines()[-1])
    tell(*arguments, figures)
    return figures


def tell(*words: object) -> None:
    """Progress, for whoever waits."""
    print("…", *words, file=sys.stderr, flush=True)


def memory() -> int:
    """The most that this program held, in MB. ``getrusage`` would count what its parent held when it began."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def require_own_database() -> str:
    """Only a database made for this may be emptied; returns its name."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor != "postgresql" or not name.startswith("clienti_bench"):
        sys.exit(f"The database {name!r} won't do: it must be PostgreSQL and its name begin with clienti_bench.")
    return name


def execute(*statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def boss() -> Any:
    """The member of staff who does everything."""
    from django.contrib.auth import get_user_model

    people = get_user_model().objects
    return people.filter(is_superuser=True).first() or people.create_superuser(
        "boss", email="boss@shop.example", password=None
    )


def timed(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def first_pages(number: int) -> list[float]:
    """How long the first page of the list takes, in milliseconds, again and again."""
    from django.test import Client

    client = Client()
    client.force_login(boss())

    def page() -> None:
        assert client.get("/dashboard/users/").status_code == 200

    timed(page)  # The first one reads the templates.
    return [timed(page) * 1000 for _round in range(number)]


def first_page_meanwhile(busy: subprocess.Popen, is_time: Callable[[], bool]) -> list[float]:
    """The same while ``busy`` is at work and ``is_time``, half a second between two pages."""
    times: list[float] = []
    while busy.poll() is None:
        if is_time():
            times += first_pages(1)
        time.sleep(0.5)
    return times


def median(times: list[float]) -> float:
    return statistics.median(times) if times else float("nan")
