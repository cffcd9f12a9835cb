"""A job that writes a tag for each of its rows, so that what was done can be counted."""

import pytest

from oscar_clienti.models import Job, JobChunk, Tag
from oscar_clienti.services import jobs


class TagKind(jobs.JobKind):
    """Each chunk makes its tags; ``before`` is called inside the chunk's transaction, after them."""

    key = "test-tags"
    label = "Tags"
    right = "import_customers"
    following: dict = {}

    def __init__(self):
        self.before = lambda job, chunk: None

    def work(self, job, chunk):
        for name in chunk.payload["names"]:
            Tag.objects.create(name=f"{job.phase} {name}")
        self.before(job, chunk)
        return {"tags": len(chunk.payload["names"])}

    def after(self, job, phase):
        return self.following.get(phase)

    def plan(self, job, phase):
        return [jobs.Piece(1, {"names": ["planned"]})]


@pytest.fixture
def kind():
    kind = jobs.kinds.register(TagKind())
    yield kind
    jobs.kinds.unregister(kind.key)


@pytest.fixture
def started(kind, alice):
    """Three chunks of two rows each."""
    job = jobs.create(kind.key, by=alice, title="Three parts")
    pieces = [jobs.Piece(2, {"names": [f"{number}a", f"{number}b"]}) for number in range(3)]
    return jobs.start(job, "making", pieces, by=alice)


def fresh(job):
    return Job.objects.get(pk=job.pk)


def states(job):
    return list(JobChunk.objects.filter(job=job).order_by("number").values_list("state", flat=True))
