"""Whoever wants the same addresses waits for the others: nobody is broken off, and no two are ever inside at once."""

import random
import threading

import pytest
from django.db import connection, connections, transaction

from oscar_clienti.models import EmailLock
from oscar_clienti.services.customers import email_locks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets only one write at a time"),
]
ADDRESSES = [f"racer{number}@example.com" for number in range(40)]


def crowd(rounds, most, people=4):
    """Several threads hold random addresses, again and again; returns what went wrong."""
    wrong, inside, start = [], set(), threading.Barrier(people)

    def come_and_go(seed):
        chance = random.Random(seed)
        start.wait()
        try:
            for _round in range(rounds):
                wanted = chance.sample(ADDRESSES, chance.randint(1, most))
                with transaction.atomic():
                    email_locks.hold(wanted)
                    wrong.extend(address for address in wanted if address in inside)
                    inside.update(wanted)
                    EmailLock.objects.count()  # Others get a turn.
                    inside.difference_update(wanted)
        except BaseException as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=come_and_go, args=[seed]) for seed in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_nobody_is_broken_off():
    assert crowd(rounds=100, most=30) == []


def test_one_address_is_waited_for_too():
    assert crowd(rounds=100, most=1) == []


def test_nothing_is_left_behind():
    with transaction.atomic():
        email_locks.hold(ADDRESSES)
    assert not EmailLock.objects.exists()


def test_what_is_rolled_back_holds_nothing():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        email_locks.hold(ADDRESSES)
        1 / 0
    assert not EmailLock.objects.exists() and crowd(rounds=1, most=30) == []


def test_spellings_of_one_address_are_held_together():
    keys = {email_locks.key_of(email) for email in ("Ada@Example.com", "ada@example.com ", "ADA@EXAMPLE.COM")}
    assert len(keys) == 1


def test_no_key_tells_whose_it_is():
    assert isinstance(email_locks.key_of("ada@example.com"), int)
