"""Between an account of a file and its password the world goes on."""

import pytest
from django.contrib.auth import get_user_model

from oscar_clienti.models import Job
from oscar_clienti.services import erasure, imports, jobs
from oscar_clienti.services.imports import hashing

from .conftest import customer, work

pytestmark = pytest.mark.django_db

PEOPLE = hashing.PIECE + 10


@pytest.fixture
def written(previewed, alice):
    """An import of thirty people, all of whom have an account and none a password yet."""
    rows = "".join(f"ada{number}@example.com,walnut-harbour-{number}\n" for number in range(PEOPLE))
    job = imports.run(previewed(f"email,password\n{rows}"), by=alice)
    while job.phase != "hashing":
        jobs.working._step(job.pk, "worker")
        job = Job.objects.get(pk=job.pk)
    return job


def user(number):
    return get_user_model().objects.get(pk=number)


def account(number):
    return customer(f"ada{number}@example.com").user


def test_everybody_gets_their_own(written):
    work(written)
    assert all(account(number).check_password(f"walnut-harbour-{number}") for number in range(PEOPLE))


def test_nobody_loses_theirs_because_another_account_was_deleted_meanwhile(written, alice):
    jobs.working._step(written.pk, "worker")
    erasure.erase(customer("ada3@example.com"), by=alice)
    work(written)
    rest = [number for number in range(PEOPLE) if number != 3]
    assert [number for number in rest if not account(number).has_usable_password()] == []


def test_a_deleted_account_gets_none(written, alice):
    gone = customer("ada3@example.com")
    erasure.erase(gone, by=alice)
    work(written)
    assert not user(gone.pk).has_usable_password()


def test_who_has_become_staff_meanwhile_gets_none(written):
    # By a road that told nobody.
    get_user_model().objects.filter(email="ada3@example.com").update(is_staff=True)
    work(written)
    assert not account(3).has_usable_password()
