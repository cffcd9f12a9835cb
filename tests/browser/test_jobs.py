"""A job's page in a browser: it follows the work of others, or does it itself, and can be steered."""

# ruff: noqa: F401, F811  The fixtures of the tests of jobs are asked for by their names.

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from oscar_clienti.models import Job, Tag
from oscar_clienti.services import jobs
from tests.services.jobs.conftest import fresh, kind

NARROW = pytest.mark.parametrize("page", [390], indirect=True)


@pytest.fixture
def queue(settings):
    """A queue whose worker is the test itself."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def job(page, kind):
    """Three parts of two rows each, begun by alice; nobody is at work yet."""
    alice = get_user_model().objects.get(email="alice@shop.example")
    job = jobs.create(kind.key, by=alice, title="Three parts")
    jobs.steering.enter(job, "making", [jobs.Piece(2, {"names": [f"{n}a", f"{n}b"]}) for n in range(3)])
    job.save()
    return job


def look_at(page, shop, job):
    page.goto(f"{shop.url}/dashboard/users/jobs/{job.pk}/")
    return page.locator("#cl-progress")


def test_the_page_follows_the_worker_to_the_end(page, shop, queue, job):
    card = look_at(page, shop, job)
    expect(card).to_contain_text("Waiting")
    jobs.working._step(job.pk, "worker")
    expect(card).to_contain_text("2 of 6")
    expect(page.get_by_role("progressbar", name="Progress")).to_have_attribute("aria-valuenow", "33")
    jobs.work(job.pk)
    expect(card).to_contain_text("Done")
    expect(page.get_by_role("status").filter(has_text="Three parts: Done")).to_be_attached()
    expect(card.get_by_text("Pause")).to_have_count(0)


def test_the_page_does_the_work_where_there_is_no_queue(page, shop, job):
    expect(look_at(page, shop, job)).to_contain_text("Done")
    assert Tag.objects.filter(name__startswith="making").count() == 6 and fresh(job).state == Job.State.DONE


def test_the_buttons_stay_where_they_are_while_the_figures_move(page, shop, queue, job):
    card = look_at(page, shop, job)
    jobs.working._step(job.pk, "worker")
    expect(card).to_contain_text("2 of 6")
    button = page.query_selector("#cl-job-pause")
    jobs.working._step(job.pk, "worker")
    expect(card).to_contain_text("4 of 6")
    assert button.evaluate("button => button.isConnected")


@NARROW
def test_a_job_is_paused_continued_and_stopped_on_a_phone(page, shop, queue, job):
    card = look_at(page, shop, job)
    card.get_by_text("Pause").click()
    expect(card).to_contain_text("Paused")
    card.get_by_text("Continue").click()
    expect(card).to_contain_text("Waiting")
    card.get_by_role("link", name="Stop").click()
    expect(page.locator(".cl-effect")).to_contain_text("stay as they are")
    page.get_by_role("button", name="Stop it").click()
    expect(card).to_contain_text("Stopped")
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@NARROW
def test_the_list_of_jobs_fits_on_a_phone(page, shop, job):
    page.goto(f"{shop.url}/dashboard/users/jobs/")
    expect(page.locator(".cl-jobs")).to_contain_text("Three parts")
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_without_javascript_a_button_does_the_next_part(chromium, page, shop, job):
    plain = chromium.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    try:
        here = plain.new_page()
        here.goto(f"{shop.url}/dashboard/users/jobs/{job.pk}/")
        here.get_by_role("button", name="Do the next part").click()
        expect(here.locator("#cl-progress")).to_contain_text("Done")
    finally:
        plain.close()
