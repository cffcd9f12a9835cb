"""The shop with us, but one line of the README was forgotten: the one that ``FORGOTTEN`` names."""

import os

from oscar.defaults import OSCAR_DASHBOARD_NAVIGATION as _OSCARS_MENU

from tests.install.settings import *  # noqa: F403
from tests.install.settings import INSTALLED_APPS, MIDDLEWARE, OSCAR_DASHBOARD_NAVIGATION

_FORGOTTEN = os.environ["FORGOTTEN"]

if _FORGOTTEN == "defaults":
    OSCAR_DYNAMIC_CLASS_LOADER = "oscar.core.loading.default_class_loader"
    OSCAR_DASHBOARD_NAVIGATION = _OSCARS_MENU
elif _FORGOTTEN == "dashboard":
    _AT = INSTALLED_APPS.index("oscar_clienti.dashboard.apps.UsersDashboardConfig")
    INSTALLED_APPS[_AT] = "oscar.apps.dashboard.users.apps.UsersDashboardConfig"
else:
    INSTALLED_APPS = [name for name in INSTALLED_APPS if name != _FORGOTTEN]
    MIDDLEWARE = [name for name in MIDDLEWARE if name != _FORGOTTEN]
