"""What a merchant does with the list: each task as our address, as hand-written conditions, as Oscar's address."""

from dataclasses import dataclass
from datetime import UTC, datetime

NEWEST = "c.date_joined DESC, c.user_id DESC"
OLDEST = "c.date_joined, c.user_id"


@dataclass(frozen=True)
class Task:
    name: str
    ours: str
    where: tuple[str, ...] = ()
    params: tuple = ()
    order: str = NEWEST
    offset: int = 0
    state: int = 1
    backwards: bool = False
    stock: str | None = None


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


BOUGHT = (
    "c.user_id IN (SELECT o.user_id FROM order_line l JOIN order_order o ON o.id = l.order_id "
    "WHERE l.product_id IN (SELECT id FROM catalogue_product WHERE upper(title) LIKE upper(%s)) "
    "AND o.status <> 'Cancelled' AND o.user_id IS NOT NULL)"
)
CATEGORY = (
    "c.user_id IN (SELECT o.user_id FROM order_line l JOIN order_order o ON o.id = l.order_id WHERE l.product_id IN "
    "(SELECT product_id FROM catalogue_productcategory WHERE category_id = "
    "(SELECT min(id) FROM catalogue_category)) AND o.status <> 'Cancelled' AND o.user_id IS NOT NULL)"
)
WORN = "EXISTS (SELECT 1 FROM oscar_clienti_customer_tags w WHERE w.customer_id = c.user_id AND w.tag_id = %s)"
BEGIN = "(c.search_text LIKE %s OR c.search_text LIKE %s)"
FIND = "c.search_text LIKE %s"

PAGES = [
    Task("first page", "", stock=""),
    Task("page 100", "page=100", offset=1980, stock="page=100"),
    Task("last page", "page=last", order=OLDEST, backwards=True, stock="page=99999999"),
]

# The first group and the first tag of the demo shop; the category is the first one too.
FILTERS = [
    Task("group", "group=1", ("c.group_id = 1",)),
    Task("no group", "group=none", ("c.group_id IS NULL",)),
    Task("any of two tags", "tag=1&tag=2", (f"({WORN} OR {WORN})",), (1, 2)),
    Task("all of two tags", "tag=1&tag=2&tag_match=all", (WORN, WORN), (1, 2)),
    Task("tax-exempt", "tax_exempt=yes", ("c.tax_exempt",)),
    Task("marketing yes", "marketing=yes", ("c.email_consent = 1",)),
    Task("never asked", "marketing=never", ("c.email_consent = 0",)),
    Task("notifications off", "notifications=no", ("NOT c.system_notifications",)),
    Task("3 orders or more", "orders_from=3", ("c.num_orders >= 3",)),
    Task("50 to 60 orders", "orders_from=50&orders_to=60", ("c.num_orders BETWEEN 50 AND 60",)),
    Task("spent 1,000 or more", "spent_from=1000", ("c.total_spent >= 1000",)),
    Task(
        "last order before 2025",
        "last_order_to=2024-12-31",
        ("c.last_order_at < %s",),
        (_day(2025, 1, 1),),
    ),
    Task(
        "joined in one month",
        "joined_from=2025-11-01&joined_to=2025-11-30",
        ("c.date_joined >= %s AND c.date_joined < %s",),
        (_day(2025, 11, 1), _day(2025, 12, 1)),
    ),
    Task("country", "country=FR", ("c.country_code = 'FR'",)),
    Task("language", "language=it", ("c.language = 'it'",)),
    Task("source", "source=import", ("c.source = 'import'",)),
    Task("birthday in May", "birthday_month=5", ("c.birth_month = 5",)),
    Task("bought a product", "bought=olive", (BOUGHT,), ("%olive%",)),
    Task("bought from a category", "category=1", (CATEGORY,)),
    Task("inactive", "state=inactive", state=2),
]

COMBINATIONS = [
    Task(
        "group + marketing",
        "group=1&marketing=yes",
        ("c.group_id = 1", "c.email_consent = 1"),
    ),
    Task(
        "group + marketing + 3 orders",
        "group=1&marketing=yes&orders_from=3",
        ("c.group_id = 1", "c.email_consent = 1", "c.num_orders >= 3"),
    ),
    Task(
        "country + exempt + spent",
        "country=IT&tax_exempt=yes&spent_from=200",
        ("c.country_code = 'IT'", "c.tax_exempt", "c.total_spent >= 200"),
    ),
    Task(
        "four filters",
        "group=1&marketing=yes&orders_from=3&country=IT",
        ("c.group_id = 1", "c.email_consent = 1", "c.num_orders >= 3", "c.country_code = 'IT'"),
    ),
    Task(
        "word + group, by spent",
        "q=maria&group=1&sort=-spent",
        (FIND, "c.group_id = 1"),
        ("%maria%",),
        order="c.total_spent DESC, c.user_id DESC",
    ),
]

_JOINED_LAST = "c.date_joined DESC, c.user_id DESC"
_SORTS = {
    "name": "c.sort_name",
    "email": "c.email",
    "phone": "c.contact_phone",
    "orders": "c.num_orders",
    "spent": "c.total_spent",
    "last_order": "c.last_order_at",
    "joined": "c.date_joined",
}
_GROUPED = {
    "country": "c.country_code",
    "group": "c.group_key",
    "tags": "c.tag_key",
    "source": "c.source",
    "marketing": "c.email_consent",
    "notifications": "c.system_notifications",
}


def _sorts() -> list[Task]:
    tasks = []
    for key, column in _SORTS.items():
        nulls = (" NULLS FIRST", " NULLS LAST") if key == "last_order" else ("", "")
        stock = {"name": "sort=name", "orders": "sort=num_orders"}
        tasks.append(
            Task(f"sort by {key}", f"sort={key}", order=f"{column}{nulls[0]}, c.user_id", stock=stock.get(key))
        )
        down = stock.get(key, "").replace("=", "=-") or None
        tasks.append(
            Task(f"… descending: {key}", f"sort=-{key}", order=f"{column} DESC{nulls[1]}, c.user_id DESC", stock=down)
        )
    for key, column in _GROUPED.items():
        tasks.append(Task(f"sort by {key}", f"sort={key}", order=f"{column}, {_JOINED_LAST}"))
        tasks.append(Task(f"… descending: {key}", f"sort=-{key}", order=f"{column} DESC, c.date_joined, c.user_id"))
    return tasks


SEARCHES = [
    Task("search: selective word", "q=dallacosta93", (FIND,), ("%dallacosta93%",), stock="search=1&email=dallacosta93"),
    Task("search: common word", "q=casella", (FIND,), ("%casella%",), stock="search=1&email=casella"),
    Task("search: one letter", "q=z", (BEGIN,), ("z%", "% z%"), stock="search=1&name=z"),
    Task("search: two letters", "q=xq", (BEGIN,), ("xq%", "% xq%")),
    Task("search: no match", "q=nobodyhasthisname", (FIND,), ("%nobodyhasthisname%",), stock="search=1&name=nobodyhas"),
    Task("search: first name", "q=maria", (FIND,), ("%maria%",), stock="search=1&name=maria"),
    Task("search: two words", "q=rossi+maria", (FIND, FIND), ("%rossi%", "%maria%"), stock="search=1&name=rossi+maria"),
    Task("search: town", "q=torino", (FIND,), ("%torino%",)),
]

TASKS = [*PAGES, *FILTERS, *COMBINATIONS, *_sorts(), *SEARCHES]
