"""How long a merchant waits for the list: ours, hand-written SQL and stock Oscar, turn by turn in one process."""

import json
import os
import statistics
import sys
import time
from dataclasses import dataclass

import django


@dataclass
class Result:
    name: str
    ours: float
    limit: float
    stock: float | None
    queries: int


def measure(rounds: int = 7, with_stock: bool = True) -> list[Result]:
    """Return the medians in milliseconds of ``rounds`` whole requests for each task."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from .tasks import TASKS

    client = Client()
    client.force_login(get_user_model().objects.filter(is_superuser=True).first())

    def request(address: str) -> float:
        start = time.perf_counter()
        response = client.get(address)
        taken = (time.perf_counter() - start) * 1000
        assert response.status_code == 200, (address, response.status_code)
        return taken

    results = []
    for number, task in enumerate(TASKS):
        addresses = {"ours": f"/dashboard/users/?{task.ours}", "limit": f"/bench/limit/?task={number}"}
        if task.stock is not None and with_stock:
            pages = get_user_model().objects.count() // 20
            addresses["stock"] = f"/bench/stock/?{task.stock.replace('99999999', str(pages))}"
        times: dict[str, list[float]] = {name: [] for name in addresses}
        for _ in range(rounds):
            for name, address in addresses.items():
                times[name].append(request(address))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            request(addresses["ours"])
        medians = {name: statistics.median(taken) for name, taken in times.items()}
        results.append(Result(task.name, medians["ours"], medians["limit"], medians.get("stock"), len(queries)))
        print(_line(results[-1]), file=sys.stderr, flush=True)
    return results


def _line(result: Result) -> str:
    stock = f"{result.stock:9.1f}" if result.stock is not None else "        –"
    ratio = result.ours / result.limit
    times = f"{result.ours:9.1f} {result.limit:9.1f} {stock}"
    return f"{result.name:32} {times}  {ratio:5.2f} × limit  {result.queries:3} queries"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    rows = measure(int(os.environ.get("ROUNDS", 7)), os.environ.get("STOCK", "1") == "1")
    print(json.dumps([vars(row) for row in rows]))
