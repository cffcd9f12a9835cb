"""The demo shop's settings, made fast; ``TEST_USER_MODEL`` chooses one of the three kinds of user model.

``auth`` is Django's own user, ``oscar`` inherits Oscar's AbstractUser, ``named`` is a custom model of another name.
"""

import os

from settings import *  # noqa: F403
from settings import INSTALLED_APPS

_MODELS = {"auth": "auth.User", "oscar": "users_oscar.User", "named": "users_named.Person"}
_KIND = os.environ.get("TEST_USER_MODEL", "auth")
AUTH_USER_MODEL = _MODELS[_KIND]
# Neither of the other two has a name to sign in with.
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username" if _KIND == "auth" else None
if _KIND != "auth":
    INSTALLED_APPS = [*INSTALLED_APPS, f"tests.users_{_KIND}"]

# A shop may have second factors; ours asks nobody for one who has none.
INSTALLED_APPS = [*INSTALLED_APPS, "allauth.mfa"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SHOP_STRATEGY, OSCAR_OFFERS_INCL_TAX = "oscar.apps.partner.strategy.Default", False
MEDIA_ROOT = HERE / "media" / "tests"  # noqa: F405
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LOGGING = {"version": 1, "loggers": {"django.request": {"level": "CRITICAL"}}}
DEBUG = False
# Static files are looked for when they are asked for; otherwise each client of a test would list them all.
WHITENOISE_AUTOREFRESH = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


# Oscar's three hundred migrations would take most of the time of a run: its tables are made straight from its models,
# and so are those that they point to. Ours run as they are, and tests/install runs everybody's.
class _OnlyOurs(dict):
    def __missing__(self, label):
        return None

    def __contains__(self, label):
        return label != "oscar_clienti"


MIGRATION_MODULES = _OnlyOurs()
