"""Somebody who did everything that a shopper can do, for tests of what is left afterwards."""

from datetime import date, timedelta

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import ManyToManyField
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test import factories

from oscar_clienti.models import (
    Conversation,
    Customer,
    CustomerGroup,
    ExtraAnswer,
    ExtraField,
    GuestOrder,
    GuestOrderReason,
    GuestOrderState,
    Mailing,
    MailingDelivery,
    Note,
    NoteFile,
    StaffOrder,
    Tag,
    TaxExemption,
    VatCheck,
    Visit,
    VisitChoice,
)
from oscar_clienti.services import activity, consents
from tests.conftest import customer_of

OPEN_STATUS, DONE_STATUS = "Processing", "Complete"


def live(user, staff):
    """Give ``user`` rows in every table that points to users; returns the customer."""
    customer = customer_of(user)
    product = factories.ProductFactory()
    _shop(user, product)
    _talk(user, product, staff)
    _be_known(customer, staff)
    _sign_in(user)
    return Customer.objects.get(pk=customer.pk)


def place_order(user, status=DONE_STATUS, email="", number=None):
    """One order of ``user`` with its addresses and its submitted basket."""
    basket = factories.BasketFactory(owner=user, status="Submitted")
    return factories.OrderFactory(
        user=user, basket=basket, status=status, guest_email=email, total_incl_tax=12, total_excl_tax=10,
        **({"number": number} if number else {}),
    )  # fmt: skip


def use_voucher(user, order):
    """A voucher that works once, used up."""
    now = timezone.now()
    voucher = get_model("voucher", "Voucher").objects.create(
        name=f"Welcome {order.number}", code=f"ONCE{order.number}", usage="Single use",
        start_datetime=now - timedelta(days=9), end_datetime=now + timedelta(days=9),
    )  # fmt: skip
    voucher.record_usage(order, user)
    return voucher


def _shop(user, product):
    done, going = place_order(user), place_order(user, OPEN_STATUS)
    use_voucher(user, done)
    attached = {"state": GuestOrderState.ATTACHED, "reason": GuestOrderReason.VERIFIED}
    GuestOrder.objects.create(order=going, email_key=1, customer_id=user.pk, **attached)
    for status in ("Open", "Saved"):
        factories.BasketFactory(owner=user, status=status)
    factories.UserAddressFactory(user=user, line1="Via del Segreto 7")
    get_model("payment", "Bankcard").objects.create(
        user=user, card_type="Visa", number="4111111111111111", expiry_date=date(2030, 1, 31)
    )
    StaffOrder.objects.create(customer_id=user.pk, note="Bob likes it red", new_address={"line1": "Via del Segreto 8"})
    factories.WishListFactory(owner=user)
    factories.ProductAlertFactory(user=user, product=product)
    going.notes.create(user=None, message="Call before delivery")


def _talk(user, product, staff):
    Notification, Email = get_model("communication", "Notification"), get_model("communication", "Email")
    Notification.objects.create(recipient=user, sender=staff, subject="Back in stock")
    Email.objects.create(user=user, email=user.email, subject="Your order", body_text="Dear Bob")
    mine = Conversation.objects.create(customer_id=user.pk, subject="Bob's sofa")
    mine.messages.create(kind="shop", text="Dear Bob", recipient=user.email, author=staff)
    unknown = Conversation.objects.create(name="Bob", email=user.email, subject="Bob asks")
    unknown.messages.create(kind="customer", text="Is it for Bob?")
    review = get_model("reviews", "ProductReview").objects.create(
        product=product, user=user, score=5, title="Good", body="Very good", status=1
    )
    review.votes.create(user=user, delta=1)
    get_model("analytics", "UserProductView").objects.create(user=user, product=product)
    get_model("analytics", "UserSearch").objects.create(user=user, query="bread")
    get_model("analytics", "UserRecord").objects.get_or_create(user=user)
    get_model("order", "OrderNote").objects.create(
        order=get_model("order", "Order").objects.filter(user=user).first(), user=staff, message="Gift wrapped"
    )


def _be_known(customer, staff):
    user = customer.user
    user.groups.add(Group.objects.get_or_create(name="Newsletter readers")[0])
    customer.group = CustomerGroup.objects.create(name="Wholesale")
    customer.phone, customer.company, customer.vat_number = "+39 333 1234567", "Rossi Srl", "IT12345678901"
    customer.tax_code, customer.birthday, customer.language = "RSSBBB80A01H501U", date(1980, 1, 1), "it"
    customer.source, customer.sdi_code, customer.pec = "registration", "BOB1234", "bottega@pec.example"
    customer.picture.save("bob.jpg", ContentFile(b"a face"), save=False)
    customer.save()
    customer.tags.add(Tag.objects.create(name="Regular"))
    exemption = TaxExemption(customer=customer, reason="Museum")
    exemption.certificate.save("museum.pdf", ContentFile(b"a paper"))
    diet, _made = ExtraField.objects.get_or_create(key="diet", defaults={"kind": "text", "label": "Diet"})
    ExtraAnswer.objects.create(customer=customer, field=diet, text="Bob eats bread", text_key="bob eats bread")
    VatCheck.objects.create(customer=customer, number="IT12345678901", name="Rossi Srl")
    VisitChoice.objects.create(customer=customer, allowed=True)
    now = timezone.now()
    Visit.objects.create(
        customer=customer,
        customer_name="Bob Rossi",
        by=staff,
        reason="Bob lost an invoice",
        expires_at=now,
        ended_at=now,
    )
    mailing = Mailing.objects.create(title="Summer", by=staff)
    MailingDelivery.objects.create(mailing=mailing, customer=customer, address=customer.email, state="sent")
    note = Note.objects.create(customer=customer, alert_for=customer, text="Bob is deaf: write", by=staff)
    NoteFile(note=note, name="rossi.pdf", size=7).file.save("a.pdf", ContentFile(b"a paper"))
    activity.record(customer, "customer.changed", by=staff, changes={"phone": ("", "+39 333 1234567")})
    consents.grant(
        customer, channel="email", source="staff", wording="May we write?", how="Bob told me on the phone", by=staff
    )


def _sign_in(user):
    """By every way that there is."""
    models = {name: apps.get_model(name) for name in ("account.EmailAddress", "socialaccount.SocialAccount")}
    models["account.EmailAddress"].objects.create(user=user, email=user.email.lower(), primary=True, verified=True)
    models["socialaccount.SocialAccount"].objects.create(user=user, provider="dummy", uid="7", extra_data={"id": 7})
    apps.get_model("mfa.Authenticator").objects.create(user=user, type="totp", data={"secret": "5f3a"})
    apps.get_model("oscar_clienti.SignInLink").objects.create(user=user, email=user.email)
    apps.get_model("usersessions.UserSession").objects.create(
        user=user, session_key="5f3a", ip="192.0.2.7", user_agent="Bob's telephone"
    )


def pointing_to_users():
    """``{"app.Model.field": field}`` for every foreign key and many-to-many to the user, and ours to the customer."""
    found = {}
    for target in (get_user_model(), Customer):
        for relation in target._meta.get_fields(include_hidden=True):
            ours = relation.auto_created and not relation.concrete and relation.related_model
            if ours and not isinstance(relation.field, ManyToManyField):
                found[f"{relation.related_model._meta.label}.{relation.field.name}"] = relation.field
    return found


def census(user):
    """How many rows of each table point to ``user``."""
    return {
        name: field.model._base_manager.filter(**{field.name: user.pk}).count()
        for name, field in pointing_to_users().items()
    }


def everything_that_says(*words):
    """Where any of ``words`` stands in any text of any table, as ``{"app.Model.field"}``; case is ignored.

    Not in hashes: their letters are random, and may be anybody's name.
    """
    places = set()
    there = connection.introspection.table_names()
    for model in (model for model in apps.get_models() if model._meta.db_table in there):
        for row in model._base_manager.all().values():
            for name, value in row.items():
                if (
                    name != "password"
                    and isinstance(value, str | dict | list)
                    and any(word.lower() in str(value).lower() for word in words)
                ):
                    places.add(f"{model._meta.label}.{name}")
    return places
