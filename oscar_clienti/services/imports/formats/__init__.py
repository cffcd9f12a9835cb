"""How other shops write their customers into files: recognised by the head, matched column by column.

A store registers its own: ``formats.register(MyFormat())``.
"""

from collections.abc import Mapping, Sequence

from . import bigcommerce, magento, prestashop, woocommerce
from .bagisto import Bagisto
from .base import Continued, Format, Match, Numbered, formats
from .ecwid import Ecwid
from .generic import generic
from .headers import fold_name
from .open2b import Open2b
from .own import Own
from .reasons import Left
from .shopify import Shopify
from .shopware import Shopware
from .spree import Spree

__all__ = ["Continued", "Format", "Left", "Match", "Numbered", "fold_name", "formats", "generic", "recognise"]

# Asked from the last to the first: ours before other shops', Magento's single file before its file of customers.
for _format in (
    Bagisto(),
    Spree(),
    Shopware(),
    Open2b(),
    bigcommerce.Default(),
    bigcommerce.BulkEdit(),
    prestashop.Export(),
    prestashop.Customers(),
    prestashop.Addresses(),
    magento.Main(),
    magento.Grid(),
    magento.Addresses(),
    magento.Composite(),
    woocommerce.Analytics(),
    woocommerce.Webkul(),
    woocommerce.UsersFromCsv(),
    woocommerce.Suite(),
    Shopify(),
    Ecwid(),
    Own(),
):
    formats.register(_format)


def recognise(header: Sequence[str], labels: Mapping[str, str] | None = None) -> Format | None:
    """The format of a file with this head, or nothing when no shop is known to write it.

    ``labels`` are those of our own columns (label: key), in the language of whoever imports. The format that was
    registered last is asked first: a store's own goes before ours.
    """
    for item in reversed(list(formats)):
        spoken = item.speaking(labels or {})
        if spoken.recognises(header):
            return spoken
    return None
