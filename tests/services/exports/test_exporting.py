"""Who may export, who is never in the file, what is written down."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from oscar.test.factories import PartnerFactory

from oscar_clienti.models import Activity, Customer, CustomerGroup, Segment, State, Tag
from oscar_clienti.services import exports, sync
from oscar_clienti.services.exports import Layout, Selection, Sheet
from tests.conftest import customer_of, grant, make_user

pytestmark = pytest.mark.django_db


def stream(by, selection=None, layout=None, reason="for the fair"):
    selection, layout = selection or Selection.everybody(), layout or Layout()
    return exports.stream(selection, sheet=Sheet.of(["email"]), layout=layout, reason=reason, by=by)


def test_it_needs_its_own_right(shop):
    vera = grant(make_user("vera@shop.example", is_staff=True), "view_customer", "change_customer", "import_customers")
    with pytest.raises(PermissionDenied):
        stream(vera)


def test_the_right_alone_is_enough(shop):
    assert stream(grant(make_user("vera@shop.example", is_staff=True), "export_customers"))


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_it_needs_a_reason(shop, alice, reason):
    with pytest.raises(ValidationError):
        stream(alice, reason=reason)


def test_what_was_refused_is_not_written_down(shop, alice):
    with pytest.raises(ValidationError):
        stream(alice, reason="")
    assert not Activity.objects.filter(kind="customers.exported").exists()


def test_one_row_of_the_activity_says_it_all(shop, alice):
    stream(alice, Selection.matching("marketing=never"))
    row = Activity.objects.get(kind="customers.exported")
    assert (row.by, row.customer, row.facts) == (
        alice,
        None,
        {
            "customers": ["E-mail marketing: Never asked"],
            "filter": "marketing=never",
            "preset": "",
            "columns": ["email"],
            "count": 2,
            "format": "csv",
            "reason": "for the fair",
        },
    )


@pytest.mark.parametrize("layout", [Layout("pdf"), Layout("csv", "|"), Layout("csv", "")])
def test_there_are_no_other_formats(shop, alice, layout):
    with pytest.raises(ValidationError):
        stream(alice, layout=layout)


@pytest.mark.parametrize("who", ["staff", "superuser", "partner", "deleted"])
@pytest.mark.parametrize("how", ["everybody", "chosen", "matching"])
def test_who_is_never_in_a_file(shop, read, who, how):
    other = make_user("other@shop.example", is_staff=who == "staff", is_superuser=who == "superuser")
    if who == "partner":
        PartnerFactory().users.add(other)
    customer_of(other)
    sync.refresh([other.pk])
    if who == "deleted":
        Customer.objects.filter(pk=other.pk).update(state=State.ERASED)
    selections = {
        "everybody": Selection.everybody(),
        "chosen": Selection.of([other.pk, shop[0].pk]),
        "matching": Selection.matching("marketing=never"),
    }
    assert "other@shop.example" not in [cell for row in read(selections[how]) for cell in row]


def test_everybody_is_active_and_inactive(shop, read):
    Customer.objects.filter(pk=shop[0].pk).update(state=State.INACTIVE)
    assert read() == [["E-mail"], ["bob@example.com"], ["carol@example.com"]]


def test_without_a_filter_the_active_ones_match(shop, read):
    Customer.objects.filter(pk=shop[0].pk).update(state=State.INACTIVE)
    assert read(Selection.matching("")) == [["E-mail"], ["carol@example.com"]]


def test_chosen_people(shop, read):
    assert read(Selection.of([shop[1].pk])) == [["E-mail"], ["carol@example.com"]]


@pytest.mark.parametrize("query", ["group=vip", "group=VIP", "group=Vip%20", "?group=vip"])
def test_a_group_by_its_name(shop, read, query):
    Customer.objects.filter(pk=shop[0].pk).update(group=CustomerGroup.objects.create(name="VIP"))
    assert read(Selection.matching(query)) == [["E-mail"], ["bob@example.com"]]


def test_a_tag_by_its_name(shop, read):
    customer_of(shop[0]).tags.add(Tag.objects.create(name="Fiera 2026"))
    assert read(Selection.matching("tag=fiera 2026")) == [["E-mail"], ["bob@example.com"]]


@pytest.mark.parametrize("query", ["gruop=vip", "group=nobody", "marketing=perhaps", "tag=99"])
def test_a_condition_that_means_nothing_exports_nobody(shop, query):
    with pytest.raises(ValidationError):
        Selection.matching(query)


def test_a_segment_that_lost_its_group_exports_nobody(shop):
    with pytest.raises(ValidationError):
        Selection.segment(Segment.objects.create(name="Best", query="group=4711"))


def test_a_segment_says_its_name():
    segment = Segment.objects.create(name="Best", query="marketing=yes")
    assert Selection.segment(segment).words() == ["Segment “Best”", "E-mail marketing: Yes"]


@pytest.mark.parametrize("keys", [[], ["password"], ["password_hash"], ["name"], ["user"], ["email", "picture"]])
def test_columns_that_are_none(keys):
    with pytest.raises(ValidationError):
        Sheet.of(keys)
