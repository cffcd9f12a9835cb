"""Shopware 6."""

from .base import Format, Match
from .cells import language, one_line
from .reasons import FOREIGN_NUMBER, GUEST, NO_PLACE, TECHNICAL


def _address(name: str, n: int) -> dict[str, str | Match]:
    return {
        f"{name}_first_name": f"address{n}_first_name",
        f"{name}_last_name": f"address{n}_last_name",
        f"{name}_street": Match(f"address{n}_line1", one_line),
        f"{name}_zipcode": f"address{n}_postcode",
        f"{name}_city": f"address{n}_line4",
        f"{name}_country": f"address{n}_country",
        f"{name}_phone_number": f"address{n}_phone_number",
    }


class Shopware(Format):
    """The profile "Default customer": one billing and one shipping address."""

    key = "shopware"
    label = "Shopware"
    signatures = (
        frozenset(("email", "customer_number", "customer_group")),
        frozenset(("email", "sales_channel")),
        frozenset(("email", "salutation", "billing_street")),
    )
    columns: dict[str, str | Match] = {
        "first_name": "first_name",
        "last_name": "last_name",
        "email": "email",
        "active": "active",
        "customer_group": "group",
        "language": Match("language", language),
        "billing_company": "company",
        **_address("billing", 1),
        **_address("shipping", 2),
    }
    left = {
        "guest": GUEST,
        **dict.fromkeys(("id", "customer_number", "billing_id", "shipping_id"), FOREIGN_NUMBER),
        **dict.fromkeys(("salutation", "billing_salutation", "billing_title"), NO_PLACE),
        **dict.fromkeys(("shipping_salutation", "shipping_title", "shipping_company"), NO_PLACE),
        **dict.fromkeys(("sales_channel", "payment_method", "account_type"), TECHNICAL),
    }
    constants = {"address1_is_default_for_billing": "yes", "address2_is_default_for_shipping": "yes"}
