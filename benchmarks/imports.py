"""How fast an import is against the same rows by COPY + upsert and by django-import-export, on PostgreSQL, in one run.

    DATABASE_URL=postgres://…/clienti_bench_imports python -m benchmarks.imports [ROWS]

Empties the users again and again: the name of the database must begin with ``clienti_bench``. Every import is a process
of its own, so that its memory is its own.
"""

import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from . import import_limit
from .import_library import by_library
from .measuring import (
    boss,
    child,
    command,
    first_page_meanwhile,
    first_pages,
    median,
    require_own_database,
    start,
    tell,
)

SMALL = 10_000
# The sizes at which django-import-export is measured: its defaults take minutes.
LIBRARY_SIZES = (10_000, 100_000)
# With our receivers behind every save it takes many times longer.
LIBRARY_IN_THE_SHOP = 1_000
BEFORE = 15
HEAD = (
    "email", "first_name", "last_name", "phone", "company", "vat_number", "birthday", "language", "group",
    "email_consent", "email_consent_at", "email_consent_source",
)  # fmt: skip
FIRST, LAST = ("Ada", "Bob", "Carla", "Dino", "Giò", "Zoë"), ("Neri", "Rossi", "Bianchi", "Verdi", "Muñoz")
Figures = dict[str, dict]


def main(rows: int) -> None:
    require_own_database()
    if find_spec("import_export") is None:
        sys.exit("django-import-export is not installed: pip install -e '.[dev,postgres,bench]'")
    folder = Path(os.environ["BENCH_FOLDER"])
    small, file = write(folder / "small.csv", SMALL), write(folder / "people.csv", rows)
    figures: Figures = {}
    import_limit.empty()
    figures["small"] = child("imports", "load", small)
    import_limit.empty()
    figures["ours"] = child("imports", "load", file)
    figures["again"] = child("imports", "load", file)
    figures |= limits(rows, folder)
    import_limit.empty()
    figures["two"] = child("imports", "load", file, 2)
    pages = child("imports", "meanwhile", write(folder / "others.csv", rows, beginning=rows))
    library = [beside_the_library(folder, size) for size in LIBRARY_SIZES if size <= rows]
    report(rows, figures, library, pages)


def limits(rows: int, folder: Path) -> Figures:
    """Of what our import has just written: in transactions like ours, and in one statement for each table."""
    import_limit.keep()
    figures = {}
    for name, batch in (("limit", import_limit.BATCH), ("at once", rows)):
        import_limit.empty()
        figures[name] = {"rows": rows, "seconds": import_limit.copy(rows, batch, folder)}
        tell(name, figures[name])
    return figures


def beside_the_library(folder: Path, rows: int) -> Figures:
    """Ours and django-import-export, which writes the accounts alone: no customers, no consents, no activity."""
    file = write(folder / "library.csv", rows)
    figures = {}
    for name, call in {
        "ours": ("load", file),
        "defaults": ("by_library", file, "defaults"),
        "use_bulk": ("by_library", file, "use_bulk"),
    }.items():
        import_limit.empty()
        figures[name] = child("imports", *call)
    if rows == LIBRARY_SIZES[0]:
        import_limit.empty()
        few = write(folder / "few.csv", LIBRARY_IN_THE_SHOP)
        figures["in the shop"] = child("imports", "by_library", few, "in_the_shop")
    return figures


def write(path: Path, rows: int, beginning: int = 0) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEAD) + "\n")
        for i in range(beginning, beginning + rows):
            yes = "yes" if i % 3 else "no"
            person = f"p{i}@shop{i % 97}.example,{FIRST[i % 6]},{LAST[i % 5]}{i % 1000}"
            firm = f"+39 011 {i:07d},Firm {i % 5000},IT{i:011d}"
            file.write(
                f"{person},{firm},19{50 + i % 50}-0{1 + i % 9}-1{i % 9},it,VIP,{yes},2025-03-0{1 + i % 9},Fair\n"
            )
    return path


def load(file: str, workers: str = "1") -> dict:
    """One import: how long its preview and its run took. The run judges every row anew."""
    from oscar_clienti.models import CustomerGroup, Job
    from oscar_clienti.services import imports, jobs

    by = boss()
    CustomerGroup.objects.get_or_create(name="VIP")
    with open(file, "rb") as content:
        job = imports.bring(content, name="people.csv", by=by)
    began = time.perf_counter()
    jobs.work(imports.preview(job, by=by).pk)
    previewed = time.perf_counter() - began
    job = imports.run(Job.objects.get(pk=job.pk), by=by)
    began = time.perf_counter()
    others = [start("imports", "work", job.pk, stdout=subprocess.DEVNULL) for _worker in range(int(workers) - 1)]
    jobs.work(job.pk)
    for other in others:
        other.wait()
    seconds = time.perf_counter() - began
    job.refresh_from_db()
    assert job.state == Job.State.DONE, (job.state, job.error)
    assert job.total in (job.counts.get("new"), job.counts.get("same")), job.counts
    return {"rows": job.total, "seconds": seconds, "preview": previewed}


def work(job_id: str) -> dict:
    """A second worker."""
    from oscar_clienti.services import jobs

    jobs.work(int(job_id))
    return {}


def meanwhile(file: str) -> dict:
    """The list's first page before and after, and while as many other people are written."""
    from oscar_clienti.models import Job

    writing = Job.objects.filter(kind="import", phase="writing", state__in=Job.GOING)
    idle = first_pages(BEFORE)
    busy = first_page_meanwhile(start("imports", "load", file, stdout=subprocess.DEVNULL), writing.exists)
    return {"idle": median(idle + first_pages(BEFORE)), "busy": median(busy), "pages": len(busy)}


def speed(figures: dict, seconds: str = "seconds") -> float:
    return figures["rows"] / figures[seconds]


def report(rows: int, figures: Figures, library: list[Figures], pages: dict) -> None:
    ours, limit = speed(figures["ours"]), speed(figures["limit"])
    print("| import | rows a second | memory, MB |\n|---|---:|---:|")
    for name, words in {
        "small": f"ours, {SMALL:,} new customers",
        "ours": f"ours, {rows:,} new customers",
        "two": "… by two workers",
        "again": "… the same file again",
        "limit": "COPY + upsert by hand, 1,000 rows a transaction",
        "at once": "COPY + upsert by hand, one statement for each table",
    }.items():
        print(f"| {words} | {speed(figures[name]):,.0f} | {figures[name].get('memory', '–')} |")
    print(f"| the preview of {rows:,} rows | {speed(figures['ours'], 'preview'):,.0f} | – |")
    for compared in library:
        size = compared["ours"]["rows"]
        for name, one in compared.items():
            words = "ours" if name == "ours" else f"django-import-export, {name}"
            print(f"| {words}, {one['rows']:,} rows | {speed(one):,.0f} | {one['memory']} |")
    more = figures["ours"]["memory"] - figures["small"]["memory"]
    print(f"\n- {ours / limit:.2f} of the speed of COPY + upsert in transactions of the same size (at least 0.5)")
    print(f"- two workers: {speed(figures['two']) / ours:.2f} times one (at least 1.3)")
    print(f"- the same file again: {speed(figures['again']) / ours:.2f} times the first run (more than 1)")
    print(f"- {more} MB more than for {SMALL:,} rows (at most 50)")
    print(f"- first page of the list meanwhile: {pages['busy']:.0f} ms, {pages['busy'] / pages['idle']:.1f} times its "
          f"idle time (at most 3), {pages['pages']} pages")  # fmt: skip
    for compared in library:
        size, times = compared["ours"]["rows"], speed(compared["ours"]) / speed(compared["defaults"])
        print(f"- {size:,} rows: {times:.0f} times django-import-export's defaults (at least 10)")


if __name__ == "__main__":
    command(main, load, work, meanwhile, by_library)
