"""One of the particulars for many customers at once, as a file brings them."""

from collections.abc import Mapping
from typing import Any

from ...models import TaxExemption
from .. import baskets, many, rights


def note_many(name: str, values: Mapping[int, Any], *, by: Any) -> None:
    """Set ``name`` (``reason`` or ``valid_until``) of these customers' exemptions (by customer); nothing takes it away.

    Nobody becomes exempt by it, but open baskets follow the day. Called inside the transaction of an import, which
    writes the activity and has asked for the right.
    """
    empty: Any = "" if name == "reason" else None
    signed = {"by": by, "by_name": rights.name_of(by)}
    for pks in many.batches(sorted(values)):
        known = {row.pk: row for row in TaxExemption.objects.filter(many.Among("customer_id", pks))}
        for row in known.values():
            setattr(row, name, values[row.pk] or empty)
        TaxExemption.objects.bulk_update(known.values(), [name], batch_size=500)
        new = [TaxExemption(customer_id=pk, **{name: values[pk]}, **signed) for pk in pks if values[pk]]
        TaxExemption.objects.bulk_create([row for row in new if row.pk not in known], batch_size=500)
        if name == "valid_until":
            baskets.reprice(pks)
