"""What customers do on allauth's pages with how they sign in stands in their timeline, without anything that opens it.

allauth says that the first address is another now, but not which one the account had: that is read a moment before.
"""

from typing import Any

from allauth.account import signals as account
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models.signals import pre_save

from ..services import customers, in_person, passwords

_FORMER = "_clienti_former_email"


def connect() -> None:
    """Called once by ``receivers.py``."""
    listening: list[tuple[Any, Any, Any]] = [
        (pre_save, address_moving, get_user_model()),
        # Confirmed, an address may become the first one, or the only one; deleted, it leaves that to another.
        (account.email_confirmed, address_moved, None),
        (account.email_changed, address_moved, None),
        (account.email_removed, address_moved, None),
        (account.password_changed, password_chosen, None),
        (account.password_set, password_chosen, None),
        (account.password_reset, password_chosen, None),
        *_of_second_factors(),
        *_of_social_accounts(),
    ]
    for signal, receiver, sender in listening:
        signal.connect(receiver, sender=sender, dispatch_uid=f"oscar_clienti.own_acts.{receiver.__name__}")


def _of_second_factors() -> list[tuple[Any, Any, Any]]:
    if not apps.is_installed("allauth.mfa"):
        return []
    from allauth.mfa import signals

    return [
        (signals.authenticator_added, second_factor_added, None),
        (signals.authenticator_removed, second_factor_removed, None),
    ]


def _of_social_accounts() -> list[tuple[Any, Any, Any]]:
    if not apps.is_installed("allauth.socialaccount"):
        return []
    from allauth.socialaccount import signals

    return [
        (signals.social_account_added, social_connected, None),
        (signals.social_account_removed, social_disconnected, None),
    ]


def address_moving(sender: Any, instance: Any, raw: bool, update_fields: Any = None, **kwargs: Any) -> None:
    """So allauth writes the first address into the account: the field alone. Nobody else's saving costs a question."""
    if not raw and update_fields is not None and set(update_fields) == {"email"}:
        former = sender._base_manager.filter(pk=instance.pk).values_list("email", flat=True).first()
        setattr(instance, _FORMER, former)


def address_moved(sender: Any, email_address: Any = None, to_email_address: Any = None, **kwargs: Any) -> None:
    """Of several signals for one change the first one tells; of a change that was none, nobody."""
    user = (to_email_address or email_address).user
    former = getattr(user, _FORMER, None)
    if former is not None:
        delattr(user, _FORMER)
        customers.changed_in_person(user, old=former)


def password_chosen(sender: Any, user: Any, **kwargs: Any) -> None:
    passwords.chosen(user)


def second_factor_added(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    _note_factor("sign_in.second_factor_added", user, authenticator)


def second_factor_removed(sender: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    _note_factor("sign_in.second_factor_removed", user, authenticator)


def _note_factor(kind: str, user: Any, authenticator: Any) -> None:
    """Codes for an emergency come and go with the others, by themselves."""
    if authenticator.type != authenticator.Type.RECOVERY_CODES:
        in_person.note(user, kind)


def social_connected(sender: Any, sociallogin: Any, **kwargs: Any) -> None:
    _note_account("sign_in.social_connected", sociallogin.account)


def social_disconnected(sender: Any, socialaccount: Any, **kwargs: Any) -> None:
    _note_account("sign_in.social_disconnected", socialaccount)


def _note_account(kind: str, account: Any) -> None:
    in_person.note(account.user, kind, facts={"way": f"socialaccount:{account.provider}"})
