"""The demo shop as it was before it installed us, and allauth with us."""

from .settings import *  # noqa: F403
from .settings import INSTALLED_APPS, MIDDLEWARE, TEMPLATES


def _without_us(names):
    return [name for name in names if not name.startswith(("oscar_clienti", "allauth"))]


OSCAR_DYNAMIC_CLASS_LOADER = "oscar.core.loading.default_class_loader"
ROOT_URLCONF = "benchmarks.stock_urls"
_OSCARS = {"oscar_clienti.dashboard.apps.UsersDashboardConfig": "oscar.apps.dashboard.users.apps.UsersDashboardConfig"}
INSTALLED_APPS = _without_us(_OSCARS.get(name, name) for name in INSTALLED_APPS if name != "demo")
MIDDLEWARE = _without_us(MIDDLEWARE)
TEMPLATES[0]["OPTIONS"]["context_processors"] = _without_us(TEMPLATES[0]["OPTIONS"]["context_processors"])
AUTHENTICATION_BACKENDS = ["oscar.apps.customer.auth_backends.EmailBackend"]
