"""Passwords of new customers: the accounts are there already, without one; the workers hash them a few at a time.

A hash takes a fifth of a second on purpose. The plain text stands in the uploaded file and nowhere else, and goes with
it at the end.
"""

from collections.abc import Iterator
from itertools import islice

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import transaction

from ... import conf
from ...models import Job, JobChunk
from .. import jobs, many
from . import outcomes, splitting
from .context import Context

# Some seconds' work, well below a lease.
PIECE = 20


def wanted(job: Job) -> bool:
    """Does the file bring passwords for people whom it made?"""
    return bool(conf.get("IMPORT_PASSWORDS") and "password" in Context(job).keys and job.counts.get("new"))


def pieces(job: Job) -> Iterator[jobs.Piece]:
    """Twenty rows of the file each: their places never change, while people may be deleted from what is remembered."""
    written = JobChunk.objects.filter(job=job, phase="writing").order_by("number")
    for number, rows, counts in written.values_list("number", "rows", "counts"):
        for start in range(0, rows if counts.get("new") else 0, PIECE):
            yield jobs.Piece(min(PIECE, rows - start), {"chunk": number, "start": start})


def work(job: Job, chunk: JobChunk) -> jobs.Counts:
    """Hash the passwords of one piece; whoever has one by now, or has signed in, keeps what they have.

    Who was deleted meanwhile, or works in the shop now, gets none.
    """
    User = get_user_model()
    fresh = User._base_manager.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login=None)
    hashed = {pk: make_password(password) for pk, password in _passwords(job, chunk) if fresh.filter(pk=pk).exists()}
    with transaction.atomic():
        held = many.begin(hashed, by=job.by, right="import_customers")
        done = sum(fresh.filter(pk=pk).update(password=hashed[pk]) for pk in held)
    return {"passwords": done}


def _passwords(job: Job, chunk: JobChunk) -> Iterator[tuple[int, str]]:
    written = JobChunk.objects.get(job=job, phase="writing", number=chunk.payload["chunk"])
    people = {one.row: one.customer_id for one in outcomes.read(written.pk, "new")}
    read, start = Context(job).parser.read, chunk.payload["start"]
    for number, cells in islice(splitting.chunk_rows(job, written.number), start, start + chunk.rows):
        pk = people.get(number)
        if pk is not None and (password := read(cells).get("password")):
            yield pk, password.strip()
