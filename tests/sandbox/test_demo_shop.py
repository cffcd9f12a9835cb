"""The demo data: believable, right by the rules of each country, and the same when loaded twice."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from random import Random

import phonenumbers
import pytest
from demo import numbers, orders, people, staff
from demo.management.commands import demo_shop
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from oscar.apps.address.models import UserAddress
from oscar.apps.catalogue.models import Product
from oscar.apps.catalogue.reviews.models import ProductReview
from oscar.apps.communication.models import Email
from oscar.apps.order.models import Line, Order
from oscar.apps.payment.models import Source

from oscar_clienti.models import ConsentEvent, Conversation, Customer, CustomerGroup, Mailing, Note
from oscar_clienti.services import offers

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def crowd(count, seed=7):
    return [made for made, _rng in people.crowd(0, count, seed=seed, now=NOW)]


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """Sixty customers for all tests of this page; they are gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo_shop", customers=60, stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def shop(filled, db):
    """The filled shop; what a test changes is undone."""


def counts():
    models = (get_user_model(), Customer, ConsentEvent, UserAddress, Product, Order, Line, Email, ProductReview)
    return {model.__name__: model._base_manager.count() for model in models}


# The people, without a database.


def test_the_same_seed_makes_the_same_people():
    assert crowd(20) == crowd(20)


def test_another_seed_makes_others():
    assert [made.last_name for made in crowd(20)] != [made.last_name for made in crowd(20, seed=8)]


def test_a_longer_crowd_begins_with_the_shorter_one():
    assert crowd(40)[:20] == crowd(20)


def test_addresses_of_mail_are_unique_and_nobodys():
    emails = [made.email for made in crowd(3000)]
    assert len(set(emails)) == 3000
    assert all(email.isascii() and ".example" in email or "@mail.example." in email for email in emails)


def test_telephone_numbers_are_possible_in_their_country():
    for made in crowd(400):
        if made.phone:
            parsed = phonenumbers.parse(made.phone)
            assert phonenumbers.is_valid_number(parsed), made.phone
            assert phonenumbers.country_code_for_region(made.land.code) == parsed.country_code


def test_a_tax_code_is_the_one_of_the_tax_office():
    assert numbers.tax_code("Mario", "Rossi", date(1980, 1, 1), False, "H501") == "RSSMRA80A01H501U"
    assert numbers.tax_code("Giulia", "Bianchi", date(1992, 12, 9), True, "F205").startswith("BNCGLI92T49F205")


def test_an_italian_vat_number_has_its_check_digit():
    for number in (numbers.vat_number("IT", Random(n)) for n in range(50)):
        digits = [int(c) for c in number[2:]]
        doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
        assert (sum(digits[::2]) + sum(doubled)) % 10 == 0


def test_a_german_vat_number_has_its_check_digit():
    for number in (numbers.vat_number("DE", Random(n)) for n in range(50)):
        product = 10
        for digit in map(int, number[2:-1]):
            product = ((digit + product) % 10 or 10) * 2 % 11
        assert (product + int(number[-1])) % 10 == 1


def test_a_country_without_vat_numbers_has_none():
    assert numbers.vat_number("US", Random(1)) == ""


def test_few_buy_much_and_many_little():
    articles = [orders.Article(1, 1, "Bowl", "B", "B", 10)]
    bought = Counter()
    for made, rng in people.crowd(0, 4000, seed=7, now=NOW):
        bought[len(list(orders.draw(made, rng, articles, now=NOW, lines=1)))] += 1
    total = sum(number * customers for number, customers in bought.items())
    assert 0.35 < bought[0] / 4000 < 0.5
    assert 1.2 < total / 4000 < 1.9
    assert max(bought) > 30


def test_nobody_orders_before_they_joined_or_tomorrow():
    articles = [orders.Article(1, 1, "Bowl", "B", "B", 10)]
    for made, rng in people.crowd(0, 300, seed=7, now=NOW):
        for drawn in orders.draw(made, rng, articles, now=NOW, lines=1):
            assert max(made.joined, NOW - timedelta(days=730)) <= drawn.at <= NOW


# The shop.


def test_there_are_as_many_customers_as_asked_for(shop):
    assert get_user_model().objects.filter(is_staff=False).count() == 60 + len(staff.regulars(NOW))


def test_every_account_has_a_customer_row(shop):
    shoppers = get_user_model().objects.filter(is_staff=False)
    assert Customer.objects.filter(user__in=shoppers).count() == shoppers.count()


def test_loading_twice_doubles_nothing(shop):
    before = counts()
    call_command("demo_shop", customers=60, stdout=StringIO())
    assert counts() == before


def test_a_filled_shop_is_left_alone(shop, capsys):
    before = counts()
    call_command("demo_shop", "--if-empty", customers=90)
    assert counts() == before
    assert "alice@example.com" in capsys.readouterr().out


def test_more_can_be_added(shop):
    call_command("demo_shop", customers=75, stdout=StringIO())
    assert get_user_model().objects.filter(is_staff=False).count() == 75 + len(staff.regulars(NOW))


def test_the_state_of_consent_is_the_last_line_of_the_ledger(shop):
    for customer in Customer.objects.all():
        for channel in ("email", "sms"):
            last = customer.consent_events.filter(channel=channel).order_by("-at", "-pk").first()
            assert getattr(customer, f"{channel}_consent") == (last.state if last else 0)


def test_an_address_is_as_if_saved_by_a_form(shop):
    for address in UserAddress.objects.all():
        before = (int(address.hash), address.search_text)
        address._update_search_text()
        assert before == (address.generate_hash(), address.search_text)


def test_an_order_adds_up(shop):
    for order in Order.objects.all():
        goods = sum(line.line_price_incl_tax for line in order.lines.all())
        assert order.total_incl_tax == goods + order.shipping_incl_tax


def test_some_orders_are_guests(shop):
    assert Order.objects.filter(user=None).exclude(guest_email="").exists()


def test_a_complete_order_is_paid(shop):
    for source in Source.objects.filter(order__status="Complete"):
        assert source.amount_debited == source.amount_allocated


def test_the_next_customer_gets_a_free_number(shop):
    from tests.conftest import make_user

    assert make_user("new@example.com").pk > 60


def test_only_the_printed_people_have_a_password(shop):
    able = {user.email for user in get_user_model().objects.all() if user.has_usable_password()}
    assert able == {email for email, _who in staff.SIGN_INS}


@pytest.mark.parametrize("email", [email for email, _who in staff.SIGN_INS])
def test_the_printed_people_can_sign_in(shop, client, email):
    assert client.login(username=email, password=staff.PASSWORD)


def test_vera_may_only_look(shop):
    vera = get_user_model().objects.get(email="vera@example.com")
    assert {right for right in vera.get_all_permissions() if right.startswith("oscar_clienti")} == {
        "oscar_clienti.view_customer"
    }


def test_the_trade_has_a_discount(shop):
    assert offers.discount_of(CustomerGroup.objects.get(name="Wholesale")).is_running


def test_who_looks_after_customers_has_somebody_to_call_today(shop):
    assert Note.objects.filter(follow_up_on=timezone.localdate()).exists()


def test_a_message_to_many_waits_to_be_sent(shop):
    assert Mailing.objects.get().is_draft


def test_a_product_page_shows_its_picture(shop, client):
    product = Product.objects.get(title="Bread bag")
    assert product.primary_image()
    assert "Bread bag" in client.get(reverse("catalogue:detail", args=[product.slug, product.pk])).content.decode()


def test_two_million_are_refused(db):
    with pytest.raises(CommandError, match="1,000,000"):
        call_command(demo_shop.Command(), customers=2_000_000)


def test_a_few_wrote_to_the_shop(shop):
    unread = Conversation.objects.filter(unread_by_staff=1).order_by("subject")
    assert [talk.who for talk in unread] == ["Dora Bruni", str(Customer.objects.get(email="carol@example.com"))]
