"""The demo shop, plus Oscar's own list and a hand-written one beside ours."""

import os
import sys
import tempfile
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCHMARKS.parent), str(BENCHMARKS.parent / "sandbox")]

from settings import *  # noqa: E402, F403

ROOT_URLCONF = "benchmarks.urls"
DEBUG = False
ALLOWED_HOSTS = ["testserver"]
TEMPLATES[0]["DIRS"].append(BENCHMARKS / "templates")  # noqa: F405
LOGGING = {"version": 1, "loggers": {"django.request": {"level": "CRITICAL"}}}
# Nobody works on the queue: what is measured calls the workers itself.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
OSCAR_CLIENTI_PRIVATE_ROOT = os.environ.get("BENCH_FOLDER") or tempfile.gettempdir()
