"""What staff does with one customer."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from oscar.test.factories import CountryFactory, PartnerFactory
from PIL import Image

from oscar_clienti import signals
from oscar_clienti.models import Activity, ConsentState, Customer, CustomerGroup, Tag
from oscar_clienti.services import consents, customers
from tests.conftest import customer_of, grant, heard, make_user

EXIF_ORIENTATION = 274


def user_of(customer):
    return get_user_model().objects.get(pk=customer.pk)


def last(customer, kind):
    return Activity.objects.filter(customer=customer, kind=kind).first()


def picture(size=(40, 20), colour="red", name="me.png", **options):
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG", **options)
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


# --- create


def test_a_new_customer_has_what_was_typed(alice):
    customer = customers.create(
        email="dora@example.com", by=alice, first_name="Dora", last_name="Neri", phone="+39 02 1234", company="Neri Srl"
    )
    assert (customer.name, customer.phone, customer.company) == ("Dora Neri", "+39 02 1234", "Neri Srl")


def test_a_new_customer_comes_by_hand(alice):
    assert customers.create(email="dora@example.com", by=alice).source == "staff"


def test_a_new_customer_can_be_searched(alice):
    assert "neri srl" in customers.create(email="dora@example.com", by=alice, company="Nèri Srl").search_text


def test_a_new_customer_has_never_signed_in(alice):
    assert user_of(customers.create(email="dora@example.com", by=alice)).last_login is None


def test_a_new_customer_has_no_password(alice):
    assert not user_of(customers.create(email="dora@example.com", by=alice)).has_usable_password()


def test_an_address_is_stored_composed_and_with_a_small_domain(alice):
    assert customers.create(email="  Ｄora@EXAMPLE.Com ", by=alice).email == "Dora@example.com"


@pytest.mark.parametrize(
    "email", ["", "dora", "dora@", "do ra@example.com", "d\x00ra@example.com", "a" * 250 + "@b.it"]
)
def test_no_customer_without_an_address(alice, email):
    with pytest.raises(ValidationError):
        customers.create(email=email, by=alice)


def test_an_address_belongs_to_one_customer_whatever_its_case(alice, bob):
    customer_of(bob)
    with pytest.raises(customers.EmailTaken) as error:
        customers.create(email="BOB@example.com", by=alice)
    assert error.value.customer.pk == bob.pk


def test_an_address_of_staff_is_refused_without_saying_whose_it_is(alice):
    customer_of(alice)
    with pytest.raises(customers.EmailTaken) as error:
        customers.create(email="Alice@shop.example", by=alice)
    assert error.value.customer is None


def test_a_new_customer_has_group_tags_and_address(alice):
    group, tag = CustomerGroup.objects.create(name="Wholesale"), Tag.objects.create(name="fair")
    italy = CountryFactory(iso_3166_1_a2="IT", printable_name="Italy")
    customer = customers.create(
        email="dora@example.com", by=alice, group=group, tags=[tag],
        address={"first_name": "Dora", "last_name": "Neri", "line1": "Via Po 1", "line4": "Torino", "postcode": "10121",
                 "country": italy},
    )  # fmt: skip
    address = user_of(customer).addresses.get()
    assert (customer.group, [*customer.tags.all()], customer.city) == (group, [tag], "Torino")
    assert address.is_default_for_shipping and address.is_default_for_billing


def test_nothing_is_left_of_a_customer_whose_address_is_wrong(alice):
    italy = CountryFactory(iso_3166_1_a2="IT", printable_name="Italy")
    with pytest.raises(ValidationError):
        customers.create(
            email="dora@example.com", by=alice,
            address={"first_name": "D", "last_name": "N", "line1": "Via Po 1", "line4": "Torino", "postcode": "no",
                     "country": italy},
        )  # fmt: skip
    assert not get_user_model().objects.filter(email="dora@example.com").exists()


def test_adding_is_a_right_of_its_own(viewer):
    with pytest.raises(PermissionDenied):
        customers.create(email="dora@example.com", by=grant(viewer, "change_customer"))


def test_adding_is_announced(alice):
    with heard(signals.customer_created) as calls:
        customer = customers.create(email="dora@example.com", by=alice)
    assert [(call["customer"], call["by"]) for call in calls] == [(customer, alice)]


@pytest.mark.parametrize(
    "name", ["is_staff", "is_superuser", "is_active", "groups", "user_permissions", "password", "pk"]
)
def test_no_field_but_the_customers_own_can_be_written(alice, bob, name):
    with pytest.raises(TypeError):
        customers.update(customer_of(bob), by=alice, **{name: True})
    with pytest.raises(TypeError):
        customers.create(email="dora@example.com", by=alice, **{name: True})


# --- update


def test_every_own_field_can_be_changed(alice, bob):
    fields = {
        "first_name": "Bobby", "last_name": "Bianchi", "phone": "+39 333 1", "language": "it", "company": "Bianchi Spa",
        "vat_number": "IT00743110157", "tax_code": "BNCBBY80A01H501F", "sdi_code": "ABC1234",
        "pec": "bianchi@pec.example", "birthday": date(1980, 1, 31),
        "tax_exempt": True, "system_notifications": False, "source": "guest",
    }  # fmt: skip
    customer = customers.update(customer_of(bob), by=alice, **fields)
    assert {name: getattr(customer, name) for name in fields} == fields
    assert customer.birth_month == 1
    assert user_of(customer).last_name == "Bianchi"


def test_a_change_is_written_down(alice, bob):
    customer = customers.update(customer_of(bob), by=alice, phone="+39 333 1", first_name="Bob")
    row = last(customer, "customer.changed")
    assert (row.by, row.changes) == (alice, {"phone": ["", "+39 333 1"]})


def test_a_change_is_announced(alice, bob):
    with heard(signals.customer_changed) as calls:
        customers.update(customer_of(bob), by=alice, company="Rossi Snc")
    assert [call["changes"] for call in calls] == [{"company": ("", "Rossi Snc")}]


def test_saving_the_same_is_no_change(alice, bob):
    before = customer_of(bob)
    after = customers.update(before, by=alice, first_name="Bob", phone="", group=None, tags=[])
    assert (after.version, last(after, "customer.changed")) == (before.version, None)


def test_changing_is_a_right(viewer, bob):
    with pytest.raises(PermissionDenied):
        customers.update(customer_of(bob), by=viewer, phone="1")


def test_group_and_tags_are_changed_with_the_rest(alice, bob):
    group = CustomerGroup.objects.create(name="Wholesale")
    old, new = Tag.objects.create(name="old"), Tag.objects.create(name="new")
    customer_of(bob).tags.add(old)
    customer = customers.update(customer_of(bob), by=alice, group=group, tags=[new])
    assert (customer.group, [*customer.tags.all()]) == (group, [new])
    assert last(customer, "group.assigned") and last(customer, "tags.changed")


def test_a_day_to_come_is_no_birthday(alice, bob):
    with pytest.raises(ValidationError) as error:
        customers.update(customer_of(bob), by=alice, birthday=timezone.localdate() + timedelta(days=1))
    assert "birthday" in error.value.message_dict


@pytest.mark.parametrize("value", ["x" * 10_000, "nul\x00"])
def test_what_can_not_be_kept_is_refused_at_its_field(alice, bob, value):
    with pytest.raises(ValidationError) as error:
        customers.update(customer_of(bob), by=alice, company=value)
    assert "company" in error.value.message_dict


def test_emoji_are_kept(alice, bob):
    assert customers.update(customer_of(bob), by=alice, company="Pizza 🍕").company == "Pizza 🍕"


def test_a_new_number_was_never_asked_for_consent(alice, bob):
    customer = customers.update(customer_of(bob), by=alice, phone="+39 333 1")
    consents.grant(customer, channel="sms", source="staff", wording="", how="on the phone", by=alice)
    assert customers.update(customer, by=alice, phone="+39 333 2").sms_consent == ConsentState.NEVER_ASKED


@pytest.mark.parametrize("kind", ["staff", "superuser", "partner"])
def test_accounts_with_rights_of_their_own_are_out_of_reach(alice, bob, kind):
    customer = customer_of(bob)
    if kind == "partner":
        PartnerFactory().users.add(bob)
    else:
        get_user_model().objects.filter(pk=bob.pk).update(**{f"is_{kind}": True})
    for act in (
        lambda: customers.update(customer, by=alice, phone="1"),
        lambda: customers.change_email(customer, email="mine@example.com", by=alice),
        lambda: customers.deactivate(customer, by=alice),
    ):
        with pytest.raises(PermissionDenied):
            act()


# --- two at once


def test_the_second_editor_is_told_what_changed(alice, bob, root):
    seen = customer_of(bob)
    customers.update(seen, by=root, phone="+39 333 1")
    with pytest.raises(customers.Conflict) as error:
        customers.update(seen, by=alice, version=seen.version, company="Rossi Snc")
    (row,) = error.value.rows
    assert (row.changes, row.by_name) == ({"phone": ["", "+39 333 1"]}, "root@shop.example")


def test_a_group_given_meanwhile_is_told_too(alice, bob, root):
    seen = customer_of(bob)
    customers.update(seen, by=root, phone="1")
    seen = customer_of(bob)
    customers.update(seen, by=root, group=CustomerGroup.objects.create(name="Wholesale"))
    with pytest.raises(customers.Conflict) as error:
        customers.update(seen, by=alice, version=seen.version, company="Rossi Snc")
    assert [row.changes for row in error.value.rows] == [{"group": [None, "Wholesale"]}]


def test_nothing_is_written_in_a_conflict(alice, bob, root):
    seen = customer_of(bob)
    customers.update(seen, by=root, phone="1")
    with pytest.raises(customers.Conflict):
        customers.update(seen, by=alice, version=seen.version, company="Rossi Snc")
    assert customer_of(bob).company == ""


def test_who_saw_the_newest_version_may_write(alice, bob):
    customer = customers.update(customer_of(bob), by=alice, phone="1")
    assert customers.update(customer, by=alice, version=customer.version, phone="2").phone == "2"


# --- pictures


def test_a_picture_becomes_a_small_square(alice, bob, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    customer = customers.update(customer_of(bob), by=alice, picture=picture((400, 200)))
    with Image.open(customer.picture) as kept:
        assert (kept.format, kept.size) == ("JPEG", (256, 256))


def test_a_pictures_name_can_not_be_guessed(alice, bob, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    customer = customers.update(customer_of(bob), by=alice, picture=picture(name="bob-rossi.png"))
    assert "bob" not in customer.picture.name


def test_what_is_hidden_in_a_picture_is_dropped(alice, bob, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6
    upload = picture(exif=exif)
    upload = SimpleUploadedFile("me.png", upload.read() + b"<script>alert(1)</script>")
    customer = customers.update(customer_of(bob), by=alice, picture=upload)
    assert b"script" not in customer.picture.read()
    with Image.open(customer.picture) as kept:
        assert not kept.getexif()


@pytest.mark.django_db(transaction=True)
def test_the_old_picture_is_deleted(alice, bob, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    customer = customers.update(customer_of(bob), by=alice, picture=picture())
    old = customer.picture
    customer = customers.update(customer, by=alice, picture=picture(colour="blue"))
    assert not old.storage.exists(old.name)
    assert customer.picture.storage.exists(customer.picture.name)
    removed = customers.update(customer, by=alice, picture=None)
    assert not removed.picture and not customer.picture.storage.exists(customer.picture.name)


@pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b""])
def test_what_is_no_picture_is_refused(alice, bob, content):
    with pytest.raises(ValidationError) as error:
        customers.update(customer_of(bob), by=alice, picture=SimpleUploadedFile("x.png", content))
    assert "picture" in error.value.message_dict


def test_a_picture_that_is_too_big_is_refused(alice, bob, settings):
    settings.OSCAR_CLIENTI_PICTURE_MAX_BYTES = 10
    with pytest.raises(ValidationError):
        customers.update(customer_of(bob), by=alice, picture=picture())


# --- e-mail


def test_the_customer_gets_the_new_address(alice, bob):
    customer = customers.change_email(customer_of(bob), email="robert@EXAMPLE.com", by=alice)
    assert (customer.email, user_of(customer).email) == ("robert@example.com", "robert@example.com")


def test_changing_the_address_is_a_right_of_its_own(viewer, bob):
    with pytest.raises(PermissionDenied):
        customers.change_email(customer_of(bob), email="robert@example.com", by=grant(viewer, "change_customer"))


def test_nobody_gets_anothers_address(alice, bob, carol):
    customer_of(carol)
    with pytest.raises(customers.EmailTaken):
        customers.change_email(customer_of(bob), email="Carol@Example.com", by=alice)


def test_the_case_of_ones_own_address_may_change(alice, bob):
    assert customers.change_email(customer_of(bob), email="Bob@example.com", by=alice).email == "Bob@example.com"


@pytest.mark.skipif(get_user_model().USERNAME_FIELD == "email", reason="signs in by address alone")
def test_the_name_to_sign_in_with_follows_where_it_is_the_address(alice):
    dora = make_user("dora@example.com", username="dora@example.com")
    customers.change_email(customer_of(dora), email="neri@example.com", by=alice)
    assert user_of(dora).username == "neri@example.com"


@pytest.mark.skipif(get_user_model().USERNAME_FIELD == "email", reason="signs in by address alone")
def test_another_name_to_sign_in_with_stays(alice, bob):
    name = bob.username
    customers.change_email(customer_of(bob), email="robert@example.com", by=alice)
    assert user_of(bob).username == name


def test_consent_does_not_move_to_the_new_address(alice, bob):
    consents.grant(customer_of(bob), channel="email", source="staff", wording="", how="at the till", by=alice)
    customer = customers.change_email(customer_of(bob), email="robert@example.com", by=alice)
    assert customer.email_consent == ConsentState.NEVER_ASKED


@pytest.mark.django_db(transaction=True)
def test_both_addresses_are_told(alice, bob):
    customers.change_email(customer_of(bob), email="robert@example.com", by=alice)
    assert [message.to for message in mail.outbox] == [["bob@example.com"], ["robert@example.com"]]


@pytest.mark.django_db(transaction=True)
def test_the_old_address_does_not_learn_the_new_one(alice, bob):
    customers.change_email(customer_of(bob), email="robert@example.com", by=alice)
    old = mail.outbox[0]
    assert "robert@" not in old.body + old.alternatives[0][0]


def test_the_change_of_address_is_written_down_and_announced(alice, bob):
    with heard(signals.customer_email_changed) as calls:
        customer = customers.change_email(customer_of(bob), email="robert@example.com", by=alice)
    assert last(customer, "customer.email_changed").changes == {"email": ["bob@example.com", "robert@example.com"]}
    assert [(call["old"], call["new"]) for call in calls] == [("bob@example.com", "robert@example.com")]


told = []


def remember(user, old, new):
    told.append((user.pk, old, new))


def test_a_shop_may_name_a_function_that_is_called(alice, bob, settings):
    settings.OSCAR_CLIENTI_ON_EMAIL_CHANGED = f"{__name__}.remember"
    customers.change_email(customer_of(bob), email="robert@example.com", by=alice)
    assert told == [(bob.pk, "bob@example.com", "robert@example.com")]


# --- in and out


@pytest.fixture
def as_bob(client, bob):
    assert client.login(username="bob@example.com", password="bob-buys-bread")
    return client


def signed_in(client):
    return client.get("/accounts/profile/").status_code == 200


def test_a_deactivated_customer_is_out_with_the_next_click(alice, bob, as_bob):
    assert signed_in(as_bob)
    customers.deactivate(customer_of(bob), by=alice)
    assert not signed_in(as_bob)


def test_a_deactivated_customer_can_not_sign_in(alice, bob, client):
    customers.deactivate(customer_of(bob), by=alice)
    assert not client.login(username="bob@example.com", password="bob-buys-bread")


def test_who_is_let_in_again_signs_in_with_the_old_password(alice, bob, client):
    customers.activate(customers.deactivate(customer_of(bob), by=alice), by=alice)
    assert client.login(username="bob@example.com", password="bob-buys-bread")


def test_old_sessions_of_people_without_a_password_stay_dead(alice, client):
    dora = make_user("dora@example.com")
    client.force_login(dora, backend="oscar.apps.customer.auth_backends.EmailBackend")
    customers.activate(customers.deactivate(customer_of(dora), by=alice), by=alice)
    assert not signed_in(client)


def test_the_row_says_inactive(alice, bob):
    assert customers.deactivate(customer_of(bob), by=alice).state == Customer.State.INACTIVE


def test_deactivating_twice_is_written_down_once(alice, bob):
    with heard(signals.customer_deactivated) as calls:
        customers.deactivate(customers.deactivate(customer_of(bob), by=alice), by=alice)
    assert len(calls) == Activity.objects.filter(kind="customer.deactivated").count() == 1


def test_who_may_only_look_shuts_nobody_out(viewer, bob):
    for act in (customers.activate, customers.deactivate):
        with pytest.raises(PermissionDenied):
            act(customer_of(bob), by=viewer)
