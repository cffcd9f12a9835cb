"""Invitations after an import: to the people whom it made, to each at most once."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from oscar_clienti.models import Activity, Job
from oscar_clienti.services import imports

from .conftest import customer, work

pytestmark = pytest.mark.django_db

FILE = "email,first_name,language\nada@example.com,Ada,it\ntom@example.com,Tom,en\n"


def invited(job, alice):
    return work(imports.invite(job, by=alice))


def receivers():
    return sorted(address for letter in mail.outbox for address in letter.to)


def test_everybody_whom_the_import_made_gets_a_letter(imported, alice):
    job = invited(imported(FILE), alice)
    assert receivers() == ["ada@example.com", "tom@example.com"] and job.counts["invited"] == 2


def test_in_their_own_language(imported, alice):
    invited(imported(FILE), alice)
    (letter,) = [letter for letter in mail.outbox if letter.to == ["ada@example.com"]]
    assert "password" in letter.body and "Ciao" in letter.body or "scegli" in letter.body.lower()


def test_who_was_there_before_gets_none(imported, alice, bob):
    invited(imported(f"{FILE}bob@example.com,Roberto,en\n"), alice)
    assert "bob@example.com" not in receivers()


def test_who_has_signed_in_meanwhile_gets_none(imported, alice):
    job = imported(FILE)
    user = customer("ada@example.com").user
    user.last_login = timezone.now()
    user.save()
    invited(job, alice)
    assert receivers() == ["tom@example.com"]


def test_nobody_is_invited_twice(imported, alice):
    job = invited(imported(FILE), alice)
    assert imports.invitable(job) == 0
    with pytest.raises(ValidationError):
        imports.invite(job, by=alice)


def test_who_was_written_down_before_the_worker_died_gets_no_second_letter(imported, alice):
    job = imports.invite(imported(FILE), by=alice)
    Activity.objects.create(customer=customer("ada@example.com"), kind="customer.invited", job=job)
    assert work(job).counts["invited"] == 2 and receivers() == ["tom@example.com"]


def test_a_letter_that_could_not_be_sent_is_counted(imported, alice, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    job = invited(imported(FILE), alice)
    assert job.counts["not_invited"] == 2 and job.state == Job.State.DONE


def test_nobody_before_the_import_is_done(previewed, alice):
    with pytest.raises(ValidationError):
        imports.invite(previewed(FILE), by=alice)
