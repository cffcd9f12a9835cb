"""Invitations after an import: to the people whom it made, to each at most once."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from oscar_clienti.models import Activity, Job
from oscar_clienti.services import imports, jobs
from tests.conftest import grant, make_user
from tests.mail_server import serving

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
    assert "scegli" in letter.body.lower()


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


# What could not be sent.


@pytest.fixture
def nobody_answers(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1


def test_a_mail_server_that_is_down_stops_the_invitations_with_a_word(imported, alice, nobody_answers):
    job = invited(imported(FILE), alice)
    assert job.state == Job.State.FAILED and "mail server" in job.error


def test_nobody_is_used_up_by_a_mail_server_that_is_down(imported, alice, nobody_answers):
    assert imports.invitable(invited(imported(FILE), alice)) == 2


def test_continued_when_the_mail_server_is_back_everybody_gets_one_letter(imported, alice, nobody_answers, settings):
    job = invited(imported(FILE), alice)
    with serving(settings) as server:
        job = work(jobs.resume(job, by=alice))
    assert server.recipients == ["ada@example.com", "tom@example.com"]
    assert (job.state, job.counts["invited"], job.counts["not_invited"]) == (Job.State.DONE, 2, 0)


def test_an_address_that_is_refused_keeps_no_other_from_its_letter(imported, alice, settings):
    job = imported(FILE)
    with serving(settings) as server:
        server.moods["ada@example.com"] = "refuses"
        job = invited(job, alice)
    assert server.recipients == ["tom@example.com"] and job.state == Job.State.DONE
    assert (job.counts["invited"], job.counts["not_invited"]) == (1, 1)


def test_whose_address_was_refused_can_be_invited_again(imported, alice, settings):
    job = imported(FILE)
    with serving(settings) as server:
        server.moods["ada@example.com"] = "refuses"
        job = invited(job, alice)
        server.moods.clear()
        job = invited(job, alice)
    assert server.recipients == ["ada@example.com", "tom@example.com"]
    assert (job.counts["invited"], job.counts["not_invited"]) == (2, 0)


def test_who_has_perhaps_got_a_letter_gets_no_second_one(imported, alice, settings):
    job = imported(FILE)
    with serving(settings) as server:
        server.moods["ada@example.com"] = "takes and hangs up"
        job = invited(job, alice)
        work(jobs.resume(job, by=alice))
    assert server.recipients == ["ada@example.com", "tom@example.com"]


# Who may.


@pytest.fixture
def vera():
    """She brings people, and may not change them."""
    return grant(make_user("vera@shop.example", is_staff=True), "import_customers", "add_customer", "manage_jobs")


def test_who_may_not_change_customers_invites_nobody(imported, vera):
    with pytest.raises(PermissionDenied):
        imports.invite(imported(FILE), by=vera)


def test_nobody_is_invited_in_the_name_of_somebody_who_may_not(imported, alice, vera):
    job = imported(FILE)
    Job.objects.filter(pk=job.pk).update(by=vera)
    with pytest.raises(ValidationError, match="in their name"):
        imports.invite(Job.objects.get(pk=job.pk), by=alice)


def test_who_loses_the_right_meanwhile_uses_nobody_up(imported, alice, vera):
    job = imports.invite(imported(FILE), by=alice)
    Job.objects.filter(pk=job.pk).update(by=vera)
    job = work(job)
    assert job.state == Job.State.FAILED and imports.invitable(job) == 2


def test_a_second_press_leaves_the_invitations_that_are_under_way(imported, alice):
    seen_before = imported(FILE)
    job = imports.invite(Job.objects.get(pk=seen_before.pk), by=alice)
    with pytest.raises(ValidationError):
        imports.invite(seen_before, by=alice)
    assert work(job).counts["invited"] == 2


def test_nobody_before_the_import_is_done(previewed, alice):
    with pytest.raises(ValidationError):
        imports.invite(previewed(FILE), by=alice)
