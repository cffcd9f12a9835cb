"""The very same shop before it installed us, and allauth with us."""

import os

os.environ.pop("DATABASE_URL", None)

from tests.settings import *  # noqa: E402, F403
from tests.settings import INSTALLED_APPS, MIDDLEWARE, TEMPLATES  # noqa: E402


def _without_us(names):
    return [name for name in names if not name.startswith(("oscar_clienti", "allauth"))]


_OSCARS = {"oscar_clienti.dashboard.apps.UsersDashboardConfig": "oscar.apps.dashboard.users.apps.UsersDashboardConfig"}
_NOT_THERE = ("demo", "tests.users_oscar", "tests.users_named")

OSCAR_DYNAMIC_CLASS_LOADER = "oscar.core.loading.default_class_loader"
AUTH_USER_MODEL = "auth.User"
AUTHENTICATION_BACKENDS = ["oscar.apps.customer.auth_backends.EmailBackend"]
ROOT_URLCONF = "tests.shop_fork.urls"
INSTALLED_APPS = _without_us(_OSCARS.get(name, name) for name in INSTALLED_APPS if name not in _NOT_THERE)
MIDDLEWARE = _without_us(MIDDLEWARE)
TEMPLATES[0]["OPTIONS"]["context_processors"] = _without_us(TEMPLATES[0]["OPTIONS"]["context_processors"])
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
