"""The pages of long work: who sees what, what they say, what their buttons do."""

# ruff: noqa: F401, F811  The fixtures of the tests of jobs are asked for by their names.

from datetime import timedelta

import pytest
from django.urls import resolve, reverse
from django.utils import timezone

from oscar_clienti.models import Job, Tag
from oscar_clienti.services import jobs
from tests.conftest import grant, make_user
from tests.services.jobs.conftest import fresh, kind, started

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(settings):
    """A queue whose worker is somewhere else."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def page(name, job=None):
    return reverse(f"dashboard:customer-{name}", args=[job.pk] if job else [])


def test_the_list_is_empty_at_first(as_alice):
    assert "No jobs yet" in as_alice.get(page("job-list")).content.decode()


def test_the_list_shows_a_job_with_its_state(as_alice, started):
    content = as_alice.get(page("job-list")).content.decode()
    assert "Three parts" in content and "Waiting" in content


def test_jobs_of_others_do_not_exist(client, started):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "view_customer", "import_customers"))
    assert client.get(page("job", started)).status_code == 404
    assert "Three parts" not in client.get(page("job-list")).content.decode()


def test_who_manages_jobs_sees_those_of_others(client, started):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "view_customer", "manage_jobs"))
    assert "Alice Bottega" in client.get(page("job-list")).content.decode()


def test_the_page_drives_the_work_where_there_is_no_queue(as_alice, started):
    assert page("job-drive", started) in as_alice.get(page("job", started)).content.decode()
    as_alice.post(page("job-drive", started), headers={"HX-Request": "true"})
    assert fresh(started).state == Job.State.DONE and Tag.objects.count() == 6


def test_looking_does_no_work(as_alice, started):
    as_alice.get(page("job", started))
    as_alice.get(page("job-progress", started))
    assert not Tag.objects.exists()


def test_the_fragment_stops_asking_when_the_job_is_over(as_alice, started):
    jobs.work(started.pk)
    content = as_alice.get(page("job-progress", started)).content.decode()
    assert "hx-get" not in content and "hx-post" not in content and "Done" in content


def test_only_the_figures_come_while_nothing_else_changes(as_alice, started, queue):
    content = as_alice.get(page("job-progress", started) + "?shown=waiting").content.decode()
    assert "cl-moving" in content and "cl-job-pause" not in content


def test_the_whole_card_comes_when_the_state_changes(as_alice, started, queue):
    jobs.pause(started, by=None)
    response = as_alice.get(page("job-progress", started) + "?shown=waiting")
    assert response["HX-Retarget"] == "#cl-progress" and "Continue" in response.content.decode()


def test_the_change_is_read_aloud(as_alice, started):
    jobs.work(started.pk)
    content = as_alice.get(page("job-progress", started) + "?shown=running").content.decode()
    assert 'id="cl-job-news" hx-swap-oob="innerHTML">Three parts: Done' in content


def test_with_a_queue_the_page_only_looks(as_alice, started, queue):
    content = as_alice.get(page("job", started)).content.decode()
    assert page("job-progress", started) in content and page("job-drive", started) not in content


def test_a_job_that_nobody_works_on_can_be_continued(as_alice, started, queue):
    Job.objects.update(beat_at=timezone.now() - timedelta(hours=1))
    content = as_alice.get(page("job", started)).content.decode()
    assert "Nobody has worked on this" in content and page("job-resume", started) in content


def test_each_part_is_a_transaction_of_its_own_where_requests_are_one():
    assert resolve("/dashboard/users/jobs/1/drive/").func._non_atomic_requests == {"default"}


def test_how_fast_it_goes_and_how_long_it_takes(as_alice, started, queue):
    now = timezone.now()
    Job.objects.update(phase_started_at=now - timedelta(seconds=10), beat_at=now, done=5000, total=20_000)
    content = as_alice.get(page("job", started)).content.decode()
    assert "500 a second" in content and "about 30 seconds left" in content


def test_an_error_says_what_to_do(as_alice, started, kind):
    kind.before = lambda job, chunk: 1 / 0
    jobs.work(started.pk)
    content = as_alice.get(page("job", started)).content.decode()
    assert "you can continue it, or stop it" in content
    assert page("job-resume", started) in content and page("job-cancel", started) in content


def test_the_progress_is_told_to_everybody(as_alice, started):
    Job.objects.filter(pk=started.pk).update(done=3)
    content = as_alice.get(page("job", started)).content.decode()
    assert 'aria-valuenow="50"' in content and "3 of 6" in content


def test_pause_and_continue(as_alice, started):
    as_alice.post(page("job-pause", started))
    assert fresh(started).state == Job.State.PAUSED
    as_alice.post(page("job-resume", started))
    assert fresh(started).state == Job.State.WAITING


def test_stopping_asks_first_and_keeps_what_is_done(as_alice, started):
    assert "stay as they are" in as_alice.get(page("job-cancel", started)).content.decode()
    assert fresh(started).state == Job.State.WAITING
    as_alice.post(page("job-cancel", started))
    assert fresh(started).state == Job.State.CANCELLED


def test_nothing_is_stopped_that_has_ended(as_alice, started):
    jobs.work(started.pk)
    assert "had ended already" in as_alice.post(page("job-cancel", started), follow=True).content.decode()


def test_who_may_only_look_has_no_buttons(client, started):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "view_customer", "manage_jobs"))
    content = client.get(page("job", started)).content.decode()
    assert page("job-pause", started) not in content and page("job-drive", started) not in content


def test_who_may_not_do_what_the_job_does_may_not_steer_it(client, started):
    client.force_login(grant(make_user("vera@shop.example", is_staff=True), "view_customer", "manage_jobs"))
    assert client.post(page("job-pause", started)).status_code == 403
    assert fresh(started).state == Job.State.WAITING
