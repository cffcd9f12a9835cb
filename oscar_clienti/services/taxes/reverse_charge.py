"""Intra-EU reverse charge, a policy that a shop may choose: the buyer's own country taxes what a business buys abroad.

``OSCAR_CLIENTI_TAX_POLICY = "oscar_clienti.services.taxes.reverse_charge.by_exemption_or_reverse_charge"``
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ... import conf
from ...models import Customer, VatCheck, VatState
from .. import buyers
from ..vat import numbers
from .policy import TAXED, TaxDecision, by_exemption, country_of_delivery

_GOODS_GO_TO = frozenset(numbers.country_of(prefix) for prefix in numbers.EU)


class ByExemptionOrReverseCharge:
    """Whoever is exempt, and who has a valid VAT number of another member state and lets deliver to another one.

    The shop's own country never: neither its numbers nor deliveries into it. Not known yet is taxed, and so is a
    delivery of which the country isn't known.
    """

    # Open baskets are priced anew when the state of a number changes.
    uses_vat_state = True

    def __call__(self, user: Any, request: Any = None, address: Any = None) -> TaxDecision:
        decision = by_exemption(user, request, address)
        buyer = buyers.of(user)
        if decision.exempt or buyer is None or buyer.vat_state != VatState.VALID:
            return decision
        home, there = conf.get("SHOP_COUNTRY").upper(), country_of_delivery(user, request, address)
        if home not in _GOODS_GO_TO or there == home or there not in _GOODS_GO_TO:
            return TAXED
        reason = _proof(buyer, home)
        return TaxDecision(True, reason) if reason else TAXED


by_exemption_or_reverse_charge = ByExemptionOrReverseCharge()


def _proof(buyer: Customer, home: str) -> str:
    """Why the buyer's number takes the tax off; nothing if it doesn't. Worked out once for each customer object."""
    known = buyer.__dict__
    if "_clienti_reverse_charge" not in known:
        known["_clienti_reverse_charge"] = _reason(buyer) if _is_foreign(buyer, home) else ""
    return str(known["_clienti_reverse_charge"])


def _is_foreign(buyer: Customer, home: str) -> bool:
    try:
        number = numbers.check(buyer.vat_number, country=buyer.country_code)
    except ValidationError:
        return False
    return number.is_european and number.country != home


def _reason(buyer: Customer) -> str:
    """With the date and the number of the request: the shop's proof that it asked."""
    answers = VatCheck.objects.filter(customer=buyer, number=buyer.vat_number, state=VatState.VALID)
    answer = answers.order_by("-answered_at").first()
    if answer is None or answer.answered_at is None:
        return _("Reverse charge: VAT number %(number)s is valid.") % {"number": buyer.vat_number}
    facts = {
        "number": buyer.vat_number,
        "date": date_format(localtime(answer.answered_at), "SHORT_DATE_FORMAT"),
        "request": answer.request_id or "–",
    }
    return _("Reverse charge: VAT number %(number)s was valid on %(date)s (VIES request %(request)s).") % facts
