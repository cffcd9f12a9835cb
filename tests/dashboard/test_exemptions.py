"""The card, the form, the certificate and the end of a tax exemption."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from oscar.test.factories import CountryFactory

from oscar_clienti.models import Activity, CustomerGroup, TaxExemption
from oscar_clienti.services import groups, taxes
from tests.conftest import customer_of, grant, make_user
from tests.services.test_baskets import basket_of, crate  # noqa: F401
from tests.services.test_exemptions import JPG, PDF, PNG, paper

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = timedelta(days=1)


def page(name, user):
    return reverse(f"dashboard:customer-{name}", args=[user.pk])


def profile(client, user):
    return " ".join(client.get(reverse("dashboard:user-detail", args=[user.pk])).content.decode().split())


def save(client, user, **fields):
    return client.post(page("exemption", user), {"exempt": "on", "reason": "Embassy", **fields})


def exempt(user, **particulars):
    return taxes.grant(customer_of(user), by=None, **{"reason": "Embassy", **particulars})


@pytest.fixture
def swiss(db):
    return CountryFactory(
        iso_3166_1_a2="CH", name="Switzerland", printable_name="Switzerland", is_shipping_country=True
    )


# --- the form


def test_alice_exempts_bob(as_alice, alice, bob, swiss):
    answer = save(
        as_alice, bob, valid_from="2026-01-01", valid_until="2999-12-31", countries=["CH"], certificate=paper()
    )
    assert answer.status_code == 302, answer.context["form"].errors
    exemption = TaxExemption.objects.get()
    assert (exemption.customer_id, exemption.reason, exemption.countries) == (bob.pk, "Embassy", ["CH"])
    assert (exemption.valid_from, exemption.valid_until) == (date(2026, 1, 1), date(2999, 12, 31))
    assert (exemption.certificate_name, exemption.by) == ("Certificato 2026.pdf", alice)
    assert customer_of(bob).tax_exempt


def test_the_form_shows_what_is_known(as_alice, bob, swiss):
    exempt(bob, valid_until=date(2999, 12, 31), countries=["CH"], certificate=paper())
    html = as_alice.get(page("exemption", bob)).content.decode()
    assert 'value="2999-12-31"' in html
    assert '<option value="CH" selected>' in html
    assert f'<a href="{page("certificate", bob)}">' in html


def test_saving_without_a_change_keeps_the_certificate(as_alice, bob):
    exempt(bob, certificate=paper())
    assert save(as_alice, bob).status_code == 302
    assert TaxExemption.objects.get().certificate_name == "Certificato 2026.pdf"
    assert not Activity.objects.filter(kind="exemption.changed").exists()


def test_the_certificate_is_taken_away(as_alice, bob):
    exempt(bob, certificate=paper())
    save(as_alice, bob, **{"certificate-clear": "on"})
    assert not TaxExemption.objects.get().certificate


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("reason", {"reason": "  "}),
        ("reason", {"reason": "x" * 256}),
        ("valid_until", {"valid_until": "2020-01-01"}),
        ("valid_until", {"valid_from": "2999-01-02", "valid_until": "2999-01-01"}),
        ("valid_from", {"valid_from": "tomorrow"}),
        ("countries", {"countries": ["XX"]}),
        ("exempt", {"exempt": ""}),
        ("certificate", {"certificate": SimpleUploadedFile("a.pdf", b"<html><script>alert(1)</script>")}),
        ("certificate", {"certificate": SimpleUploadedFile("a.pdf", b"")}),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_saved(as_alice, bob, field, wrong):
    answer = save(as_alice, bob, **wrong)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not customer_of(bob).tax_exempt


def test_a_huge_file_is_told_at_its_field(as_alice, bob, settings):
    settings.OSCAR_CLIENTI_CERTIFICATE_MAX_BYTES = 10
    answer = save(as_alice, bob, certificate=paper())
    assert "too big" in str(answer.context["form"].errors["certificate"])


def test_an_empty_form_changes_nothing(as_alice, bob):
    assert as_alice.post(page("exemption", bob), {}).status_code == 302
    assert not customer_of(bob).tax_exempt


def test_what_ran_out_is_renewed_with_its_certificate(as_alice, bob):
    exempt(bob, valid_until=TODAY, certificate=paper())
    taxes.expire(TODAY + DAY)
    TaxExemption.objects.update(valid_until=TODAY - DAY)
    assert "ran out on" in as_alice.get(page("exemption", bob)).content.decode()
    save(as_alice, bob, valid_until="2999-12-31")
    assert customer_of(bob).tax_exempt
    assert TaxExemption.objects.get().certificate


@pytest.mark.parametrize("name", ["exemption", "exemption-end"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_only_look_can_not_write(client, viewer, bob, name, method):
    exempt(bob)
    client.force_login(viewer)
    assert getattr(client, method)(page(name, bob), {"exempt": "on", "reason": "x"}).status_code == 403
    assert TaxExemption.objects.get().reason == "Embassy"


def test_a_large_certificate_goes_by_the_disk(as_alice, bob, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    assert save(as_alice, bob, certificate=paper()).status_code == 302
    with TaxExemption.objects.get().certificate.open() as kept:
        assert kept.read() == PDF


# --- ending


def test_unticking_asks_first_and_says_what_it_means(as_alice, bob, crate):  # noqa: F811
    exempt(bob, certificate=paper())
    basket_of(bob, crate)
    answer = as_alice.post(page("exemption", bob), {"reason": "Embassy"}, follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain == [(page("exemption-end", bob), 302)]
    assert "1 open basket is priced anew" in html
    assert "Certificato 2026.pdf" in html
    assert customer_of(bob).tax_exempt


def test_it_ends_by_post_alone(as_alice, bob):
    exempt(bob)
    as_alice.get(page("exemption-end", bob))
    assert customer_of(bob).tax_exempt
    as_alice.post(page("exemption-end", bob))
    assert not customer_of(bob).tax_exempt


def test_a_group_that_exempts_is_named(as_alice, alice, bob):
    group = groups.create(name="Embassies", tax_exempt=True, by=alice)
    groups.assign([customer_of(bob)], group=group, by=alice)
    exempt(bob)
    assert "like everybody in the group “Embassies”" in as_alice.get(page("exemption-end", bob)).content.decode()


# --- the certificate


@pytest.mark.parametrize(("content", "kind"), [(PDF, "application/pdf"), (PNG, "image/png"), (JPG, "image/jpeg")])
def test_the_certificate_comes_as_a_file_to_keep(client, viewer, bob, content, kind):
    exempt(bob, certificate=paper(content, "Prova è.html"))
    client.force_login(viewer)
    answer = client.get(page("certificate", bob))
    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (200, kind, "nosniff")
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert "html" not in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store, private"
    assert b"".join(answer.streaming_content) == content


@pytest.mark.parametrize("role", ["shopper", "the customer", "staff without rights"])
def test_nobody_else_gets_it(client, bob, role):
    exempt(bob, certificate=paper())
    user = bob if role == "the customer" else make_user("eve@example.com", is_staff=role == "staff without rights")
    client.force_login(user)
    assert client.get(page("certificate", bob)).status_code == 403


def test_each_customer_has_their_own(as_alice, bob, carol):
    exempt(bob, certificate=paper())
    exempt(carol)
    assert as_alice.get(page("certificate", carol)).status_code == 404


def test_a_file_that_is_lost_is_not_found(as_alice, bob):
    exemption = exempt(bob, certificate=paper())
    exemption.certificate.storage.delete(exemption.certificate.name)
    assert as_alice.get(page("certificate", bob)).status_code == 404


def test_who_became_staff_keeps_it_to_themselves(as_alice, bob):
    exempt(bob, certificate=paper())
    bob.is_staff = True
    bob.save()
    assert as_alice.get(page("certificate", bob)).status_code == 404


# --- the card


def test_the_card_of_who_pays_taxes(as_alice, bob):
    assert "Pays taxes as usual" in profile(as_alice, bob)


def test_the_card_says_all_that_is_known(as_alice, bob, swiss):
    exempt(bob, valid_until=TODAY + 12 * DAY, countries=["CH"], certificate=paper(), reason="<b>Embassy</b>")
    html = profile(as_alice, bob)
    assert "&lt;b&gt;Embassy&lt;/b&gt;" in html
    assert "ends in 12 days" in html
    assert "Switzerland" in html
    assert page("certificate", bob) in html


def test_the_card_says_who_wrote_it_down(as_alice, alice, bob):
    taxes.grant(customer_of(bob), reason="Embassy", by=alice)
    assert "Written down by Alice Bottega on" in profile(as_alice, bob)


@pytest.mark.parametrize(
    ("particulars", "words"),
    [
        ({"valid_until": TODAY}, "ends today"),
        ({"valid_until": TODAY + DAY}, "ends in 1 day<"),
        ({"valid_from": TODAY + DAY}, "Tax-exempt from"),
    ],
)
def test_the_card_knows_the_days(as_alice, bob, particulars, words):
    exempt(bob, **particulars)
    assert words in profile(as_alice, bob)


def test_the_card_says_that_it_ran_out_even_before_the_night(as_alice, bob):
    exempt(bob)
    TaxExemption.objects.update(valid_until=TODAY - DAY)
    assert "Exemption ran out on" in profile(as_alice, bob)


def test_the_card_names_the_group(as_alice, alice, bob):
    group = groups.create(name="Embassies", tax_exempt=True, by=alice)
    groups.assign([customer_of(bob)], group=group, by=alice)
    assert "Like everybody in the group “Embassies”" in profile(as_alice, bob)


def says_yes(user, request, address):
    return taxes.TaxDecision(True, "Reverse charge")


def test_the_card_knows_the_policy_of_the_shop(as_alice, bob, settings):
    settings.OSCAR_CLIENTI_TAX_POLICY = f"{__name__}.says_yes"
    assert "Reverse charge" in profile(as_alice, bob)


def test_who_may_only_look_has_no_edit(client, viewer, bob):
    client.force_login(viewer)
    assert page("exemption", bob) not in profile(client, bob)


def test_the_activity_reads_in_words(as_alice, bob):
    exempt(bob, valid_until=date(2999, 12, 31), certificate=paper())
    html = as_alice.get(reverse("dashboard:customer-panel", args=[bob.pk, "activity"])).content.decode()
    assert "Exempted from taxes" in html
    assert "Certificato 2026.pdf" in html
    assert "certificates/" not in html


# --- groups


def test_the_form_of_a_group_says_whether_it_is_exempt(as_alice, alice):
    group = groups.create(name="Embassies", by=alice)
    fields = {"name": "Embassies", "colour": "#5b6b7f", "description": "", "tax_exempt": "on"}
    assert as_alice.post(reverse("dashboard:customer-group-edit", args=[group.pk]), fields).status_code == 302
    group.refresh_from_db()
    assert group.tax_exempt


def test_the_list_of_groups_marks_those_that_are(as_alice, alice):
    groups.create(name="Embassies", tax_exempt=True, by=alice)
    groups.create(name="Wholesale", by=alice)
    assert as_alice.get(reverse("dashboard:customer-group-list")).content.decode().count("Tax-exempt") == 1


def test_a_new_group_may_be_exempt_at_once(client):
    client.force_login(grant(make_user(is_staff=True), "manage_groups", "view_customer"))
    fields = {"name": "Embassies", "colour": "#5b6b7f", "tax_exempt": "on"}
    client.post(reverse("dashboard:customer-group-add"), fields)
    assert CustomerGroup.objects.get().tax_exempt


# --- the list


def health(client):
    return " ".join(client.get(reverse("dashboard:customer-health")).content.decode().split())


def test_the_customers_page_says_how_many_end_soon(as_alice, bob, carol):
    exempt(bob, valid_until=TODAY + 3 * DAY)
    exempt(carol, valid_until=TODAY + 40 * DAY)
    assert "1 tax exemption ends within 30 days." in health(as_alice)
    assert "?exemption=ending" in health(as_alice)


def test_the_customers_page_is_quiet_when_none_does(as_alice, bob):
    exempt(bob)
    assert "exemption" not in health(as_alice)


def test_who_ends_soon_is_found(as_alice, bob, carol):
    exempt(bob, valid_until=TODAY + 3 * DAY)
    html = as_alice.get(reverse("dashboard:users-index"), {"exemption": "ending"}).content.decode()
    assert "Bob Rossi" in html
    assert "Carol Verdi" not in html
    assert "Tax exemption ends within 30 days" in html


# --- two at once


@pytest.fixture
def stale(bob, root):
    """The version that Alice's form has; root has changed the exemption since."""
    exempt(bob)
    version = customer_of(bob).version
    taxes.grant(customer_of(bob), reason="Consulate", by=root)
    return version


def test_the_second_editor_is_told_what_the_first_changed(as_alice, bob, stale):
    answer = save(as_alice, bob, reason="Mission", version=stale).content.decode()
    assert "Consulate" in answer and "root@shop.example" in answer


def test_the_second_editor_writes_nothing_unknowingly(as_alice, bob, stale):
    save(as_alice, bob, reason="Mission", version=stale)
    assert TaxExemption.objects.get().reason == "Consulate"


def test_saving_again_is_knowing(as_alice, bob, stale):
    form = save(as_alice, bob, reason="Mission", version=stale).context["form"]
    as_alice.post(page("exemption", bob), {name: form.data.getlist(name) for name in form.data})
    assert TaxExemption.objects.get().reason == "Mission"


def test_the_form_knows_which_version_it_shows(as_alice, bob):
    exempt(bob)
    assert as_alice.get(page("exemption", bob)).context["form"]["version"].value() == customer_of(bob).version
