"""Whom an act is about: rows that somebody ticked, or all who match the list's filter."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ....models import Customer, State
from ....querysets import CustomerQuerySet
from ....services.bulk import Crowd
from ....services.wording import spell
from ....typed import whole_number

# More than any page of the list shows; what is done to more people is a job.
AT_MOST = 500


class Choice(Protocol):
    """What both kinds know of themselves."""

    @property
    def customers(self) -> CustomerQuerySet:
        """Those who may be touched."""

    @property
    def frozen(self) -> bool:
        """Is it said so exactly that whoever comes later isn't meant?"""

    def fields(self) -> list[tuple[str, str]]:
        """What the confirmation sends along, so that the second POST means the same people."""

    def left_out(self) -> list[str]:
        """Who can't be touched from here, in sentences."""


@dataclass
class Chosen:
    """The rows that somebody ticked: ``pks`` as they came, ``states`` how many of them are what."""

    pks: list[int]
    frozen: bool = field(default=True, init=False)

    @classmethod
    def of(cls, posted: QueryDict) -> "Chosen":
        """Read ``selected``, without what is no number and what comes twice; raises ``ValidationError``."""
        numbers = map(whole_number, posted.getlist("selected"))
        pks = list(dict.fromkeys(number for number in numbers if number is not None))
        if not pks:
            raise ValidationError(_("Choose at least one customer first."))
        if len(pks) > AT_MOST:
            words = _("You chose %(number)s customers; at most %(most)s can be handled at once.")
            raise ValidationError(words % {"number": spell(len(pks)), "most": AT_MOST})
        return cls(pks)

    @property
    def customers(self) -> CustomerQuerySet:
        return Customer.objects.shoppers().filter(pk__in=self.pks)

    @cached_property
    def states(self) -> dict[int, int]:
        found = Customer.objects.filter(pk__in=self.pks).order_by().values_list("state").annotate(Count("pk"))
        return dict(found)

    def fields(self) -> list[tuple[str, str]]:
        return [("selected", str(pk)) for pk in self.pks]

    def left_out(self) -> list[str]:
        staff, erased = self.states.get(State.STAFF, 0), self.states.get(State.ERASED, 0)
        unknown = len(self.pks) - sum(self.states.values())
        return [
            text % {"number": spell(number)}
            for number, text in (
                (
                    staff,
                    ngettext(
                        "%(number)s is an account of staff or of a partner.",
                        "%(number)s are accounts of staff or of partners.",
                        staff,
                    ),
                ),
                (erased, ngettext("%(number)s was deleted.", "%(number)s were deleted.", erased)),
                (unknown, ngettext("%(number)s was not found.", "%(number)s were not found.", unknown)),
            )
            if number
        ]


@dataclass
class Matching:
    """All who match the filter; ``frozen`` says that the confirmation was seen, with the people of that moment."""

    crowd: Crowd
    frozen: bool

    @classmethod
    def of(cls, posted: QueryDict) -> "Matching":
        """Read ``filter`` and, from the confirmation, ``upper``; raises ``ValidationError`` for half a filter."""
        query, upper = posted.get("filter", ""), whole_number(posted.get("upper", ""))
        crowd = Crowd.now(query) if upper is None else Crowd(query, upper)
        crowd.words()
        return cls(crowd, upper is not None)

    @property
    def customers(self) -> CustomerQuerySet:
        return self.crowd.customers

    def fields(self) -> list[tuple[str, str]]:
        return [("across", "1"), ("filter", self.crowd.query), ("upper", str(self.crowd.upper))]

    def left_out(self) -> list[str]:
        return [_("Accounts of staff and partners, and deleted ones, never match.")]
