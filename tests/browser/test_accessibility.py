"""Nobody is kept out: axe finds no serious fault in any page, in either language, wide or on a phone."""

import re
from io import BytesIO

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from oscar.core.loading import get_model
from oscar.test.factories import CountryFactory, UserAddressFactory, create_product

from oscar_clienti.dashboard.panels import panels
from oscar_clienti.models import CustomerGroup, ExtraField, Message, PriceList, ReadyText, Segment, Tag, Visit
from oscar_clienti.services import (
    conversations,
    guest_orders,
    imports,
    jobs,
    mailings,
    notes,
    orders_on_behalf,
    taxes,
)
from tests.conftest import customer_of, make_user
from tests.lives import place_order

from .visitor import Visitor

LANGUAGES = pytest.mark.parametrize("language", ["en", "it"])


@pytest.fixture
def visit(chromium, shop):
    """Somebody comes who reads this language."""
    visitors = []

    def come(language):
        cache.clear()  # They all come from one network address.
        visitors.append(Visitor(chromium, shop, language))
        return visitors[-1]

    yield come
    for visitor in visitors:
        visitor.context.close()


def told(faults):
    return "\n".join(dict.fromkeys(faults))


def shopper(email, **fields):
    user = make_user(email, **fields)
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
    return user


@pytest.fixture
def bob(shop):
    """He has bought, was visited, has an address, wishes, a stock alert, a letter, a notice, and is asked something."""
    bob = shopper("bob@example.com", first_name="Bob", last_name="Rossi", password="bob-buys-bread")
    bob.order = place_order(bob, number="100888")
    Visit.objects.create(customer=customer_of(bob), reason="Lost an invoice", expires_at=timezone.now())
    bob.address = UserAddressFactory(user=bob)
    bob.wishes = get_model("wishlists", "WishList").objects.create(owner=bob, name="Bread")
    bob.wishes.add(create_product(title="Bread board", num_in_stock=9))
    bob.letter = get_model("communication", "Email").objects.create(
        user=bob, email=bob.email, subject="Your order", body_text="Thank you."
    )
    bob.notice = get_model("communication", "Notification").objects.create(recipient=bob, subject="Back", body="It is.")
    product = create_product(title="Scarce", num_in_stock=0)
    bob.alert = get_model("customer", "ProductAlert").objects.create(user=bob, product=product, status="Active")
    ExtraField.objects.create(key="size", label="Shoe size", kind="number", in_account=True, in_registration=True)
    return bob


@pytest.fixture
def alice(shop):
    name = {"first_name": "Alice", "last_name": "Bottega"}
    return make_user("alice@shop.example", is_staff=True, is_superuser=True, password="alice-in-the-shop", **name)


def link_in_mail():
    return re.search(r"https?://[^/]+(/\S+/link/[\w-]{30,}/)", mail.outbox[-1].body)[1]


@LANGUAGES
def test_the_door(visit, bob, language):
    visitor = visit(language)
    visitor.look(*(f"/sign-in/{path}/" for path in (
        "login", "signup", "link", "inactive", "password/reset", "password/reset/done", "password/reset/key/done",
        "3rdparty/login/cancelled",
    )))  # fmt: skip
    visitor.look("/sign-in/3rdparty/login/error/", answers=401)
    visitor.look("/sign-in/link/" + "a" * 40 + "/", answers=410)
    visitor.look("/sign-in/password/reset/key/1-set-password/")
    visitor.go("/sign-in/login/")
    visitor.page.click(".cl-with-password > summary")
    visitor.look()
    visitor.page.fill("#id_login", "eve@example.com")
    visitor.submit("#id_password", "no", then=".alert-danger, .invalid-feedback, .errorlist, .cl-error")
    visitor.look()
    assert not visitor.faults, told(visitor.faults)


@LANGUAGES
def test_the_door_by_mail(visit, bob, language):
    visitor = visit(language)
    visitor.go("/sign-in/login/")
    visitor.submit("#id_link_email", bob.email, then="input[name=code]")
    visitor.look()
    visitor.page.goto(visitor.shop.url + link_in_mail())
    visitor.look()
    visitor.go("/sign-in/password/reset/")
    visitor.submit("#id_email", bob.email, then="h1")
    visitor.page.wait_for_url("**/done/")
    reset = re.search(r"https?://[^/]+(/\S+/reset/key/\S+/)", mail.outbox[-1].body)[1]
    visitor.page.goto(visitor.shop.url + reset)
    visitor.look()
    visitor.go("/sign-in/signup/")
    visitor.page.fill("#id_email", "ada@example.com")
    visitor.submit("#id_password1", "pane-e-vino-1", then="#id_code")
    visitor.look()
    assert not visitor.faults, told(visitor.faults)


@LANGUAGES
def test_the_account(visit, bob, language):
    visitor = visit(language)
    visitor.sign_in("bob@example.com", "bob-buys-bread")
    visitor.look(*(f"/accounts/{path}/" for path in (
        "orders", f"orders/{bob.order.number}", "profile", "profile/edit", "profile/delete", "preferences", "security",
        "my-data", "addresses", "addresses/add", f"addresses/{bob.address.pk}", f"addresses/{bob.address.pk}/delete",
        "alerts", "emails", f"emails/{bob.letter.pk}", "notifications/inbox", f"notifications/{bob.notice.pk}",
        "wishlists", "wishlists/create", f"wishlists/{bob.wishes.key}", f"wishlists/{bob.wishes.key}/update",
        f"wishlists/{bob.wishes.key}/delete", "visits",
    )))  # fmt: skip
    message = conversations.start(customer_of(bob), subject="Bread", text="It is ready", by=None)
    conversations.send(message.pk)
    visitor.look("/accounts/messages/", f"/accounts/messages/{message.conversation_id}/", "/contact/")
    visitor.look(re.search(r"https?://[^/]+(/accounts/messages/reply/[\w-]{30,}/)", mail.outbox[-1].body)[1])
    visitor.look("/accounts/messages/reply/none/", answers=410)
    visitor.look("/accounts/goodbye/", "/contact/thanks/")
    visitor.look("/accounts/unsubscribe/example/", answers=404)
    assert not visitor.faults, told(visitor.faults)


@LANGUAGES
def test_a_prepared_order(visit, bob, alice, language):
    """Seen by somebody who is not signed in, by somebody else, by Bob before and after he took it; and a wrong link."""
    draft = orders_on_behalf.start(customer_of(bob), by=alice)
    draft = orders_on_behalf.add_line(draft, create_product(title="Bread", price=3, num_in_stock=9), by=alice)
    orders_on_behalf.send_link(draft, by=alice)
    link = re.search(r"https?://[^/]+(/accounts/prepared-order/[\w-]+/)", mail.outbox[-1].body)[1]
    visitor, somebody_else = visit(language), visit(language)
    somebody_else.sign_in("alice@shop.example", "alice-in-the-shop")
    somebody_else.look(link)
    visitor.look(link, "/accounts/prepared-order/none/")
    visitor.sign_in("bob@example.com", "bob-buys-bread")
    visitor.look(link)
    visitor.page.click("form:has(input[name=version]) button")
    visitor.page.wait_for_url("**/basket/")
    visitor.look(link)
    faults = visitor.faults + somebody_else.faults
    assert not faults, told(faults)


@LANGUAGES
def test_logged_in_as_a_customer(visit, bob, alice, language):
    """The form, the banner with an alert on it, what is closed, and what is said when the time is up."""
    notes.write(customer_of(bob), text="Deaf: write", alert=True, by=alice)
    visitor = visit(language)
    visitor.sign_in("alice@shop.example", "alice-in-the-shop")
    visitor.look(f"/dashboard/users/{bob.pk}/log-in-as/")
    visitor.submit("#id_reason", "Does not find his invoice", then=".clv-alert")
    visitor.look("/accounts/profile/", "/accounts/orders/", f"/accounts/orders/{bob.order.number}/")
    visitor.look("/accounts/security/", answers=403)
    Visit.objects.update(expires_at=timezone.now())
    visitor.look("/accounts/profile/", answers=403)
    assert not visitor.faults, told(visitor.faults)


@LANGUAGES
def test_how_one_signs_in(visit, bob, language):
    visitor = visit(language)
    visitor.sign_in("bob@example.com", "bob-buys-bread")
    visitor.look(*(f"/sign-in/{path}/" for path in (
        "email", "password/change", "3rdparty", "sessions", "reauthenticate", "logout", "2fa",
    )))  # fmt: skip
    visitor.page.goto(visitor.shop.url + "/sign-in/2fa/totp/activate/")
    visitor.submit("#id_password", "bob-buys-bread", then="#id_code")
    visitor.look()
    assert not visitor.faults, told(visitor.faults)


@LANGUAGES
def test_one_without_a_password(visit, shop, language):
    """Dora came by a link, a moment ago; later she is asked anew."""
    shopper("dora@example.com", first_name="Dora")
    visitor = visit(language)
    visitor.look("/sign-in/link/?next=/sign-in/password/set/")
    visitor.submit("input[type=email]", "dora@example.com", then="input[name=code]")
    visitor.page.goto(shop.url + link_in_mail())
    visitor.page.click("form[action*=open] button, .page form button[type=submit]")
    visitor.page.wait_for_url("**/password/set/**")
    visitor.look()
    visitor.look("/accounts/profile/delete/", "/sign-in/link/confirm/?next=/accounts/")
    assert not visitor.faults, told(visitor.faults)


@pytest.fixture
def filled(shop, alice):
    """The addresses of the Customers section in a shop where something is everywhere."""
    group = CustomerGroup.objects.get(name="VIP")
    CustomerGroup.objects.create(name="Trade")
    tag = Tag.objects.create(name="press")
    prices = PriceList.objects.create(name="Summer", group=group)
    line = prices.lines.create(percent=5)
    prices.lines.create(product=create_product(title="Bread board", num_in_stock=9), price=8)
    field = ExtraField.objects.create(key="hat", label="Hat size", kind="number", in_account=True)
    segment = Segment.objects.create(name="Loyal", query="orders_from=3")
    CountryFactory(iso_3166_1_a2="CH", printable_name="Switzerland", is_shipping_country=True)
    zoe = make_user("zoe@example.com", first_name="Zoe", last_name="Zanna")
    address = UserAddressFactory(user=zoe)
    place_order(zoe)
    customer_of(zoe)
    taxes.grant(customer_of(zoe), reason="Embassy", by=None)
    noted = {"text": "Deaf", "alert": True, "pinned": True, "follow_up_on": timezone.localdate(), "by": alice}
    note = notes.write(customer_of(zoe), uploads=[SimpleUploadedFile("a.pdf", b"%PDF-1.7")], **noted)
    guest_orders.placed(place_order(None, email=zoe.email))
    order = orders_on_behalf.start(customer_of(zoe), by=alice)
    order = orders_on_behalf.add_line(order, create_product(title="Bread", num_in_stock=9), by=alice)
    new = {"first_name": "Zoe", "last_name": "Zanna", "line1": "Via Roma 1", "line4": "Lugano", "postcode": "6900"}
    order = orders_on_behalf.choose_address(order, by=alice, fields={**new, "country_id": "CH"})
    fresh, imported = (brought(alice) for _ in range(2))
    jobs.work(imports.preview(imported, by=alice).pk)
    checked = brought(alice)
    jobs.work(imports.preview(checked, by=alice).pk)
    imported.refresh_from_db()
    jobs.work(imports.run(imported, by=alice).pk)
    draft, sent = (wrote(zoe, alice) for _ in range(2))
    jobs.work(mailings.start(sent, by=alice).pk)
    talk, unknown, text = said(zoe, alice)
    return {
        "messages": ["messages/", "messages/?show=unread", *(f"messages/{one.pk}/" for one in (talk, unknown)),
                     f"messages/{unknown.pk}/attach/?q=zoe", f"{zoe.pk}/write/", "ready-texts/", "ready-texts/add/",
                     f"ready-texts/{text.pk}/edit/", f"ready-texts/{text.pk}/delete/"],
        "mailings": ["mailings/", *(f"mailings/{draft.pk}/{page}" for page in ("", "edit/", "send/", "delete/")),
                     *(f"mailings/{sent.pk}/{page}" for page in ("", "?state=skipped", "retry/"))],
        "customers": ["", "?q=zoe&group=none", "filters/", "columns/", "add/", "guest-orders/", "export/",
                      "notes/", "notes/?q=nothing", "notes/follow-ups/", "notes/follow-ups/?coming=1",
                      "jobs/", f"jobs/{imported.pk}/", "activity/", "activity/?customer=x@y.z", "segments/",
                      "segments/add/?q=bob", f"segments/{segment.pk}/edit/", f"segments/{segment.pk}/delete/"],
        "profile": [f"{zoe.pk}/{page}" for page in (
            *(f"?tab={panel.key}" for panel in panels), "edit/", "email/", "password/", "exemption/", "exemption/end/",
            "consents/email/", "addresses/add/", f"addresses/{address.pk}/edit/", f"addresses/{address.pk}/delete/",
            "delete/", "notes/add/", f"notes/{note.pk}/edit/", f"notes/{note.pk}/delete/",
        )],
        "orders": ["orders/", f"{zoe.pk}/orders/new/", *(f"{zoe.pk}/orders/{order.pk}/{page}" for page in (
            "?q=bread", "address/", "place/", "link/", "discard/"))],
        "labels": ["groups/", "groups/add/", *(f"groups/{group.pk}/{page}/" for page in (
                       "edit", "merge", "delete", "joining")),
                   "tags/", "tags/add/", *(f"tags/{tag.pk}/{page}/" for page in ("edit", "merge", "delete")),
                   "price-lists/", "price-lists/add/", *(f"price-lists/{prices.pk}/{page}" for page in (
                       "", "edit/", "copy/", "delete/", "paste/", f"lines/{line.pk}/edit/")),
                   "extra-fields/", "extra-fields/add/", *(f"extra-fields/{field.pk}/{page}/" for page in (
                       "edit", "retire", "delete"))],
        "imports": ["import/", *(f"import/{fresh.pk}/{page}/" for page in ("columns", "decisions", "discard")),
                    f"import/{checked.pk}/preview/", f"import/{checked.pk}/preview/?kind=refused",
                    *(f"import/{imported.pk}/{page}/" for page in ("result", "invite", "undo"))],
    }  # fmt: skip


def said(user, by):
    """A conversation with every kind of message in it, one of somebody unknown, and a ready-made text."""
    message = conversations.start(customer_of(user), subject="Bread", text="It is ready", by=by)
    conversations.send(message.pk)
    conversations.remark(message.conversation, text="She likes it dark", by=by)
    conversations.reply(message.conversation, text="I come", way="link")
    failed = conversations.answer(message.conversation, text="Until six", by=by)
    Message.objects.filter(pk=failed.pk).update(delivery="failed", failure="unreachable")
    unknown = conversations.contact(name="Dora", email="dora@example.com", subject="Rolls?", text="Do you make rolls?")
    text = ReadyText.objects.create(title="Hours", subject="Hours", body="Nine to five")
    return message.conversation, unknown.conversation, text


def wrote(user, by):
    mailing = mailings.begin(chosen=[user.pk], by=by)
    texts = {"en": {"subject": "Bread", "body": "Dear {first_name}"}}
    return mailings.write(mailing, kind="service", texts=texts, by=by)


def brought(by):
    text = "email,first_name\nlea@example.com,Lea\nnobody,Mia\n"
    return imports.bring(BytesIO(text.encode()), name="people.csv", by=by)


@pytest.mark.parametrize("part", ["customers", "profile", "orders", "labels", "imports", "mailings", "messages"])
@LANGUAGES
def test_the_dashboard(visit, filled, part, language):
    visitor = visit(language)
    visitor.sign_in("alice@shop.example", "alice-in-the-shop")
    visitor.look(*(f"/dashboard/users/{path}" for path in filled[part]))
    assert not visitor.faults, told(visitor.faults)
