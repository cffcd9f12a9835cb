"""What an import did, in sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from ...models import Job
from ..wording import spell

_IMPORT: Mapping[str, Any] = {
    "new": ngettext_lazy("%(number)s new customer", "%(number)s new customers", "count"),
    "changed": ngettext_lazy("%(number)s customer changed", "%(number)s customers changed", "count"),
    "same": ngettext_lazy("%(number)s row says nothing new", "%(number)s rows say nothing new", "count"),
    "refused": ngettext_lazy("%(number)s row refused", "%(number)s rows refused", "count"),
    "consents": ngettext_lazy("%(number)s marketing consent changed", "%(number)s marketing consents changed", "count"),
    "consents_kept": ngettext_lazy(
        "%(number)s “yes” to marketing doesn't count: it can't be proved, or the customer said no",
        "%(number)s “yes” to marketing don't count: they can't be proved, or the customers said no",
        "count",
    ),
    "passwords": ngettext_lazy("%(number)s password kept safe", "%(number)s passwords kept safe", "count"),
    "invited": ngettext_lazy("%(number)s customer invited", "%(number)s customers invited", "count"),
    "not_invited": ngettext_lazy(
        "%(number)s invitation could not be sent", "%(number)s invitations could not be sent", "count"
    ),
}
_UNDO: Mapping[str, Any] = {
    "removed": ngettext_lazy("%(number)s customer removed", "%(number)s customers removed", "count"),
    "reverted": ngettext_lazy("%(number)s customer is as before", "%(number)s customers are as before", "count"),
    "kept": ngettext_lazy(
        "%(number)s customer of the import stays: there are orders, a sign-in or later changes",
        "%(number)s customers of the import stay: there are orders, sign-ins or later changes",
        "count",
    ),
    "touched": ngettext_lazy(
        "%(number)s change stays, because something came after it",
        "%(number)s changes stay, because something came after them",
        "count",
    ),
}


def of_import(job: Job) -> Iterator[str]:
    """Say it for the preview (what would happen) and the run (what happened) alike: in numbers of rows."""
    yield from _told(_IMPORT, job)
    if job.state == Job.State.CANCELLED:
        yield _("The import was stopped: the rows that were done stay as they are.")


def of_undo(job: Job) -> Iterator[str]:
    """Say what went back, and what couldn't."""
    yield from _told(_UNDO, job)


def _told(sentences: Mapping[str, Any], job: Job) -> Iterator[str]:
    for name, words in sentences.items():
        if number := job.counts.get(name, 0):
            yield str(words % {"count": number, "number": spell(number)})
