"""An import whose workers are killed at random moments ends with exactly what its file says.

Small by itself; ``CRASH_ROWS=200000 CRASH_KILLS=20 CRASH_CHUNK=1000 pytest -s tests/crash`` is the long one, and
``CRASH_RESTART`` is a command that restarts the database server in the middle of it. ``CRASH_SEED`` does the same
again, as far as two processes ever do.
"""

import os
import random
import time
from collections import Counter
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.db.models import F, Sum

from oscar_clienti.models import Activity, ConsentEvent, ConsentState, Customer, Job, JobChunk
from oscar_clienti.services import imports, sync
from tests.conftest import customer_of, make_user

from .people import File, Person, email_of
from .workers import Moments, Workers, see_through

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite's test database is in memory, where no other process sees it"
    ),
    pytest.mark.skipif(
        connection.vendor == "postgresql" and os.environ.get("TEST_USER_MODEL", "auth") != "oscar",
        reason="a minute of kills is enough with one kind of user model: the one that .ci/run takes here",
    ),
]

ROWS = int(os.environ.get("CRASH_ROWS", "3000"))
KILLS = int(os.environ.get("CRASH_KILLS", "4"))
CHUNK = int(os.environ.get("CRASH_CHUNK", "100"))
RESTART = os.environ.get("CRASH_RESTART", "")
LEASE = 3
KNOWN = 40
SECONDS = 120 + ROWS / 100


@pytest.fixture
def boss(settings, tmp_path):
    """She imports; forty of the people are customers already."""
    (tmp_path / "mail").mkdir()
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = tmp_path / "private"
    settings.OSCAR_CLIENTI_JOB_CHUNK_ROWS, settings.OSCAR_CLIENTI_JOB_LEASE_SECONDS = CHUNK, LEASE
    # The queue that the workers look into, wherever the test itself asks for them.
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for number in range(KNOWN):
        customer_of(make_user(email_of(number)))
    return make_user("boss@shop.example", is_staff=True, is_superuser=True)


@pytest.fixture(autouse=True)
def seed():
    seed = int(os.environ.get("CRASH_SEED", time.time()))
    random.seed(seed)
    print(f"\nseed {seed}")


@pytest.fixture
def workers(boss, tmp_path):
    with Workers(tmp_path, chunk=CHUNK, lease=LEASE) as workers:
        yield workers


def previewed(file: File, boss) -> Job:
    job = imports.bring(BytesIO(file.text().encode()), name="crash.csv", by=boss)
    job = imports.decide(job, imports.Decisions(create_labels=True), by=boss)
    return imports.preview(job, by=boss)


def people_there() -> dict[str, Person]:
    """Who is in the shop, without their passwords."""
    there = Customer.objects.filter(email__endswith="@crash.example")
    worn: dict[int, set[str]] = {}
    for pk, name in Customer.tags.through.objects.filter(customer__in=there).values_list("customer", "tag__name"):
        worn.setdefault(pk, set()).add(name)
    rows = list(there.values_list("pk", "email", "company", "group__name", "email_consent"))
    assert len(rows) == len({row[1] for row in rows})
    return {
        email: Person(company, group or "", frozenset(worn.get(pk, ())), consent == ConsentState.GRANTED, "")
        for pk, email, company, group, consent in rows
    }


def without_passwords(people: dict[str, Person]) -> dict[str, Person]:
    return {email: Person(one.company, one.group, one.tags, one.consents, "") for email, one in people.items()}


def acts(job: Job, kind: str) -> Counter:
    return Counter(Activity.objects.filter(job=job, kind=kind).values_list("customer__email", flat=True))


def test_nobody_is_lost_and_nobody_comes_twice(boss, workers):
    file = File(ROWS, KNOWN, passwords=min(ROWS // 30, 500))
    before = dict(get_user_model().objects.exclude(pk=boss.pk).values_list("email", "password"))
    first, last = KILLS // 4, KILLS // 4
    began, job = time.monotonic(), previewed(file, boss)
    killed = see_through(job, workers, Moments(checking=first), seconds=SECONDS)
    job = Job.objects.get(pk=job.pk)
    wanted = file.counts()
    assert (job.state, job.phase) == (Job.State.DRAFT, "checked"), job.error
    assert {name: job.counts.get(name, 0) for name in wanted} == {**wanted, "passwords": 0}
    assert not Activity.objects.filter(job=job).exclude(customer=None).exists()

    job = imports.run(job, by=boss)
    moments = Moments(writing=KILLS - first - last, hashing=last)
    killed += see_through(job, workers, moments, seconds=SECONDS, restart=RESTART)
    job = Job.objects.get(pk=job.pk)
    again = JobChunk.objects.filter(job=job).aggregate(again=Sum(F("attempts") - 1))["again"]
    print(f"{killed} kills, {again} parts begun again, {ROWS} rows in {time.monotonic() - began:.0f} s: {job.counts}")
    assert killed == KILLS
    assert job.state == Job.State.DONE, job.error

    people, brought = file.people(), file.brought()
    new = set(people) - brought
    assert {name: job.counts.get(name, 0) for name in wanted} == wanted
    there = people_there()
    assert {email: there.get(email) for email in people} == without_passwords(people)
    assert set(there) - set(people) == {email_of(number) for number in range(KNOWN)} - brought
    accounts = get_user_model().objects.filter(email__endswith="@crash.example").values_list("email", "password")
    hashes = dict(accounts)
    assert Counter(email for email, _hash in accounts) == Counter(set(there))
    assert {email: hashes[email] for email in before} == before
    secrets = {email: person.password for email, person in people.items() if person.password and email in new}
    assert all(check_password(password, hashes[email]) for email, password in secrets.items())
    assert all(hashes[email].startswith("!") for email in new - set(secrets))
    said = Counter(ConsentEvent.objects.values_list("customer__email", flat=True))
    assert said == Counter(email for email, person in people.items() if person.consents)
    assert acts(job, "customer.created") == Counter(new)
    assert acts(job, "customer.changed") == Counter(brought)
    assert not sync.check()


def test_nobody_is_invited_twice(boss, workers, tmp_path):
    job = previewed(File(ROWS // 3, KNOWN), boss)
    see_through(job, workers, Moments(), seconds=SECONDS)
    see_through(imports.run(Job.objects.get(pk=job.pk), by=boss), workers, Moments(), seconds=SECONDS)
    job = imports.invite(Job.objects.get(pk=job.pk), by=boss)
    killed = see_through(job, workers, Moments(inviting=KILLS), seconds=SECONDS, restart=RESTART)
    job = Job.objects.get(pk=job.pk)
    letters = Counter(
        line.strip().removeprefix("To: ")
        for file in (tmp_path / "mail").iterdir()
        for line in file.read_text().splitlines()
        if line.startswith("To: ")
    )
    invited = acts(job, "customer.invited")
    print(f"{killed} kills, {len(letters)} letters to {job.counts['new']} people: {job.counts}")
    assert killed == KILLS
    assert job.state == Job.State.DONE, job.error
    assert set(letters.values()) == {1}
    assert invited == acts(job, "customer.created") and job.counts["invited"] == len(invited)
    # A killed worker may have written somebody down and not have sent the letter any more; a restart kills both.
    assert set(letters) <= set(invited) and len(invited) - len(letters) <= KILLS + (2 if RESTART else 0)
