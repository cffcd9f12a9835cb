"""A store that forks us: its own dashboard, its own pages of customers, its own menu, its own class loader.

It keeps Oscar's own pages for signing in: the shopper's door is not for everybody.
"""

from oscar.defaults import OSCAR_DASHBOARD_NAVIGATION as _OSCARS_MENU

from oscar_clienti.defaults import add_navigation
from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS, MIDDLEWARE

_FORKS = {
    "oscar.apps.dashboard.apps.DashboardConfig": "tests.shop_fork.dashboard.apps.DashboardConfig",
    "oscar_clienti.dashboard.apps.UsersDashboardConfig": "tests.shop_fork.users_dashboard.apps.UsersDashboardConfig",
}
_DOOR = ("oscar_clienti.accounts", "allauth")
INSTALLED_APPS = [_FORKS.get(name, name) for name in INSTALLED_APPS if not name.startswith(_DOOR)]
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith(_DOOR)]
AUTHENTICATION_BACKENDS = ["oscar.apps.customer.auth_backends.EmailBackend"]
LOGIN_URL = "/accounts/login/"
ROOT_URLCONF = "tests.shop_fork.urls"

OSCAR_CLIENTI_BASE_CLASS_LOADER = "tests.shop_fork.class_loader.class_loader"

# A menu written by the store: its own section first, then Oscar's.
OSCAR_DASHBOARD_NAVIGATION = add_navigation(
    [
        {"label": "Fairs", "icon": "fas fa-store", "children": [{"label": "Calendar", "url_name": "dashboard:index"}]},
        *_OSCARS_MENU,
    ]
)
