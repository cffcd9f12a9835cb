"""Several want one address at the same moment: one account comes of it, and the loser is told.

With real connections and real threads; SQLite lets only one write at a time and has nothing to race.
"""

from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models.signals import pre_save
from django.test import Client
from django.urls import reverse

from oscar_clienti.models import Customer, Job
from oscar_clienti.services import customers, erasure, imports, jobs
from tests.conftest import customer_of, make_user
from tests.racing import race

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets only one write at a time"),
]
PEOPLE = 60


def addresses(spelled=str):
    return [spelled(f"racer{number}@example.com") for number in range(PEOPLE)]


@pytest.fixture
def boss():
    return make_user("boss@shop.example", is_staff=True, is_superuser=True)


@pytest.fixture
def ready(boss, settings):
    """Imports whose preview is done: ``ready(addresses)``."""
    settings.OSCAR_CLIENTI_JOB_CHUNK_ROWS = 10
    # Nobody but the threads of the test shall work on them.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}

    def prepare(emails, name="people.csv"):
        job = imports.bring(BytesIO("\n".join(["email", *emails]).encode()), name=name, by=boss)
        jobs.work(imports.preview(job, by=boss).pk)
        return imports.run(Job.objects.get(pk=job.pk), by=boss)

    return prepare


def accounts():
    emails = get_user_model().objects.filter(email__icontains="racer").values_list("email", flat=True)
    return sorted(email.lower() for email in emails)


def test_two_imports_with_the_same_addresses_make_one_account_each(ready):
    first, second = ready(addresses(), "first.csv"), ready(addresses(str.upper)[::-1], "second.csv")
    race(lambda: jobs.work(first.pk), lambda: jobs.work(second.pk))
    assert accounts() == sorted(addresses())
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.state == second.state == Job.State.DONE
    new, same = (sum(job.counts.get(kind, 0) for job in (first, second)) for kind in ("new", "same"))
    assert (new, same) == (PEOPLE, PEOPLE)


def sign_up(email):
    words = {"email": email, "password1": "pane-e-vino-1", "password2": "pane-e-vino-1"}
    return Client().post(reverse("account_signup"), words)


def too_late(mailoutbox):
    """How many were told that somebody has their address: the page doesn't say it, the mail does."""
    return sum("already" in mail.subject.lower() for mail in mailoutbox)


def test_an_import_and_people_who_sign_up(ready, settings, mailoutbox):
    settings.ACCOUNT_RATE_LIMITS = False
    job, answers = ready(addresses()), []

    def come(emails):
        answers.extend(sign_up(email) for email in emails)

    race(
        lambda: jobs.work(job.pk),
        lambda: come(addresses(str.title)[:20]),
        lambda: come(addresses(str.title)[40:]),
    )
    job.refresh_from_db()
    assert accounts() == sorted(addresses())
    assert {answer.status_code for answer in answers} == {302}
    told = too_late(mailoutbox)
    assert (job.counts["new"], job.counts.get("same", 0)) == (PEOPLE - 40 + told, 40 - told)


@pytest.fixture
def snatched():
    """A road that waits for nobody takes the address that somebody signs up with, after the form has looked."""
    User = get_user_model()
    if not User._meta.get_field("email").unique:
        pytest.skip("nothing but the lock keeps addresses apart in this user model")

    def take(sender, instance, **kwargs):
        pre_save.disconnect(take, sender=User)
        race(lambda: User.objects.bulk_create([User(email=instance.email, password="!")]))

    pre_save.connect(take, sender=User)
    yield
    pre_save.disconnect(take, sender=User)


def test_somebody_signs_up_with_an_address_that_is_snatched(snatched, mailoutbox):
    assert sign_up("racer@example.com").status_code == 302
    assert accounts() == ["racer@example.com"] and too_late(mailoutbox) == 1


# Where allauth has a page for it, the profile leaves the address alone.
@pytest.mark.urls("tests.shop.account.plain_urls")
def test_an_import_and_shoppers_who_change_their_own_address(ready):
    shoppers, answers = [make_user(f"old{number}@example.com") for number in range(20)], []
    job = ready([*addresses()[:20], *(f"old{number}@example.com" for number in range(20))])

    def change():
        for one, email in zip(shoppers, addresses(str.title)[:20][::-1], strict=True):
            client = Client()
            client.force_login(one)
            words = {"first_name": "Ada", "last_name": "", "email": email}
            answers.append(client.post(reverse("customer:profile-update"), words))

    race(lambda: jobs.work(job.pk), change)
    job.refresh_from_db()
    assert job.state == Job.State.DONE and accounts() == sorted(addresses()[:20])
    # Who came second was told; their old address is still theirs.
    told = [answer for answer in answers if answer.status_code == 200]
    assert all("already exists" in answer.content.decode() for answer in told)


def test_an_import_and_a_colleague_who_adds_people(ready, boss):
    job, told = ready(addresses()), []

    def add():
        for email in addresses(str.upper)[::-1]:
            try:
                customers.create(email=email, by=boss)
            except ValidationError as error:
                told.append(error)

    race(lambda: jobs.work(job.pk), add)
    job.refresh_from_db()
    assert accounts() == sorted(addresses()) and job.counts.get("new", 0) == len(told)


def test_an_import_and_a_colleague_who_gives_somebody_the_same_address(ready, boss):
    known = [customer_of(make_user(f"old{number}@example.com")) for number in range(20)]
    job = ready(addresses()[:20])

    def change():
        for one, email in zip(known, addresses()[:20][::-1], strict=True):
            try:
                customers.change_email(one, email=email, by=boss)
            except ValidationError:
                pass

    race(lambda: jobs.work(job.pk), change)
    assert accounts() == sorted(addresses()[:20])


def test_an_import_and_people_whose_accounts_are_deleted(ready, boss):
    everybody = [customer_of(make_user(email)) for email in addresses()[:30]]
    job = ready(addresses()[:30])

    def delete():
        for one in everybody:
            erasure.erase(one, by=boss)

    race(lambda: jobs.work(job.pk), delete)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    # Who was deleted before the row came is somebody new; nobody is both.
    assert Customer.objects.shoppers().filter(email__startswith="racer").count() == job.counts.get("new", 0)
