"""The forms that edit one customer: what they write, what they refuse, and that they never break."""

from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test.factories import CountryFactory
from PIL import Image

from oscar_clienti.models import Activity, ConsentEvent, Customer, CustomerGroup, Tag
from oscar_clienti.services import addresses, customers
from tests.conftest import customer_of, grant, make_user
from tests.crawling import form_with

GOOD = "a-long-way-to-Torino-9"


def url(name, *args):
    return reverse(f"dashboard:{name}", args=args)


def user_of(user):
    return get_user_model().objects.get(pk=user.pk)


def dora():
    return Customer.objects.get(email="dora@example.com")


@pytest.fixture
def bob(bob):
    customer_of(bob)
    return bob


@pytest.fixture
def italy(db):
    return CountryFactory(iso_3166_1_a2="IT", printable_name="Italy")


@pytest.fixture
def address(italy):
    return {
        "first_name": "Bob", "last_name": "Rossi", "line1": "Via Po 1", "line4": "Torino", "postcode": "10121",
        "country": "IT",
    }  # fmt: skip


def errors(response):
    return response.context["form"].errors


# --- add


def test_a_customer_is_added(as_alice, db):
    response = as_alice.post(url("customer-add"), {"email": "dora@example.com", "first_name": "Dora"})
    assert response.url == url("user-detail", dora().pk)


def test_a_company_is_added_with_what_its_invoices_need(as_alice, db):
    company = {"company": "Neri", "vat_number": "it 00743110157", "sdi_code": "abc1234"}
    as_alice.post(url("customer-add"), {"email": "dora@example.com", **company})
    assert (dora().company, dora().vat_number, dora().sdi_code) == ("Neri", "IT00743110157", "ABC1234")


def test_a_wrong_vat_number_adds_nobody(as_alice, db):
    answer = as_alice.post(url("customer-add"), {"email": "dora@example.com", "vat_number": "IT00743110158"})
    assert "vat_number" in errors(answer) and not Customer.objects.filter(email="dora@example.com").exists()


def test_everything_known_is_added_at_once(as_alice, address):
    group, tag = CustomerGroup.objects.create(name="Wholesale"), Tag.objects.create(name="fair")
    as_alice.post(url("customer-add"), {
        **address, "email": "dora@example.com", "phone": "+39 02 1", "language": "it", "company": "Neri",
        "group": group.pk, "tags": [tag.pk], "consent": "on", "consent_how": "on paper, 3 May", "invite": "on",
    })  # fmt: skip
    customer = dora()
    assert (customer.group, [*customer.tags.all()], customer.city) == (group, [tag], "Torino")
    assert ConsentEvent.objects.get(customer=customer).how == "on paper, 3 May"
    assert [message.to for message in mail.outbox] == [["dora@example.com"]]


def test_consent_needs_how_it_was_given(as_alice, db):
    response = as_alice.post(url("customer-add"), {"email": "dora@example.com", "consent": "on", "consent_how": "  "})
    assert "consent_how" in errors(response)
    assert not Customer.objects.filter(email="dora@example.com").exists()


def test_half_an_address_is_told_at_its_fields(as_alice, italy):
    response = as_alice.post(url("customer-add"), {"email": "dora@example.com", "line1": "Via Po 1"})
    assert set(errors(response)) == {"line4", "country"}


def test_a_wrong_postcode_is_told_at_its_field(as_alice, address):
    response = as_alice.post(url("customer-add"), {**address, "email": "dora@example.com", "postcode": "SW1A"})
    assert "postcode" in errors(response)


def test_an_address_that_exists_leads_to_its_customer(as_alice, bob):
    response = as_alice.post(url("customer-add"), {"email": "BOB@example.com"})
    page = response.content.decode()
    assert "Bob Rossi has this address already." in page and url("user-detail", bob.pk) in page


def test_an_address_of_staff_says_nothing_of_staff(as_alice, viewer):
    response = as_alice.post(url("customer-add"), {"email": "Viewer@shop.example"})
    page = response.content.decode()
    assert "can&#x27;t be used" in page and "Vera" not in page


def test_who_may_only_add_can_not_choose_a_group(client, viewer):
    client.force_login(grant(viewer, "add_customer"))
    group = CustomerGroup.objects.create(name="Wholesale")
    client.post(url("customer-add"), {"email": "dora@example.com", "group": group.pk})
    assert dora().group is None


# --- edit


def edit(client, user, /, **fields):
    """Post the form of ``user`` as a browser would, with ``fields`` changed; ``None`` leaves one out."""
    page = client.get(url("customer-edit", user.pk))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if name not in ("picture", "tags")}
    data |= {"tags": form["tags"].value(), **fields}
    return client.post(url("customer-edit", user.pk), {
        name: value for name, value in data.items() if value is not None and value is not False
    })  # fmt: skip


def test_every_field_is_saved(as_alice, bob):
    group, tag = CustomerGroup.objects.create(name="Wholesale"), Tag.objects.create(name="fair")
    response = edit(as_alice, bob, first_name="Bobby", phone="+39 333 1", language="it", birthday="1980-01-31",
                    company="Rossi", vat_number="it 00743110157", tax_code="00743110157", sdi_code="abc1234",
                    pec="rossi@pec.example", system_notifications=None,
                    source="guest", group=group.pk, tags=[tag.pk])  # fmt: skip
    assert response.status_code == 302, errors(response)
    customer = customer_of(bob)
    assert (customer.name, customer.phone, customer.language, customer.birth_month) == (
        "Bobby Rossi", "+39 333 1", "it", 1)  # fmt: skip
    assert (customer.company, customer.vat_number, customer.tax_code) == ("Rossi", "IT00743110157", "00743110157")
    assert (customer.sdi_code, customer.pec) == ("ABC1234", "rossi@pec.example")
    assert (customer.system_notifications, customer.source) == (False, "guest")
    assert (customer.group, [*customer.tags.all()]) == (group, [tag])


def test_saving_without_a_change_changes_nothing(as_alice, bob):
    assert edit(as_alice, bob).status_code == 302
    assert not Activity.objects.filter(customer=bob.pk).exists()


def test_a_source_whose_app_is_gone_survives_saving(as_alice, bob):
    Customer.objects.filter(pk=bob.pk).update(source="old-app", language="xx")
    edit(as_alice, bob, company="Rossi")
    assert (customer_of(bob).source, customer_of(bob).language) == ("old-app", "xx")


def test_a_picture_is_uploaded_and_removed(as_alice, bob, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    out = BytesIO()
    Image.new("RGB", (30, 30)).save(out, "PNG")
    edit(as_alice, bob, picture=SimpleUploadedFile("me.png", out.getvalue(), "image/png"))
    assert customer_of(bob).picture
    edit(as_alice, bob, **{"picture-clear": "on"})
    assert not customer_of(bob).picture


def test_what_is_no_picture_is_told_at_its_field(as_alice, bob):
    response = edit(as_alice, bob, picture=SimpleUploadedFile("me.png", b"<svg/>", "image/png"))
    assert "picture" in errors(response)


MASS = {
    "is_staff": "on", "is_superuser": "on", "is_active": "", "password": "x", "email": "eve@example.com",
    "username": "eve", "date_joined": "2000-01-01", "last_login": "2000-01-01",
    "state": "4", "num_orders": "99", "total_spent": "99",
    "email_consent": "1", "sms_consent": "1", "erased_at": "2000-01-01", "user": "1", "pk": "1", "id": "1",
}  # fmt: skip


def test_no_other_field_can_be_written_by_posting_it(as_alice, bob):
    group, right = Group.objects.create(name="Boss"), Permission.objects.first()
    before = get_user_model().objects.filter(pk=bob.pk).values().get()
    row = Customer.objects.filter(pk=bob.pk).values().get()
    edit(as_alice, bob, **MASS, groups=[group.pk], user_permissions=[right.pk])
    assert get_user_model().objects.filter(pk=bob.pk).values().get() == before
    assert Customer.objects.filter(pk=bob.pk).values().get() == row
    assert not bob.groups.exists() and not bob.user_permissions.exists()


def test_nobody_is_added_with_more_than_a_customer_has(as_alice, db):
    posted = {**MASS, "state": "", "email": "dora@example.com", "groups": [Group.objects.create(name="Boss").pk]}
    as_alice.post(url("customer-add"), posted)
    user = user_of(dora())
    assert not (user.is_staff or user.is_superuser or user.groups.exists() or user.has_usable_password())


@pytest.mark.parametrize("name", ["first_name", "phone", "company", "vat_number", "tax_code", "sdi_code", "pec"])
@pytest.mark.parametrize("value", ["x" * 10_000, "nul\x00"])
def test_what_can_not_be_kept_is_told_at_its_field(as_alice, bob, name, value):
    assert name in errors(edit(as_alice, bob, **{name: value}))


def test_emoji_are_kept(as_alice, bob):
    edit(as_alice, bob, company="Pizza 🍕", first_name="Bo🍞")
    assert (customer_of(bob).company, customer_of(bob).first_name) == ("Pizza 🍕", "Bo🍞")


@pytest.mark.parametrize(("name", "value"), [("birthday", "yesterday"), ("birthday", "2999-01-01"), ("group", "x"),
                                             ("group", "99999"), ("tags", ["x"]), ("language", "xx"), ("source", "xx"),
                                             ("version", "x")])  # fmt: skip
def test_nonsense_is_told_at_its_field(as_alice, bob, name, value):
    assert name in errors(edit(as_alice, bob, **{name: value}))


# --- two at once


def test_the_second_editor_sees_what_the_first_changed(as_alice, bob, root):
    version = customer_of(bob).version
    customers.update(customer_of(bob), by=root, phone="+39 333 1")
    page = edit(as_alice, bob, version=version, company="Rossi Snc", phone="").content.decode()
    assert "+39 333 1" in page and "root@shop.example" in page


def test_in_a_conflict_nothing_typed_is_lost(as_alice, bob, root):
    version = customer_of(bob).version
    customers.update(customer_of(bob), by=root, phone="+39 333 1")
    form = edit(as_alice, bob, version=version, company="Rossi Snc", phone="").context["form"]
    assert form["company"].value() == "Rossi Snc"


def test_saving_again_keeps_both_changes(as_alice, bob, root):
    group, tag = CustomerGroup.objects.create(name="Wholesale"), Tag.objects.create(name="fair")
    version = customer_of(bob).version
    customers.update(customer_of(bob), by=root, phone="+39 333 1", tax_exempt=True, group=group, tags=[tag])
    typed = {"company": "Rossi Snc", "phone": "", "group": "", "tags": []}
    form = edit(as_alice, bob, version=version, **typed).context["form"]
    again = {name: form.data.getlist(name) for name in form.data}
    assert as_alice.post(url("customer-edit", bob.pk), again).status_code == 302
    customer = customer_of(bob)
    assert (customer.company, customer.phone, customer.tax_exempt) == ("Rossi Snc", "+39 333 1", True)
    assert (customer.group, [*customer.tags.all()]) == (group, [tag])


def test_saving_again_writes_over_what_both_changed(as_alice, bob, root):
    version = customer_of(bob).version
    customers.update(customer_of(bob), by=root, phone="+39 333 1")
    form = edit(as_alice, bob, version=version, phone="+39 333 2").context["form"]
    as_alice.post(url("customer-edit", bob.pk), {name: form.data.getlist(name) for name in form.data})
    assert customer_of(bob).phone == "+39 333 2"


# --- e-mail


def test_the_address_is_changed(as_alice, bob):
    as_alice.post(url("customer-email", bob.pk), {"email": "robert@example.com"})
    assert user_of(bob).email == "robert@example.com"


def test_changing_details_is_no_right_to_change_the_address(client, viewer, bob):
    client.force_login(grant(viewer, "change_customer"))
    assert client.post(url("customer-email", bob.pk), {"email": "eve@example.com"}).status_code == 403


@pytest.mark.parametrize("email", ["", "x", "viewer@shop.example", "x" * 300 + "@example.com", "a\x00b@example.com"])
def test_a_bad_address_is_told_at_its_field(as_alice, viewer, bob, email):
    assert "email" in errors(as_alice.post(url("customer-email", bob.pk), {"email": email}))


# --- password


def test_the_password_is_changed(as_alice, bob, client, settings):
    settings.OSCAR_CLIENTI_STAFF_SET_PASSWORDS = True
    as_alice.post(url("customer-password", bob.pk), {"password": GOOD})
    assert user_of(bob).check_password(GOOD)


def test_a_weak_password_is_told_at_its_field(as_alice, bob):
    assert "password" in errors(as_alice.post(url("customer-password", bob.pk), {"password": "bob"}))


def test_the_page_offers_a_good_password_and_is_never_kept(as_alice, bob):
    page = as_alice.get(url("customer-password", bob.pk))
    assert page.context["suggestion"] in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_the_page_is_shut_where_the_shop_does_not_want_it(as_alice, bob, settings):
    settings.OSCAR_CLIENTI_STAFF_SET_PASSWORDS = False
    assert as_alice.get(url("customer-password", bob.pk)).status_code == 403


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_the_link_is_sent_and_says_where_to(as_alice, bob):
    response = as_alice.post(url("user-password-reset", bob.pk), follow=True)
    assert said(response) == ["A link for choosing a password was sent to bob@example.com."]
    assert len(mail.outbox) == 1


def test_what_was_not_sent_is_not_called_sent(as_alice, alice, bob):
    customers.deactivate(customer_of(bob), by=alice)
    response = as_alice.post(url("user-password-reset", bob.pk), follow=True)
    assert "Nothing was sent" in said(response)[0]
    assert mail.outbox == []


def test_looking_at_the_address_of_the_link_sends_nothing(as_alice, bob):
    assert as_alice.get(url("user-password-reset", bob.pk)).status_code == 405


# --- in and out


def test_asking_changes_nothing(as_alice, bob):
    assert as_alice.get(url("customer-deactivate", bob.pk)).status_code == 200
    assert user_of(bob).is_active


def test_a_name_can_not_put_html_into_a_message(as_alice, db):
    posted = {"email": "dora@example.com", "first_name": "<script>alert(1)</script>"}
    assert "<script>alert(1)" not in as_alice.post(url("customer-add"), posted, follow=True).content.decode()


def test_a_customer_is_shut_out_and_let_in(as_alice, bob):
    as_alice.post(url("customer-deactivate", bob.pk))
    assert not user_of(bob).is_active
    as_alice.post(url("customer-activate", bob.pk))
    assert user_of(bob).is_active


# --- addresses


def book(user):
    return get_model("address", "UserAddress").objects.filter(user=user)


def test_an_address_is_added(as_alice, bob, address):
    as_alice.post(url("customer-address-add", bob.pk), {**address, "is_default_for_shipping": "on"})
    assert book(bob).get().is_default_for_shipping


def test_the_same_address_twice_is_told(as_alice, bob, address):
    as_alice.post(url("customer-address-add", bob.pk), address)
    response = as_alice.post(url("customer-address-add", bob.pk), address)
    assert "The customer has this address already." in response.content.decode()
    assert book(bob).count() == 1


def test_an_address_is_edited_made_default_and_deleted(as_alice, bob, address):
    as_alice.post(url("customer-address-add", bob.pk), address)
    pk = book(bob).get().pk
    as_alice.post(url("customer-address-edit", bob.pk, pk), {**address, "line1": "Via Po 3"})
    as_alice.post(url("customer-address-default", bob.pk, pk), {"purpose": "both"})
    changed = book(bob).get()
    assert (changed.line1, changed.is_default_for_shipping, changed.is_default_for_billing) == ("Via Po 3", True, True)
    assert as_alice.get(url("customer-address-delete", bob.pk, pk)).status_code == 200
    as_alice.post(url("customer-address-delete", bob.pk, pk))
    assert not book(bob).exists()


@pytest.fixture
def home(alice, bob, italy):
    """Bob's, with a phone number, and a note of two lines."""
    words = {"first_name": "Bob", "last_name": "Rossi", "line1": "Via Po 1", "line4": "Torino", "postcode": "10121"}
    more = {"phone_number": "+390111234567", "notes": "Ring twice.\nThird floor.", "country": italy}
    return addresses.add(customer_of(bob), by=alice, **words, **more)


def shown(page):
    """What the browser sends of the address on ``page`` when nothing is touched."""
    return form_with("line1", page.content.decode()).data()


def test_an_address_that_a_colleague_changed_stays_when_only_the_default_is_ticked(as_alice, root, bob, home):
    edit = url("customer-address-edit", bob.pk, home.pk)
    data = shown(as_alice.get(edit))
    addresses.update(home, line1="Via Po 3", by=root)
    assert as_alice.post(edit, {**data, "is_default_for_shipping": "on"}).status_code == 302
    assert (book(bob).get().line1, book(bob).get().is_default_for_shipping) == ("Via Po 3", True)


def test_two_halves_of_an_address_are_not_mixed_unseen(as_alice, root, bob, home):
    edit = url("customer-address-edit", bob.pk, home.pk)
    data = shown(as_alice.get(edit))
    addresses.update(home, line4="Milano", postcode="20121", by=root)
    answer = as_alice.post(edit, {**data, "line1": "Corso Francia 9"})
    assert "Somebody changed this address while you were editing." in answer.content.decode()
    assert (book(bob).get().line1, book(bob).get().line4) == ("Via Po 1", "Milano")
    again = shown(answer)
    assert (again["line1"], again["line4"], again["postcode"]) == (["Corso Francia 9"], ["Milano"], ["20121"])
    assert as_alice.post(edit, again).status_code == 302
    assert (book(bob).get().line1, book(bob).get().line4) == ("Corso Francia 9", "Milano")


def test_an_address_is_edited_where_nobody_else_is(as_alice, bob, home):
    """Line ends are the browser's own, and they are no change."""
    edit = url("customer-address-edit", bob.pk, home.pk)
    data = shown(as_alice.get(edit))
    for name in ("notes", "initial-notes"):
        data[name] = [data[name][0].replace("\n", "\r\n")]
    assert as_alice.post(edit, {**data, "line1": "Via Po 3", "phone_number": "+390117654321"}).status_code == 302
    changed = book(bob).get()
    assert (changed.line1, str(changed.phone_number)[-7:].replace(" ", "")) == ("Via Po 3", "7654321")
    assert changed.notes == home.notes


@pytest.mark.parametrize("fields", [{"line1": "x" * 10_000}, {"line1": "nul\x00"}, {"postcode": "x"}, {"country": "XX"},
                                    {"phone_number": "call me"}])  # fmt: skip
def test_a_bad_address_line_is_told_at_its_field(as_alice, bob, address, fields):
    response = as_alice.post(url("customer-address-add", bob.pk), {**address, **fields})
    assert set(fields) <= set(errors(response))


def test_an_address_of_another_customer_is_out_of_reach(as_alice, bob, carol, address):
    customer_of(carol)
    as_alice.post(url("customer-address-add", carol.pk), address)
    pk = book(carol).get().pk
    for name in ("customer-address-edit", "customer-address-delete", "customer-address-default"):
        assert as_alice.post(url(name, bob.pk, pk), {**address, "purpose": "both"}).status_code == 404


# --- nobody else


PAGES = [
    "customer-edit", "customer-email", "customer-password", "user-password-reset", "customer-activate",
    "customer-deactivate", "customer-address-add",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_staff_can_not_be_changed_from_here(as_alice, viewer, name):
    customer_of(viewer)
    assert as_alice.post(url(name, viewer.pk), {"email": "eve@example.com", "password": GOOD}).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_who_may_only_look_changes_nothing(client, viewer, bob, name):
    client.force_login(viewer)
    posted = {"email": "eve@example.com", "password": GOOD, "first_name": "x"}
    assert client.post(url(name, bob.pk), posted).status_code == 403
    assert not Activity.objects.exists() and mail.outbox == []


def test_a_staff_account_taken_as_customer_stays_out_of_reach(as_alice, bob):
    """Somebody became staff a moment ago, by a road that told nobody."""
    get_user_model().objects.filter(pk=bob.pk).update(is_staff=True)
    assert as_alice.post(url("customer-email", bob.pk), {"email": "eve@example.com"}).status_code in (403, 404)
    assert user_of(bob).email == "bob@example.com"


def test_a_new_customer_can_be_opened_at_once(as_alice):
    response = as_alice.post(url("customer-add"), {"email": "dora@example.com"}, follow=True)
    assert "dora@example.com was added." in said(response)


def test_a_user_without_names_is_called_by_the_address(as_alice):
    person = make_user("nobody@example.com")
    customer_of(person)
    assert "nobody@example.com" in as_alice.get(url("user-detail", person.pk)).content.decode()
