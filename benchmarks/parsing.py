"""How fast a file is understood and read against Python's bare ``csv.reader``, turn by turn in one process.

    python -m benchmarks.parsing [ROWS]

Ours looks at every byte for the encoding, finds the delimiter, recognises the columns, and turns each row of 12 cells
into texts by column.
"""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .measuring import command, median, tell, timed

ROUNDS = 5
HEAD = (
    "email", "first_name", "last_name", "phone", "company", "vat_number", "group", "tags",
    "address1_line1", "address1_line4", "address1_postcode", "address1_country",
)  # fmt: skip
FIRST, LAST = ("Ada", "Bob", "Carla", "Dino", "Giò", "Zoë"), ("Neri", "Rossi", "Bianchi", "Verdi", "Muñoz")


def main(rows: int) -> None:
    path = write(Path(os.environ["BENCH_FOLDER"]) / "people.csv", rows)
    ways: dict[str, Callable[[Path], int]] = {"csv.reader": plain, "ours": ours}
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(ROUNDS):
        for name, way in ways.items():
            with checked(way, path, rows) as read:
                times[name].append(timed(read))
            tell(name, times[name][-1])
    speed = {name: rows / median(taken) for name, taken in times.items()}
    print("| reading a file of 12 columns | rows a second |\n|---|---:|")
    for name, rate in speed.items():
        print(f"| {name} | {rate:,.0f} |")
    print(f"\n- of the speed of `csv.reader`: {speed['ours'] / speed['csv.reader']:.2f} (at least 0.5)")


@contextmanager
def checked(way: Callable[[Path], int], path: Path, rows: int) -> Iterator[Callable[[], None]]:
    """``way`` as a task to be timed, of which every row is asked back afterwards."""
    found: list[int] = []
    yield lambda: found.append(way(path))
    assert found == [rows], found


def write(path: Path, rows: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for i in range(rows):
            person = (f"p{i}@shop{i % 97}.example", FIRST[i % 6], LAST[i % 5], f"+39 011 {i:07d}")
            firm = (f"Firm {i % 5000}", f"IT{i:011d}", "VIP", "fair, spring")
            place = (f"Via Roma {i % 300}, int. {i % 9}", "Torino", f"10{i % 1000:03d}", "IT")
            writer.writerow((*person, *firm, *place))
    return path


def plain(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _row in csv.reader(file)) - 1


def ours(path: Path) -> int:
    from oscar_clienti.services.imports import reading
    from oscar_clienti.services.imports.formats import recognise
    from oscar_clienti.services.imports.mapping import compile, suggest

    with path.open("rb") as file:
        glance = reading.look_into(file)
        form = recognise(glance.header)
        texts = compile(suggest(glance.header, form), form)
        return sum(1 for row in reading.rows(file, glance.layout) if texts(row))


if __name__ == "__main__":
    command(main)
