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
MARK = "<!-- figures -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432", help="a PostgreSQL server")
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--sqlite", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    asked = parser.parse_args()
    small, large = (postgres(asked.server, size) for size in (asked.small, asked.large))
    tables = [
        lists(run("lists", small, ROUNDS=asked.rounds, STOCK=0), run("lists", large, ROUNDS=asked.rounds), asked),
        profiles(run("profiles", large)),
        sync(asked),
        sqlite(asked),
    ]
    text = "\n\n".join([f"Measured on {machine()}.", *tables])
    print(text)
    if asked.write:
        DOCS.write_text(DOCS.read_text().split(MARK)[0] + f"{MARK}\n\n{text}\n")


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
    name = f"clienti_bench_{size}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
    fill(f"{server}/{name}", size)
    with psycopg.connect(f"{server}/{name}", autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return f"{server}/{name}"


def fill(database: str, size: int) -> None:
    manage = [sys.executable, "-W", "ignore", str(HERE.parent / "sandbox" / "manage.py")]
    for command in (["migrate", "-v0"], ["demo_shop", "--if-empty", "--customers", str(size)]):
        subprocess.run([*manage, *command], env={**os.environ, "DATABASE_URL": database}, check=True)


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


def sync(asked: argparse.Namespace) -> str:
    name = "clienti_bench_sync"
    with psycopg.connect(f"{asked.server}/postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f"CREATE DATABASE {name}")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.sync", str(asked.large)],
        env={**os.environ, "DATABASE_URL": f"{asked.server}/{name}"},
        cwd=HERE.parent,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return f"### clienti_sync\n\n```text\n{done.stdout.strip()}\n```"


def sqlite(asked: argparse.Namespace) -> str:
    database = f"sqlite:///{HERE / 'bench.sqlite3'}"
    fill(database, asked.sqlite)
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
