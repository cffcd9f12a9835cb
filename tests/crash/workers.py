"""Two real workers, somebody who kills them while they work, and a sweeper who takes up what they left."""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit

from django.db import DatabaseError, InterfaceError, connection
from django_tasks_db.models import DBTaskResult

from oscar_clienti.models import Job

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, "-W", "ignore", str(ROOT / "sandbox" / "manage.py")]
SWEEP_SECONDS = 5.0


class Workers:
    """Two processes of ``db_worker`` on the database of this test; one that ends is started again."""

    def __init__(self, folder: Path, *, chunk: int, lease: int) -> None:
        # The address of the shop's database, with the name of the test's.
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        path = os.pathsep.join([str(ROOT), str(ROOT / "sandbox"), os.environ.get("PYTHONPATH", "")])
        self.environment = {
            **os.environ,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "tests.crash.settings",
            "PYTHONPATH": path,
            "CRASH_FOLDER": str(folder),
            "CRASH_CHUNK": str(chunk),
            "CRASH_LEASE": str(lease),
        }
        self.running: dict[str, subprocess.Popen] = {}
        self.sweeping: subprocess.Popen | None = None
        self.swept = 0.0

    def __enter__(self) -> "Workers":
        self.tend()
        return self

    def __exit__(self, *error: object) -> None:
        for process in [*self.running.values(), *filter(None, [self.sweeping])]:
            process.kill()
            process.wait()

    def tend(self) -> None:
        """What a supervisor does, and cron: two workers run, and abandoned jobs are taken up."""
        self.running = {name: process for name, process in self.running.items() if process.poll() is None}
        while len(self.running) < 2:
            name = uuid.uuid4().hex
            command = ["db_worker", "--interval", "0.1", "--no-startup-delay", "--worker-id", name, "-v", "0"]
            self.running[name] = self._start(*command)
        over = self.sweeping is None or self.sweeping.poll() is not None
        if over and time.monotonic() - self.swept > SWEEP_SECONDS:
            self.sweeping, self.swept = self._start("clienti_jobs", "--resume"), time.monotonic()

    def kill_a_busy_one(self) -> bool:
        """SIGKILL one that holds a task of the queue at this moment; false when none does."""
        held = DBTaskResult.objects.filter(status="RUNNING").values_list("worker_ids", flat=True)
        busy = sorted({name for names in held for name in names if name in self.running})
        if not busy:
            return False
        process = self.running.pop(random.choice(busy))
        # Anywhere in a chunk, not always as soon as the one before is done.
        time.sleep(random.uniform(0.0, 0.2))
        process.send_signal(signal.SIGKILL)
        # Only what was still alive was killed.
        return process.wait() == -signal.SIGKILL

    def _start(self, *command: str) -> subprocess.Popen:
        return subprocess.Popen([*MANAGE, *command], env=self.environment, stdout=subprocess.DEVNULL)


class Moments:
    """When to strike: so many times in each phase, each at a place that chance chose."""

    def __init__(self, **phases: int) -> None:
        self.left = {phase: sorted(random.uniform(0.0, 0.8) for _kill in range(n)) for phase, n in phases.items()}

    def has_come(self, job: Job) -> bool:
        marks = self.left.get(job.phase)
        return bool(marks) and job.done >= marks[0] * job.total

    def passed(self, job: Job) -> None:
        self.left[job.phase].pop(0)


def see_through(job: Job, workers: Workers, moments: Moments, *, seconds: float, restart: str = "") -> int:
    """Let the job go on until it stops by itself, killing workers at ``moments``; returns how many were killed.

    ``restart`` is a command that restarts the database's server, after half of them.
    """
    killed, half, began = 0, sum(map(len, moments.left.values())) // 2, time.monotonic()
    while time.monotonic() < began + seconds:
        try:
            job = Job.objects.get(pk=job.pk)
            if not job.is_going:
                break
            if moments.has_come(job) and workers.kill_a_busy_one():
                moments.passed(job)
                killed += 1
                print(f"{time.monotonic() - began:5.1f} s: killed one at {job.done} of {job.total}, {job.phase}")
        except (DatabaseError, InterfaceError):
            connection.close()  # The server restarts.
        if restart and killed > half:
            subprocess.run(restart, shell=True, check=True)
            restart = ""
        workers.tend()
        time.sleep(0.02)
    return killed
