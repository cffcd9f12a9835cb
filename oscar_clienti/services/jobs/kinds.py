"""What a job is about. Imports, exports and acts on all who match register themselves; other apps may add their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from ...models import Job, JobChunk
from ...registries import Registry

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Piece:
    """A chunk to be made: how many rows it has (for the progress), and what its worker must know."""

    rows: int
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pause:
    """The next phase waits until somebody says ``start``; the job is a draft meanwhile."""

    phase: str


class JobKind:
    """Subclass, say ``key``, ``label`` and ``right``, write ``work`` and ``after``, and register an instance.

    A job goes through phases; the rows of each are cut into chunks (``steering.start`` or ``plan``).
    """

    key: str
    label: str | Promise
    # Whoever started the job must still hold it when each chunk begins; none where people do it for themselves.
    right: str
    # Nobody but whoever started it may steer or see such a job; the dashboard leaves it out.
    private: bool = False
    # What the phases are called on the job's page.
    phases: Mapping[str, str | Promise] = {}
    # The name of a page about such a job, which takes its number; nothing means that the job's own page is enough.
    page: str = ""
    page_label: str | Promise = gettext_lazy("See the result")
    # In these states there is something to see on it.
    page_when: tuple[str, ...] = (Job.State.DRAFT, *Job.OVER)
    # Phases whose chunks mind their transactions themselves, because what they do (an e-mail) can't be rolled back.
    own_transactions: frozenset[str] = frozenset()

    def work(self, job: Job, chunk: JobChunk) -> Counts:
        """Do one chunk, inside its transaction; return what was done, to be added up on the job.

        It may set ``chunk.details``. It must be safe to run again after a rollback: what is not in the database
        (files, e-mails) has to be written so that a second time doesn't matter.

        ``ValidationError`` stops the job with its words at once; any other exception is tried again.
        """
        raise NotImplementedError

    def after(self, job: Job, phase: str) -> "str | Pause | None":
        """Say what follows when every chunk of ``phase`` is done; ``None`` ends the job. Runs in a transaction that
        holds the job."""
        return None

    def plan(self, job: Job, phase: str) -> Iterable[Piece]:
        """The chunks of a phase that ``after`` named, unless an earlier phase made them."""
        return ()

    def over(self, job: Job) -> None:
        """The job is done or cancelled: put away what nobody needs any more. Runs in its last transaction.

        A job that failed may go on yet, and keeps everything.
        """

    def summary(self, job: Job) -> list[str]:
        """What was done, in sentences for the job's page."""
        return []


kinds: Registry[JobKind] = Registry("kind of job")
