"""Is this link still good?"""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ...models import SignInLink
from .. import tokens
from . import owners


class LinkDead(ValidationError):
    """Used, too old, or the account is no longer what it was: one answer for all of them."""

    def __init__(self) -> None:
        super().__init__(_("This link is no longer valid."), code="dead")


def look_up(token: str) -> SignInLink | None:
    """Return the link of this token while it is good, else ``None``. Looking uses nothing up."""
    link = SignInLink.objects.select_related("user").filter(token_hash=tokens.hash_token(token)).first()
    return link if link and alive(link) else None


def alive(link: SignInLink) -> bool:
    """Unused, in time, and still of the person and the address that it was sent to."""
    if link.used_at or link.voided_at or not link.expires_at or link.expires_at <= timezone.now():
        return False
    if link.user is None:
        return link.purpose == SignInLink.Purpose.SIGN_UP and not owners.is_known(link.email)
    if not owners.may_come_in(link.user) or owners.stamp_of(link.user) != link.stamp:
        return False
    # A second address may have left the account, or have been proved by somebody else.
    return link.purpose == SignInLink.Purpose.STEP_UP or owners.owner_of(link.email) == link.user
