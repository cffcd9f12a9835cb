"""Numbers in the sentences that a merchant reads."""

from decimal import Decimal

from django.utils.formats import number_format


def spell(number: int) -> str:
    """A number as people read it: 1,240."""
    return number_format(number, force_grouping=True)


def trimmed(number: Decimal) -> Decimal:
    """The same number without idle zeros: 10, or 12.5."""
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".")) if "." in text else number


def spell_percent(percent: Decimal) -> str:
    """A percentage without the sign, as people read it: 10, or 12.5."""
    return number_format(trimmed(percent))
