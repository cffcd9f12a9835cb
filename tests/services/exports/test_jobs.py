"""Large exports: parts, workbooks, and fetching them for a while."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from oscar_clienti.models import Activity, Customer, CustomerGroup, Job, State
from oscar_clienti.services import exports, extra_fields, jobs, sync
from oscar_clienti.services.exports import Layout, Selection, Sheet, export_presets
from oscar_clienti.services.exports import jobs as background
from oscar_clienti.services.jobs.files import has
from tests.conftest import grant, make_user
from tests.services.exports.conftest import table

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def large(settings, monkeypatch):
    """A shop in which ten customers are many, and four are a part of a file."""
    settings.OSCAR_CLIENTI_EXPORT_STREAM_ROWS = 10
    monkeypatch.setattr(background, "PART_ROWS", 4)


@pytest.fixture
def ordered(crowd, alice):
    """An export that nobody has worked on yet."""

    def go(selection=None, layout=None, by=alice):
        return exports.export(
            selection or Selection.everybody(), sheet=Sheet.of(["email"]), layout=layout or Layout(),
            reason="for the fair", by=by,
        )  # fmt: skip

    return go


def done(job):
    jobs.work(job.pk)
    job.refresh_from_db()
    return job


def emails(job, by):
    return [row[0] for row in table(exports.fetch(job, by=by))[1:]]


EVERYBODY = [f"p{number:02}@example.com" for number in range(25)]


def test_few_come_at_once(ordered, crowd):
    assert isinstance(ordered(Selection.of([user.pk for user in crowd[:10]])), exports.Download)


def test_many_are_a_job_in_parts(ordered, alice):
    job = done(ordered())
    assert (job.state, job.counts, len(background.parts(job))) == (Job.State.DONE, {"exported": 25}, 7)
    assert emails(job, alice) == EVERYBODY


def test_the_head_speaks_the_language_of_whoever_ordered(ordered, alice):
    from django.utils.translation import override

    with override("it"):
        job = ordered()
    head = table(exports.fetch(done(job), by=alice))[0]
    with override("it"):
        assert head == Sheet.of(["email"]).headings


def test_a_workbook_is_put_together_from_the_parts(ordered, alice):
    from openpyxl import load_workbook

    job = done(ordered(layout=Layout("xlsx")))
    content = b"".join(exports.fetch(job, by=alice).content)
    rows = list(load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    assert rows == [("E-mail",), *((email,) for email in EVERYBODY)]


def test_of_a_workbook_the_parts_are_not_kept(ordered, django_capture_on_commit_callbacks):
    job = ordered(layout=Layout("xlsx"))
    with django_capture_on_commit_callbacks(execute=True):
        jobs.work(job.pk)
    assert not has(job, "part-00000") and has(job, background.WORKBOOK)


def test_who_comes_later_is_not_in_it(ordered, alice):
    job = ordered()
    late = make_user("late@example.com")
    sync.refresh([late.pk])
    assert emails(done(job), alice) == EVERYBODY


def test_who_becomes_staff_meanwhile_is_not_in_it(ordered, alice, crowd):
    job = ordered()
    Customer.objects.filter(pk=crowd[3].pk).update(state=State.STAFF)
    assert EVERYBODY[3] not in emails(done(job), alice)


def test_a_filter_that_loses_its_group_stops_the_job(ordered, crowd):
    group = CustomerGroup.objects.create(name="VIP")
    Customer.objects.update(group=group)
    job = ordered(Selection.matching("group=VIP"))
    group.delete()
    job = done(job)
    assert (job.state, "Group" in job.error) == (Job.State.FAILED, True)


@pytest.fixture
def diet_and_dog(crowd, alice):
    """Two fields of extra information, and all answers in an export that nobody has worked on yet."""
    fields = [extra_fields.define(kind="text", label=label, by=alice) for label in ("Diet", "Dog")]
    return fields, exports.export(
        Selection.everybody(), sheet=export_presets["all"].sheet(), layout=Layout(), reason="a test", by=alice
    )


def test_values_never_stand_under_headings_of_before(diet_and_dog, alice):
    (diet, dog), job = diet_and_dog
    extra_fields.reorder([dog.pk, diet.pk], by=alice)
    job = done(job)
    assert (job.state, job.error) == (Job.State.FAILED, "The columns changed meanwhile: export again.")


def test_a_field_that_is_retired_meanwhile_shifts_nothing(diet_and_dog, alice):
    (diet, _dog), job = diet_and_dog
    extra_fields.retire(diet, by=alice)
    assert done(job).state == Job.State.FAILED


def test_columns_that_were_chosen_one_by_one_are_stopped_too(diet_and_dog, alice):
    (diet, dog), _job = diet_and_dog
    job = exports.export(
        Selection.everybody(), sheet=Sheet.of(["email", "extra:diet", "extra:dog"]), layout=Layout(), reason="a test",
        by=alice,
    )  # fmt: skip
    extra_fields.reorder([dog.pk, diet.pk], by=alice)
    assert done(job).state == Job.State.FAILED


def test_a_part_may_be_written_twice(ordered, alice):
    job = done(ordered())
    chunk = job.chunks.get(phase="writing", number=2)
    background.ExportKind().work(job, chunk)
    assert emails(job, alice) == EVERYBODY


def test_whoever_loses_the_right_gets_nothing_more(ordered):
    vera = grant(make_user("vera@shop.example", is_staff=True), "export_customers")
    job = ordered(by=vera)
    vera.user_permissions.clear()
    assert done(job).state == Job.State.FAILED


def test_the_order_and_the_fetching_are_written_down(ordered, alice):
    job = done(ordered())
    exports.fetch(job, by=alice)
    rows = Activity.objects.filter(job=job).order_by("pk").values_list("kind", "by", "facts__count")
    assert list(rows) == [("customers.exported", alice.pk, 25), ("customers.export_fetched", alice.pk, 25)]


def test_others_may_not_fetch_it(ordered):
    vera = grant(make_user("vera@shop.example", is_staff=True), "export_customers")
    with pytest.raises(PermissionDenied):
        exports.fetch(done(ordered()), by=vera)


def test_who_manages_jobs_may(ordered):
    vera = grant(make_user("vera@shop.example", is_staff=True), "export_customers", "manage_jobs")
    assert emails(done(ordered()), vera) == EVERYBODY


def test_who_only_manages_jobs_may_not(ordered):
    vera = grant(make_user("vera@shop.example", is_staff=True), "manage_jobs")
    with pytest.raises(PermissionDenied):
        exports.fetch(done(ordered()), by=vera)


def test_nothing_is_fetched_before_it_is_finished(ordered, alice):
    with pytest.raises(ValidationError, match="not finished"):
        exports.fetch(ordered(), by=alice)


def test_an_old_file_is_refused_with_words(ordered, alice):
    job = done(ordered())
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(hours=25))
    job.refresh_from_db()
    with pytest.raises(ValidationError, match="Export again"):
        exports.fetch(job, by=alice)


def test_old_files_are_swept_away(ordered, django_capture_on_commit_callbacks):
    old, young = done(ordered()), done(ordered())
    Job.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):
        assert exports.expire() == 1
    assert (has(old, "part-00000"), has(young, "part-00000")) == (False, True)


def test_a_sweep_finds_nothing_twice(ordered, django_capture_on_commit_callbacks):
    job = done(ordered())
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(hours=25))
    with django_capture_on_commit_callbacks(execute=True):
        exports.expire()
    assert exports.expire() == 0


def test_a_cancelled_export_leaves_no_file(ordered, alice, django_capture_on_commit_callbacks):
    job = done(ordered())
    Job.objects.filter(pk=job.pk).update(state=Job.State.PAUSED)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.cancel(job, by=alice)
    assert not has(job, "part-00000")


def test_the_jobs_page_says_how_many_and_until_when(ordered):
    words = background.ExportKind().summary(done(ordered()))
    assert words[0] == "25 customers are in the file." and "until" in words[1]
