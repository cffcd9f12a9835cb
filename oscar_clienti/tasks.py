"""Doors for the worker: an id in, one service called."""

from django_tasks import task

from .services import conversations, jobs, sign_in
from .services.vat import checks

# A worker turns to other work after so long; a request, where there is no queue, must answer soon.
WORKER_SECONDS = 60.0
REQUEST_SECONDS = 2.0


@task()
def continue_job(job_id: int) -> None:
    """Do chunks of the job for a while, and ask to be called again if there are more. Safe to run twice and at once."""
    if jobs.works_at_once():
        jobs.work(job_id, seconds=REQUEST_SECONDS)
    elif jobs.work(job_id, seconds=WORKER_SECONDS):
        continue_job.enqueue(job_id)


@task()
def answer_vat_check(check_id: int) -> None:
    """Ask the register about one VAT number. Safe to run twice and at once."""
    checks.answer(check_id)


@task()
def send_sign_in_link(link_id: int) -> None:
    """Mail one link for signing in; token and code are made here and stand nowhere else. Safe to run twice."""
    sign_in.send(link_id)


@task()
def send_message(message_id: int) -> None:
    """Mail one message of a conversation; the link for answering is made here. Safe to run twice: it leaves once."""
    conversations.send(message_id)
