"""What other apps may add stands where they want it, once."""

from dataclasses import dataclass

import pytest

from oscar_clienti.registries import Registry


@dataclass(frozen=True)
class Fruit:
    key: str
    colour: str = "green"


@pytest.fixture
def basket():
    registry = Registry("fruit")
    for key in ("apple", "pear", "plum"):
        registry.register(Fruit(key))
    return registry


def keys(registry):
    return [item.key for item in registry]


def test_items_keep_the_order_in_which_they_came(basket):
    assert keys(basket) == ["apple", "pear", "plum"]


def test_an_item_can_stand_in_front_of_another(basket):
    basket.register(Fruit("fig"), before="pear")
    assert keys(basket) == ["apple", "fig", "pear", "plum"]


def test_the_same_key_replaces_and_stays_in_its_place(basket):
    basket.register(Fruit("apple", "red"))
    assert keys(basket) == ["apple", "pear", "plum"]
    assert basket["apple"].colour == "red"


def test_the_same_key_can_be_replaced_and_moved(basket):
    basket.register(Fruit("plum", "blue"), before="apple")
    assert keys(basket) == ["plum", "apple", "pear"]


def test_in_front_of_itself_is_where_it_stands(basket):
    basket.register(Fruit("pear", "yellow"), before="pear")
    assert keys(basket) == ["apple", "pear", "plum"]
    assert basket["pear"].colour == "yellow"


def test_in_front_of_nobody_is_a_mistake_told_in_words(basket):
    with pytest.raises(KeyError, match="No fruit is registered as 'melon'"):
        basket.register(Fruit("fig"), before="melon")
    assert "fig" not in basket


def test_an_item_is_returned_so_that_it_can_be_named(basket):
    fig = Fruit("fig")
    assert basket.register(fig) is fig


def test_an_item_can_be_taken_out(basket):
    basket.unregister("pear")
    assert keys(basket) == ["apple", "plum"]


def test_what_is_not_there_can_not_be_taken_out(basket):
    with pytest.raises(KeyError):
        basket.unregister("melon")


def test_asking_for_what_is_not_there(basket):
    assert basket.get("melon") is None
    with pytest.raises(KeyError):
        basket["melon"]


def test_it_counts_and_contains(basket):
    assert len(basket) == 3
    assert "pear" in basket


def test_registering_while_walking_does_no_harm(basket):
    for item in basket:
        basket.register(Fruit(f"dried {item.key}"))
    assert len(basket) == 6


def test_selecting_keeps_the_order(basket):
    assert [fruit.key for fruit in basket.select(lambda fruit: fruit.key.startswith("p"))] == ["pear", "plum"]
