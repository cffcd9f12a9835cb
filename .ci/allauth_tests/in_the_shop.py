"""Settings for allauth's own tests in the demo shop: its apps, adapters, stages, templates, middleware and pages.

Here “tests” is allauth's package of that name, and “settings” the demo shop's.
"""

import settings as shop
import tests.projects.regular.settings as theirs
from tests.projects.regular.settings import *  # noqa: F403

from oscar_clienti.accounts import defaults as ours

from settings import *  # noqa: F403  isort: skip

# What is asked of a shopper is a setting, and their tests start from allauth's defaults.
for _name in vars(ours):
    if _name.startswith(("ACCOUNT_", "SOCIALACCOUNT_")):
        globals().pop(_name, None)
ACCOUNT_ADAPTER = "in_the_shop_adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = ours.SOCIALACCOUNT_ADAPTER
ACCOUNT_USER_DISPLAY = ours.ACCOUNT_USER_DISPLAY
ACCOUNT_SIGNUP_FORM_CLASS = ours.ACCOUNT_SIGNUP_FORM_CLASS
LOGIN_REDIRECT_URL = "/accounts/profile/"
AUTH_PASSWORD_VALIDATORS = []

INSTALLED_APPS = [*shop.INSTALLED_APPS, *(app for app in theirs.INSTALLED_APPS if app not in shop.INSTALLED_APPS)]
TEMPLATES = [{**shop.TEMPLATES[0], "DIRS": [*shop.TEMPLATES[0]["DIRS"], *theirs.TEMPLATES[0]["DIRS"]]}]
ROOT_URLCONF = "in_the_shop_urls"
ALLOWED_HOSTS = theirs.ALLOWED_HOSTS
CACHES = theirs.CACHES
PASSWORD_HASHERS = theirs.PASSWORD_HASHERS

DEBUG = False
DATABASES = theirs.DATABASES
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
