"""Wrong set-ups told as sentences by ``manage.py check``.

Those that ask the database run with ``manage.py check --database default`` and before ``migrate``.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.db import connections
from django.utils.module_loading import import_string

from . import conf, loading, private_files

_OURS = "oscar_clienti.dashboard"
_LOADER = "oscar_clienti.loading.class_loader"
_PAGES = tuple(f"dashboard:customer-{page}-list" for page in ("group", "tag", "extra-field", "segment", "job"))
_PROCESSOR = "oscar_clienti.context_processors.customer_group"

Messages = Iterator[checks.CheckMessage]


def register() -> None:
    """Called once by ``apps.py``."""
    for check in (dashboard, class_loader, order_of_apps, htmx, setting_names, setting_values, menu, context_processor):
        checks.register(_listed(check), "oscar_clienti")
    checks.register(_listed(offers_and_taxes), "oscar_clienti")
    checks.register(_listed(guest_checkout), "oscar_clienti")
    checks.register(_listed(sign_in_ways), "oscar_clienti")
    checks.register(_listed(private_root), "oscar_clienti", checks.Tags.security, deploy=True)
    for asking in (postgresql, missing_rows):
        checks.register(_on_each_database(asking), "oscar_clienti", checks.Tags.database)


def dashboard() -> Messages:
    """Ours has to stand in the place of Oscar's customers dashboard."""
    if not _is_ours():
        yield checks.Error(
            "The Customers section is not in the dashboard.",
            hint="In INSTALLED_APPS, write oscar_clienti.dashboard.apps.UsersDashboardConfig instead of "
            "oscar.apps.dashboard.users.apps.UsersDashboardConfig (or let your own fork of it inherit from ours).",
            id="oscar_clienti.E001",
        )


def class_loader() -> Messages:
    """Oscar has to find our views; a store's own loader may call ours."""
    if conf.get("BASE_CLASS_LOADER") == _LOADER:
        yield checks.Error(
            "OSCAR_CLIENTI_BASE_CLASS_LOADER names our own class loader, which would call itself for ever.",
            hint="Name your store's loader, or take the setting away.",
            id="oscar_clienti.E003",
        )
    elif _is_ours() and not _oscar_finds_ours():
        yield checks.Error(
            "Oscar doesn't find the views of the Customers section.",
            hint="Add “from oscar_clienti.defaults import *” after “from oscar.defaults import *” in your settings. "
            f"If your store has a class loader of its own, set OSCAR_DYNAMIC_CLASS_LOADER = {_LOADER!r} "
            "and name yours in OSCAR_CLIENTI_BASE_CLASS_LOADER.",
            id="oscar_clienti.E002",
        )


def order_of_apps() -> Messages:
    """Templates of ours extend Oscar's of the same name; the app that stands first wins."""
    labels = list(apps.app_configs)
    if "oscar" in labels and labels.index("oscar") < labels.index("oscar_clienti"):
        yield checks.Warning(
            "“oscar_clienti” stands after Oscar in INSTALLED_APPS: its changes to the shop's pages don't show.",
            hint="Move “oscar_clienti” before “oscar.config.Shop”.",
            id="oscar_clienti.W014",
        )


def htmx() -> Messages:
    """The list follows the typing with htmx."""
    if not apps.is_installed("django_htmx"):
        yield checks.Error(
            "django_htmx is missing in INSTALLED_APPS: the list can't follow the typing.",
            hint="Add “django_htmx” to INSTALLED_APPS.",
            id="oscar_clienti.E004",
        )
    if "django_htmx.middleware.HtmxMiddleware" not in settings.MIDDLEWARE:
        yield checks.Error(
            "The middleware of django_htmx is missing: the pages can't tell which part is asked for.",
            hint="Add “django_htmx.middleware.HtmxMiddleware” to MIDDLEWARE.",
            id="oscar_clienti.E005",
        )


def setting_names() -> Messages:
    """A misspelt setting does nothing, silently."""
    for name in conf.unknown():
        yield checks.Warning(
            f"There is no setting {name}: it has no effect.",
            hint="The settings are: " + ", ".join(f"OSCAR_CLIENTI_{known}" for known in conf.DEFAULTS) + ".",
            id="oscar_clienti.W006",
        )


def setting_values() -> Messages:
    """Cancelled orders would be counted as money if their status were misspelt."""
    cancelled = conf.get("CANCELLED_STATUSES")
    if isinstance(cancelled, str):
        yield checks.Error(
            "OSCAR_CLIENTI_CANCELLED_STATUSES is a text; it has to be a list of statuses.",
            hint=f"Write [{cancelled!r}].",
            id="oscar_clienti.E007",
        )
        return
    pipeline = getattr(settings, "OSCAR_ORDER_STATUS_PIPELINE", {})
    unknown = [status for status in cancelled if status not in pipeline]
    if pipeline and unknown:
        yield checks.Warning(
            f"No order can be {', '.join(map(repr, unknown))}: OSCAR_ORDER_STATUS_PIPELINE has no such status. "
            "Cancelled orders may be counted in what customers spent.",
            hint="Set OSCAR_CLIENTI_CANCELLED_STATUSES to the statuses in which your shop cancels orders.",
            id="oscar_clienti.W008",
        )


def sign_in_ways() -> Messages:
    """A misspelt way to sign in would show the wrong page."""
    chosen = conf.get("SIGN_IN")
    if chosen not in ("link", "password", "both"):
        yield checks.Error(
            f"OSCAR_CLIENTI_SIGN_IN is {chosen!r}; there is no such way to sign in.",
            hint="Write “link”, “password” or “both”.",
            id="oscar_clienti.E019",
        )


def menu() -> Messages:
    """A store that writes the dashboard's menu itself has to add our pages."""
    names = {
        child.get("url_name")
        for item in getattr(settings, "OSCAR_DASHBOARD_NAVIGATION", [])
        for child in [item, *item.get("children", [])]
    }
    missing = [page for page in _PAGES if page not in names]
    if missing:
        yield checks.Warning(
            f"The dashboard's menu lacks pages of the Customers section: {', '.join(missing)}.",
            hint="Set OSCAR_DASHBOARD_NAVIGATION = add_navigation(your menu), from oscar_clienti.defaults.",
            id="oscar_clienti.W009",
        )


def guest_checkout() -> Messages:
    """A guest who orders again has an account by then."""
    guests = getattr(settings, "OSCAR_ALLOW_ANON_CHECKOUT", False) and conf.get("GUEST_ORDERS_FIND_OWNER")
    if guests and not getattr(settings, "OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT", False):
        yield checks.Warning(
            "Guests can order only once: their first order makes an account, and after it the checkout tells them to "
            "sign in. It also tells anybody who has an account.",
            hint="Set OSCAR_ALLOW_GUEST_CHECKOUT_WITH_ACCOUNT = True, as oscar_clienti.defaults does, or "
            "OSCAR_CLIENTI_GUEST_ORDERS_FIND_OWNER = False.",
            id="oscar_clienti.W018",
        )


def context_processor() -> Messages:
    """Only a shop that shows things by group needs it."""
    processors = [
        name
        for engine in getattr(settings, "TEMPLATES", [])
        for name in engine.get("OPTIONS", {}).get("context_processors", [])
    ]
    if _PROCESSOR not in processors:
        yield checks.Info(
            "The shop's pages don't know the customer's group.",
            hint=f"To show or style things by group, add {_PROCESSOR!r} to the context processors in TEMPLATES.",
            id="oscar_clienti.I010",
        )


def offers_and_taxes() -> Messages:
    """Oscar works a discount out from the gross then, and takes it off the net (``oscar/apps/partner/prices.py``)."""
    from oscar.apps.partner.strategy import FixedRateTax

    try:
        strategy = loading.get_class("partner.strategy", "Selector")().strategy()
    except Exception:
        return  # A selector of the store's own that wants to see a visitor.
    if isinstance(strategy, FixedRateTax) and not settings.OSCAR_OFFERS_INCL_TAX:
        yield checks.Warning(
            "Offers take more off than they say: 10 % off prices with taxes become 12 %, where the tax is 20 %.",
            hint="Set OSCAR_OFFERS_INCL_TAX = True.",
            id="oscar_clienti.W017",
        )


def private_root() -> Messages:
    """Uploads and exports hold whole customer lists: no web server may hand them out, no reboot sweep them away."""
    if private_files.ALIAS in getattr(settings, "STORAGES", {}):
        return
    if not conf.get("PRIVATE_ROOT"):
        yield checks.Warning(
            "Uploads and exports of customers lie in the machine's folder for temporary files.",
            hint="Set OSCAR_CLIENTI_PRIVATE_ROOT to a folder of the shop's own that no web server reaches; several "
            "machines need one that they share, or a storage named “oscar_clienti” in STORAGES.",
            id="oscar_clienti.W015",
        )
    for name in ("MEDIA_ROOT", "STATIC_ROOT"):
        public = getattr(settings, name, None)
        if public and Path(public).resolve() in [root := private_files.root().resolve(), *root.parents]:
            yield checks.Error(
                f"OSCAR_CLIENTI_PRIVATE_ROOT lies inside {name}: everybody could fetch the shop's customers.",
                hint="Choose a folder that no web server reaches.",
                id="oscar_clienti.E016",
            )


def postgresql(alias: str) -> Messages:
    """What makes the list slow without breaking it."""
    db = connections[alias]
    if db.vendor != "postgresql":
        return
    with db.cursor() as cursor:
        cursor.execute("SHOW jit")
        if cursor.fetchone()[0] == "on":
            yield checks.Warning(
                f"On the database {alias!r} PostgreSQL compiles queries (jit), which costs the list 100 ms and more.",
                hint="Add “-c jit=off” to OPTIONS[“options”] of the database in your settings.",
                id="oscar_clienti.W011",
            )
        cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = 'clienti_search'")
        if not cursor.fetchone():
            yield checks.Warning(
                f"On the database {alias!r} the index for searching customers is missing; searching is slow.",
                hint="Let a database administrator run CREATE EXTENSION pg_trgm, then run CREATE INDEX clienti_search "
                "ON oscar_clienti_customer USING gin (search_text gin_trgm_ops).",
                id="oscar_clienti.W012",
            )


def missing_rows(alias: str) -> Messages:
    """Users made by ``bulk_create`` or raw SQL are in no list."""
    missing = get_user_model()._base_manager.using(alias).filter(customer=None).count()
    if missing:
        yield checks.Warning(
            f"{missing:,} users have no customer row and are missing in the list.",
            hint="Run “manage.py clienti_sync”; “manage.py clienti_sync --check” tells whether more is wrong.",
            id="oscar_clienti.W013",
        )


def _is_ours() -> bool:
    if "users_dashboard" not in apps.app_configs:
        return False
    return any(base.__dict__.get("name") == _OURS for base in type(apps.get_app_config("users_dashboard")).__mro__)


def _oscar_finds_ours() -> bool:
    loader = import_string(getattr(settings, "OSCAR_DYNAMIC_CLASS_LOADER", conf.DEFAULTS["BASE_CLASS_LOADER"]))
    return loader("dashboard.users.views", ["IndexView"], "oscar.apps") == loading.get_classes(
        "dashboard.users.views", ["IndexView"]
    )


# Kept, so that a check that is registered again, because the apps were set up anew, is still one check.
@cache
def _listed(check: Callable[[], Messages]) -> Callable[..., list[checks.CheckMessage]]:
    def listed(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
        return list(check())

    return listed


@cache
def _on_each_database(check: Callable[[str], Messages]) -> Callable[..., list[checks.CheckMessage]]:
    def listed(
        app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
    ) -> list[checks.CheckMessage]:
        return [message for alias in databases or () if _migrated(alias) for message in check(alias)]

    return listed


def _migrated(alias: str) -> bool:
    """Are our tables there? ``migrate`` checks before it makes them."""
    table = apps.get_model("oscar_clienti", "Customer")._meta.db_table
    return table in connections[alias].introspection.table_names()
