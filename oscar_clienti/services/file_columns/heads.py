"""By which heads a column is known again."""

from ...text import fold
from .base import file_columns
from .choices import in_every_language


def heads() -> dict[str, str]:
    """``{head: key}``, heads folded: each column's key, its label in every language of the shop, its other names.

    Keys go before labels, labels before other names.
    """
    columns = list(file_columns)
    known = {fold(name): column.key for column in columns for name in column.names}
    for column in columns:
        known |= {fold(label): column.key for label in in_every_language(column.label)}
    return known | {fold(column.key): column.key for column in columns}
