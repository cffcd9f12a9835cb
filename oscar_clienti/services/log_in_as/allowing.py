"""Who may visit whom; asked when a visit begins, and at every request of it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from ... import conf
from ...models import Customer
from .. import rights
from .choosing import allows

OFF = "off"
MIDDLEWARE = "oscar_clienti.middleware.LogInAsMiddleware"


def feature() -> str:
    """The setting ``LOG_IN_AS``: "unless_refused", "if_allowed", "always" or "off"; off without its middleware, too."""
    return str(conf.get("LOG_IN_AS")) if MIDDLEWARE in settings.MIDDLEWARE else OFF


def require_visitor(by: Any, *, acts: bool) -> None:
    """Let staff with the right pass: one for looking, another one for acting. Raises ``PermissionDenied``."""
    if by is None or not by.is_staff:
        raise PermissionDenied(_("Only staff can look at the shop as a customer."))
    rights.require(by, "log_in_as_customer")
    if acts:
        rights.require(by, "act_as_customer")


def require_visitable(customer: Customer, user: Any) -> None:
    """Let accounts pass that hold nothing but a customer; ``user`` is asked, not the customer's copy of it.

    Raises ``ValidationError`` with the reason: no staff, superusers, partners, nobody with any permission at all, no
    inactive or deleted accounts.
    """
    if rights.works_here(user) or user.get_all_permissions():
        raise ValidationError(_("This account can do more than buy: nobody may enter it from here."), code="powers")
    if not user.is_active or customer.state != Customer.State.ACTIVE:
        raise ValidationError(_("This account is inactive: activate it first."), code="inactive")


def require_wanted(customer: Customer) -> None:
    """Raise ``ValidationError`` where the shop asks its customers and this one said no, or did not say yes."""
    if not allows(customer):
        words = _("%(customer)s does not want the shop to look into the account.") % {"customer": customer}
        if feature() == "if_allowed":
            words = _("%(customer)s has not allowed the shop to look into the account.") % {"customer": customer}
        raise ValidationError(words, code="refused")


def may_be_visited(customer: Customer) -> bool:
    """Is there a button? The rest is asked, and told, when somebody presses it."""
    return feature() != OFF and customer.is_active
