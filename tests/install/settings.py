"""The plain shop with us: what the README tells, and nothing else."""

import tests.install.plain_settings as plain
from tests.install.plain_settings import *  # noqa: F403

# The README says: after "from oscar.defaults import *",
from oscar_clienti.defaults import *  # noqa: F403  isort: skip

INSTALLED_APPS = [*plain.INSTALLED_APPS]
# "oscar_clienti" before "oscar.config.Shop",
INSTALLED_APPS.insert(INSTALLED_APPS.index("oscar.config.Shop"), "oscar_clienti")
# our dashboard in place of Oscar's,
INSTALLED_APPS[INSTALLED_APPS.index("oscar.apps.dashboard.users.apps.UsersDashboardConfig")] = (
    "oscar_clienti.dashboard.apps.UsersDashboardConfig"
)
# "django_htmx",
INSTALLED_APPS.append("django_htmx")

# and its middleware.
MIDDLEWARE = [*plain.MIDDLEWARE, "django_htmx.middleware.HtmxMiddleware"]
MIDDLEWARE.insert(
    MIDDLEWARE.index("django.contrib.auth.middleware.AuthenticationMiddleware") + 1,
    "oscar_clienti.middleware.LogInAsMiddleware",
)
