"""``make bench``: fill the databases once, measure, print tables of ratios (and ``--write`` them into the docs)."""

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import psycopg

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs" / "performance.md"
# The order in which they are measured.
PARTS = ("lists", "profiles", "sync", "sqlite", "imports", "exports", "bulk", "parsing", "prices", "enumeration")


def main() -> None:
    asked = _asked()
    for name in asked.only:
        text = f"{measured(name, asked)}\n\n*Measured on {machine()}.*"
        print(f"{text}\n", flush=True)
        if asked.write:
            DOCS.write_text(written(DOCS.read_text(), name, text))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432", help="a PostgreSQL server")
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--sqlite", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="measure these and nothing else")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    return parser.parse_args()


def measured(name: str, asked: argparse.Namespace) -> str:
    """What one part of the benchmarks found, in Markdown."""
    large = f"{asked.large:,}"
    if name == "lists":
        small = run("lists", postgres(asked.server, asked.small), ROUNDS=asked.rounds, STOCK=0)
        return lists(small, run("lists", postgres(asked.server, asked.large), ROUNDS=asked.rounds), asked)
    if name == "profiles":
        return profiles(run("profiles", postgres(asked.server, asked.large)))
    if name == "sync":
        return f"### clienti_sync\n\n```text\n{report('sync', asked.large, asked)}\n```"
    if name == "sqlite":
        return sqlite(asked)
    headings = {
        "imports": (f"### Import of {large} customers", asked.large),
        "exports": (f"### Export of {large} customers", asked.large),
        "bulk": (f"### Acts on all who match, {asked.large // 2:,} customers", asked.large // 2),
        "parsing": (f"### Reading a file of {large} rows", asked.large),
        "enumeration": ("### Does the time tell who has an account?", 2 * asked.rounds),
        "prices": ("### What a customer's own prices cost a page of the shop", 3 * asked.rounds),
    }
    heading, rows = headings[name]
    return f"{heading}\n\n{report(name, rows, asked)}"


def written(page: str, name: str, text: str) -> str:
    """The page with ``text`` between the marks of its part; what stands beside them stays."""
    begin, end = f"<!-- figures: {name} -->", f"<!-- end: {name} -->"
    before, rest = page.split(begin)
    return f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end)[1]}"


def run(module: str, database: str, *arguments: str, **environment: object):
    """What ``python -m benchmarks.<module>`` says on its last line, as JSON; its progress goes to the screen."""
    wanted = {**os.environ, "DATABASE_URL": database, **{name: str(value) for name, value in environment.items()}}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", f"benchmarks.{module}", *arguments],
        env=wanted,
        cwd=HERE.parent,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def postgres(server: str, size: int) -> str:
    """The address of a database with ``size`` customers; made and filled when there is none."""
    database = made(server, f"clienti_bench_{size}")
    manage(database, "demo_shop", "--if-empty", "--customers", str(size))
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return database


def made(server: str, name: str) -> str:
    """The address of the database with this name, with all its tables."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
    manage(f"{server}/{name}", "migrate", "-v0")
    return f"{server}/{name}"


def manage(database: str, *command: str) -> None:
    line = [sys.executable, "-W", "ignore", str(HERE.parent / "sandbox" / "manage.py"), *command]
    subprocess.run(line, env={**os.environ, "DATABASE_URL": database}, check=True)


def lists(small: list[dict], large: list[dict], asked: argparse.Namespace) -> str:
    rows = [
        f"### The list, {asked.large:,} customers on PostgreSQL",
        "",
        "Milliseconds of a whole request, medians. *Growth* is ours at this size over ours at "
        f"{asked.small:,} customers.",
        "",
        "| task | stock Oscar | ours | hand-written | ours ÷ hand-written | growth | queries |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    before = {row["name"]: row["ours"] for row in small}
    for row in large:
        stock = f"{row['stock']:,.0f}" if row["stock"] else "–"
        rows.append(
            f"| {row['name']} | {stock} | {row['ours']:.1f} | {row['limit']:.1f} | {row['ours'] / row['limit']:.2f} "
            f"| {row['ours'] / before[row['name']]:.2f} | {row['queries']} |"
        )
    return "\n".join(rows)


def profiles(times: dict[str, float]) -> str:
    rows = ["### The profile", "", "| page | ms |", "|---|---:|", *(f"| {name} | {ms} |" for name, ms in times.items())]
    return "\n".join(rows)


def report(module: str, rows: int, asked: argparse.Namespace) -> str:
    """What ``python -m benchmarks.<module> ROWS`` prints, with a database of its own where it needs one."""
    needed = {} if module == "parsing" else {"DATABASE_URL": made(asked.server, f"clienti_bench_{module}")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", f"benchmarks.{module}", str(rows)],
        env={**os.environ, **needed},
        cwd=HERE.parent,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def sqlite(asked: argparse.Namespace) -> str:
    database = f"sqlite:///{HERE / 'bench.sqlite3'}"
    manage(database, "migrate", "-v0")
    manage(database, "demo_shop", "--if-empty", "--customers", str(asked.sqlite))
    times = run("lists", database, ROUNDS=asked.rounds, STOCK=0)
    slowest = sorted(times, key=lambda row: -row["ours"])[:8]
    rows = [
        f"### SQLite, {asked.sqlite:,} customers",
        "",
        "The slowest tasks of the list.",
        "",
        "| task | ours, ms |",
        "|---|---:|",
    ]
    return "\n".join([*rows, *(f"| {row['name']} | {row['ours']:.1f} |" for row in slowest)])


def machine() -> str:
    model = platform.processor() or platform.machine()
    return f"{os.cpu_count()} cores ({model}), Python {platform.python_version()}, PostgreSQL as installed"


if __name__ == "__main__":
    main()
