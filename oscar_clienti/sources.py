"""Where a customer comes from; other apps register more."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .registries import Registry


@dataclass(frozen=True)
class Source:
    """A way by which customers arrive: ``key`` is stored (at most 32 characters), ``label`` is shown."""

    key: str
    label: str | Promise


sources: Registry[Source] = Registry("source")

SHOP_ORDER = sources.register(Source("order", _("Shop order")))
GUEST_ORDER = sources.register(Source("guest", _("Guest order")))
REGISTRATION = sources.register(Source("registration", _("Registration")))
IMPORT = sources.register(Source("import", _("Import")))
BY_HAND = sources.register(Source("staff", _("By hand")))
SOCIAL = sources.register(Source("social", _("Social sign-in")))


def label(key: str) -> str:
    """Return the words for a stored source; a source whose app is gone shows its key, none shows nothing."""
    source = sources.get(key)
    return str(source.label) if source else key
