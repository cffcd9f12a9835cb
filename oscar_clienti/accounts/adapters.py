"""Where allauth asks the shop: its e-mails, names of users, where to go on."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import get_random_string

from . import mails

_HOME = __package__


class AccountAdapter(DefaultAccountAdapter):
    def generate_unique_username(self, txts: Any, regex: Any = None) -> str:
        """A name that says nothing: allauth's shows the local part of the address."""
        return get_random_string(30)

    def get_login_stages(self) -> list[str]:
        """allauth's, with ours in the place of the one for unproven addresses."""
        theirs, ours = (f"{place}.stages.EmailVerificationStage" for place in ("allauth.account", _HOME))
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How somebody who is signed in can be confirmed, the page that is asked first at the head.

        Where there is a second factor, neither password nor mail stands in for it. And the mail is the shop's: the code
        of allauth's stands in the session as it was sent.
        """
        methods = super().get_reauthentication_methods(user)
        second = [method for method in methods if method["id"].startswith("mfa_reauthenticate")]
        return second or [
            {**method, "url": reverse("account_step_up")} if method["id"] == "reauthenticate_by_code" else method
            for method in methods
        ]

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Strangers are shut out with the confirmation itself, before anything is given to the account for it."""
        with transaction.atomic():
            return super().confirm_email(request, email_address)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """allauth's doesn't say to the e-mail whose account it is: it would have neither name nor language."""
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mails.send(template_prefix, email, context, self.request, titled=self.format_email_subject)


def shown_name(user: Any) -> str:
    """How allauth's messages call somebody: ``ACCOUNT_USER_DISPLAY``.

    The name to sign in with says nothing, unless there is nothing else: staff may have neither name nor address.
    """
    return user.get_full_name() or user.email or user.get_username()
