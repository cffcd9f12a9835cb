"""What customers spent in other currencies than the shop's own; most shops have none of these rows."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from oscar.core.utils import get_default_currency

from oscar_clienti.models import ForeignSpending

from . import copies, statements


def refresh(**people: Any) -> None:
    """Make the rows of some customers true; ``people`` says which, as ``pk__in=…`` or ``pk__gte=…, pk__lte=…``."""
    # One DELETE, also where another app listens to every deletion.
    wrong(**people)._raw_delete(statements.connection().alias)
    _insert(missing(**people))


def wrong(**people: Any) -> QuerySet:
    """Rows of ``people`` that the orders don't bear out."""
    truth = _spent().filter(user=OuterRef("customer"), currency=OuterRef("currency"))
    # A row whose orders are all gone is compared with -1.
    num_orders = Coalesce(Subquery(truth.values("num_orders")), -1)
    spent = copies.money(Subquery(truth.values("spent")))
    return _rows().filter(**_of("customer", people)).exclude(num_orders=num_orders, total_spent=spent)


def missing(**people: Any) -> QuerySet:
    """What ``people`` spent and has no row: customer, currency, number of orders, money."""
    there = _rows().filter(customer=OuterRef("user"), currency=OuterRef("currency"))
    spent = _spent().filter(**_of("user", people), user__customer__isnull=False)
    return spent.filter(~Exists(there)).values_list("user", "currency", "num_orders", "spent")


def _rows() -> QuerySet:
    return ForeignSpending.objects.using(statements.connection().alias).order_by()


def _spent() -> QuerySet:
    orders = copies.counted_orders().using(statements.connection().alias).exclude(currency=get_default_currency())
    return orders.values("user", "currency").annotate(num_orders=Count("pk"), spent=copies.money(Sum("total_incl_tax")))


def _of(relation: str, people: dict[str, Any]) -> dict[str, Any]:
    return {f"{relation}__{lookup}": value for lookup, value in people.items()}


def _column(name: str) -> str:
    return next(str(field.column) for field in ForeignSpending._meta.concrete_fields if field.name == name)


def _insert(spent: QuerySet) -> None:
    db = statements.connection()
    select, params = spent.query.get_compiler(connection=db).as_sql()
    fields = ("customer", "currency", "num_orders", "total_spent")
    columns = ", ".join(db.ops.quote_name(_column(name)) for name in fields)
    with db.cursor() as cursor:
        cursor.execute(f"INSERT INTO {db.ops.quote_name(ForeignSpending._meta.db_table)} ({columns}) {select}", params)
