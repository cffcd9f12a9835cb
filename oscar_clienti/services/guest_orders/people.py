"""Who has an address, and what that proves."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from oscar.core.loading import get_model

from ...models import Activity, Customer, State
from ..customers.email_locks import canonical, keys_of

# SQLite takes so many values in one condition on every machine.
PORTION = 500


@dataclass(frozen=True)
class Person:
    """An account with an address: ``verified`` says that its owner confirmed it, ``claimable`` that nobody was ever in.

    ``reachable`` is false for the team, partners, and what is left of deleted accounts.
    """

    pk: int
    verified: bool
    reachable: bool
    claimable: bool


@dataclass(frozen=True)
class _Account:
    pk: int
    email: str
    reachable: bool
    claimable: bool


# By the address's canonical spelling.
People = dict[str, list[Person]]


def is_claimable(user: Any) -> bool:
    """Did the shop make this account, and has nobody entered it yet?

    Three things, all of them: it has no usable password, it never signed in, and our history says that it was added by
    hand, by an import, or for a guest's order. Whoever proves the address may take it. Never true of the team, of
    partners and of deleted accounts.
    """
    return any(account.claimable for account in _accounts([user.pk]))


def of(emails: Iterable[str], *, hold: bool = False) -> People:
    """Return who has each of ``emails``, in whatever case or Unicode form, by its canonical spelling.

    ``hold`` keeps the people's rows until the end of the transaction; the addresses have to be held already.
    """
    emails = list(emails)
    wanted = {canonical(email) for email in emails}
    verified = set(_verified(emails, wanted))
    having = verified | set(_named(emails, wanted))
    accounts = {account.pk: account for account in _accounts({pk for pk, _email in having}, hold=hold)}
    found: People = {email: [] for email in wanted}
    for pk, email in sorted(having):
        account, proven = accounts.get(pk), (pk, email) in verified
        # A copy may lag behind: what counts is the address of the account itself.
        if account and (proven or account.email == email):
            found[email].append(Person(pk, proven, account.reachable, account.claimable))
    return found


def _named(emails: Iterable[str], wanted: set[str]) -> Iterator[tuple[int, str]]:
    """Those who sign in with one of the addresses."""
    keys = {key for email in emails for key in keys_of(email)}
    for some in _portions(keys):
        for pk, email in Customer.objects.filter(email_key__in=some).values_list("pk", "email"):
            # The databases find é for e.
            if canonical(email) in wanted:
                yield pk, canonical(email)


def _verified(emails: Iterable[str], wanted: set[str]) -> Iterator[tuple[int, str]]:
    """Those who confirmed one of the addresses, be it their first or another; nobody in a shop without allauth."""
    if not apps.is_installed("allauth.account"):
        return
    spellings = {form for email in emails for form in _spellings(email)}
    addresses = apps.get_model("account", "EmailAddress").objects.filter(verified=True)
    for some in _portions(spellings):
        for pk, email in addresses.filter(email__in=some).values_list("user", "email"):
            if canonical(email) in wanted:
                yield pk, canonical(email)


def _spellings(email: str) -> set[str]:
    """allauth keeps addresses in lower case."""
    return {email.strip().lower(), unicodedata.normalize("NFKC", email).strip().lower(), canonical(email)}


def _accounts(pks: Iterable[int], *, hold: bool = False) -> Iterator[_Account]:
    for some in _portions(pks):
        people = Customer.objects.filter(pk__in=some).order_by("pk")
        users = get_user_model()._default_manager.filter(pk__in=some).order_by("pk")
        if hold:
            # The customer's row before the account, as everybody does.
            people, users = people.select_for_update(), users.select_for_update()
        states, found, partners = dict(people.values_list("pk", "state")), list(users), _partners(some)
        ours = _made_by_us({user.pk for user in found if user.last_login is None and not user.has_usable_password()})
        for user in found:
            ordinary = not (user.is_staff or user.is_superuser or user.pk in partners)
            reachable = ordinary and states.get(user.pk, State.ACTIVE) in Customer.REACHABLE
            yield _Account(user.pk, canonical(user.email), reachable, reachable and user.pk in ours)


def _partners(pks: Iterable[int]) -> set[int]:
    users = get_model("partner", "Partner").objects.filter(users__in=list(pks))
    return set(users.values_list("users", flat=True))


def _made_by_us(pks: set[int]) -> set[int]:
    """Of these, the accounts that no shopper made. The history is asked, for a source can be edited."""
    rows = Activity.objects.filter(customer__in=list(pks), kind="customer.created")
    return set(rows.values_list("customer", flat=True)) if pks else set()


def _portions(values: Iterable[Any]) -> Iterator[list[Any]]:
    everything = sorted(values)
    for start in range(0, len(everything), PORTION):
        yield everything[start : start + PORTION]
