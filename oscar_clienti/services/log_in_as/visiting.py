"""A visit from its beginning to its end."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections, router, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from ... import conf, signals
from ...models import Customer, Visit
from .. import activity, rights
from .allowing import OFF, feature, require_visitable, require_visitor, require_wanted
from .noting import note_refusal
from .sessions import forget_session, new_session, session_of

_MARK = "password"


class VisitOver(Exception):
    """The visit has ended, or ends now: ``visit`` (``None`` where there is none) says why in ``end``."""

    def __init__(self, visit: Visit | None = None) -> None:
        super().__init__(visit.end if visit else "")
        self.visit = visit


def start(customer: Customer, *, by: Any, reason: str, acts: bool = False) -> Visit:
    """Begin a visit of ``LOG_IN_AS_MINUTES``; another one that the same person has going ends.

    Raises ``PermissionDenied`` without the right, ``ValidationError`` without a reason and for accounts that nobody
    may visit; a customer's activity says who was refused, too.
    """
    if feature() == OFF:
        raise ValidationError(_("This shop does not let staff log in as customers."), code="off")
    try:
        return _begin(customer, by=by, reason=reason, acts=acts)
    except (PermissionDenied, ValidationError) as error:
        # Here, where nothing takes it back.
        note_refusal(customer, error, by=by)
        raise


def _begin(customer: Customer, *, by: Any, reason: str, acts: bool) -> Visit:
    require_visitor(by, acts=acts)
    reason = " ".join(reason.replace("\x00", "").split())
    if not reason:
        raise ValidationError({"reason": _("Say why: the reason is kept.")}, code="reason")
    with transaction.atomic():
        locked = Customer.objects.select_for_update().get(pk=customer.pk)
        # Of two that one person begins at the same moment, the second sees the first, and ends it. After the customer,
        # as everywhere, and weaker where there is such a lock: what others write in this name need not wait.
        weaker = connections[router.db_for_write(get_user_model())].features.has_select_for_no_key_update
        get_user_model()._default_manager.select_for_update(no_key=weaker).get(pk=by.pk)
        _require_entry(locked, by)
        end_all_of(by, why=Visit.End.REPLACED)
        now, minutes = timezone.now(), conf.get("LOG_IN_AS_MINUTES")
        visit = Visit.objects.create(
            customer=locked, customer_name=str(locked)[:255], by=by, by_name=rights.name_of(by), reason=reason[:255],
            acts=acts, started_at=now, expires_at=now + timedelta(minutes=minutes),
            session_key=new_session({_MARK: _mark(locked.user)}, seconds=minutes * 60),
        )  # fmt: skip
        facts = {"reason": visit.reason, "mode": "act" if acts else "read-only"}
        activity.record(locked, "log_in_as.started", by=by, facts=facts)
        signals.visit_started.send(sender=Visit, visit=visit, customer=locked, by=by)
    return visit


def enter(number: int, *, staff: Any) -> tuple[Visit, Any]:
    """Return the visit and the customer's user, if it goes on: both people are asked for their rights anew.

    Raises ``VisitOver``; the row says why then.
    """
    visit = Visit.objects.select_related("customer__user", "by").filter(pk=number).first()
    if visit is None or visit.ended_at is not None:
        raise VisitOver(visit)
    if why := _why_over(visit, staff):
        end(visit, why=why)
        raise VisitOver(visit)
    return visit, visit.customer.user  # type: ignore[union-attr]  # asked for above


def end(visit: Visit, *, why: str) -> Visit:
    """End it, once; its session is forgotten. Whoever comes second changes nothing."""
    now = min(timezone.now(), visit.expires_at)
    with transaction.atomic():
        open_still = Visit.objects.filter(pk=visit.pk, ended_at=None)
        if open_still.update(ended_at=now, end=why):
            visit.ended_at, visit.end = now, why
            minutes = max(1, round((now - visit.started_at).total_seconds() / 60))
            facts = {"why": why, "minutes": minutes}
            activity.record(visit.customer, "log_in_as.ended", by=visit.by, facts=facts)
            signals.visit_ended.send(sender=Visit, visit=visit, customer=visit.customer, by=visit.by)
            transaction.on_commit(lambda: forget_session(visit.session_key), robust=True)
        else:
            visit.refresh_from_db(fields=["ended_at", "end"])
    return visit


def end_all_of(staff: Any, *, why: str) -> None:
    """End every visit that this person has going."""
    for visit in Visit.objects.select_related("customer", "by").filter(by=staff.pk, ended_at=None):
        end(visit, why=why)


def _why_over(visit: Visit, staff: Any) -> str:
    """The reason for which a visit must not go on; nothing while it may."""
    if timezone.now() >= visit.expires_at:
        return Visit.End.EXPIRED
    if not staff.is_authenticated or staff.pk != visit.by_id:
        return Visit.End.SIGNED_OUT
    try:
        require_visitor(staff, acts=visit.acts)
    except PermissionDenied:
        return Visit.End.STAFF
    if feature() == OFF:
        # Before the customer is asked, who said nothing of the kind.
        return Visit.End.STAFF
    if visit.customer is None:
        return Visit.End.CUSTOMER
    try:
        _require_entry(visit.customer, staff)
    except ValidationError as error:
        return Visit.End.REFUSED if error.code == "refused" else Visit.End.CUSTOMER
    mark = session_of(visit).get(_MARK)
    if mark is not None and not constant_time_compare(mark, _mark(visit.customer.user)):
        return Visit.End.PASSWORD
    return Visit.End.EXPIRED if mark is None else ""


def _require_entry(customer: Customer, by: Any) -> None:
    if customer.pk == by.pk:
        raise ValidationError(_("This is your own account."), code="self")
    require_visitable(customer, customer.user)
    require_wanted(customer)


def _mark(user: Any) -> str:
    """Another one as soon as the customer has chosen another password."""
    return salted_hmac("oscar_clienti.log_in_as", user.password).hexdigest()
