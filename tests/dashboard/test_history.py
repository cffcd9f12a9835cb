"""What the activity keeps is read in the language of whoever looks, whatever the act was about."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation

import oscar_clienti
from oscar_clienti.dashboard import history
from oscar_clienti.models import Activity
from oscar_clienti.services import activity, groups, memberships, offers, price_lists, segments, tags
from tests.conftest import customer_of

pytestmark = pytest.mark.django_db
SERVICES = Path(oscar_clienti.__file__).parent / "services"


def words_of(kind, language="it"):
    with translation.override(language):
        return history.read(Activity.objects.filter(kind=kind).latest("pk"))


def labels(entry):
    return [change.label for change in entry.changes] + [label for label, _fact in entry.facts]


def keys_of_facts():
    """The names in every dictionary that a service calls ``facts``."""
    for file in SERVICES.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            named = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            given = node.arg == "facts" if isinstance(node, ast.keyword) else named and node.targets[0].id == "facts"
            if given and isinstance(node.value, ast.Dict):
                yield from ((file.stem, key.value) for key in node.value.keys if isinstance(key, ast.Constant))


# Not of the activity: the words of an e-mail, of a refusal, of an order's own record.
ELSEWHERE = {"leaving", "files", "records", "reverse_charge"}


@pytest.mark.parametrize("name", sorted({name for room, name in keys_of_facts() if room not in ELSEWHERE}))
def test_every_fact_that_a_service_writes_has_a_name_or_is_left_out(bob, name):
    kind = f"{name}.changed" if f"{name}.changed" in activity.kinds else "customer.changed"
    activity.record(customer_of(bob), kind, by=None, facts={name: "x"})
    assert name.replace("_", " ") not in labels(words_of(kind))


@pytest.fixture
def trade(alice):
    return groups.create(name="Trade", by=alice)


def test_what_became_of_a_group_is_named(trade, alice):
    groups.update(trade, colour="#000000", by=alice)
    assert labels(words_of("group.changed")) == ["Colore", "Nome"]


def test_into_which_group_its_members_moved_is_named(trade, alice):
    groups.merge(trade, into=groups.create(name="VIP", by=alice), by=alice)
    assert {"Passati a", "Clienti"} <= set(labels(words_of("group.merged")))


def test_a_joining_rule_is_read_in_its_own_words(trade, alice):
    memberships.set_rule(trade, min_orders=3, by=alice)
    memberships.set_rule(trade, is_active=False, by=alice)
    assert labels(words_of("group.rule_changed"))[0] == "In vigore"


def test_a_discount_of_a_group_is_read_in_its_own_words(trade, alice):
    offers.give_discount(trade, percent=Decimal(10), by=alice)
    assert labels(words_of("group.discount_given")) == ["Percentuale di sconto", "Nome"]


def test_a_line_of_a_price_list_is_read_in_its_own_words(trade, alice):
    prices = price_lists.create(name="Summer", group=trade, by=alice)
    price_lists.add_line(prices, percent=Decimal(5), by=alice)
    assert set(labels(words_of("price_list.changed"))) == {"Nome", "Gruppo", "Aggiunto"}


def test_an_order_of_tags_is_no_purchase(alice):
    red, blue = (tags.create(name=name, by=alice) for name in ("red", "blue"))
    tags.reorder([blue.pk, red.pk], by=alice)
    assert words_of("tag.changed").facts == [("In quest’ordine", "blue, red")]


def test_another_filter_of_a_segment_is_told_in_the_readers_language(alice):
    segment = segments.save(name="Best", query="orders_from=3", by=alice)
    segments.replace(segment, query="orders_from=4", by=alice)
    assert ("Filtro", "Sostituito") in words_of("segment.changed").facts
