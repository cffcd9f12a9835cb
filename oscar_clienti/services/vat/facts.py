"""What staff reads about a customer's VAT number: the answer and its proof, why there is none, who else has it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ...models import Customer, VatCheck

_SILENT = _("VIES doesn't answer at the moment. It is asked again by itself.")
_TROUBLES: dict[str, str | Promise] = {
    "digits": _("Its digits don't fit each other, so nobody was asked."),
    "not_covered": _("VIES has no numbers of this country: nobody can be asked."),
    "member_away": _("The register of this country doesn't answer at the moment. It is asked again by itself."),
    "refused": _("VIES refused the question. It is asked again by itself."),
    "requester": _("The shop's own VAT number in its settings is wrong: VIES can't be asked."),
    "error": _("The register could not be asked; the log of the shop says why."),
}
# So many others with the same number are named.
_NAMED = 5


@dataclass(frozen=True)
class Facts:
    """``answer`` is the last that there was, ``last`` the last question: both about the number of today."""

    answer: VatCheck | None
    last: VatCheck | None
    others: list[Customer]

    @classmethod
    def of(cls, customer: Customer) -> "Facts":
        """Two questions, none for whoever has no number."""
        if not customer.vat_number:
            return cls(None, None, [])
        asked = list(VatCheck.objects.filter(customer=customer, number=customer.vat_number)[:20])
        answer = next((check for check in asked if check.answered_at), None)
        return cls(answer, asked[0] if asked else None, others_with(customer))

    @property
    def trouble(self) -> str | Promise:
        """Why nothing is known, or nothing new."""
        if self.last is None or not self.last.trouble:
            return ""
        return _TROUBLES.get(self.last.trouble, _SILENT)


def others_with(customer: Customer) -> list[Customer]:
    """A few others with the same number, as far as it was asked about: branches of one firm, or not theirs."""
    same = VatCheck.objects.filter(number=customer.vat_number).exclude(customer=customer).values("customer")
    found = Customer.objects.shoppers().filter(pk__in=same, vat_number=customer.vat_number)
    return list(found.order_by("pk")[:_NAMED])
