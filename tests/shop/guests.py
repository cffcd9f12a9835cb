"""Somebody who buys through the shop's pages without signing in, and reads the e-mail afterwards."""

import re

from django.core import mail
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from .shops import crate


class Guest:
    def __init__(self, email, first_name="Ada", last_name="Neri"):
        self.email, self.first_name, self.last_name = email, first_name, last_name
        self.client = Client()

    def come_to_the_last_page(self):
        """All the steps of the checkout but the last."""
        country, _made = get_model("address", "Country").objects.get_or_create(
            iso_3166_1_a2="IT",
            defaults={"iso_3166_1_a3": "ITA", "printable_name": "Italy", "is_shipping_country": True},
        )
        self.client.post(reverse("basket:add", kwargs={"pk": crate().pk}), {"quantity": 1})
        answer = self.client.post(reverse("checkout:index"), {"username": self.email, "options": "anonymous"})
        assert answer.status_code == 302, answer.context["form"].errors
        self.client.post(
            reverse("checkout:shipping-address"),
            {"first_name": self.first_name, "last_name": self.last_name, "line1": "Via Po 1", "line4": "Torino",
             "postcode": "10100", "country": country.pk},
        )  # fmt: skip
        for step in ("shipping-method", "payment-method"):
            self.client.get(reverse(f"checkout:{step}"))
        return self

    def place(self):
        answer = self.client.post(reverse("checkout:preview"), {"action": "place_order"})
        assert answer.url == reverse("checkout:thank-you"), answer.url
        return get_model("order", "Order").objects.get(pk=self.client.session["checkout_order_id"])

    def buy(self):
        return self.come_to_the_last_page().place()

    def thanks(self):
        return self.client.get(reverse("checkout:thank-you")).content.decode()


def link_in(letter=None):
    """The path of the guest's link in the newest e-mail."""
    letter = letter or mail.outbox[-1]
    html = " ".join([letter.body, *(part[0] for part in getattr(letter, "alternatives", []))])
    return re.search(r"(/[\w/-]*order-status/[^\s\"'<]+)", html)[1]


def open_link(path, email):
    """What a browser that was never here sees after typing ``email``."""
    client = Client()
    form = client.get(path, follow=True)
    return client.post(form.redirect_chain[-1][0] if form.redirect_chain else path, {"email": email}, follow=True)
