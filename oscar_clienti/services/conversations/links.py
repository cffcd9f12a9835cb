"""The link in an e-mail by which its reader answers without signing in."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from ... import conf
from ...models import Message, ReplyLink
from .. import tokens
from . import owners


def issue(message: Message) -> tuple[ReplyLink, str]:
    """Make a link for the e-mail of this message; returns it with the token, which stands nowhere else."""
    token = tokens.new_token()
    link = ReplyLink.objects.create(
        message=message,
        token_hash=tokens.hash_token(token),
        email=message.recipient,
        expires_at=timezone.now() + timedelta(days=conf.get("REPLY_LINK_DAYS")),
    )
    return link, token


def look_up(token: str) -> ReplyLink | None:
    """Return the link of this token while it is good, else ``None``. Looking uses nothing up."""
    links = ReplyLink.objects.select_related("message__conversation__customer__user")
    link = links.filter(token_hash=tokens.hash_token(token)).first()
    return link if link and alive(link) else None


def alive(link: ReplyLink) -> bool:
    """In time, and the other side may write and is still reached where the e-mail went."""
    conversation = link.message.conversation
    return (
        link.expires_at > timezone.now() and owners.may_answer(conversation) and owners.is_at(conversation, link.email)
    )


def over() -> QuerySet[ReplyLink]:
    """The links that are too old."""
    return ReplyLink.objects.filter(expires_at__lt=timezone.now())


def sweep() -> int:
    """Forget them; return how many."""
    return over().delete()[0]
