"""Exempting one customer from taxes: why, how long, where, by which paper; and how it ends."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from oscar.test.factories import CountryFactory

from oscar_clienti import signals
from oscar_clienti.models import Activity, Customer, CustomerGroup, TaxExemption
from oscar_clienti.services import customers, erasure, groups, taxes
from tests.conftest import customer_of, grant, heard, make_user
from tests.services.test_baskets import basket_of, crate, line_of, raise_price  # noqa: F401

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%the paper of the tax office"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
JPG = b"\xff\xd8\xff\xe0" + b"0" * 20
TODAY = timezone.localdate()


def paper(content=PDF, name="Certificato 2026.pdf", content_type="application/pdf"):
    return SimpleUploadedFile(name, content, content_type)


def exempt(user, by, **particulars):
    return taxes.grant(customer_of(user), by=by, **{"reason": "Diplomatic mission", **particulars})


def stored(exemption):
    """Is the file where files are kept?"""
    return exemption.certificate.storage.exists(exemption.certificate.name)


@pytest.fixture
def countries(db):
    for code, name in (("IT", "Italy"), ("CH", "Switzerland")):
        CountryFactory(iso_3166_1_a2=code, name=name, printable_name=name)


# --- granting


def test_bob_is_exempt_with_all_that_is_to_be_known(alice, bob, countries):
    exemption = exempt(
        bob, alice, certificate=paper(), valid_from=TODAY, valid_until=date(2999, 12, 31), countries=["it", " CH "]
    )
    exemption.refresh_from_db()
    assert customer_of(bob).tax_exempt
    assert (exemption.reason, exemption.valid_from, exemption.valid_until) == (
        "Diplomatic mission", TODAY, date(2999, 12, 31),
    )  # fmt: skip
    assert exemption.countries == ["CH", "IT"]
    assert (exemption.by, exemption.by_name) == (alice, "Alice Bottega")
    assert exemption.certificate.read() == PDF


def test_the_activity_tells_what_was_said(alice, bob):
    exempt(bob, alice, certificate=paper())
    row = Activity.objects.get(kind="exemption.granted")
    assert (row.customer_id, row.by) == (bob.pk, alice)
    assert row.changes == {
        "tax_exempt": [False, True],
        "reason": ["", "Diplomatic mission"],
        "certificate": ["", "Certificato 2026.pdf"],
    }


def test_both_signals_are_sent(alice, bob):
    with heard(signals.customer_changed) as changed, heard(signals.exemption_changed) as told:
        exemption = exempt(bob, alice)
    assert [call["changes"] for call in changed] == [{"tax_exempt": (False, True)}]
    assert [(call["customer"].pk, call["exemption"], call["by"]) for call in told] == [(bob.pk, exemption, alice)]


def test_open_baskets_are_priced_anew(alice, bob, crate):  # noqa: F811
    basket = basket_of(bob, crate)
    raise_price(crate)
    exempt(bob, alice)
    assert line_of(basket).get_warning() is None


def test_saying_the_same_again_is_no_act(alice, bob):
    exempt(bob, alice)
    version = customer_of(bob).version
    with heard(signals.exemption_changed) as told:
        exempt(bob, alice)
    assert (customer_of(bob).version, told, Activity.objects.filter(kind__startswith="exemption.").count()) == (
        version, [], 1,
    )  # fmt: skip


def test_the_right_is_asked_for(bob, viewer):
    with pytest.raises(PermissionDenied):
        exempt(bob, viewer)
    assert not customer_of(bob).tax_exempt


@pytest.mark.parametrize("act", ["grant", "change", "end"])
def test_staff_are_never_touched(alice, root, act):
    customer = customer_of(root)
    with pytest.raises(PermissionDenied):
        getattr(taxes, act)(customer, by=alice, **({} if act == "end" else {"reason": "None"}))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": "x" * 256}, "reason"),
        ({"reason": "a\x00b"}, None),
        ({"valid_from": TODAY, "valid_until": TODAY - timedelta(1)}, "valid_until"),
        ({"valid_until": TODAY - timedelta(1)}, "valid_until"),
        ({"valid_until": "soon"}, "valid_until"),
        ({"countries": ["IT", "XX"]}, "countries"),
        ({"countries": ["I\x00"]}, "countries"),
        ({"countries": ["ITA"]}, "countries"),
        ({"certificate": paper(b"<html><script>alert(1)</script>")}, "certificate"),
        ({"certificate": paper(b"")}, "certificate"),
        ({"certificate": paper(b"  %PDF-1.7")}, "certificate"),
        ({"certificate": paper(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "image/png")}, "certificate"),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_kept(alice, bob, countries, wrong, field):
    with pytest.raises(ValidationError) as refused:
        exempt(bob, alice, **wrong)
    assert field is None or field in refused.value.error_dict
    assert not customer_of(bob).tax_exempt
    assert not TaxExemption.objects.exists()


# --- the certificate


@pytest.mark.parametrize(("content", "ending"), [(PDF, ".pdf"), (PNG, ".png"), (JPG, ".jpg")])
def test_what_is_in_the_file_says_what_it_is(alice, bob, content, ending):
    exemption = exempt(bob, alice, certificate=paper(content, "paper.html", "text/html"))
    assert exemption.certificate.name.endswith(ending)
    assert exemption.certificate_name == f"paper{ending}"


def test_a_file_that_is_too_big_is_refused(alice, bob, settings):
    settings.OSCAR_CLIENTI_CERTIFICATE_MAX_BYTES = 20
    with pytest.raises(ValidationError, match="too big"):
        exempt(bob, alice, certificate=paper())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\bob\\carta.pdf", "carta.pdf"),
        ("gpj.\u202ecod.exe", "gpj.cod.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("…", "….pdf"),
        ("..", "certificate.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
    ],
)
def test_a_name_never_becomes_a_path(alice, bob, name, kept):
    upload = paper()
    upload._name = name
    exemption = exempt(bob, alice, certificate=upload)
    assert exemption.certificate_name == kept
    folder, _slash, file = exemption.certificate.name.partition("/")
    assert (folder, len(file)) == ("certificates", 36)


def test_a_new_file_takes_the_place_of_the_old_one(alice, bob, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        old = exempt(bob, alice, certificate=paper())
    old_name = old.certificate.name
    with django_capture_on_commit_callbacks(execute=True):
        new = taxes.change(customer_of(bob), certificate=paper(PNG, "new.png"), by=alice)
        assert old.certificate.storage.exists(old_name)
    assert not old.certificate.storage.exists(old_name)
    assert stored(new)
    assert Activity.objects.get(kind="exemption.changed").changes == {
        "certificate": ["Certificato 2026.pdf", "new.png"]
    }


def test_the_file_stays_when_nothing_is_said_of_it(alice, bob):
    exempt(bob, alice, certificate=paper())
    assert stored(exempt(bob, alice, reason="Embassy"))


def test_the_file_can_be_taken_away(alice, bob, django_capture_on_commit_callbacks):
    exemption = exempt(bob, alice, certificate=paper())
    with django_capture_on_commit_callbacks(execute=True):
        without = taxes.change(customer_of(bob), certificate=False, by=alice)
    assert (without.certificate.name, without.certificate_name) == ("", "")
    assert not stored(exemption)


# --- changing


def test_change_says_one_thing_anew(alice, bob):
    exempt(bob, alice, valid_until=date(2999, 1, 1))
    exemption = taxes.change(customer_of(bob), valid_until=None, by=alice)
    assert (exemption.reason, exemption.valid_until) == ("Diplomatic mission", None)


def test_change_gives_particulars_to_who_had_none(alice, bob):
    customers.update(customer_of(bob), tax_exempt=True, by=alice)
    assert taxes.change(customer_of(bob), reason="Embassy", by=alice).reason == "Embassy"


def test_who_pays_taxes_has_nothing_to_change(alice, bob):
    with pytest.raises(ValidationError, match="ended meanwhile"):
        taxes.change(customer_of(bob), reason="Embassy", by=alice)


def test_unknown_particulars_are_a_mistake_of_the_caller(alice, bob):
    with pytest.raises(TypeError):
        taxes.change(customer_of(bob), by=alice, customer=1)


# --- ending


def test_ending_takes_the_particulars_and_the_file(alice, bob, django_capture_on_commit_callbacks):
    exemption = exempt(bob, alice, certificate=paper(), valid_until=date(2999, 1, 1))
    with django_capture_on_commit_callbacks(execute=True), heard(signals.exemption_changed) as told:
        customer = taxes.end(customer_of(bob), by=alice)
    assert not customer.tax_exempt
    assert not TaxExemption.objects.exists()
    assert not stored(exemption)
    assert [call["exemption"] for call in told] == [None]
    assert Activity.objects.get(kind="exemption.ended").changes == {
        "tax_exempt": [True, False],
        "reason": ["Diplomatic mission", ""],
        "valid_until": ["2999-01-01", None],
        "certificate": ["Certificato 2026.pdf", ""],
    }


def test_ending_what_is_not_is_no_act(alice, bob):
    version = customer_of(bob).version
    assert taxes.end(customer_of(bob), by=alice).version == version
    assert not Activity.objects.filter(kind="exemption.ended").exists()


@pytest.mark.parametrize("door", ["update", "many"])
def test_the_mark_taken_off_by_another_door_leaves_nothing_stale(alice, bob, door, django_capture_on_commit_callbacks):
    exemption = exempt(bob, alice, certificate=paper())
    with django_capture_on_commit_callbacks(execute=True):
        if door == "update":
            customers.update(customer_of(bob), tax_exempt=False, by=alice)
        else:
            customers.exempt_many([customer_of(bob)], exempt=False, by=alice)
    assert not TaxExemption.objects.exists()
    assert not stored(exemption)
    assert Activity.objects.get(kind="exemption.cleared").changes["reason"] == ["Diplomatic mission", ""]


def test_the_mark_set_again_does_not_wake_what_ran_out(alice, bob):
    exempt(bob, alice, valid_until=TODAY)
    taxes.expire(TODAY + timedelta(1))
    customers.exempt_many([customer_of(bob)], exempt=True, by=alice)
    assert not TaxExemption.objects.exists()
    assert customer_of(bob).tax_exempt


def test_update_prices_open_baskets_anew(alice, bob, crate):  # noqa: F811
    basket = basket_of(bob, crate)
    raise_price(crate)
    customers.update(customer_of(bob), tax_exempt=True, by=alice)
    assert line_of(basket).get_warning() is None


def test_who_edits_meanwhile_is_told(alice, bob):
    version = customer_of(bob).version
    exempt(bob, alice)
    with pytest.raises(customers.Conflict) as conflict:
        customers.update(customer_of(bob), version=version, company="Rossi", by=alice)
    assert conflict.value.before["tax_exempt"] is False


def test_an_account_that_is_deleted_takes_its_paper_along(alice, bob, django_capture_on_commit_callbacks):
    exemption = exempt(bob, alice, certificate=paper())
    with django_capture_on_commit_callbacks(execute=True):
        erasure.erase(customer_of(bob), by=alice)
    assert not stored(exemption)
    assert "Certificato" not in str(list(Activity.objects.values_list("changes", "facts")))


# --- running out


def test_what_has_run_out_ends_by_itself(alice, bob, carol):
    exempt(bob, alice, valid_until=TODAY)
    exempt(carol, alice, valid_until=TODAY + timedelta(1))
    with heard(signals.customer_changed) as changed, heard(signals.exemption_changed) as told:
        assert taxes.expire(TODAY + timedelta(1)) == 1
    assert (customer_of(bob).tax_exempt, customer_of(carol).tax_exempt) == (False, True)
    assert TaxExemption.objects.filter(customer=bob.pk).exists()
    row = Activity.objects.get(kind="exemption.expired")
    assert (row.customer_id, row.by, row.changes) == (bob.pk, None, {"tax_exempt": [True, False]})
    assert len(changed) == len(told) == 1


def test_the_last_day_is_a_day_of_the_exemption(alice, bob):
    exempt(bob, alice, valid_until=TODAY)
    assert taxes.expire(TODAY) == 0


def test_running_out_twice_is_running_out_once(alice, bob):
    exempt(bob, alice, valid_until=TODAY)
    assert [taxes.expire(TODAY + timedelta(1)) for _night in range(2)] == [1, 0]


def test_many_run_out_in_batches(alice, monkeypatch):
    monkeypatch.setattr("oscar_clienti.services.many.BATCH", 2)
    people = [make_user() for _number in range(5)]
    for user in people:
        exempt(user, alice, valid_until=TODAY)
    assert taxes.expire(TODAY + timedelta(1)) == 5
    assert not Customer.objects.filter(tax_exempt=True).exists()


def test_a_night_that_is_broken_off_goes_on_where_it_was(alice, monkeypatch):
    monkeypatch.setattr("oscar_clienti.services.many.BATCH", 2)
    for _number in range(5):
        exempt(make_user(), alice, valid_until=TODAY)

    def stumble(sender, **arguments):
        if Activity.objects.filter(kind="exemption.expired").count() > 2:
            raise RuntimeError("The lights went out.")

    signals.exemption_changed.connect(stumble)
    try:
        with pytest.raises(RuntimeError):
            taxes.expire(TODAY + timedelta(1))
    finally:
        signals.exemption_changed.disconnect(stumble)
    assert Customer.objects.filter(tax_exempt=True).count() == 3
    assert taxes.expire(TODAY + timedelta(1)) == 3
    assert Activity.objects.filter(kind="exemption.expired").count() == 5


def test_baskets_follow_when_it_runs_out_and_when_it_begins(alice, bob, carol, crate):  # noqa: F811
    tomorrow = TODAY + timedelta(1)
    exempt(bob, alice, valid_until=TODAY)
    exempt(carol, alice, valid_from=tomorrow)
    baskets = [basket_of(user, crate) for user in (bob, carol)]
    raise_price(crate)
    taxes.expire(tomorrow)
    assert [line_of(basket).get_warning() for basket in baskets] == [None, None]


def test_what_ran_out_can_be_renewed(alice, bob):
    exempt(bob, alice, certificate=paper(), valid_until=TODAY)
    taxes.expire(TODAY + timedelta(1))
    exemption = exempt(bob, alice, valid_until=date(2999, 1, 1))
    assert customer_of(bob).tax_exempt
    assert stored(exemption)


# --- a group's


def test_a_group_can_be_exempt(alice):
    group = groups.create(name="Embassies", tax_exempt=True, by=alice)
    assert CustomerGroup.objects.get(pk=group.pk).tax_exempt


def test_baskets_of_members_follow_their_group(alice, bob, crate):  # noqa: F811
    group = groups.create(name="Embassies", by=alice)
    groups.assign([customer_of(bob)], group=group, by=alice)
    basket = basket_of(bob, crate)
    raise_price(crate)
    groups.update(group, description="Abroad", by=alice)
    assert line_of(basket).get_warning() is not None
    groups.update(group, tax_exempt=True, by=alice)
    assert line_of(basket).get_warning() is None
    assert Activity.objects.filter(kind="group.changed").first().changes == {"tax_exempt": [False, True]}


def test_a_groups_exemption_needs_the_right_to_manage_groups(alice, bob):
    group = groups.create(name="Embassies", by=alice)
    with pytest.raises(PermissionDenied):
        groups.update(group, tax_exempt=True, by=grant(make_user(is_staff=True), "change_customer"))


@pytest.mark.parametrize("night", [False, True])
def test_a_group_exempts_whatever_somebodys_own_exemption_says(alice, bob, night):
    group = groups.create(name="Embassies", tax_exempt=True, by=alice)
    groups.assign([customer_of(bob)], group=group, by=alice)
    exempt(bob, alice, valid_until=TODAY)
    assert taxes.decide(get_user_model().objects.get(pk=bob.pk)).reason == "Diplomatic mission"
    TaxExemption.objects.update(valid_until=TODAY - timedelta(1))
    if night:
        taxes.expire(TODAY)
    assert "Embassies" in taxes.decide(get_user_model().objects.get(pk=bob.pk)).reason
