"""Oscar's class loader with more rungs for the customers dashboard: the store's fork, then us, then Oscar.

Into a few classes of the shop it mixes what they do differently for our customers, whichever class the store uses.

Oscar asks the app labelled ``dashboard`` for ``dashboard.users.…``, never ``users_dashboard``
(``oscar/core/loading.py``, ``_find_registered_app_name``), so naming our app in ``INSTALLED_APPS`` is not enough.
A fork's ``AppConfig`` inherits from the one that it forks, hence the order of its bases is the search path.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string
from oscar.core.exceptions import ClassNotFoundError

from . import conf

_LABEL = "dashboard.users."
_OURS = "oscar_clienti.dashboard"
# By name: the mixins stand above us.
_MIXINS = dict.fromkeys(
    (("customer.views", name) for name in ("AccountRegistrationView", "AccountAuthView", "ProfileUpdateView")),
    "oscar_clienti.shop.registration.AddressTakingMixin",
) | {
    ("customer.views", "AddressCreateView"): "oscar_clienti.shop.account.addresses.BookMixin",
    ("customer.views", "AddressUpdateView"): "oscar_clienti.shop.account.addresses.BookMixin",
    ("customer.views", "AddressDeleteView"): "oscar_clienti.shop.account.addresses.BookMixin",
    ("customer.views", "AddressChangeStatusView"): "oscar_clienti.shop.account.addresses.BookByLinkMixin",
    ("checkout.views", "UserAddressUpdateView"): "oscar_clienti.shop.account.addresses.BookMixin",
    ("checkout.views", "UserAddressDeleteView"): "oscar_clienti.shop.account.addresses.BookMixin",
    ("checkout.mixins", "OrderPlacementMixin"): "oscar_clienti.shop.account.addresses.OrderPlacementMixin",
    ("customer.forms", "ProfileForm"): "oscar_clienti.shop.account.details.ProfileFormMixin",
    ("customer.views", "ProfileView"): "oscar_clienti.shop.account.details.ProfileViewMixin",
    ("customer.views", "OrderHistoryView"): "oscar_clienti.shop.account.orders.OrderHistoryMixin",
    ("customer.views", "OrderDetailView"): "oscar_clienti.shop.account.orders.OrderDetailMixin",
    ("customer.views", "ProfileDeleteView"): "oscar_clienti.shop.account.deletion.ProfileDeleteMixin",
    ("customer.views", "ChangePasswordView"): "oscar_clienti.shop.account.passwords.ChangePasswordMixin",
    ("customer.views", "AnonymousOrderFormView"): "oscar_clienti.shop.guest_links.GuestLinkMixin",
    ("customer.views", "AnonymousOrderDetailView"): "oscar_clienti.shop.guest_links.GuestLinkMixin",
    ("checkout.views", "PaymentDetailsView"): "oscar_clienti.shop.invoices.CheckoutMixin",
    ("partner.strategy", "Selector"): "oscar_clienti.shop.pricing.SelectorMixin",
    ("shipping.repository", "Repository"): "oscar_clienti.shop.charges.RepositoryMixin",
    ("checkout.applicator", "SurchargeApplicator"): "oscar_clienti.shop.charges.SurchargeApplicatorMixin",
    ("offer.applicator", "Applicator"): "oscar_clienti.shop.offers.AudienceMixin",
    ("basket.views", "VoucherAddView"): "oscar_clienti.shop.offers.VoucherAddMixin",
    ("offer.views", "OfferListView"): "oscar_clienti.shop.offers.OfferListMixin",
    ("offer.views", "OfferDetailView"): "oscar_clienti.shop.offers.OfferPageMixin",
    ("dashboard.offers.views", "OfferRestrictionsView"): "oscar_clienti.dashboard.offers.AudienceFieldMixin",
    ("dashboard.offers.views", "OfferListView"): "oscar_clienti.dashboard.offers.OfferListMixin",
    ("dashboard.offers.views", "OfferDetailView"): "oscar_clienti.dashboard.offers.OfferDetailMixin",
}
# The second of those that have two.
_ALSO = {
    ("customer.forms", "ProfileForm"): "oscar_clienti.shop.extra_fields.ProfileFormMixin",
    ("customer.forms", "EmailUserCreationForm"): "oscar_clienti.shop.extra_fields.RegistrationFormMixin",
    ("customer.views", "ProfileView"): "oscar_clienti.shop.extra_fields.ProfileViewMixin",
    ("checkout.views", "PaymentDetailsView"): "oscar_clienti.shop.extra_fields.CheckoutMixin",
}

# Mixed in besides where the store has taken the shopper's door: the pages by which Oscar lets people in lead to it.
_DOOR = {
    ("customer.views", "AccountAuthView"): "oscar_clienti.accounts.oscar_pages.LoginMixin",
    ("customer.views", "AccountRegistrationView"): "oscar_clienti.accounts.oscar_pages.RegisterMixin",
    ("customer.views", "LogoutView"): "oscar_clienti.accounts.oscar_pages.LogoutMixin",
    ("customer.views", "ChangePasswordView"): "oscar_clienti.accounts.oscar_pages.ChangePasswordMixin",
    ("dashboard.views", "LoginView"): "oscar_clienti.accounts.oscar_pages.DashboardLoginMixin",
    ("checkout.views", "IndexView"): "oscar_clienti.accounts.oscar_pages.GatewayMixin",
    ("checkout.forms", "GatewayForm"): "oscar_clienti.accounts.oscar_pages.GatewayFormMixin",
}


def class_loader(module_label: str, classnames: Iterable[str], module_prefix: str) -> list[Any]:
    """Be ``OSCAR_DYNAMIC_CLASS_LOADER``: ours for ``dashboard.users.*``, the store's own for all else.

    Raises ``ClassNotFoundError`` when no rung has a class of that name.
    """
    if module_label.startswith(_LABEL):
        return [_first(module_label.removeprefix(_LABEL), name) for name in classnames]
    names = list(classnames)
    found = import_string(conf.get("BASE_CLASS_LOADER"))(module_label, names, module_prefix)
    return [_with_ours(one, (module_label, name)) for name, one in zip(names, found, strict=True)]


def get_class(module_label: str, classname: str) -> Any:
    """Like Oscar's, but right even where the setting was forgotten."""
    return class_loader(module_label, [classname], "oscar.apps")[0]


def get_classes(module_label: str, classnames: Iterable[str]) -> list[Any]:
    """Like Oscar's, but right even where the setting was forgotten."""
    return class_loader(module_label, classnames, "oscar.apps")


def require_installed() -> None:
    """Without our models everything of ours fails, and doesn't say why; a check would come too late.

    Raises ``ImproperlyConfigured``.
    """
    if not apps.is_installed("oscar_clienti"):
        raise ImproperlyConfigured("Add “oscar_clienti” to INSTALLED_APPS, before “oscar.config.Shop”.")


def _with_ours(found: Any, key: tuple[str, str]) -> Any:
    tables = [_MIXINS, _ALSO, *([_DOOR] if apps.is_installed("oscar_clienti.accounts") else [])]
    for table in tables:
        found = _mixed(found, table.get(key))
    return found


@cache
def _mixed(found: Any, path: str | None) -> Any:
    """The same class each time, for others compare; one that has the mixin already stays as it is."""
    if path is None:
        return found
    require_installed()
    if issubclass(found, mixin := import_string(path)):
        return found
    return type(found.__name__, (mixin, found), {"__module__": found.__module__, "__doc__": found.__doc__})


def _first(module_name: str, classname: str) -> Any:
    for package in _packages():
        found = getattr(_module(package, module_name), classname, None)
        if found is not None and (package in _chain() or _builds_on_ours(found, module_name, classname)):
            return found
    raise ClassNotFoundError(f"No class {classname!r} in {_LABEL}{module_name}.")


def _chain() -> list[str]:
    """The store's fork, then us, then Oscar."""
    bases = type(apps.get_app_config("users_dashboard")).__mro__
    return [base.__dict__["name"] for base in bases if isinstance(base.__dict__.get("name"), str)]


def _packages() -> Iterator[str]:
    """The chain and, in front of us, the place where plain Oscar looks when a store has forked the whole dashboard."""
    chain = _chain()
    beside = f"{apps.get_app_config('dashboard').name}.users"
    for name in chain:
        if name == _OURS and beside not in chain:
            yield beside
        yield name


def _builds_on_ours(found: Any, module_name: str, classname: str) -> bool:
    """A class written for Oscar's page can't stand in for one of ours of the same name; one made from ours can."""
    ours = getattr(_module(_OURS, module_name), classname, None)
    return ours is None or found is ours or (isinstance(found, type) and issubclass(found, ours))


def _module(package: str, module_name: str) -> ModuleType | None:
    """Import ``package.module_name``; ``None`` where there is none, while errors inside it are told."""
    path = package
    for name in module_name.split("."):
        # Without a search path ``find_spec`` would fail: a plain module has nothing inside.
        if not find_spec(path) or not hasattr(import_module(path), "__path__"):
            return None
        path = f"{path}.{name}"
    return import_module(path) if find_spec(path) else None
