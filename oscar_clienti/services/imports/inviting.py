"""Invitations to the people whom an import made: a link for choosing a password, to each of them at most once.

That somebody is invited is written down and safe before the e-mail leaves: a worker that is killed in between has
invited one person too few, never one twice. A letter that surely wasn't taken is written down as well: whom it was for
can be invited again.
"""

import socket
from collections.abc import Iterator
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from ...models import Activity, Customer, Job, JobChunk
from .. import activity, jobs, passwords, rights

KIND = activity.kinds.register(activity.Kind("customer.invited", _("Invited after an import"))).key
NOT_SENT = activity.kinds.register(activity.Kind("customer.not_invited", _("Invitation could not be sent"))).key
PIECE = 50
# The mail server has nothing of a letter after these. After any other fault nobody knows how much it heard.
_NOT_TAKEN = (SMTPResponseException, SMTPRecipientsRefused, ConnectionRefusedError, socket.gaierror)
# Its no to one letter says nothing of the next.
_TO_ONE_LETTER = (SMTPRecipientsRefused, SMTPDataError)


def invitable(job: Job) -> QuerySet[Customer]:
    """Those whom this import made and who were not invited yet, can sign in, and have not done so."""
    # Of each person, not of the import: it is asked for one person at a time as well.
    rows = Activity.objects.filter(job=job, customer=OuterRef("pk"))
    made = Customer.objects.active().filter(Exists(rows.filter(kind="customer.created")))
    return made.filter(user__last_login=None).exclude(email="").exclude(Exists(_standing(rows)))


def _standing(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """The invitations among ``rows`` of one import that were sent, as far as anybody knows."""
    later = Activity.objects.filter(customer=OuterRef("customer"), job=OuterRef("job"), pk__gt=OuterRef("pk"))
    return rows.filter(kind=KIND).exclude(Exists(later.filter(kind=NOT_SENT)))


def pieces(job: Job) -> Iterator[jobs.Piece]:
    """Fifty people each."""
    pks = list(invitable(job).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), PIECE):
        some = pks[start : start + PIECE]
        yield jobs.Piece(len(some), {"customers": some})


def work(job: Job, chunk: JobChunk) -> jobs.Counts:
    """Invite the people of one piece; runs outside of a transaction, since an e-mail can't be taken back.

    Raises ``PermissionDenied``, and ``ValidationError`` when the mail server takes no letters at all.
    """
    rights.require(job.by, "change_customer")
    failed, people = 0, chunk.payload["customers"]
    for pk in people:
        if customer := _take(job, pk):
            try:
                passwords.send_link(customer, by=job.by)
            except (ValidationError, PermissionDenied) as error:
                _not_sent(customer, job, error)
                failed += 1
    # Those too whom a worker invited that died before the end of the piece.
    written_down = _standing(Activity.objects.filter(job=job, customer__in=people)).count()
    return {"invited": written_down, "not_invited": failed}


def _not_sent(customer: Customer, job: Job, error: Exception) -> None:
    """Write down that this person has no letter, where that is sure; raise when all others would fare alike."""
    is_mail = getattr(error, "code", "") == "mail_server"
    fault = error.__cause__
    if not is_mail or isinstance(fault, _NOT_TAKEN):
        activity.record(customer, NOT_SENT, by=job.by)
    if is_mail and not isinstance(fault, _TO_ONE_LETTER):
        words = _("The mail server takes no letters. Who has no invitation yet gets it when you continue.")
        raise ValidationError(words, code="mail_server") from error


def _take(job: Job, pk: int) -> Customer | None:
    """Write down that this person is invited, unless that was done."""
    with transaction.atomic():
        customer = Customer.objects.select_for_update().filter(pk=pk).first()
        if customer is None or not invitable(job).filter(pk=pk).exists():
            return None
        activity.record(customer, KIND, by=job.by)
    return customer
