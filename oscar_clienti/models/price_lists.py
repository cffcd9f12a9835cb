"""Prices of a group's own, for products, for ranges, for everything."""

from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def gone_with(collector: Any, field: Any, lines: Any, using: str) -> None:
    """The line goes before what it is about.

    Django's own CASCADE first empties a key that may be empty, where a database can't wait with its checks; a price
    for nothing would be a price for everything, which no line may have.
    """
    collector.collect(lines, source=field.remote_field.model, source_attr=field.name, nullable=False)


class PriceList(models.Model):
    """What the members of a group pay instead of the list price, between two days (both included).

    Of all lines that fit a product, and its own price, the lowest wins: see ``services.price_lists``.
    """

    name = models.CharField(_("Name"), max_length=100)
    group = models.ForeignKey(
        "oscar_clienti.CustomerGroup", models.CASCADE, related_name="price_lists", verbose_name=_("Group")
    )
    is_active = models.BooleanField(_("In force"), default=True)
    starts_on = models.DateField(pgettext_lazy("first day", "From"), null=True, blank=True)
    ends_on = models.DateField(pgettext_lazy("last day", "Until"), null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        permissions = [("manage_price_lists", _("Can create, change and delete price lists"))]

    def __str__(self) -> str:
        return self.name

    def is_in_force(self, day: date) -> bool:
        """Does it count on ``day``?"""
        return (
            self.is_active
            and (self.starts_on is None or self.starts_on <= day)
            and (self.ends_on is None or day <= self.ends_on)
        )


class PriceListLine(models.Model):
    """A price, or so many per cent off, for a product (and its variants), for a range, or for everything.

    ``price`` is in the terms of the product's own price: net in a shop that keeps net prices, gross in one that keeps
    gross prices.
    """

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        "catalogue.Product", gone_with, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    range = models.ForeignKey(
        "offer.Range", gone_with, null=True, blank=True, related_name="+", verbose_name=_("Range")
    )
    price = models.DecimalField(
        _("Price"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    percent = models.DecimalField(
        _("Per cent off"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("line of a price list")
        verbose_name_plural = _("lines of price lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(product__isnull=True) | Q(range__isnull=True), name="clienti_price_of_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True, percent__isnull=False)
                | Q(price__isnull=False, percent__isnull=True, product__isnull=False),
                name="clienti_price_or_percent",
            ),
            models.UniqueConstraint(fields=["price_list", "product"], name="clienti_one_price"),
            models.UniqueConstraint(fields=["price_list", "range"], name="clienti_one_range_price"),
        ]

    def __str__(self) -> str:
        what = self.product or self.range or _("everything")
        return f"{what}: {self.price if self.percent is None else f'−{self.percent} %'}"
