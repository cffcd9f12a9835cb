"""The one spelling of the copied columns: what stands in them is said here and nowhere else."""

from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    Expression,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, ExtractMonth, Left, Now, NullIf, Replace, Round, Trim
from oscar.core.loading import get_model
from oscar.core.utils import get_default_currency

from oscar_clienti import conf
from oscar_clienti.models import Customer, State
from oscar_clienti.text import Fold

# What clienti_sync --check tells apart, and the columns behind each word.
KINDS: dict[str, tuple[str, ...]] = {
    "state": ("state",),
    "user": ("email", "first_name", "last_name", "date_joined", "sort_name"),
    "address": ("country_code", "city", "postcode", "contact_phone"),
    "figures": ("num_orders", "total_spent", "first_order_at", "last_order_at"),
    "keys": ("birth_month", "group_key", "tag_key", "email_key"),
    "search": ("search_text",),
}
COLUMNS: tuple[str, ...] = tuple(column for columns in KINDS.values() for column in columns)

_ADDRESS_ORDER = ("-is_default_for_shipping", "-is_default_for_billing", "-pk")


def fresh() -> QuerySet:
    """Return for every user what the row should say (``new_…``) and what it says (``old_…``).

    ``person`` is the user's key, ``row`` the customer's or NULL where there is none. There is no WHERE: who is
    meant is added by ``statements``.
    """
    news = {**_of_the_user(), **_of_the_address(), **_of_the_orders(), **_keys()}
    columns = {f"new_{column}": news[column] for column in COLUMNS}
    columns |= {f"old_{column}": F(f"customer__{column}") for column in COLUMNS}
    return (
        QuerySet(get_user_model())
        .annotate(default_address=_default_address())
        .annotate(person=F("pk"), row=F("customer__pk"), **columns)
        .order_by()
        .values_list("person", "row", *columns)
    )


def _of_the_user() -> dict[str, Any]:
    joined = Coalesce("customer__date_joined", Now())
    return {
        "state": _state(),
        "email": _text("email", 254),
        "first_name": _text("first_name", 255),
        "last_name": _text("last_name", 255),
        "date_joined": F("date_joined") if _has("date_joined") else joined,
    }


def _state() -> Case:
    users = get_model("partner", "Partner")._meta.get_field("users")
    partners = users.remote_field.through.objects.filter(**{users.m2m_reverse_field_name(): OuterRef("pk")})
    return Case(
        When(customer__erased_at__isnull=False, then=Value(State.ERASED.value)),
        When(Q(is_staff=True) | Q(is_superuser=True) | Exists(partners), then=Value(State.STAFF.value)),
        When(is_active=True, then=Value(State.ACTIVE.value)),
        default=Value(State.INACTIVE.value),
        output_field=IntegerField(),
    )


def _default_address() -> FilteredRelation:
    addresses = get_model("address", "UserAddress").objects.filter(user=OuterRef("pk")).order_by(*_ADDRESS_ORDER)
    return FilteredRelation("addresses", condition=Q(addresses__pk=Subquery(addresses.values("pk")[:1])))


def _of_the_address() -> dict[str, Any]:
    return {
        "country_code": _text("default_address__country_id", 2),
        "city": _text("default_address__line4", 255),
        "postcode": _text("default_address__postcode", 64),
        "contact_phone": _contact_phone(),
    }


def _contact_phone() -> Expression:
    own = NullIf("customer__phone", Value(""))
    return Left(Coalesce(own, _phone_of_address(), output_field=TextField()), 32)


def _phone_of_address() -> Expression:
    return _text("default_address__phone_number")


def counted_orders() -> QuerySet:
    """The orders that count: those that were not cancelled."""
    return get_model("order", "Order").objects.exclude(status__in=conf.get("CANCELLED_STATUSES")).order_by()


def _of_the_orders() -> dict[str, Any]:
    own = Sum("total_incl_tax", filter=Q(currency=get_default_currency()))
    return {
        "num_orders": Coalesce(_order_figure(Count("pk")), Value(0)),
        "total_spent": money(_order_figure(own)),
        "first_order_at": _order_figure(Min("date_placed")),
        "last_order_at": _order_figure(Max("date_placed")),
    }


def _order_figure(figure: Expression) -> Subquery:
    orders = counted_orders().filter(user=OuterRef("pk")).values("user")
    return Subquery(orders.annotate(figure=figure).values("figure"))


def money(amount: Any) -> Expression:
    """Nothing is 0, and SQLite's sums of binary fractions are rounded to cents."""
    decimals = DecimalField(max_digits=14, decimal_places=2)
    return Round(Coalesce(amount, Value(Decimal(0)), output_field=decimals), 2)


def _keys() -> dict[str, Any]:
    last_first = Trim(Spaced(_text("last_name"), _text("first_name")))
    name = Coalesce(NullIf(last_first, Value("")), _text("email"), output_field=TextField())
    return {
        "sort_name": Left(Fold(name), 120),
        "birth_month": ExtractMonth("customer__birthday"),
        "group_key": _text("customer__group__name_key"),
        "tag_key": Coalesce(lowest_tag(OuterRef("pk")), Value("")),
        "search_text": Fold(_searched()),
        "email_key": Fold(_text("email", 254)),
    }


def lowest_tag(customer: Any) -> Subquery:
    """The key of a customer's first tag: what the list sorts tags by."""
    worn = Customer.tags.through.objects.filter(customer_id=customer)
    return Subquery(worn.order_by("tag__name_key").values("tag__name_key")[:1])


def _searched() -> Expression:
    phones = [_text("customer__phone"), _phone_of_address()]
    words = [
        *map(_text, ("first_name", "last_name", "email")),
        *phones,
        *map(_compact, phones),
        *map(_text, ("customer__company", "customer__vat_number", "customer__tax_code")),
        *map(_text, ("default_address__line4", "default_address__postcode")),
    ]
    return Trim(Spaced(*words))


def _compact(phone: Expression) -> Expression:
    """A number without what people put between its digits; nothing when that is how it stands already."""
    compact = phone
    for separator in " -/.()":
        compact = Replace(compact, Value(separator), Value(""))
    return Coalesce(NullIf(compact, phone), Value(""), output_field=TextField())


class Spaced(Func):
    """Texts in a row with a blank between them; flat, for SQLite can't parse a nested ``Concat`` of this size."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()

    def as_mysql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="CONCAT_WS(' ', %(expressions)s)", arg_joiner=", ", **extra)


def _text(path: str, length: int | None = None) -> Expression:
    """The text at ``path``, never NULL, cut where a store's own field is longer than ours."""
    if "__" not in path and not _has(path):
        return Value("", output_field=TextField())
    text = Coalesce(path, Value(""), output_field=TextField())
    return Left(text, length) if length and "__" not in path and _longer(path, length) else text


def _has(name: str) -> bool:
    return any(field.name == name for field in get_user_model()._meta.concrete_fields)


def _longer(name: str, length: int) -> bool:
    return (getattr(get_user_model()._meta.get_field(name), "max_length", None) or length + 1) > length
