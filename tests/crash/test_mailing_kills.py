"""A mailing whose workers are killed reaches everybody who consents, nobody twice, and nobody else.

Small by itself; ``CRASH_PEOPLE=100000 pytest -s tests/crash/test_mailing_kills.py`` is the long one.
"""

import os
import random
import time
from collections import Counter

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_clienti.models import Activity, ConsentState, Customer, CustomerGroup, Job, MailingDelivery
from oscar_clienti.services import consents, mailings, segments, sync
from tests.conftest import make_user
from tests.mail_server import MailServer, serving

from .people import email_of
from .test_kills import pytestmark  # noqa: F401  The same databases.
from .workers import Moments, Workers, see_through

PEOPLE = int(os.environ.get("CRASH_PEOPLE", "3000"))
KILLS = int(os.environ.get("CRASH_MAILING_KILLS", "2"))
LEASE = 3
SECONDS = 400 + PEOPLE / 20
TEXT = {"en": {"subject": "Summer, {first_name}", "body": "Dear {first_name},\n\nnew bread at {shop_name}."}}


def consents_to_it(number: int) -> bool:
    return number % 5 != 0


@pytest.fixture
def boss(settings):
    settings.OSCAR_CLIENTI_JOB_LEASE_SECONDS = LEASE
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return make_user("boss@shop.example", is_staff=True, is_superuser=True)


@pytest.fixture
def readers(db):
    """A segment of customers, of whom four in five said yes to marketing; returns its filter."""
    User = get_user_model()
    named = "username" in [field.name for field in User._meta.get_fields()]
    users = [
        User(email=email_of(number), first_name=f"Nr {number}", **({"username": f"nr{number}"} if named else {}))
        for number in range(PEOPLE)
    ]
    User.objects.bulk_create(users, batch_size=5000)
    pks = dict(User.objects.values_list("email", "pk"))
    people = [pks[email_of(number)] for number in range(PEOPLE)]
    for start in range(0, PEOPLE, 2000):
        sync.refresh(people[start : start + 2000])
    said = [
        consents.Said(pk, "email", ConsentState.GRANTED, email_of(number), timezone.now(), "account", "Yes")
        for number, pk in enumerate(people)
        if consents_to_it(number)
    ]
    for start in range(0, len(said), 2000):
        consents.record_many(said[start : start + 2000], by=None)
    group = CustomerGroup.objects.create(name="Readers")
    Customer.objects.filter(pk__in=people).update(group=group)
    return f"group={group.pk}"


class Counting(MailServer):
    """Remembers to whom, and nothing else."""

    def __init__(self):
        super().__init__()
        self.left = Counter()

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.left.update(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def post(settings):
    with serving(settings, Counting()) as server:
        yield server


@pytest.fixture
def workers(boss, post, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("CRASH_MAIL", settings.EMAIL_BACKEND)
    monkeypatch.setenv("CRASH_MAIL_PORT", str(settings.EMAIL_PORT))
    seed = int(os.environ.get("CRASH_SEED", time.time()))
    random.seed(seed)
    print(f"\nseed {seed}")
    with Workers(tmp_path, chunk=1000, lease=LEASE) as workers:
        yield workers


def emails(**conditions) -> list[str]:
    return list(MailingDelivery.objects.filter(**conditions).values_list("customer__email", flat=True))


def test_nobody_gets_it_twice_and_everybody_who_consents_gets_it(boss, readers, workers, post):
    segment = segments.save("Readers", query=readers, by=boss)
    mailing = mailings.begin(query=segment.query, by=boss)
    mailings.write(mailing, kind="marketing", texts=TEXT, by=boss)
    began = time.monotonic()
    job = mailings.start(mailing, by=boss)
    killed = see_through(job, workers, Moments(sending=KILLS), seconds=SECONDS)
    took = time.monotonic() - began
    job = Job.objects.get(pk=job.pk)
    left = post.left
    perhaps, sent = emails(state="claimed"), emails(state="sent")
    speed = f"{took:.0f} s ({len(left) / took:.0f} a second)"
    print(f"{connection.vendor}: {killed} kills, {len(left)} e-mails left in {speed}")
    print(f"left out: {sum(map(consents_to_it, range(PEOPLE))) - len(left)}")
    print(f"perhaps sent: {len(perhaps)}, of which {len(set(perhaps) & set(left))} were; {job.counts}")

    wanted = {email_of(number) for number in range(PEOPLE) if consents_to_it(number)}
    assert (job.state, killed) == (Job.State.DONE, KILLS), job.error
    # Each at most once, nobody else.
    assert set(left.values()) == {1} and set(left) <= wanted
    # Everybody who consents: but for who was killed between two calls of the system, which the merchant is told.
    assert len(perhaps) <= killed and wanted - set(left) <= set(perhaps)
    assert set(sent) == wanted - set(perhaps) and set(sent) <= set(left)
    assert set(emails(state="skipped", reason="no_consent")) == {email_of(n) for n in range(PEOPLE)} - wanted
    # And everything that was sent is written down, once.
    noted = Activity.objects.filter(kind="message.mailed").values_list("customer__email", flat=True)
    assert Counter(noted) == Counter(sent)
    kept = get_model("communication", "Email").objects.values_list("email", flat=True)
    assert Counter(kept) == Counter(sent)
    assert job.counts["sent"] == len(sent)
