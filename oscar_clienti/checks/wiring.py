"""Our parts have to be in the places where Django and Oscar look for them."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

from .. import conf, loading

_OURS = "oscar_clienti.dashboard"
_LOADER = "oscar_clienti.loading.class_loader"
_PAGES = tuple(f"dashboard:customer-{page}-list" for page in ("group", "tag", "extra-field", "segment", "job"))
_MIDDLEWARE = "oscar_clienti.middleware.LogInAsMiddleware"
_SIGNING_IN = "django.contrib.auth.middleware.AuthenticationMiddleware"
# They would take a visitor for the customer, or the customer for staff.
_AFTER_IT = ("oscar.apps.basket.middleware.BasketMiddleware", "django.contrib.messages.middleware.MessageMiddleware")
_BEFORE_IT = (_SIGNING_IN, "allauth.usersessions.middleware.UserSessionsMiddleware")
_PROCESSOR = "oscar_clienti.context_processors.customer_group"

Messages = Iterator[checks.CheckMessage]


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


def log_in_as() -> Messages:
    """Without its middleware there are no visits; in a wrong place there would be wrong ones."""
    if conf.get("LOG_IN_AS") == "off":
        return
    names = list(settings.MIDDLEWARE)
    if _MIDDLEWARE not in names:
        yield checks.Warning(
            "Staff can't log in as a customer: the middleware for it is missing.",
            hint=f"Add “{_MIDDLEWARE}” to MIDDLEWARE, after {_SIGNING_IN} and allauth's, before "
            "MessageMiddleware and BasketMiddleware; or set OSCAR_CLIENTI_LOG_IN_AS = “off”.",
            id="oscar_clienti.W045",
        )
        return
    at = names.index(_MIDDLEWARE)
    if any(name in names[at:] for name in _BEFORE_IT) or any(name in names[:at] for name in _AFTER_IT):
        yield checks.Error(
            "The middleware for logging in as a customer stands in the wrong place: baskets and messages of staff and "
            "customers would mix.",
            hint=f"Put “{_MIDDLEWARE}” after {_SIGNING_IN} and allauth's, before MessageMiddleware and "
            "BasketMiddleware.",
            id="oscar_clienti.E046",
        )
    if settings.SESSION_ENGINE == "django.contrib.sessions.backends.signed_cookies":
        yield checks.Warning(
            "Staff can't log in as a customer: this shop keeps its sessions in the browser, where they can be played "
            "back.",
            hint="Choose another SESSION_ENGINE, or set OSCAR_CLIENTI_LOG_IN_AS = “off”.",
            id="oscar_clienti.W047",
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
