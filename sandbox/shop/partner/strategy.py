"""Prices as an Italian shop writes them on its shelves: VAT is inside. ``SHOP_STRATEGY`` names another strategy."""

from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.utils.module_loading import import_string
from oscar.apps.partner import prices, strategy

CENT = Decimal("0.01")


class Selector(strategy.Selector):
    def strategy(self, request=None, user=None, **kwargs):
        return import_string(settings.SHOP_STRATEGY)(request)


class GrossPrices(strategy.UseFirstStockRecord, strategy.StockRequired, strategy.Structured):
    """The price in the stock record is what the shopper pays; the net is worked out from it."""

    rate = Decimal("0.22")

    def pricing_policy(self, product, stockrecord):
        if not stockrecord or stockrecord.price is None:
            return prices.Unavailable()
        net = (stockrecord.price / (1 + self.rate)).quantize(CENT, ROUND_HALF_UP)
        return prices.TaxInclusiveFixedPrice(stockrecord.price_currency, net, tax=stockrecord.price - net)

    def parent_pricing_policy(self, product, children_stock):
        records = [record for _child, record in children_stock if record]
        return self.pricing_policy(product, records[0] if records else None)
