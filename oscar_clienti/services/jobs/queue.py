"""Asking for workers through the ``django-tasks`` API; the queue is told "continue job N" and nothing else."""

from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string

from ... import conf
from ...models import Job

# Named, not imported: tasks stand above the services.
_TASK = "oscar_clienti.tasks.continue_job"


def ask_for_workers(job: Job) -> None:
    """Let as many workers as the shop wants go on with ``job``, once the transaction is safe.

    A queue that doesn't answer costs the merchant nothing but time: the job waits for ``resume_stale``.
    """
    transaction.on_commit(lambda: _enqueue(job.pk), robust=True)


def works_at_once() -> bool:
    """Does the shop have no queue, so that a task runs inside the request that asks for it?"""
    from django_tasks.backends.immediate import ImmediateBackend

    return isinstance(_task().get_backend(), ImmediateBackend)


def _enqueue(job_id: int) -> None:
    for _worker in range(1 if works_at_once() else conf.get("JOB_WORKERS")):
        _task().enqueue(job_id)


def _task() -> Any:
    return import_string(_TASK)
