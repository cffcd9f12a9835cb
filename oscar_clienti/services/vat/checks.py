"""Is a customer's VAT number in the register? Asked in the background, again and again until it is known.

Nothing waits for the answer, and an answer to a number that was changed meanwhile doesn't count.
"""

import logging
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from ... import conf, signals
from ...models import Customer, VatCheck, VatState
from .. import activity, baskets, jobs, rights
from . import numbers, vies

logger = logging.getLogger("oscar_clienti.vat")

# Named, not imported: tasks stand above the services.
_TASK = "oscar_clienti.tasks.answer_vat_check"
# How long to wait after each question that had no answer; the last of them again and again.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
# Characters that are kept of what a register says.
_LONGEST = {"trouble": 32, "request_id": 64, "name": 255, "address": 1000}


@transaction.atomic
def number_changed(customer: Customer) -> VatCheck | None:
    """Nothing is known of the new number; ask for it in the background. Called by whoever changes the number.

    Where the shop has no queue nobody is kept waiting: ``clienti_vat_check`` asks.
    """
    forget([customer.pk])
    current = Customer.objects.get(pk=customer.pk)
    check = open_check(current) if current.vat_number else None
    if check and check.next_try_at and not jobs.works_at_once():
        _ask_worker(check)
    return check


@transaction.atomic
def ask_again(customer: Customer, *, by: Any) -> VatCheck | None:
    """Ask once more about the same number; what is known stays known until there is an answer.

    Without a queue it is asked at once, for whoever pressed the button waits for it. ``None`` where there is no number.
    Needs ``change_customer``. Raises ``PermissionDenied``.
    """
    rights.require(by, "change_customer")
    current = Customer.objects.select_for_update().get(pk=customer.pk)
    rights.require_reachable(current)
    if not current.vat_number:
        return None
    VatCheck.objects.filter(customer=current).update(next_try_at=None)
    check = open_check(current)
    if check.next_try_at:
        _ask_worker(check)
    return check


def forget(pks: list[int]) -> None:
    """The numbers of these customers changed: nothing is known of them, and open questions are closed."""
    VatCheck.objects.filter(customer__in=pks).update(next_try_at=None)
    known = Customer.objects.filter(pk__in=pks).exclude(vat_state=VatState.UNKNOWN)
    changed = list(known.values_list("pk", flat=True))
    known.update(vat_state=VatState.UNKNOWN)
    _reprice(changed)


def open_check(customer: Customer) -> VatCheck:
    """Write the question down; what needs no register is answered at once.

    A number whose digits don't fit isn't valid. Of one that is in no register that we know nothing will ever be known.
    """
    check = VatCheck(customer=customer, number=customer.vat_number)
    try:
        number = numbers.check(check.number, country=customer.country_code)
    except ValidationError:
        check.state, check.answered_at, check.trouble = VatState.INVALID, timezone.now(), "digits"
    else:
        check.trouble = "" if number.is_in_vies else "not_covered"
        check.next_try_at = timezone.now() if number.is_in_vies else None
    check.save()
    if check.answered_at:
        _conclude(check, customer)
    return check


def answer(check_id: int) -> VatCheck | None:
    """Ask the register, outside of any transaction, and write down what it says; ``None`` when nothing is to be asked.

    Safe to run twice and at once. Never raises for what the register does.
    """
    check = VatCheck.objects.select_related("customer").filter(pk=check_id, answered_at=None).first()
    if check is None or check.next_try_at is None:
        return None
    if check.customer.vat_number != check.number:
        VatCheck.objects.filter(pk=check_id).update(next_try_at=None)
        return None
    reply = _ask_register(check)
    with transaction.atomic():
        customer = Customer.objects.select_for_update().filter(pk=check.customer_id).first()
        current = VatCheck.objects.filter(pk=check_id, answered_at=None).first()
        if customer is None or current is None:
            return None
        _write(current, reply)
        if current.answered_at and customer.vat_number == current.number:
            _conclude(current, customer)
    return current


def _ask_register(check: VatCheck) -> vies.Answer:
    try:
        return vies.register()(numbers.check(check.number, country=check.customer.country_code))
    except Exception as error:
        # A register of the shop's own, or a number that a new rule calls wrong.
        logger.error("VAT check %s: the register could not be asked (%s).", check.pk, type(error).__name__)
        return vies.Answer(trouble="error")


def _write(check: VatCheck, reply: vies.Answer) -> None:
    check.tries += 1
    check.state = reply.state
    for name, longest in _LONGEST.items():
        setattr(check, name, getattr(reply, name)[:longest])
    if reply.state == VatState.UNKNOWN:
        check.next_try_at = timezone.now() + WAITS[min(check.tries, len(WAITS)) - 1]
    else:
        check.answered_at, check.next_try_at = timezone.now(), None
    check.save()


def _conclude(check: VatCheck, customer: Customer) -> None:
    """The answer is the customer's state from now on; it is told, whether it is news or not."""
    old = customer.vat_state
    if old != check.state:
        Customer.objects.filter(pk=customer.pk).update(vat_state=check.state)
        changes = {"vat_state": (old, check.state)}
        activity.record(customer, "vat.checked", by=None, changes=changes)
        customer.vat_state = check.state
        _reprice([customer.pk])
    signals.vat_checked.send(sender=VatCheck, check=check, customer=customer, by=None)


def _reprice(pks: list[int]) -> None:
    """Open baskets follow where the shop's tax policy looks at the state of the number: it says so itself."""
    if pks and getattr(import_string(conf.get("TAX_POLICY")), "uses_vat_state", False):
        baskets.reprice(pks)


def _ask_worker(check: VatCheck) -> None:
    """Once the transaction is safe. A queue that doesn't answer costs nothing: ``clienti_vat_check`` asks."""
    transaction.on_commit(lambda: import_string(_TASK).enqueue(check.pk), robust=True)
