"""What somebody wants to see of the acts: which kinds, whose, when; nothing said means all."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet

from ...typed import whole_number
from .groups import group_named, group_of, hidden_from, kind_groups, kinds_in

THE_SHOP, CUSTOMERS = "shop", "customer"


@dataclass(frozen=True)
class Asked:
    """``what`` is the key of a group or of one kind; ``who`` is "shop" (nobody), "customer" (of themselves),
    "user:7" or "name:Alice"; ``since`` is included, ``until`` is not. ``hidden`` are groups that nobody may show.
    """

    what: str = ""
    who: str = ""
    since: datetime | None = None
    until: datetime | None = None
    customer: int | None = None
    job: int | None = None
    hidden: tuple[str, ...] = ()

    def by(self, user: Any) -> Self:
        """The same, without what ``user`` may not see."""
        return replace(self, hidden=hidden_from(user))

    @property
    def kinds(self) -> list[str] | None:
        """The kinds that are wanted, of those that are registered; ``None`` for all."""
        if not self.what:
            return None
        group = group_named(self.what)
        kinds = [self.what] if group is None else kinds_in(group)
        return [kind for kind in kinds if group_of(kind).key not in self.hidden]

    def wants(self, kind: str) -> bool:
        """Is ``kind`` asked for, and may it be shown?"""
        group = group_of(kind).key
        return group not in self.hidden and self.what in ("", kind, group)

    def narrow(self, rows: QuerySet) -> QuerySet:
        """The rows of the activity that are wanted."""
        rows = self.between(rows, "at").filter(self._of_kinds())
        if self.customer is not None:
            rows = rows.filter(customer=self.customer)
        if self.job is not None:
            rows = rows.filter(job=self.job)
        return rows.filter(self._of_people()) if self.who else rows

    def between(self, rows: QuerySet, field: str) -> QuerySet:
        """The rows whose moment, ``field``, lies within the days."""
        if self.since:
            rows = rows.filter(**{f"{field}__gte": self.since})
        return rows.filter(**{f"{field}__lt": self.until}) if self.until else rows

    def _of_kinds(self) -> Q:
        if self.kinds is not None:
            return Q(kind__in=self.kinds)
        # By their prefixes: kinds of an app that is gone are hidden like those of one that is there.
        hidden, earlier = Q(), Q()
        for group in kind_groups:
            own = Q()
            for prefix in group.prefixes:
                own |= Q(kind__startswith=prefix)
            if own and group.key in self.hidden:
                hidden |= own & ~earlier if earlier else own
            earlier |= own
        return ~hidden if hidden else Q()

    def _of_people(self) -> Q:
        how, _colon, whom = self.who.partition(":")
        nobody = Q(by=None, by_name="")
        # By a link or in the contact form: from outside, though nobody was signed in.
        outside = nobody & Q(kind="message.received")
        if how == THE_SHOP:
            return nobody & ~outside
        if how == CUSTOMERS:
            return outside | (Q(by=F("customer")) if self.customer is None else Q(by=self.customer))
        number = whole_number(whom) if how == "user" else None
        return Q(by_name=whom) if number is None else Q(by=number)

    def __str__(self) -> str:
        """What is asked for, as an address says it and a log may keep it: numbers instead of names."""
        said = {"what": self.what, "who": self.who, "customer": self.customer, "job": self.job}
        said |= {name: day.isoformat() for name in ("since", "until") if (day := getattr(self, name))}
        return urlencode({name: value for name, value in said.items() if value})
