"""What a person gets of themselves, part by part; other apps register theirs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from ...registries import Registry

Row = Mapping[str, Any]


@dataclass(frozen=True)
class DataPart:
    """``key`` names the table in ``data.json`` and the CSV file; ``rows`` takes the user and tells what there is.

    Names of the shop's people and what they noted for themselves don't belong in it.
    """

    key: str
    label: str | Promise
    rows: Callable[[Any], Iterable[Row]]


data_parts: Registry[DataPart] = Registry("part of the personal data")
