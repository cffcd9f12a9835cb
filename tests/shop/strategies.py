"""How different shops price: what ``SHOP_STRATEGY`` names in the tests. Each is called with the request."""

from decimal import Decimal as D

from oscar.apps.checkout.utils import CheckoutSessionData
from oscar.apps.partner.prices import Base, FixedPrice, TaxInclusiveFixedPrice, Unavailable
from oscar.apps.partner.strategy import UK, US, Default, PurchaseInfo, StockRequired, Structured, UseFirstStockRecord

default, uk, us = Default, UK, US
_SHARED = UK()


def shared(request):
    """A shop that keeps one strategy for everybody who comes."""
    return _SHARED


class gross(UseFirstStockRecord, StockRequired, Structured):  # noqa: N801  Named like the others.
    """The stock record says what is paid on the shelf."""

    def pricing_policy(self, product, stockrecord):
        if not stockrecord:
            return Unavailable()
        net = (stockrecord.price / D("1.2")).quantize(D("0.01"))
        return TaxInclusiveFixedPrice(stockrecord.price_currency, net, tax=stockrecord.price - net)

    def parent_pricing_policy(self, product, children_stock):
        return self.pricing_policy(product, next((record for _child, record in children_stock), None))


class ShelfPrice(Base):
    """A price class of a store's own: the net is worked out whenever somebody asks."""

    exists = is_tax_known = True

    def __init__(self, currency, incl_tax):
        self.currency, self.incl_tax = currency, incl_tax

    @property
    def excl_tax(self):
        return (self.incl_tax / D("1.2")).quantize(D("0.01"))

    @property
    def tax(self):
        return self.incl_tax - self.excl_tax

    @property
    def effective_price(self):
        return self.incl_tax


class forked:  # noqa: N801  Named like the others.
    """A strategy that shares nothing with Oscar's: prices come from elsewhere, and a line answers for itself."""

    def __init__(self, request):
        self.inner = UK(request)

    def fetch_for_product(self, product, stockrecord=None):
        info = self.inner.fetch_for_product(product, stockrecord)
        if not info.price.exists:
            return info
        price = ShelfPrice(info.price.currency, (info.price.incl_tax + 1).quantize(D("0.01")))
        return PurchaseInfo(price, info.availability, info.stockrecord)

    def fetch_for_parent(self, product):
        return self.inner.fetch_for_parent(product)

    def fetch_for_line(self, line, stockrecord=None):
        return self.fetch_for_product(line.product)


def delivered(request):
    """A shop that asks for taxes as soon as the checkout knows where the order goes."""
    if getattr(request, "session", None) is None:
        return Default(request)
    return UK(request) if CheckoutSessionData(request).is_shipping_address_set() else Default(request)


class engraving(Default):  # noqa: N801  Named like the others.
    """Every line is engraved, for 5.00 a piece."""

    def fetch_for_line(self, line, stockrecord=None):
        info = super().fetch_for_line(line, stockrecord)
        price = FixedPrice(info.price.currency, info.price.excl_tax + 5, tax=D(0))
        return PurchaseInfo(price, info.availability, info.stockrecord)


class by_the_dozen(Default):  # noqa: N801  Named like the others.
    """From ten pieces on a piece is 8.00."""

    def fetch_for_line(self, line, stockrecord=None):
        info = super().fetch_for_line(line, stockrecord)
        price = FixedPrice(info.price.currency, D("8.00"), tax=D(0))
        return PurchaseInfo(price, info.availability, info.stockrecord) if line.quantity >= 10 else info


class bundles(Default):  # noqa: N801  Named like the others.
    """Products have no price by themselves: their lines have."""

    def fetch_for_product(self, product, stockrecord=None):
        info = super().fetch_for_product(product, stockrecord)
        return PurchaseInfo(Unavailable(), info.availability, info.stockrecord)

    def fetch_for_line(self, line, stockrecord=None):
        info = super().fetch_for_line(line, stockrecord)
        return PurchaseInfo(FixedPrice("EUR", D("7.00"), tax=D(0)), info.availability, info.stockrecord)


class engraving_gross(gross):  # noqa: N801  Named like the others.
    """Prices are those on the shelf, and every line is engraved, for 1.20 a piece."""

    def fetch_for_line(self, line, stockrecord=None):
        info = super().fetch_for_line(line, stockrecord)
        net, paid = info.price.excl_tax + 1, info.price.incl_tax + D("1.20")
        price = TaxInclusiveFixedPrice(info.price.currency, net, tax=paid - net)
        return PurchaseInfo(price, info.availability, info.stockrecord)
