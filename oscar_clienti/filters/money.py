"""Filters about what somebody bought: how many orders, how much, when, what."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from oscar.core.loading import get_model

from .. import conf
from ..querysets import CustomerQuerySet
from ..text import Fold, fold
from .base import Chip, Fields, Filter, Raw, Values, filters, pairs
from .kinds import DaysFilter, RangeFilter, spell_day
from .people import DayField

MANY_PRODUCTS = 2000


def _whole(**kwargs: Any) -> forms.Field:
    return forms.IntegerField(min_value=0, max_value=2_000_000_000, **kwargs)


def _amount(**kwargs: Any) -> forms.Field:
    return forms.DecimalField(min_value=0, max_digits=12, decimal_places=2, **kwargs)


def _buyers_of(products: QuerySet) -> QuerySet:
    """The ids of those who ordered any of ``products``, cancelled orders aside."""
    # Planners do better with the ids themselves than with a question about them, unless they are very many.
    ids = list(products.values_list("pk", flat=True)[: MANY_PRODUCTS + 1])
    wanted = ids if len(ids) <= MANY_PRODUCTS else products.values("pk")
    lines = get_model("order", "Line").objects.filter(product_id__in=wanted, order__user__isnull=False)
    return lines.exclude(order__status__in=conf.get("CANCELLED_STATUSES")).values("order__user_id")


def _products_named(text: str) -> QuerySet:
    """Those with all words of ``text`` in the title, or with this UPC or SKU; variants have those of their parent too.

    Titles are folded as the search is, so every database finds the same; codes needn't be, and that is cheaper.
    """
    titled, code = Q(), text.strip()
    for word in fold(text).split()[:8]:
        titled &= Q(titles__contains=word)
    records = get_model("partner", "StockRecord").objects.filter(partner_sku__iexact=code)
    coded = Q(upc__iexact=code) | Q(parent__upc__iexact=code) | Q(pk__in=records.values("product_id"))
    titles = Fold(Concat("parent__title", Value(" "), "title", output_field=TextField()))
    return get_model("catalogue", "Product").objects.alias(titles=titles).filter(coded | titled)


class BoughtFilter(Filter):
    """Bought a product, by words of its title, its UPC or its SKU."""

    key = "bought"
    label = gettext_lazy("Bought product")
    section = "orders"

    def fields(self) -> dict[str, forms.Field]:
        help_text = gettext_lazy("Words of the title, or a UPC or SKU.")
        return {self.key: forms.CharField(label=self.label, required=False, max_length=200, help_text=help_text)}

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        return customers.filter(pk__in=_buyers_of(_products_named(values[self.key])))

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        return [Chip(_("Bought “%(product)s”") % {"product": values[self.key]}, pairs(raw, self.key))]


class _CategoryField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return "\u2003" * (obj.depth - 1) + obj.name


class CategoryFilter(Filter):
    """Bought anything of a category or of those below it."""

    key = "category"
    label = gettext_lazy("Bought from category")
    section = "orders"

    def fields(self) -> dict[str, forms.Field]:
        field = _CategoryField(
            get_model("catalogue", "Category").objects.order_by("path"),
            label=self.label,
            required=False,
            empty_label=gettext_lazy("Any"),
        )
        return {self.key: field}

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        # A child's path begins with its parent's (treebeard's materialised path).
        categories = get_model("catalogue", "Category").objects.filter(path__startswith=values[self.key].path)
        inside = Q(categories__in=categories) | Q(parent__categories__in=categories)
        products = get_model("catalogue", "Product").objects.filter(inside).distinct()
        return customers.filter(pk__in=_buyers_of(products))

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        return [Chip(_("Bought from “%(category)s”") % {"category": values[self.key].name}, pairs(raw, self.key))]


def _idle_words(days: int) -> str:
    return ngettext("No order since yesterday", "No order in the last %(days)s days", days) % {"days": days}


filters.register(RangeFilter("orders", gettext_lazy("Orders"), "num_orders", _whole))
filters.register(RangeFilter("spent", gettext_lazy("Total spent"), "total_spent", _amount))
filters.register(
    RangeFilter("last_order", gettext_lazy("Last order"), "last_order_at", DayField, spell=spell_day, by_day=True)
)
filters.register(
    DaysFilter(
        "idle_days",
        gettext_lazy("No order in the last … days"),
        "last_order_at",
        _idle_words,
        before=True,
        section="orders",
        help_text=gettext_lazy("People who have ordered before, but not since."),
    )
)
filters.register(BoughtFilter())
filters.register(CategoryFilter())
