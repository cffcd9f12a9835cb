"""Where allauth asks the shop: its e-mails, names of users, where to go on."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.sites.models import Site
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from oscar.core.loading import get_class

from ..models import Customer
from ..services import letters

_HOME = __package__


class AccountAdapter(DefaultAccountAdapter):
    def generate_unique_username(self, txts: Any, regex: Any = None) -> str:
        """A name that says nothing: allauth's shows the local part of the address."""
        return get_random_string(30)

    def get_login_stages(self) -> list[str]:
        """allauth's, with ours in the place of the one for unproven addresses."""
        theirs, ours = (f"{place}.stages.EmailVerificationStage" for place in ("allauth.account", _HOME))
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Strangers are shut out with the confirmation itself, before anything is given to the account for it."""
        with transaction.atomic():
            return super().confirm_email(request, email_address)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send it as the shop's other e-mails, in the reader's language; never stored, for staff could read a link."""
        with translation.override(_language(context.get("user"))):
            everything = {
                **self._at_home(context),
                **letters.shop(),
                "email": email,
                "current_site": Site.objects.get_current(),
            }
            messages = {
                "subject": " ".join(render_to_string(f"{template_prefix}_subject.txt", everything).split()),
                "body": render_to_string(f"{template_prefix}_message.txt", everything),
                "html": _html(f"{template_prefix}_message.html", everything),
                "sms": "",
            }
        get_class("communication.utils", "Dispatcher")().dispatch_direct_messages(email, messages)

    def _at_home(self, context: dict[str, Any]) -> dict[str, Any]:
        """allauth's links name the host that the request named: anybody may have written that."""
        if self.request is None:
            return context
        named = self.request.build_absolute_uri("/")
        return {
            name: letters.absolute(f"/{value.removeprefix(named)}")
            if isinstance(value, str) and value.startswith(named)
            else value
            for name, value in context.items()
        }


def _language(user: Any) -> str:
    """The customer's, or that of the page for somebody whom the shop doesn't know."""
    try:
        customer: Customer = user.customer
    except (AttributeError, ObjectDoesNotExist):
        return get_language() or settings.LANGUAGE_CODE
    return letters.language_of(customer)


def _html(template: str, context: dict[str, Any]) -> str:
    try:
        return render_to_string(template, context)
    except TemplateDoesNotExist:
        return ""


def shown_name(user: Any) -> str:
    """How allauth's messages call somebody: ``ACCOUNT_USER_DISPLAY``. The name to sign in with says nothing."""
    return user.get_full_name() or user.email
