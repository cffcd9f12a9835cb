"""The open baskets of a group follow its price lists; of a large group, in the background."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from oscar.core.loading import get_model

from ... import conf
from ...models import Customer, Job, JobChunk, PriceList
from .. import baskets, jobs, many
from ..wording import spell

# The keys of the products whose price changed; ``None`` where it may be any.
Products = Collection[int] | None

# The baskets of so many people are priced while somebody waits for the page.
AT_ONCE = 300
PRICING = "pricing"


def reprice(group_id: int, products: Products, *, by: Any) -> None:
    """Price the open baskets of the group's members anew, if they hold one of ``products`` or a variant of it.

    Of more than ``AT_ONCE`` people it is a job. Nobody pays a wrong price meanwhile: a basket asks for its prices
    whenever it is looked at. Only the word "the price has changed" would be read until then.
    """
    _price(many.pks_of(_people(group_id, products)), by)


def reprice_people(pks: Sequence[int], *, by: Any) -> None:
    """The same for these customers, so far as they have an open basket."""
    Basket = get_model("basket", "Basket")
    baskets_open = Basket.objects.filter(status__in=Basket.editable_statuses, lines__isnull=False).order_by()
    owners: set[int] = set()
    for batch in many.batches(pks):
        owners.update(baskets_open.filter(many.Among("owner_id", batch)).values_list("owner", flat=True))
    _price(sorted(owners), by)


def _price(pks: Sequence[int], by: Any) -> None:
    if len(pks) <= AT_ONCE:
        baskets.reprice(pks)
        return
    job = jobs.create(RepriceKind.key, by=by, title=_("Prices of open baskets"))
    pieces = [jobs.Piece(len(batch), {"ids": list(batch)}) for batch in _cut(pks)]
    jobs.start(job, PRICING, pieces, by=by)


def turning(day: date) -> QuerySet[PriceList]:
    """The lists that count from ``day`` on, and those that counted until the day before."""
    begins, ended = Q(starts_on=day), Q(ends_on=day - timedelta(days=1))
    return PriceList.objects.filter(begins | ended, is_active=True)


def turn(day: date) -> int:
    """Price the open baskets of their groups anew; returns how many lists begin or ended."""
    lists = turning(day)
    for group_id in lists.order_by("group").values_list("group", flat=True).distinct():
        reprice(group_id, None, by=None)
    return lists.count()


class RepriceKind(jobs.JobKind):
    key = "reprice"
    label = gettext_lazy("Prices of open baskets")
    right = "manage_price_lists"
    phases = {PRICING: gettext_lazy("Pricing open baskets")}

    def work(self, job: Job, chunk: JobChunk) -> jobs.Counts:
        return {"lines": baskets.reprice(chunk.payload["ids"])}

    def summary(self, job: Job) -> list[str]:
        lines = job.counts.get("lines", 0)
        words = ngettext(
            "%(number)s line of an open basket got another price.",
            "%(number)s lines of open baskets got another price.",
            lines,
        )
        return [words % {"number": spell(lines)}]


jobs.kinds.register(RepriceKind())


def _people(group_id: int, products: Products) -> Any:
    """The members who have something in an open or saved basket, if need be one of these products."""
    Line, Basket = get_model("basket", "Line"), get_model("basket", "Basket")
    lines = Line.objects.filter(basket__status__in=Basket.editable_statuses, basket__owner__isnull=False)
    if products is not None:
        lines = lines.filter(Q(product__in=products) | Q(product__parent__in=products))
    return Customer.objects.filter(group=group_id, pk__in=lines.values("basket__owner"))


def _cut(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    size = conf.get("JOB_CHUNK_ROWS")
    for start in range(0, len(pks), size):
        yield pks[start : start + size]
