"""Exempting one customer from taxes: why, how long, where, and by which paper."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from ... import signals
from ...models import Customer, TaxExemption
from .. import activity, baskets, editing, many, rights
from . import certificates

PARTICULARS = ("reason", "valid_from", "valid_until", "countries", "certificate")
_NOTHING: dict[str, Any] = {"reason": "", "valid_from": None, "valid_until": None, "countries": [], "certificate": ""}


def grant(
    customer: Customer,
    *,
    reason: str,
    by: Any,
    certificate: Any = None,
    valid_from: Any = None,
    valid_until: Any = None,
    countries: Iterable[str] = (),
    version: int | None = None,
) -> TaxExemption:
    """Exempt ``customer`` from taxes, or say anew why, how long (both days included) and where they are exempt.

    ``countries`` are ISO codes of countries of delivery; none means everywhere. ``certificate`` is an uploaded PDF, PNG
    or JPEG; ``None`` leaves the one that is there, ``False`` takes it away. ``version`` is that of the customer
    which the editor saw: if the row is newer, nothing is written. Open baskets are priced anew.

    Needs ``change_customer``. Raises ``PermissionDenied``, ``Conflict``, ``ValidationError`` with the messages of each
    field.
    """
    wanted = {"reason": reason, "valid_from": valid_from, "valid_until": valid_until, "countries": countries}
    return _write(customer, {**wanted, "certificate": certificate}, by, version=version)


def change(customer: Customer, *, by: Any, **particulars: Any) -> TaxExemption:
    """Say some of the particulars anew, as ``grant`` takes them; those not named stay.

    Needs ``change_customer``. Raises ``PermissionDenied``, ``TypeError`` for unknown particulars, ``ValidationError``,
    also when the exemption has ended meanwhile.
    """
    for name in particulars:
        if name not in PARTICULARS:
            raise TypeError(f"An exemption has no {name!r} to set.")
    return _write(customer, particulars, by, only_if_exempt=True)


@transaction.atomic
def end(customer: Customer, *, by: Any) -> Customer:
    """Let ``customer`` pay taxes like everybody; the particulars go, their certificate too, and the activity tells.

    Open baskets are priced anew. Returns the customer. Needs ``change_customer``. Raises ``PermissionDenied``.
    """
    current = editing.begin(customer, by=by, right="change_customer")
    rows = list(TaxExemption.objects.select_for_update().filter(customer=current))
    changes: dict[str, Any] = {"tax_exempt": (True, False)} if current.tax_exempt else {}
    for row in rows:
        changes |= _differences(particulars_of(row), _NOTHING)
    if rows or changes:
        _delete(rows)
        current = _settle(current, "exemption.ended", changes, None, by)
    return current


def clear(pks: Sequence[int], *, by: Any) -> None:
    """Take away the particulars of these customers: their exemption began or ended by another door, which knew none.

    Called inside the transaction of that change.
    """
    for batch in many.batches(pks):
        rows = list(TaxExemption.objects.filter(many.Among("customer_id", batch)).order_by("pk"))
        told = [(row.pk, _differences(particulars_of(row), _NOTHING)) for row in rows]
        activity.record_many(told, "exemption.cleared", by=by)
        _delete(rows)


def restore(particulars: Mapping[int, Mapping[str, Any]], *, by: Any) -> None:
    """Say again what ``clear`` took away, by customer, as the activity kept it; what was said since stays.

    The certificate is gone for good. Called inside the transaction that gives these customers their mark back.
    """
    there, told = TaxExemption.objects.in_bulk(list(particulars)), []
    for pk, kept in particulars.items():
        exemption = there.get(pk) or TaxExemption(customer_id=pk, by=by, by_name=rights.name_of(by))
        before = particulars_of(exemption)
        for name in (name for name in kept if not getattr(exemption, name)):
            field: Any = TaxExemption._meta.get_field(name)
            setattr(exemption, name, field.to_python(kept[name]))
        exemption.save()
        told.append((pk, _differences(before, particulars_of(exemption))))
    activity.record_many(told, "exemption.changed", by=by)


def particulars_of(exemption: TaxExemption) -> dict[str, Any]:
    """What the activity keeps; of the certificate, the name that it came with."""
    named = {"certificate": exemption.certificate_name}
    return {name: getattr(exemption, name) for name in PARTICULARS if name not in named} | named


@transaction.atomic
def _write(
    customer: Customer,
    wanted: Mapping[str, Any],
    by: Any,
    *,
    only_if_exempt: bool = False,
    version: int | None = None,
) -> TaxExemption:
    current = editing.begin(customer, by=by, right="change_customer", version=version)
    if only_if_exempt and not current.tax_exempt:
        raise ValidationError(_("The exemption of this customer has ended meanwhile."), code="ended")
    held = TaxExemption.objects.select_for_update().filter(customer=current)
    exemption = held.first() or TaxExemption(customer=current)
    before = particulars_of(exemption)
    _fill(exemption, wanted)
    changes = _differences(before, particulars_of(exemption))
    if wanted.get("certificate"):
        # Another file of the same name is another paper.
        changes["certificate"] = (before["certificate"], exemption.certificate_name)
    if not current.tax_exempt:
        changes["tax_exempt"] = (False, True)
    if changes:
        exemption.by, exemption.by_name = by, rights.name_of(by)
        exemption.save()
        Customer.objects.filter(pk=current.pk).update(tax_exempt=True)
        kind = "exemption.changed" if current.tax_exempt else "exemption.granted"
        exemption.customer = _settle(current, kind, changes, exemption, by)
    return exemption


def _settle(
    customer: Customer, kind: str, changes: editing.Changes, exemption: TaxExemption | None, by: Any
) -> Customer:
    """What every change of one exemption ends with."""
    if exemption is None:
        Customer.objects.filter(pk=customer.pk).update(tax_exempt=False)
    customer = editing.finish(customer, kind, by=by, changes=changes)
    baskets.reprice([customer.pk])
    if "tax_exempt" in changes:
        mark = {"tax_exempt": changes["tax_exempt"]}
        signals.customer_changed.send(sender=Customer, customer=customer, changes=mark, by=by)
    signals.exemption_changed.send(sender=Customer, customer=customer, exemption=exemption, by=by)
    return customer


def _fill(exemption: TaxExemption, wanted: Mapping[str, Any]) -> None:
    """Set the particulars, the file last: whatever is wrong is told before it is kept."""
    texts = {name: value for name, value in wanted.items() if name not in ("certificate", "countries")}
    if "reason" in texts:
        texts["reason"] = editing.text(texts["reason"])
    for name, value in texts.items():
        setattr(exemption, name, value)
    if "countries" in wanted:
        exemption.countries = _codes(wanted["countries"])
    editing.clean(exemption, set(texts))
    _check_days(exemption)
    if wanted.get("certificate"):
        try:
            certificates.attach(exemption, wanted["certificate"])
        except ValidationError as error:
            raise ValidationError({"certificate": error}) from error
    elif wanted.get("certificate") is False:
        certificates.detach(exemption)


def _codes(wanted: Iterable[str]) -> list[str]:
    """The codes in upper case and in order; raises ``ValidationError`` for a country that the shop doesn't know."""
    codes = sorted({str(code).strip().upper() for code in wanted})
    spelt = [code for code in codes if len(code) == 2 and code.isascii() and code.isalpha()]
    known = set(get_model("address", "Country").objects.filter(pk__in=spelt).values_list("pk", flat=True))
    if strange := [code for code in codes if code not in known]:
        words = _("The shop doesn't know this country: %(code)s.") % {"code": ", ".join(strange)[:100]}
        raise ValidationError({"countries": words})
    return codes


def _check_days(exemption: TaxExemption) -> None:
    first, last = exemption.valid_from, exemption.valid_until
    if first and last and last < first:
        raise ValidationError({"valid_until": _("It would end before it begins.")})
    if last and last < timezone.localdate():
        raise ValidationError({"valid_until": _("This day has passed: choose a day to come, or end the exemption.")})


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (old, after[name]) for name, old in before.items() if old != after[name]}


def _delete(rows: Iterable[TaxExemption]) -> None:
    rows = list(rows)
    for row in rows:
        certificates.discard(row)
    TaxExemption.objects.filter(pk__in=[row.pk for row in rows]).delete()
