"""To whom an address's orders go: the rule, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...models import GuestOrderReason
from .people import Person


@dataclass(frozen=True)
class Decision:
    """``attach`` says whether the orders go to ``owner`` (``None``: to an account that is still to be made).

    Where they wait, ``owner`` is the account that staff may give them to, if there is one.
    """

    attach: bool
    reason: GuestOrderReason
    owner: int | None = None


def decide(people: Sequence[Person]) -> Decision:
    """Return to whom the orders of an address go, whose every account is among ``people``.

    Who confirmed the address comes before everybody who only says that it is theirs.
    """
    if not people:
        return Decision(True, GuestOrderReason.NEW)
    candidates = [person for person in people if person.verified] or people
    if not all(person.reachable for person in candidates):
        return Decision(False, GuestOrderReason.TEAM)
    if len(candidates) > 1:
        return Decision(False, GuestOrderReason.SEVERAL)
    owner = candidates[0]
    if owner.verified:
        return Decision(True, GuestOrderReason.VERIFIED, owner.pk)
    if owner.claimable:
        return Decision(True, GuestOrderReason.CLAIMABLE, owner.pk)
    return Decision(False, GuestOrderReason.UNPROVEN, owner.pk)
