"""Invitations to the people whom an import made: a link for choosing a password, to each of them at most once.

That somebody is invited is written down and safe before the e-mail leaves: a worker that is killed in between has
invited one person too few, never one twice.
"""

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from ...models import Activity, Customer, Job, JobChunk
from .. import activity, jobs, passwords

KIND = activity.kinds.register(activity.Kind("customer.invited", _("Invited after an import"))).key
PIECE = 50


def invitable(job: Job) -> QuerySet[Customer]:
    """Those whom this import made and who were not invited yet, can sign in, and have not done so."""
    # Of each person, not of the import: it is asked for one person at a time as well.
    rows = Activity.objects.filter(job=job, customer=OuterRef("pk"))
    made = Customer.objects.active().filter(Exists(rows.filter(kind="customer.created")))
    return made.filter(user__last_login=None).exclude(email="").exclude(Exists(rows.filter(kind=KIND)))


def pieces(job: Job) -> Iterator[jobs.Piece]:
    """Fifty people each."""
    pks = list(invitable(job).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), PIECE):
        some = pks[start : start + PIECE]
        yield jobs.Piece(len(some), {"customers": some})


def work(job: Job, chunk: JobChunk) -> jobs.Counts:
    """Invite the people of one piece; runs outside of a transaction, since an e-mail can't be taken back."""
    failed, people = 0, chunk.payload["customers"]
    for pk in people:
        if customer := _take(job, pk):
            try:
                passwords.send_link(customer, by=job.by)
            except (ValidationError, PermissionDenied):
                failed += 1
    # Those too whom a worker invited that died before the end of the piece.
    written_down = Activity.objects.filter(job=job, kind=KIND, customer__in=people).count()
    return {"invited": written_down - failed, "not_invited": failed}


def _take(job: Job, pk: int) -> Customer | None:
    """Write down that this person is invited, unless that was done."""
    with transaction.atomic():
        customer = Customer.objects.select_for_update().filter(pk=pk).first()
        if customer is None or not invitable(job).filter(pk=pk).exists():
            return None
        activity.record(customer, KIND, by=job.by)
    return customer
