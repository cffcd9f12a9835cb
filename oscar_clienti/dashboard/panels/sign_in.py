"""How the customer signs in, as far as the shop knows."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from ...models import Customer
from ...sources import label as source_label
from .base import Panel, panels

# Oscar writes down a sign-in at the moment when it makes an account; people need longer than that.
MADE_AT_ONCE = timedelta(seconds=10)


class SignInPanel(Panel):
    key, label, template = "sign-in", _("Sign-in"), "oscar_clienti/dashboard/panels/sign_in.html"

    def context(self, customer: Customer, request: Any) -> dict[str, Any]:
        return {"has_password": customer.user.has_usable_password(), "source": source_label(customer.source),
                **last_sign_in(customer)}  # fmt: skip


def last_sign_in(customer: Customer) -> dict[str, Any]:
    """When they last signed in, as far as the shop can know."""
    last = customer.user.last_login
    stamped = last is not None and abs(last - customer.date_joined) < MADE_AT_ONCE
    return {"last_login": None if stamped else last, "stamped": stamped}


panels.register(SignInPanel())
