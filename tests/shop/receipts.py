"""A whole purchase in one of the shops, and its figures."""

from .shoppers import Shopper
from .shops import CODE, crate, shop

QUANTITY = 3


def purchase(user, strategy, offer, *, through=Shopper):
    with shop(strategy, offer):
        return through(user).buy(crate(), QUANTITY, code=CODE if offer == "voucher" else "")


def paid(user, strategy, offer, **how):
    """Everything that a shopper was shown and that the order keeps, in words."""
    receipt = purchase(user, strategy, offer, **how)
    order = receipt.order
    names = ("total_incl_tax", "total_excl_tax", "shipping_incl_tax", "shipping_excl_tax")
    lines = [
        [str(getattr(line, f"{what}_{side}_tax")) for what in ("unit_price", "line_price") for side in ("incl", "excl")]
        for line in order.lines.all()
    ]
    return [receipt.product_page, *(str(getattr(order, name)) for name in names), *lines]
