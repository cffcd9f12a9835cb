"""How fast acts on all who match are against the plain UPDATE and INSERT of the same rows, on PostgreSQL.

    DATABASE_URL=postgres://…/clienti_bench_bulk python -m benchmarks.bulk [ROWS]

Fills the database once; every measurement is a process of its own on a fresh copy of it, ``…_copy``. The names must
begin with ``clienti_bench``.
"""

import os
import subprocess
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import psycopg

from . import bulk_limit, people
from .measuring import boss, child, command, first_page_meanwhile, first_pages, median, require_own_database, start

# The worker of our job does so many at a time; by hand as many.
BATCH = 1000
BEFORE = 15


def main(rows: int) -> None:
    from django.db import connection

    template = require_own_database()
    people.fill(rows)
    connection.close()
    copy = os.environ["DATABASE_URL"].replace(template, f"{template}_copy")
    print("| act on all who match | ours, rows a second | by hand, rows a second | ours ÷ by hand | memory, MB |")
    print("|---|---:|---:|---:|---:|")
    worst = min(_compare(act, template, copy) for act in bulk_limit.ACTS)
    fresh(template, copy)
    pages = child("bulk", "meanwhile", database=copy)
    drop(copy)
    print(f"\n- at least {worst:.2f} of the speed by hand, with the same rows and the same batches (at least 0.5)")
    print(
        f"- first page of the list while a group is assigned: {pages['busy']:.0f} ms, "
        f"{pages['busy'] / pages['idle']:.1f} times its idle time"
    )


def _compare(act: str, template: str, copy: str) -> float:
    """Print a line of the table; returns the ratio."""
    figures = {}
    for way in ("ours", "plain"):
        fresh(template, copy)
        figures[way] = child("bulk", way, act, database=copy)
    mine, plain = figures["ours"], figures["plain"]
    assert mine["state"] == plain["state"], f"{act}: by hand it comes out otherwise."
    speed, limit = mine["rows"] / mine["seconds"], plain["rows"] / plain["seconds"]
    print(f"| {act} | {speed:,.0f} | {limit:,.0f} | {speed / limit:.2f} | {mine['memory']} |")
    return speed / limit


def fresh(template: str, copy: str) -> None:
    """A copy of the database to the page, so that nobody pays for the dead rows of others."""
    with _server(copy) as server:
        server.execute(f"DROP DATABASE IF EXISTS {urlsplit(copy).path[1:]}")
        server.execute(f"CREATE DATABASE {urlsplit(copy).path[1:]} TEMPLATE {template}")
        server.execute("CHECKPOINT")


def drop(copy: str) -> None:
    with _server(copy) as server:
        server.execute(f"DROP DATABASE {urlsplit(copy).path[1:]}")


def _server(address: str) -> psycopg.Connection:
    return psycopg.connect(urlsplit(address)._replace(path="/postgres").geturl(), autocommit=True)


def ours(name: str) -> dict:
    """The job as it is, from the order to the end, by one worker."""
    from oscar_clienti.models import CustomerGroup, Job, Tag
    from oscar_clienti.services import bulk, jobs

    group = CustomerGroup.objects.get(name=people.NEW_GROUP)
    tags = list(Tag.objects.filter(name__in=people.NEW_TAGS))
    options = {"assign-group": {"group": group}, "add-tags": {"tags": tags}}
    act, by = bulk.acts[name], boss()

    def whole() -> int:
        job = bulk.start(act, bulk.Crowd.now(""), by=by, options=options.get(name, {}))
        jobs.work(job.pk)
        job = Job.objects.get(pk=job.pk)
        assert job.state == Job.State.DONE, (job.state, job.error)
        return job.counts["changed"]

    return _measured(whole)


def plain(name: str) -> dict:
    """By hand: their keys in one query, then a transaction for each thousand."""
    by = boss()
    return _measured(lambda: bulk_limit.do(name, by, BATCH))


def meanwhile() -> dict:
    """The list's first page before and after, and while the job changes everybody's group."""
    from oscar_clienti.models import Job

    changing = Job.objects.filter(phase="changing", state__in=Job.GOING)
    idle = first_pages(BEFORE)
    working = start("bulk", "ours", "assign-group", stdout=subprocess.DEVNULL)
    busy = first_page_meanwhile(working, changing.exists)
    return {"idle": median(idle + first_pages(BEFORE)), "busy": median(busy), "pages": len(busy)}


def _measured(task: Callable[[], int]) -> dict:
    began = time.perf_counter()
    rows = task()
    return {"rows": rows, "seconds": time.perf_counter() - began, "state": bulk_limit.state()}


if __name__ == "__main__":
    command(main, ours, plain, meanwhile)
