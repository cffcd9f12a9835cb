"""Pages of the price lists."""

from .lines import (  # noqa: F401
    PriceLineAddView,
    PriceLineEditView,
    PriceLineRemoveView,
    PriceListPasteView,
    PriceListProductsView,
)
from .lists import (  # noqa: F401
    PriceListAddView,
    PriceListCopyView,
    PriceListDeleteView,
    PriceListEditView,
    PriceListsView,
    PriceListView,
)
