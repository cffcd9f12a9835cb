"""Finding products to order, with what this customer pays for them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from oscar.core.loading import get_model

# So many products are shown to choose from.
CHOICE = 12


@dataclass(frozen=True)
class Offered:
    """A product as it can be put into the order; one ``asks`` where a variant or an option is to be chosen first."""

    product: Any
    price: Decimal | None
    currency: str | None
    stock: str
    sold: bool
    asks: bool


def offered(words: str, strategy: Any) -> list[Offered]:
    """The products that ``words`` find: by number or SKU, else by the words of their titles."""
    return [_offered(product, strategy) for product in _found(words)]


def product_of(pk: int | None) -> Any:
    """The product with this id that the shop shows; ``None`` where there is none."""
    return get_model("catalogue", "Product").objects.filter(pk=pk, is_public=True).first()


def _found(words: str) -> list[Any]:
    public = get_model("catalogue", "Product").objects.filter(is_public=True)
    products = public.select_related("parent__product_class", "product_class")
    products = products.prefetch_related("product_class__options", "parent__product_class__options", "product_options")
    variants = public.select_related("parent__product_class").prefetch_related("stockrecords")
    products = products.prefetch_related("stockrecords").prefetch_public_children(variants)
    exact = products.filter(Q(upc__iexact=words) | Q(stockrecords__partner_sku__iexact=words)).distinct()
    if one := list(exact[:CHOICE]):
        return one
    for word in words.split():
        products = products.filter(title__icontains=word)
    return list(products.exclude(structure="child").order_by("title", "pk")[:CHOICE])


def _offered(product: Any, strategy: Any) -> Offered:
    info = strategy.fetch_for_parent(product) if product.is_parent else strategy.fetch_for_product(product)
    price = None
    if info.price.exists:
        price = info.price.incl_tax if info.price.is_tax_known else info.price.excl_tax
    sold = info.availability.is_available_to_buy
    return Offered(
        product,
        price,
        getattr(info.price, "currency", None),
        str(info.availability.message),
        sold,
        product.is_parent or _has_options(product),
    )


def _has_options(product: Any) -> bool:
    """From what was read for all at once; Oscar's own answer asks for each."""
    return any([*product.product_options.all(), *product.get_product_class().options.all()])
