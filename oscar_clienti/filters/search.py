"""The one search box: all words must match, in any order; accents, case and how a phone number is set don't matter."""

from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from oscar.core.loading import get_model

from ..querysets import CustomerQuerySet
from ..text import fold
from .base import Chip, Fields, Filter, Raw, Values, filters, pairs

MAX_WORDS = 8
MAX_LENGTH = 200
SHORT = 2
# Shorter numbers are everywhere; an order number has at least this many characters.
ORDER_NUMBER_LENGTH = 4
# How phone numbers are written: digits, with these between them.
_DIGITS = frozenset("0123456789")
_PHONE = _DIGITS | set("-/.()+")


def words_of(text: str) -> list[str]:
    """The folded words to look for: at most 8, from the first 200 characters, without control characters."""
    return list(dict.fromkeys(_split(text)))[:MAX_WORDS]


def _split(text: str) -> list[str]:
    printable = "".join(c if c.isprintable() else " " for c in text[:MAX_LENGTH])
    return fold(printable).split()


class SearchFilter(Filter):
    """Name, e-mail, phone, company, VAT number, tax code, city, postcode – and order numbers."""

    key = "q"
    label = gettext_lazy("Search")

    def fields(self) -> dict[str, forms.Field]:
        # Not max_length: somebody who pastes a page gets the first words searched, not an error.
        field = forms.CharField(label=self.label, required=False, validators=[])
        field.validators = []
        return {self.key: field}

    def apply(self, customers: CustomerQuerySet, values: Values) -> CustomerQuerySet:
        words = words_of(values[self.key])
        owners = _owners_of_orders(words)
        # Blocks of a phone number may be alike: those that stand in a row are put together as they were typed.
        typed = [word for word in _split(values[self.key]) if word in words]
        for in_number, row in groupby(typed, key=_PHONE.issuperset):
            customers = customers.filter(_in_a_row(list(row), owners, in_number=in_number))
        return customers

    def chips(self, values: Values, raw: Raw, fields: Fields) -> list[Chip]:
        return [Chip(_("Search: “%(words)s”") % {"words": " ".join(words_of(values[self.key]))}, pairs(raw, self.key))]


def _in_a_row(words: list[str], owners: dict[str, Any], *, in_number: bool) -> Q:
    """All of ``words``; where they are parts of a number also its digits alone, as ``search_text`` has them too."""
    every = Q()
    for word in dict.fromkeys(words):
        found = _matches(word) | Q(pk=owners[word]) if word in owners else _matches(word)
        every &= found | _digits_match(word) if in_number else found
    return every | _digits_match(" ".join(words)) if in_number and len(words) > 1 else every


def _digits_match(text: str) -> Q:
    """Nothing to ask where ``text`` is its digits already; so few that they are everywhere are not asked either."""
    digits = "".join(c for c in text if c in _DIGITS)
    return Q(search_text__contains=digits) if digits != text and len(digits) > SHORT else Q()


def _matches(word: str) -> Q:
    """Anywhere in the text; one or two letters only where a word begins, which an index of trigrams can still find."""
    if len(word) > SHORT:
        return Q(search_text__contains=word)
    return Q(search_text__startswith=word) | Q(search_text__contains=f" {word}")


def _owners_of_orders(words: list[str]) -> dict[str, Any]:
    """Whose orders have these numbers, by the word that is the number."""
    numbers = [word for word in words if len(word) >= ORDER_NUMBER_LENGTH and any(c.isdigit() for c in word)]
    spellings = {spelling: word for word in numbers for spelling in (word, word.upper(), word.lstrip("#"))}
    if not spellings:
        return {}
    orders = get_model("order", "Order").objects.filter(number__in=spellings, user__isnull=False)
    return {spellings[number]: user for number, user in orders.values_list("number", "user_id") if number in spellings}


filters.register(SearchFilter())
