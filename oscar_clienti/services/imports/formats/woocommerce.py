"""WooCommerce: the shop's own table of customers, and the files of plugins that export users."""

from .base import Format, Match
from .cells import language, one_line, real_date
from .reasons import (
    COUNTED,
    FOREIGN_NUMBER,
    NO_PLACE,
    REPEATED,
    ROLES,
    SECRET,
    TECHNICAL,
    USERNAME,
)

# WooCommerce's own names, after ``billing_`` or ``shipping_``.
_ADDRESS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "address_1": "line1",
    "address_2": "line2",
    "city": "line4",
    "state": "state",
    "postcode": "postcode",
    "country": "country",
    "phone": "phone_number",
}


class Analytics(Format):
    """Analytics › Customers; it has no street."""

    key = "woocommerce-analytics"
    label = "WooCommerce (Analytics)"
    signatures = (frozenset(("name", "email", "aov")), frozenset(("name", "email", "country / region", "sign up")))
    columns = {
        "name": "name",
        "email": "email",
        "sign up": Match("date_joined", real_date),
        "country / region": "address1_country",
        "city": "address1_line4",
        "region": "address1_state",
        "postal code": "address1_postcode",
    }
    left = {
        "username": USERNAME,
        "last active": NO_PLACE,
        "orders": COUNTED,
        "total spend": COUNTED,
        "aov": COUNTED,
    }


class Suite(Format):
    """The suite of imports and exports: everything that WordPress knows of a user, sessions and all."""

    key = "woocommerce-suite"
    label = "WooCommerce (Import Export Suite)"
    signatures = (frozenset(("user_login", "user_email")),)
    columns = {
        "user_email": "email",
        "first_name": "first_name",
        "last_name": "last_name",
        "user_pass": "password_hash",
        "user_registered": Match("date_joined", real_date),
        "locale": Match("language", language),
        "billing_company": "company",
        **{f"billing_{name}": f"address1_{field}" for name, field in _ADDRESS.items()},
        **{f"shipping_{name}": f"address2_{field}" for name, field in _ADDRESS.items()},
    }
    left = {
        "user_login": USERNAME,
        **dict.fromkeys(("display_name", "user_nicename", "nickname"), REPEATED),
        **dict.fromkeys(("id", "customer_id"), FOREIGN_NUMBER),
        **dict.fromkeys(("session_tokens", "user_activation_key"), SECRET),
        **dict.fromkeys(("roles", "role", "wp_user_level", "wp_capabilities"), ROLES),
        **dict.fromkeys(("user_url", "description"), NO_PLACE),
        **dict.fromkeys(("billing_email", "shipping_company"), NO_PLACE),
        **dict.fromkeys(("user_status", "rich_editing", "syntax_highlighting", "admin_color", "use_ssl"), TECHNICAL),
        **dict.fromkeys(("show_admin_bar_front", "comment_shortcuts", "last_update"), TECHNICAL),
    }
    constants = {"address1_is_default_for_billing": "yes", "address2_is_default_for_shipping": "yes"}
    passwords = True


class UsersFromCsv(Format):
    """The plugin "Import users from CSV with meta": semicolons, and passwords that anybody can read."""

    key = "woocommerce-users-csv"
    label = "WooCommerce (Import users from CSV with meta)"
    signatures = (
        frozenset(("username", "password", "email", "zip code")),
        frozenset(("username", "password", "email", "state", "country")),
    )
    columns = {
        "email": "email",
        "password": "password",
        "address": Match("address1_line1", one_line),
        "city": "address1_line4",
        "state": "address1_state",
        "zip code": "address1_postcode",
        "country": "address1_country",
    }
    left = {"username": USERNAME, "role": ROLES}
    passwords = True


class Webkul(Format):
    """Webkul's importer of customers: ready-made hashes of passwords."""

    key = "woocommerce-webkul"
    label = "WooCommerce (Webkul)"
    signatures = (frozenset(("email", "username", "password hash")),)
    columns = {
        "email": "email",
        "first name": "first_name",
        "last name": "last_name",
        "password hash": "password_hash",
    }
    left = {"username": USERNAME, "role": ROLES, "auto-generate password": TECHNICAL}
    passwords = True
