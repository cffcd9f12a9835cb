"""Two ways to get one's things: by courier, or collected in the shop for nothing."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from oscar.apps.shipping import methods, repository

FREE_FROM = Decimal(60)


class Courier(methods.FixedPrice):
    """5.90 a parcel, free from 60.00."""

    code = "courier"
    name = _("Courier, 2–3 working days")
    charge_incl_tax = charge_excl_tax = Decimal("5.90")

    def calculate(self, basket):
        if basket.total_incl_tax >= FREE_FROM:
            return methods.Free().calculate(basket)
        return super().calculate(basket)


class Collect(methods.Free):
    code = "collect"
    name = _("Collect in the shop")


class Repository(repository.Repository):
    methods = (Courier(), Collect())
