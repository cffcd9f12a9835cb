"""The workers' settings: those of the tests, with a real queue, small chunks and short leases."""

import os

from tests.settings import *  # noqa: F403

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
OSCAR_CLIENTI_JOB_CHUNK_ROWS = int(os.environ["CRASH_CHUNK"])
OSCAR_CLIENTI_JOB_LEASE_SECONDS = int(os.environ["CRASH_LEASE"])
OSCAR_CLIENTI_PRIVATE_ROOT = os.environ["CRASH_FOLDER"] + "/private"
EMAIL_BACKEND = os.environ.get("CRASH_MAIL", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ.get("CRASH_MAIL_PORT", "25"))
EMAIL_FILE_PATH = os.environ["CRASH_FOLDER"] + "/mail"
CONN_MAX_AGE = 0
