"""A shop in which everybody wrote naughty strings everywhere, and the way to all of its pages.

Pages join by themselves: those of the dashboard by ``routes``, where ``target`` of the test of permissions makes their
objects; tables of ours by being there. A page that is reached otherwise joins ``pages_of``.
"""

import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import models
from django.urls import reverse
from oscar.core.loading import get_model
from oscar.test.factories import create_product

from oscar_clienti.dashboard.columns import columns
from oscar_clienti.dashboard.panels import panels
from oscar_clienti.dashboard.routes import routes
from oscar_clienti.models import Conversation, Customer, ExtraField, ListPreference, Message
from oscar_clienti.services import activity, conversations, orders_on_behalf, sync
from tests import naughty
from tests.conftest import make_user
from tests.dashboard.test_permissions import address, target  # noqa: F401
from tests.lives import live

# Where merchants and shoppers write; what else Oscar keeps there is HTML on purpose.
SHOPS = {
    "address": {"UserAddress": None, "Country": {"printable_name"}},
    "catalogue": {"Product": {"title"}},
    "communication": {"Email": {"subject", "body_text"}, "Notification": {"subject"}},
    "offer": {"ConditionalOffer": {"name", "description"}, "Range": {"name", "description"}},
    "order": {
        **dict.fromkeys(("ShippingAddress", "BillingAddress", "OrderNote", "OrderDiscount")),
        "Order": {"guest_email"},
        "Line": {"title", "partner_name"},
    },
    "partner": {"Partner": {"name"}},
    "reviews": {"ProductReview": {"title", "body", "name"}},
    "usersessions": {"UserSession": {"user_agent"}},
    "voucher": {"Voucher": {"name"}},
    "wishlists": {"WishList": {"name"}},
}
# Words of the program, not of people.
OURS_ALONE = {
    *("Activity.kind", "Job.kind", "Job.phase", "Job.folder", "JobChunk.phase", "JobChunk.worker", "JobChunk.details"),
    *("SignInLink.token_hash", "SignInLink.code_hash", "SignInLink.stamp", "SignInLink.requester"),
    *("ExtraField.key", "VatCheck.trouble", "CustomerGroup.colour", "Tag.colour"),
}


def spoil():
    """Write naughty strings over all that people can have written, as if there had never been a form to say no."""
    for model in apps.get_models():
        wanted = _spoilt(model)
        for number, row in enumerate(model._base_manager.order_by("pk").values_list("pk", flat=True)) if wanted else ():
            start = number * 3 + len(model._meta.label)
            words = {f.name: naughty.text(start + place, f.max_length) for place, f in enumerate(wanted)}
            models.QuerySet(model).filter(pk=row).update(**words)


def _spoilt(model):
    label, name = model._meta.app_label, model.__name__
    if not model._meta.managed or model._meta.proxy:
        return []
    if model is get_user_model():
        chosen = {"first_name", "last_name"}
    elif label == "oscar_clienti":
        chosen = None
    elif name in SHOPS.get(label, {}):
        chosen = SHOPS[label][name]
    else:
        return []
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField)
        and not (field.choices or field.unique or field.primary_key)
        and f"{name}.{field.name}" not in OURS_ALONE
        and (field.name in chosen if chosen else field.editable or field.name == "certificate_name")
    ]


@pytest.fixture
def spoilt(target, bob, alice):  # noqa: F811
    """A shop in which everybody wrote all of it everywhere; Bob did everything that a shopper can do."""
    customer = live(bob, alice)
    ExtraField.objects.update(in_account=True, in_checkout=True, in_registration=True)
    User = get_user_model()
    rows = [
        make_user(f'"{words[:40]}"@example.com', first_name=naughty.text(n, 150), last_name=words[:150])
        for n, words in enumerate(naughty.STRINGS)
    ]
    sync.refresh([row.pk for row in rows])
    spoil()
    User.objects.filter(pk=alice.pk).update(first_name="Alice", is_superuser=True)  # Oscar's own pages open to her.
    sync.refresh([bob.pk])
    names = [field.name for model in (Customer, User) for field in model._meta.concrete_fields]
    names += [field.name for field in get_model("address", "UserAddress")._meta.concrete_fields]
    for number, kind in enumerate(activity.kinds):
        words = naughty.text(number, 900)
        activity.record(
            Customer.objects.get(pk=customer.pk),
            kind.key,
            by=bob,
            changes=dict.fromkeys([*names, words], (words, words)),
            facts=dict.fromkeys(("channel", "address", "source", "how", "order", "why", words), words),
        )
    ListPreference.objects.create(user=alice, page_size=100, columns=[column.key for column in columns])
    return target


def pages_of(shop, bob):
    """Everything that can be looked at: ``(address, name)``."""
    for route in routes:
        yield address(route, shop), route.name
    profile = reverse("dashboard:user-detail", args=[bob.pk])
    for panel in panels:
        for page in (1, 2, 3):
            yield f"{profile}?tab={panel.key}&page={page}", f"panel {panel.key}"
    for order in get_model("order", "Order").objects.all():
        yield reverse("dashboard:order-detail", args=[order.number]), "order"
    yield reverse("dashboard:order-list"), "orders"
    yield reverse("dashboard:offer-list"), "offers"
    yield reverse("dashboard:range-list"), "ranges"
    for email in get_model("communication", "Email").objects.filter(user=bob):
        yield f"{profile}?tab=emails&email={email.pk}", "e-mail"


def account_of(bob):
    """The pages that a shopper has."""
    order = get_model("order", "Order").objects.filter(user=bob).first()
    home = bob.addresses.first()
    wishes = bob.wishlists.first()
    names = ["profile-view", "profile-update", "profile-delete", "order-list", "address-list", "address-create"]
    names += ["email-list", "notifications-inbox", "alerts-list", "wishlists-list", "wishlists-create"]
    names += ["preferences", "security", "my-data", "messages", "visits"]
    for name in names:
        yield reverse(f"customer:{name}")
    yield reverse("customer:order", args=[order.number])
    yield reverse("customer:address-detail", args=[home.pk])
    yield reverse("customer:wishlists-detail", args=[wishes.key])
    for talk in Conversation.objects.filter(customer_id=bob.pk):
        yield reverse("customer:message", args=[talk.pk])
    yield from _mailed_to(bob)
    for name in ("account_email", "account_change_password", "account_reauthenticate", "usersessions_list"):
        yield reverse(name)
    yield "/"
    yield "/basket/"
    yield get_model("catalogue", "Product").objects.first().get_absolute_url()


def _mailed_to(bob):
    """Pages that are reached by an e-mail alone: their links are made anew, for only the e-mail has them."""
    message = Message.objects.filter(conversation__customer_id=bob.pk, kind="shop").first()
    message.recipient = bob.email
    yield reverse("customer:message-reply", args=[conversations.links.issue(message)[1]])
    draft = orders_on_behalf.start(Customer.objects.get(pk=bob.pk), by=None)
    product = create_product(title=naughty.text(0, 255), price=3, num_in_stock=9)
    orders_on_behalf.send_link(orders_on_behalf.add_line(draft, product, by=None), by=None)
    token = re.search(r"/prepared-order/([\w-]+)/", mail.outbox[-1].body)[1]
    assert orders_on_behalf.find(token)
    yield reverse("customer:prepared-order", args=[token])
