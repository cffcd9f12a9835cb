"""What an act on several customers is: one description for its button, its confirmation, its job."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise

from ...models import Customer
from ...querysets import CustomerQuerySet
from ...registries import Registry
from .. import many

Words = str | Promise
Options = Mapping[str, Any]


class BulkAct:
    """Subclass, say what it is called, what it does (``execute``) and what is said before and after; register it.

    ``label`` is the word on the button, ``title`` heads the confirmation, ``right`` is a codename of ours. The options
    are what its form asks for, by the names of the form's fields.
    """

    key: str
    label: Words
    title: Words
    confirm_label: Words
    right: str = "change_customer"
    icon: str = ""
    danger: bool = False
    # May it be done to all who match a filter, however many?
    across: bool = True
    # All or nothing; without it, ``execute`` opens a transaction for each customer.
    one_transaction: bool = True
    # Those for whom there is nothing to do, as far as that is known before the options.
    already: Q | None = None

    @property
    def url_name(self) -> str:
        """The page that asks and does it."""
        return f"dashboard:customer-bulk-{self.key}"

    def needless(self, customers: CustomerQuerySet) -> CustomerQuerySet:
        """Those of ``customers`` for whom there is nothing to do."""
        return customers.none() if self.already is None else customers.filter(self.already)

    def needed(self, customers: CustomerQuerySet) -> CustomerQuerySet:
        """All others."""
        return customers if self.already is None else customers.exclude(self.already)

    def already_words(self, number: int) -> str:
        """Why ``number`` of them are left out, in a sentence."""
        return ""

    def effect(self, number: int) -> str:
        """What will happen to ``number`` customers, in a sentence."""
        raise NotImplementedError

    def execute(self, pks: Sequence[int], *, by: Any, **options: Any) -> Iterable[Any]:
        """Do it to the customers with these keys, by one call of a service, which asks for the right.

        Return those who changed.
        """
        raise NotImplementedError

    def done(self, number: int, **options: Any) -> str:
        """What was done to ``number`` customers, in a sentence."""
        raise NotImplementedError

    def heading(self, **options: Any) -> str:
        """What the job is called that does it to many."""
        return str(self.title)

    def pack(self, **options: Any) -> dict[str, Any]:
        """The options as JSON keeps them, for the job."""
        return {}

    def unpack(self, packed: Options) -> dict[str, Any]:
        """The options again. Raises ``ValidationError`` when something of them was deleted meanwhile."""
        return {}


acts: Registry[BulkAct] = Registry("bulk act")


@dataclass(frozen=True)
class Outcome:
    """Of ``asked`` customers ``changed`` did; the others needed no change."""

    asked: int
    changed: int

    @property
    def same(self) -> int:
        return self.asked - self.changed


def do(act: BulkAct, pks: Sequence[int], *, by: Any, options: Options) -> Outcome:
    """Do ``act`` to those of these customers who may be touched.

    Raises ``PermissionDenied``, ``ValidationError``; nothing is half-done then, if the act is all or nothing.
    """
    with transaction.atomic() if act.one_transaction else nullcontext():
        reachable = many.pks_of(Customer.objects.shoppers().filter(many.Among("pk", pks)))
        return Outcome(len(reachable), len(list(act.execute(reachable, by=by, **options))))
