"""Somebody who buys through the shop's pages, and what they were shown on the way."""

import re
from dataclasses import dataclass

from django.core import mail
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.templatetags.currency_filters import currency

from .shops import CODE, address_of


@dataclass(frozen=True)
class Receipt:
    """What the page of the product, the basket, the last page before buying, and the e-mail said; and the order."""

    product_page: str
    basket_page: str
    preview_page: str
    letter: str
    order: object


class Shopper:
    def __init__(self, user):
        self.user, self.client = user, Client()
        self.client.force_login(user)

    def price_of(self, product):
        """As the product's own page says it."""
        page = self.client.get(product.get_absolute_url()).content.decode()
        return re.search(r'class="price_color">([^<]+)<', page)[1]

    def take(self, product, quantity=1):
        url = reverse("basket:add", kwargs={"pk": product.pk})
        answer = self.client.post(url, {"quantity": quantity})
        assert answer.status_code == 302, answer.context["form"].errors
        return self

    def say_code(self, code=CODE):
        self.client.post(reverse("basket:vouchers-add"), {"code": code})
        return self

    def basket_page(self):
        return self.client.get(reverse("basket:summary")).content.decode()

    def go_to_the_preview(self):
        """All the steps of the checkout but the last."""
        address = address_of(self.user)
        self.client.post(reverse("checkout:shipping-address"), {"action": "ship_to", "address_id": address.pk})
        for step in ("shipping-method", "payment-method", "payment-details"):
            self.client.get(reverse(f"checkout:{step}"))
        return self.client.get(reverse("checkout:preview")).content.decode()

    def place(self):
        answer = self.client.post(reverse("checkout:preview"), {"action": "place_order"})
        assert answer.status_code == 302, answer.content.decode()[:2000]
        return get_model("order", "Order").objects.order_by("-pk").first()

    def buy(self, product, quantity, *, code=""):
        """From the product's page to the e-mail."""
        price = self.price_of(product)
        self.take(product, quantity)
        if code:
            self.say_code(code)
        basket, preview = self.basket_page(), self.go_to_the_preview()
        mail.outbox.clear()
        order = self.place()
        return Receipt(price, basket, preview, mail.outbox[0].body if mail.outbox else "", order)


def euros(amount):
    """As the pages write it."""
    return currency(amount, "EUR")
