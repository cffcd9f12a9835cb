"""A person and their orders as rows of many tables, gathered for one go into the database."""

from datetime import datetime
from decimal import Decimal
from random import Random
from zlib import crc32

from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from oscar.core.loading import get_model
from shop.checkout.views import PAY_ON_DELIVERY
from shop.shipping.repository import Courier

from oscar_clienti.models import ConsentEvent, ConsentState, Customer, CustomerGroup, Tag

from . import words
from .bulk import Table
from .orders import Drawn
from .people import Person, Place

Country = get_model("address", "Country")
UserAddress = get_model("address", "UserAddress")
SourceType = get_model("payment", "SourceType")

_NAME = ("first_name", "last_name")
_PLACE = ("line1", "line4", "state", "postcode", "country_id")


class Rows:
    """Collects rows and hands them to the tables in an order that foreign keys like.

    With ``rich``, orders have addresses and payment sources too: lovely for thousands, too much for a million.
    """

    def __init__(self, *, now: datetime, rich: bool) -> None:
        self.now, self.rich = now, rich
        self.site = Site.objects.get_current().pk
        self.groups = dict(CustomerGroup.objects.values_list("name", "pk"))
        self.tags = dict(Tag.objects.values_list("name", "pk"))
        self.countries = dict(Country.objects.values_list("pk", "printable_name"))
        self.source_type = SourceType.objects.get_or_create(name=PAY_ON_DELIVERY)[0].pk
        self.way = (str(Courier.name), Courier.code)
        self.tables = _tables()
        self.waiting = {name: [] for name in self.tables}
        self.ids = {name: self.tables[name].next_id() for name in ("user", "order", "shipping", "billing")}

    def flush(self) -> None:
        """Write what is waiting."""
        for name, rows in self.waiting.items():
            if rows:
                self.tables[name].write(rows)
            rows.clear()

    def _new(self, name: str) -> int:
        self.ids[name] += 1
        return self.ids[name] - 1

    def person(self, made: Person, orders: list[Drawn], rng: Random) -> None:
        """Gather the rows of a customer with an account."""
        user = self._new("user")
        username = (made.email,) if self.tables["user"].has("username") else ()
        password = f"!{rng.getrandbits(160):040x}"
        names = (made.first_name, made.last_name)
        self.waiting["user"].append((user, *username, made.email, *names, password, made.active, made.joined))
        self.waiting["customer"].append(self._customer(user, made))
        self.waiting["tag"].extend((user, self.tags[tag]) for tag in made.tags)
        self._consents(user, made, rng)
        self._addresses(user, made, len(orders))
        for order in orders:
            self.order(made, order, user)
        if orders:
            self.waiting["record"].append(_record(user, orders))

    def _customer(self, user: int, made: Person) -> tuple:
        return (
            user,
            self.groups.get(made.group),
            made.phone,
            made.language,
            made.company,
            made.vat_number,
            made.tax_code,
            made.birthday,
            made.birthday.month if made.birthday else None,
            made.source,
            made.tax_exempt,
            made.system_notifications,
            made.email_consents[-1] if made.email_consents else ConsentState.NEVER_ASKED.value,
            made.sms_consents[-1] if made.sms_consents else ConsentState.NEVER_ASKED.value,
            (Customer.State.ACTIVE if made.active else Customer.State.INACTIVE).value,
            made.email,
            made.first_name,
            made.last_name,
            made.joined,
        )

    def _consents(self, user: int, made: Person, rng: Random) -> None:
        language = made.language if made.language in words.CONSENT else "en"
        said = {"email": (made.email, made.email_consents), "sms": (made.phone, made.sms_consents)}
        for channel, (address, states) in said.items():
            at = made.joined
            for state in states:
                source = ("account", "checkout", "staff")[int(rng.random() ** 2 * 3)]
                how = words.HOW if source == "staff" else ""
                self.waiting["consent"].append(
                    (user, channel, state, address, source, words.CONSENT[language], language, how, at)
                )
                at += (self.now - at) * rng.random()

    def _addresses(self, user: int, made: Person, orders: int) -> None:
        seen = set()
        for place in made.places:
            mark, text = self._mark(made, place)
            if mark in seen:
                continue
            first = not seen
            seen.add(mark)
            flags = (first, first, orders if first else 0, made.joined)
            self.waiting["address"].append((user, *self._address(made, place), _e164(made), text, mark, *flags))

    def _mark(self, made: Person, place: Place) -> tuple[int, str]:
        """What ``UserAddress.save`` would put down as hash and search text, thirty times faster."""
        where = (place.line1, place.city, place.region, place.postcode, self.countries[place.country])
        parts = [f"{made.first_name} {made.last_name}", *filter(None, where)]
        return crc32(", ".join(parts).upper().encode()), " ".join(parts)

    def _address(self, made: Person, place: Place) -> tuple:
        return (made.first_name, made.last_name, place.line1, place.city, place.region, place.postcode, place.country)

    def order(self, made: Person, drawn: Drawn, user: int | None) -> None:
        """Gather the rows of one order; without ``user`` it is a guest's."""
        order, total = self._new("order"), drawn.goods + drawn.shipping
        shipping = billing = None
        if self.rich and made.places:
            fields = self._address(made, made.places[0])
            shipping, billing = self._new("shipping"), self._new("billing")
            self.waiting["shipping"].append((shipping, *fields, _e164(made)))
            self.waiting["billing"].append((billing, *fields))
        guest = "" if user else made.email
        number = f"B{100000 + order}"
        money = (drawn.currency, total, total, drawn.shipping, drawn.shipping)
        self.waiting["order"].append(
            (order, number, self.site, user, guest, *money, *self.way, shipping, billing, drawn.status, drawn.at)
        )
        for article, quantity in drawn.lines:
            self.waiting["line"].append((order, *_line(article, quantity), drawn.status))
        if self.rich:
            paid = total if drawn.status == "Complete" else Decimal(0)
            self.waiting["source"].append((order, self.source_type, drawn.currency, total, paid))


def _e164(made: Person) -> str:
    return "".join(c for c in made.phone if c in "+0123456789")


def _line(article, quantity: int) -> tuple:
    whole = article.price * quantity
    prices = (whole, whole, whole, whole, article.price, article.price)
    return (article.product, article.stockrecord, article.title, article.upc, article.sku, quantity, 0, *prices)


def _record(user: int, orders: list[Drawn]) -> tuple:
    lines = [line for order in orders for line in order.lines]
    spent = sum((order.goods + order.shipping for order in orders), Decimal(0))
    last = max(order.at for order in orders)
    return user, len(orders), len(lines), sum(quantity for _article, quantity in lines), spent, last


def _tables() -> dict[str, Table]:
    User = get_user_model()
    names = {field.name for field in User._meta.fields}
    username = ("username",) if "username" in names else ()
    labels = ("group_id", "phone", "language", "company", "vat_number", "tax_code", "birthday", "birth_month", "source")
    state = ("tax_exempt", "system_notifications", "email_consent", "sms_consent", "state")
    money = ("currency", "total_incl_tax", "total_excl_tax", "shipping_incl_tax", "shipping_excl_tax")
    prices = [f"line_price{when}_{tax}_tax" for when in ("", "_before_discounts") for tax in ("incl", "excl")]
    user = ("id", *username, "email", *_NAME, "password", "is_active", "date_joined")
    customer = ("user_id", *labels, *state, "email", *_NAME, "date_joined")
    said = ("channel", "state", "address", "source", "wording", "wording_language", "how", "at")
    flags = ("is_default_for_shipping", "is_default_for_billing", "num_orders_as_shipping_address", "date_created")
    order = ("id", "number", "site_id", "user_id", "guest_email", *money, "shipping_method", "shipping_code")
    places = ("shipping_address_id", "billing_address_id", "status", "date_placed")
    what = ("product_id", "stockrecord_id", "title", "upc", "partner_sku", "quantity", "num_allocated")
    record = ("num_orders", "num_order_lines", "num_order_items", "total_spent", "date_last_order")
    return {
        "user": Table(User, *user),
        "customer": Table(Customer, *customer),
        "tag": Table(Customer.tags.through, "customer_id", "tag_id"),
        "consent": Table(ConsentEvent, "customer_id", *said),
        "address": Table(UserAddress, "user_id", *_NAME, *_PLACE, "phone_number", "search_text", "hash", *flags),
        "shipping": Table(get_model("order", "ShippingAddress"), "id", *_NAME, *_PLACE, "phone_number"),
        "billing": Table(get_model("order", "BillingAddress"), "id", *_NAME, *_PLACE),
        "order": Table(get_model("order", "Order"), *order, *places),
        "line": Table(
            get_model("order", "Line"),
            "order_id",
            *what,
            *prices,
            "unit_price_incl_tax",
            "unit_price_excl_tax",
            "status",
        ),
        "source": Table(
            get_model("payment", "Source"),
            "order_id",
            "source_type_id",
            "currency",
            "amount_allocated",
            "amount_debited",
        ),
        "record": Table(get_model("analytics", "UserRecord"), "user_id", *record),
    }
