"""What this shop exports itself."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from .base import Format
from .headers import fold_name
from .keys import KEYS

# Any hand-made list may have these; the rest is ours. ``id`` is among them: a list with the numbers of another shop
# must not be taken for ours, or it would change the wrong people.
_EVERYBODYS = frozenset(
    ("id", "email", "name", "first_name", "last_name", "phone", "company")
    + ("birthday", "language", "group", "tags", "active", "password")
    + ("orders", "total_spent", "city", "country", "notes")
)


class Own(Format):
    """The head has the columns' keys, or their labels in the language of whoever imports."""

    key = "own"
    label = _("An export of this shop")
    passwords = True

    def __init__(self, labels: Mapping[str, str] | None = None) -> None:
        labels = labels or {}
        keys = {key: key for key in (*KEYS, *labels.values())}
        self.columns = {fold_name(label): key for label, key in labels.items()} | keys

    def speaking(self, labels: Mapping[str, str]) -> "Own":
        return Own(labels)

    def recognises(self, header: Sequence[str]) -> bool:
        """Columns may be missing, and a few may have been added."""
        keys = {match.key for match in self.match(header).values()}
        return len(keys) >= 3 and 5 * len(keys) >= 4 * len(header) and not keys <= _EVERYBODYS
