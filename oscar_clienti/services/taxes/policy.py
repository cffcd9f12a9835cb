"""Does a buyer pay taxes? The shop's policy answers, for every price anew; this is where it is asked."""

from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from oscar.core.loading import get_class, get_model

from ... import conf
from ...models import Customer, TaxExemption
from .. import buyers


@dataclass(frozen=True)
class TaxDecision:
    """``reason`` says in the merchant's words why somebody is exempt; it is kept on the order (255 characters)."""

    exempt: bool
    reason: str = ""


class Policy(Protocol):
    """What ``OSCAR_CLIENTI_TAX_POLICY`` names. ``user`` may be a visitor; ``request`` and ``address`` may be missing.

    It is called for every page with a price, so it must not ask another machine.
    """

    def __call__(self, user: Any, request: Any, address: Any) -> TaxDecision: ...


TAXED = TaxDecision(exempt=False)


def decide(user: Any, request: Any = None, address: Any = None) -> TaxDecision:
    """Return what the shop's policy says of ``user`` as the one who buys.

    ``address`` is the address of delivery where it is known; without it the policy may look into the checkout of
    ``request``, by ``country_of_delivery``.
    """
    policy: Policy = import_string(conf.get("TAX_POLICY"))
    return policy(user or AnonymousUser(), request, address)


def by_exemption(user: Any, request: Any = None, address: Any = None) -> TaxDecision:
    """The policy of a shop that says nothing: who was exempted is exempt, on the days and in the countries given."""
    buyer = buyers.of(user)
    if buyer is None:
        return TAXED
    if buyer.tax_exempt and (own := _own(buyer, user, request, address)).exempt:
        return own
    if (group := buyer.current_group) and group.tax_exempt:
        return TaxDecision(True, _("Everybody in the group “%(group)s” is tax-exempt.") % {"group": group.name})
    return TAXED


def country_of_delivery(user: Any, request: Any = None, address: Any = None) -> str:
    """Return the ISO code of the country that is delivered to, as far as it is known; "" when it isn't.

    The address itself, else the one chosen in the checkout, else the customer's default address.
    """
    if address is not None:
        return str(address.country_id or "")
    buyer = buyers.of(user)
    return _chosen_country(request, user) or (buyer.country_code if buyer else "")


def _own(buyer: Customer, user: Any, request: Any, address: Any) -> TaxDecision:
    exemption: TaxExemption | None = getattr(buyer, "exemption", None)
    if exemption is None:
        return TaxDecision(True, _("Tax-exempt customer"))
    if not exemption.is_valid(timezone.localdate()):
        return TAXED
    if exemption.countries and country_of_delivery(user, request, address) not in exemption.countries:
        return TAXED
    return TaxDecision(True, exemption.reason or _("Tax-exempt customer"))


def _chosen_country(request: Any, user: Any) -> str:
    """Of the address that was chosen in this checkout. Looking must not make a session for whoever has none."""
    session = getattr(request, "session", None)
    data_class = get_class("checkout.utils", "CheckoutSessionData")
    if session is None or not session.get(data_class.SESSION_KEY):
        return ""
    data = data_class(request)
    # Nothing is sent any more: an address of before counts no longer.
    if data._get("shipping", "method_code") == get_class("shipping.methods", "NoShippingRequired").code:
        return ""
    if fields := data.new_shipping_address_fields():
        return str(fields.get("country_id") or "")
    if pk := data.shipping_user_address_id():
        addresses = get_model("address", "UserAddress").objects.filter(pk=pk, user=user.pk)
        return addresses.values_list("country", flat=True).first() or ""
    return ""
