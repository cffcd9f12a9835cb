"""Asking for a link, and sending it: one e-mail for every address, whoever it belongs to.

Whoever asks learns nothing: for each address the same row is written and the same task put into the queue, and one
e-mail leaves – with a link, with a link that opens an account, or with a word that this account signs in otherwise.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from ... import conf, signals
from ...models import Customer, SignInLink
from .. import activity, letters, tokens
from ..customers import email_addresses
from ..customers.email_locks import canonical
from . import owners

# Named, not imported: tasks stand above the services.
_TASK = "oscar_clienti.tasks.send_sign_in_link"


@transaction.atomic
def ask(
    email: str, *, requester: str, next_path: str = "", language: str = "", step_up_of: Any | None = None
) -> SignInLink:
    """Write down that a browser asked, and let the worker do the rest. Nobody's account is looked at here.

    ``requester`` is a secret of the browser's session. With ``step_up_of`` the link doesn't sign in: it confirms that
    the person who is signed in reads that account's mail.

    Raises ``ValidationError`` when the address is none.
    """
    link = SignInLink.objects.create(
        user=step_up_of,
        email=email_addresses.normalise(email),
        purpose=SignInLink.Purpose.STEP_UP if step_up_of is not None else SignInLink.Purpose.SIGN_IN,
        next_path=next_path[:500],
        language=language[:16],
        requester=tokens.hash_token(requester),
    )
    transaction.on_commit(lambda: import_string(_TASK).enqueue(link.pk), robust=True)
    return link


def send(link_id: int) -> None:
    """Make token and code, write their hashes down, and send the e-mail. A second call for the same row does nothing.

    What was written is safe before the e-mail leaves: if that fails, the person asks once more.
    """
    with transaction.atomic():
        link = SignInLink.objects.select_for_update().filter(pk=link_id, sent_at=None, voided_at=None).first()
        if link is None:
            return
        link.sent_at = timezone.now()
        if _too_many(link):
            link.voided_at = link.sent_at
            link.save(update_fields=["sent_at", "voided_at"])
            return
        secret = _arm(link)
    _tell(link, *secret)


def _too_many(link: SignInLink) -> bool:
    """Nobody's mailbox is filled from here; counted in the table, so that no shared cache is needed for it."""
    most, seconds = conf.get("SIGN_IN_MAILS")
    since = timezone.now() - timedelta(seconds=seconds)
    sent = SignInLink.objects.filter(asked_at__gte=since, sent_at__gte=since, voided_at=None, email__iexact=link.email)
    return sent.count() >= most


def _arm(link: SignInLink) -> tuple[str, str]:
    """Give the row an owner, hashes and a life; return the token and the code, or two empty words for nobody's link."""
    user = link.user or owners.owner_of(link.email)
    token = code = ""
    if user is not None and owners.may_come_in(user):
        link.user, link.stamp = user, owners.stamp_of(user)
        # What the account says, never what was typed: two spellings may be two mailboxes.
        link.email = _own_spelling(user, link.email)
        token, code = tokens.new_token(), tokens.new_code()
    elif link.user is None and not owners.is_known(link.email):
        link.purpose = SignInLink.Purpose.SIGN_UP
        token, code = tokens.new_token(), tokens.new_code()
    if token:
        assert link.sent_at
        link.token_hash, link.code_hash = tokens.hash_token(token), tokens.hash_code(code, link.pk)
        link.expires_at = link.sent_at + timedelta(seconds=conf.get("SIGN_IN_LINK_SECONDS"))
    link.save()
    if token and link.user_id:
        _write_down(link)
    return token, code


def _own_spelling(user: Any, typed: str) -> str:
    return user.email if canonical(user.email) == canonical(typed) else canonical(typed)


def _write_down(link: SignInLink) -> None:
    customer = Customer.objects.filter(pk=link.user_id).first()
    activity.record(customer, "sign_in.link_sent", by=None)
    signals.sign_in_link_sent.send(sender=SignInLink, link=link, customer=customer, by=None)


def _tell(link: SignInLink, token: str, code: str) -> None:
    customer = Customer.objects.filter(pk=link.user_id).first() if link.user_id else None
    name = "sign_in_link" if token else "sign_in_refused"
    language = letters.language_for(customer, link.language)
    with letters.speaking(language):
        address = letters.absolute(reverse("account_link_token", args=[token])) if token else ""
    context = {
        "link_url": address,
        "code": code,
        "purpose": link.purpose,
        "minutes": conf.get("SIGN_IN_LINK_SECONDS") // 60,
        "address": link.email,
    }
    letters.send(name, to=link.email, customer=customer, context=context, language=language)
