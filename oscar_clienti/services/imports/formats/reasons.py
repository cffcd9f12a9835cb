"""Why a column of another shop does not come along, in whole sentences about the file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext_lazy

_NOTHING = frozenset(("", "0", "0.0", "0.00", "0.0000", "-", "--", "null", "no", "n", "false"))


def says_something(text: str) -> bool:
    """Would anything be lost with this cell? A zero or a "no" loses nothing."""
    return text.lower() not in _NOTHING


@dataclass(frozen=True, eq=False)
class Left:
    """``words`` get %(column)s and %(count)d, the number of people for whom ``counts`` is true.

    ``by_value`` says a sentence for each value, as %(value)s: never for what is secret or personal. ``together`` says
    one sentence for all columns that are left for the same reason; its %(count)d is their number.
    """

    words: Any
    counts: Callable[[str], bool] = says_something
    by_value: bool = False
    together: bool = False


LEFT_OUT = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has a value. The column is left out.",
        "%(column)s: %(count)d people have a value. The column is left out.",
        "count",
    ),
    counts=bool,
)
TWICE = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has a value. The column stands in the file twice, and the first one is read.",
        "%(column)s: %(count)d people have a value. The column stands in the file twice, and the first one is read.",
        "count",
    ),
    counts=bool,
)
RIVAL = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has a value that is not taken, because another column has filled the field.",
        "%(column)s: %(count)d people have a value that is not taken, because another column has filled the field.",
        "count",
    ),
)
OTHER_VALUES = ngettext_lazy(
    "%(column)s: %(count)d more person has another value, which is left out too.",
    "%(column)s: %(count)d more people have other values, which are left out too.",
    "count",
)
NO_STREET = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has a value. An address needs a street, and no column has it.",
        "%(column)s: %(count)d people have a value. An address needs a street, and no column has it.",
        "count",
    ),
    counts=bool,
)
NO_PLACE = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has a value. There is no place for it here.",
        "%(column)s: %(count)d people have a value. There is no place for it here.",
        "count",
    ),
)
COUNTED = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has a value. It is counted from the orders here, and not imported.",
        "%(column)s: %(count)d people have a value. It is counted from the orders here, and not imported.",
        "count",
    ),
)
STORE_CREDIT = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has credit with the other shop. This shop doesn't keep credit.",
        "%(column)s: %(count)d people have credit with the other shop. This shop doesn't keep credit.",
        "count",
    ),
)
FOREIGN_NUMBER = Left(
    ngettext_lazy(
        "%(column)s is a number of the other shop. People are found by their e-mail address here.",
        "%(column)s are numbers of the other shop. People are found by their e-mail address here.",
        "count",
    ),
    together=True,
)
TECHNICAL = Left(
    ngettext_lazy(
        "%(column)s is a setting of the other shop and not needed here.",
        "%(column)s are settings of the other shop and not needed here.",
        "count",
    ),
    together=True,
)
REPEATED = Left(
    ngettext_lazy(
        "%(column)s says again what another column says.",
        "%(column)s say again what other columns say.",
        "count",
    ),
    together=True,
)
USERNAME = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has a user name. People sign in with their e-mail address here.",
        "%(column)s: %(count)d people have a user name. People sign in with their e-mail address here.",
        "count",
    ),
)
SECRET = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has a key that opens the account in the other shop. It is never imported.",
        "%(column)s: %(count)d people have a key that opens the account in the other shop. It is never imported.",
        "count",
    ),
)
ROLES = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has a role in the other shop. Nobody gets rights by an import.",
        "%(column)s: %(count)d people have a role in the other shop. Nobody gets rights by an import.",
        "count",
    ),
)
GROUP_NUMBER = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person is in group %(value)s. The file has only the number: create a group, and choose"
        " it for these people.",
        "%(column)s: %(count)d people are in group %(value)s. The file has only the number: create a group, and choose"
        " it for these people.",
        "count",
    ),
    by_value=True,
)
MORE_GROUPS = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has several groups, or a number instead of a name. Everybody has one group"
        " here: the first that is named.",
        "%(column)s: %(count)d people have several groups, or a number instead of a name. Everybody has one group"
        " here: the first that is named.",
        "count",
    ),
)
TAX_CATEGORY = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has the category %(value)s. It does not say who is exempt: look at these people"
        " after the import.",
        "%(column)s: %(count)d people have the category %(value)s. It does not say who is exempt: look at these people"
        " after the import.",
        "count",
    ),
    by_value=True,
)
PARTNER_OFFERS = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person said yes to offers of partners. This shop doesn't ask for that.",
        "%(column)s: %(count)d people said yes to offers of partners. This shop doesn't ask for that.",
        "count",
    ),
)
GUEST = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person bought without an account. The import makes a customer of them.",
        "%(column)s: %(count)d people bought without an account. The import makes customers of them.",
        "count",
    ),
)
ONE_CELL = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has addresses that stand in one cell and can't be taken apart.",
        "%(column)s: %(count)d people have addresses that stand in one cell and can't be taken apart.",
        "count",
    ),
)
MORE_ADDRESSES = Left(
    ngettext_lazy(
        "%(column)s: %(count)d person has a value. An import takes five addresses of each person.",
        "%(column)s: %(count)d people have a value. An import takes five addresses of each person.",
        "count",
    ),
)
