"""Taking an import back: fields that nobody touched since say again what they said, people whom it made and who have
left no trace since are gone. What can't be taken back is counted and said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ... import conf
from ...models import Activity, Customer, Job, JobChunk
from .. import activity, jobs
from . import changing, reverting, summaries
from .context import Context

UNDONE = activity.kinds.register(activity.Kind("import.undone", _("Import undone"))).key


@dataclass(frozen=True)
class UndoPlan:
    """What undoing would do: ``removable`` of the ``created`` people go, ``changed`` people are looked through."""

    created: int
    removable: int
    changed: int


def undo_plan(job: Job) -> UndoPlan:
    """Count, without touching anything."""
    rows = Activity.objects.filter(job=job, customer__isnull=False)
    made = rows.filter(kind="customer.created").values("customer")
    changed = rows.exclude(customer__in=made).order_by().values("customer").distinct().count()
    people = Customer.objects.filter(pk__in=made)
    return UndoPlan(people.count(), _without_trace(people, job).count(), changed)


class UndoKind(jobs.JobKind):
    key = "undo"
    label = _("Undo of an import")
    right = "import_customers"
    phases = {"gathering": _("Looking up who it was"), "undoing": _("Taking back")}

    def work(self, job: Job, chunk: JobChunk) -> jobs.Counts:
        with translation.override(job.params.get("language")), activity.during(job):
            if job.phase == "gathering":
                return _gather(job)
            return _undo(job, Job.objects.get(pk=job.params["import"]), chunk.payload["customers"])

    def after(self, job: Job, phase: str) -> str | None:
        return "undoing" if phase == "gathering" else None

    def summary(self, job: Job) -> list[str]:
        return list(summaries.of_undo(job))

    def over(self, job: Job) -> None:
        if job.state == Job.State.CANCELLED:
            return  # The import isn't undone; what went back is written down with the people.
        facts = {"import": job.params["import"], **job.counts}
        activity.record(None, UNDONE, by=job.by, facts=facts)


jobs.kinds.register(UndoKind())


def _gather(job: Job) -> jobs.Counts:
    """Everybody whom the import touched, a chunk's worth each."""
    rows = Activity.objects.filter(job=job.params["import"], customer__isnull=False).order_by("customer")
    pks = list(rows.values_list("customer", flat=True).distinct())
    size = conf.get("JOB_CHUNK_ROWS")
    portions = [pks[start : start + size] for start in range(0, len(pks), size)]
    JobChunk.objects.bulk_create(
        JobChunk(job=job, phase="undoing", number=number, rows=len(some), payload={"customers": some})
        for number, some in enumerate(portions)
    )
    return {}


def _without_trace(people: QuerySet, job: Job) -> QuerySet:
    """Those of ``people`` who are as the import made them: no order, no sign-in, no other act, nothing in a basket."""
    mine = OuterRef("pk")
    return (
        people.shoppers()  # type: ignore[attr-defined]
        .filter(user__last_login=None, user__is_staff=False, user__is_superuser=False, num_orders=0, version=0)
        .exclude(Exists(get_model("order", "Order").objects.filter(user=mine)))
        .exclude(Exists(get_model("basket", "Line").objects.filter(basket__owner=mine)))
        .exclude(Exists(Activity.objects.filter(customer=mine).exclude(job=job)))
    )


def _undo(job: Job, undone: Job, pks: Sequence[int]) -> dict[str, int]:
    rows = Activity.objects.filter(job=undone, customer__in=list(pks)).order_by("pk")
    made = {row.customer_id for row in rows if row.kind == "customer.created"}
    going = set(_without_trace(Customer.objects.filter(pk__in=made), undone).values_list("pk", flat=True))
    counts = {"removed": len(going), "kept": len(made - going)}
    _remove(going)
    acts: dict[int, list[Activity]] = {}
    for row in rows:
        if row.customer_id and row.customer_id not in made:
            acts.setdefault(row.customer_id, []).append(row)
    reverts = reverting.reverts(acts, by=job.by)
    changing.apply(
        [revert.planned for revert in reverts if revert.planned.changes or revert.planned.consents], Context(job)
    )
    counts["reverted"] = sum(bool(revert.done) for revert in reverts)
    counts["touched"] = sum(revert.left for revert in reverts)
    return counts


def _remove(pks: Iterable[int]) -> None:
    """People who came by mistake: their accounts go whole, and what was written down about them says nothing more."""
    pks = list(pks)
    Activity.objects.filter(customer__in=pks).scrub(changes={}, facts={})
    get_user_model()._base_manager.filter(pk__in=pks).delete()
