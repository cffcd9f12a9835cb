"""How fast an export is against ``csv`` over a raw server-side cursor that writes the very same file, on PostgreSQL.

    DATABASE_URL=postgres://…/clienti_bench_exports python -m benchmarks.exports [ROWS]

Fills the database once: its name must begin with ``clienti_bench``. Every export is a process of its own, so that its
memory is its own.
"""

import hashlib
import time
from collections.abc import Iterable

from . import people
from .export_limit import pieces
from .measuring import boss, child, command, median, require_own_database

SMALL = 10_000
ROUNDS = 3
# Our column keys in the order of the registry: what stands in the customer's row, and whatever can be exported.
NARROW = (
    "id", "email", "first_name", "last_name", "phone", "company", "vat_number", "birthday", "language", "group",
    "tax_exempt", "date_joined", "email_consent", "orders", "total_spent",
)  # fmt: skip
SHEETS = {"narrow": "15 columns of the customer's row", "all": "all 61 columns: tags, consents and two addresses too"}


def main(rows: int) -> None:
    require_own_database()
    people.fill(rows)
    print("| export to CSV | rows a second | first byte, ms | first row, ms | memory, MB |\n|---|---:|---:|---:|---:|")
    verdicts = []
    for sheet, words in SHEETS.items():
        small = child("exports", "ours", sheet, min(SMALL, rows))
        mine, plain = [], []
        for _round in range(ROUNDS):
            mine.append(child("exports", "ours", sheet, rows))
            plain.append(child("exports", "plain", sheet, rows))
        assert {one["hash"] for one in (*mine, *plain)} == {mine[0]["hash"]}, "The two files are not the same."
        for name, figures in (("ours", mine), ("cursor and `csv`", plain)):
            print(_line(f"{name}, {words}", figures))
        verdicts.append(_verdict(words, mine, plain, small))
    print(_line("ours as a job with a file to fetch, 15 columns", [child("exports", "job", rows)]))
    print("", *verdicts, sep="\n")


def _line(words: str, figures: list[dict]) -> str:
    rate, most = (f"{_rate(figures):,.0f}", max(one["memory"] for one in figures))
    waits = [f"{median([one[name] for one in figures]):.0f}" if name in figures[0] else "–" for name in ("byte", "row")]
    return f"| {words} | {rate} | {' | '.join(waits)} | {most} |"


def _rate(figures: list[dict]) -> float:
    return figures[0]["rows"] / median([one["seconds"] for one in figures])


def _verdict(words: str, mine: list[dict], plain: list[dict], small: dict) -> str:
    more = max(one["memory"] for one in mine) - small["memory"]
    speed, wait = _rate(mine) / _rate(plain), median([one["byte"] for one in mine])
    return (
        f"- {words}: {speed:.2f} of the speed of cursor and `csv` (at least 0.5); first byte after {wait:.0f} ms "
        f"(under 200); {more} MB more than for {small['rows']:,} rows"
    )


def ours(sheet: str, rows: str) -> dict:
    """As it is streamed to whoever asks, until there were ``rows``."""
    from oscar_clienti.services import exports

    by = boss()
    began = time.perf_counter()
    download = exports.stream(
        exports.Selection.everybody(), sheet=_sheet(sheet), layout=exports.Layout(), reason="Benchmark", by=by
    )
    return read(download.content, int(rows), began)


def plain(sheet: str, rows: str) -> dict:
    began = time.perf_counter()
    return read(pieces(_sheet(sheet).keys, _sheet(sheet).headings), int(rows), began)


def job(rows: str) -> dict:
    """As the job that makes a file to fetch later, by one worker."""
    from django.conf import settings

    from oscar_clienti.models import Job
    from oscar_clienti.services import exports, jobs

    settings.OSCAR_CLIENTI_EXPORT_STREAM_ROWS = 0
    by = boss()
    began = time.perf_counter()
    started = exports.export(
        exports.Selection.everybody(), sheet=_sheet("narrow"), layout=exports.Layout(), reason="Benchmark", by=by
    )
    jobs.work(started.pk)
    seconds = time.perf_counter() - began
    done = Job.objects.get(pk=started.pk)
    assert done.state == Job.State.DONE, (done.state, done.error)
    return {"rows": done.counts["exported"], "seconds": seconds}


def _sheet(name: str):
    from oscar_clienti.services import exports

    return exports.export_presets["all"].sheet() if name == "all" else exports.Sheet.of(NARROW)


def read(content: Iterable[bytes], rows: int, began: float) -> dict:
    """Take the file as a browser would; no cell of ours has a line end in it."""
    seen, digest, waits = -1, hashlib.md5(), []  # noqa: S324  The head is no row.
    for piece in content:
        if len(waits) < 2:
            waits.append((time.perf_counter() - began) * 1000)
        seen += piece.count(b"\n")
        digest.update(piece)
        if seen >= rows:
            break
    seconds = time.perf_counter() - began
    return {"rows": seen, "seconds": seconds, "byte": waits[0], "row": waits[1], "hash": digest.hexdigest()}


if __name__ == "__main__":
    command(main, ours, plain, job)
