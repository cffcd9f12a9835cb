"""Forms whose fields stand under headings."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.functional import Promise


class FieldsetsMixin:
    """``sections`` are (legend, field names); fields that the form doesn't have are passed over."""

    sections: Sequence[tuple[str | Promise, Sequence[str]]]

    @property
    def fieldsets(self) -> Iterator[tuple[str | Promise, list[Any]]]:
        for legend, names in self.sections:
            found = [self[name] for name in names if name in self.fields]  # type: ignore[attr-defined,index]
            if found:
                yield legend, found
