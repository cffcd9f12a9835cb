"""Who registered somebody else's address, and waits in that account for its owner, is shut out when the owner comes.

The owner is whoever reads the mail; before the first address of an account is proven, nobody knows who opened it.
"""

from collections.abc import Iterator
from typing import Any

from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..models import Customer
from ..services import activity, rights

SHUT_OUT = activity.kinds.register(
    activity.Kind("sign_in.shut_out", _("Former ways to sign in removed: the address has shown its owner"))
).key


def is_first(address: EmailAddress) -> bool:
    """Has no other address of this account been proven?"""
    others = EmailAddress.objects.filter(user_id=address.user_id, verified=True)
    return not others.exclude(pk=address.pk).exists()


def is_in_person(request: HttpRequest | None, user: Any) -> bool:
    """Is this the browser of whoever is in the account, or about to be? Then it has one owner, who has proven it."""
    if request is None:
        return False
    if request.user.is_authenticated:
        return bool(request.user.pk == user.pk)
    login = unstash_login(request, peek=True)
    return bool(login and login.user and login.user.pk == user.pk)


@transaction.atomic
def shut_out(user: Any, *, keep_password: bool = False) -> None:
    """Take away every way in that was set up before: password, and with it all sessions and links, social accounts, and
    other addresses that nobody has proven. Second factors too, where a stranger can have set one up.

    ``keep_password`` is for who has chosen a new one a moment ago. Those who work in the shop keep theirs: nobody
    registers such an account.
    """
    if rights.works_here(user):
        return
    taken = 0
    if not keep_password:
        taken += user.has_usable_password()
        user.set_unusable_password()
        user.save(update_fields=["password"])
    for name in _keys():
        taken += apps.get_model(name).objects.filter(user=user).delete()[0]
    EmailAddress.objects.filter(user=user, verified=False).exclude(email__iexact=user.email).delete()
    customer = Customer.objects.filter(user=user).first() if taken else None
    if customer is not None:
        activity.record(customer, SHUT_OUT, by=None)


def _keys() -> Iterator[str]:
    """What lets somebody in besides a password.

    allauth lets nobody set up a second factor before they have proven their address. It outlives the next address,
    which staff gave the account: else whoever talks them into that would be rid of it.
    """
    if apps.is_installed("allauth.socialaccount"):
        yield "socialaccount.SocialAccount"
    if apps.is_installed("allauth.mfa") and getattr(settings, "MFA_ALLOW_UNVERIFIED_EMAIL", False):
        yield "mfa.Authenticator"
