"""A file is a text; ``imported`` takes it through all five steps as alice would."""

from io import BytesIO

import pytest

from oscar_clienti.models import Customer, Job
from oscar_clienti.services import imports, jobs


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path):
    settings.OSCAR_CLIENTI_PRIVATE_ROOT = tmp_path / "private"
    return settings.OSCAR_CLIENTI_PRIVATE_ROOT


def work(job):
    """Let the job go on until it waits for somebody, and read it afresh."""
    jobs.work(job.pk)
    return Job.objects.get(pk=job.pk)


def customer(email):
    return Customer.objects.get(email=email)


@pytest.fixture
def brought(alice):
    """Bring a text as a file: ``brought(text, **decisions)`` returns the draft."""

    def bring(text, *, name="people.csv", **decisions):
        content = text if isinstance(text, bytes) else text.encode()
        job = imports.bring(BytesIO(content), name=name, by=alice)
        if decisions:
            wanted = {**imports.decisions_of(job).as_dict(), **decisions}
            job = imports.decide(job, imports.Decisions.from_dict(wanted), by=alice)
        return job

    return bring


@pytest.fixture
def previewed(brought, alice):
    return lambda text, **decisions: work(imports.preview(brought(text, **decisions), by=alice))


@pytest.fixture
def imported(previewed, alice):
    return lambda text, **decisions: work(imports.run(previewed(text, **decisions), by=alice))
