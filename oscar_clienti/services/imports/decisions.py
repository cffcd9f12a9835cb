"""What the merchant decides about an import, beside which column is what."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ...models import CustomerGroup, Tag
from .. import rights

NEW, EXISTING, BOTH = "new", "existing", "both"
# Columns and decisions that decide prices or reach beyond the account itself.
_CHANGING = ("group", "tags", "tax_exempt", "exemption", "address")


@dataclass(frozen=True)
class Decisions:
    """The safest answer to each question is its default; kept as JSON in ``Job.params``.

    ``who``: new people, existing ones or both. ``blanks``: an empty cell leaves the field or clears it. ``tags_mode``:
    tags of the file are added or replace those that are there. ``group`` and ``tags`` (ids) are for all rows.
    ``country`` is for addresses that name none. ``consent_source``, ``consent_at``, ``consent_wording``: where, when
    and with which words those who said yes were asked, when the file doesn't tell. ``subscribe``: new customers are
    subscribed without having been asked, with ``consent_wording`` as the reason.
    """

    who: str = BOTH
    blanks: str = "leave"
    tags_mode: str = "add"
    group: int | None = None
    tags: tuple[int, ...] = ()
    create_labels: bool = False
    country: str = ""
    consent_source: str = ""
    consent_at: date | None = None
    consent_wording: str = ""
    subscribe: bool = False

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``as_dict`` wrote; names that are not known any more are passed over."""
        known = {field.name: stored[field.name] for field in fields(cls) if field.name in stored}
        known["tags"] = tuple(known.get("tags") or ())
        at = known.get("consent_at")
        return cls(**{**known, "consent_at": date.fromisoformat(at) if at else None})

    def as_dict(self) -> dict[str, Any]:
        at = self.consent_at
        return {**asdict(self), "tags": list(self.tags), "consent_at": at.isoformat() if at else None}

    def check(self) -> None:
        """Raise ``ValidationError`` by field for what can't be meant."""
        wrong: dict[str, str] = {}
        if self.subscribe and not self.consent_wording.strip():
            wrong["consent_wording"] = _("Say with which words these people were told, or leave the subscription off.")
        if self.consent_at and self.consent_at > timezone.localdate():
            wrong["consent_at"] = _("This day is still to come.")
        if self.consent_source and not self.consent_at:
            wrong["consent_at"] = _("Say when they were asked: a yes without a day can't be proved.")
        if self.group is not None and not CustomerGroup.objects.filter(pk=self.group).exists():
            wrong["group"] = _("This group was deleted meanwhile.")
        if Tag.objects.filter(pk__in=self.tags).count() < len(self.tags):
            wrong["tags"] = _("A tag was deleted meanwhile.")
        if wrong:
            raise ValidationError(wrong)

    def require(self, by: Any, keys: set[str]) -> None:
        """Ask for the rights that this import needs besides its own; raises ``PermissionDenied``.

        Adding and changing keep their rights, whatever the road. Labels that are to be made need theirs too.
        """
        rights.require(by, "import_customers")
        if self.who != EXISTING:
            rights.require(by, "add_customer")
        if self.who != NEW or self.group or self.tags or any(key.startswith(_CHANGING) for key in keys):
            rights.require(by, "change_customer")
        if self.create_labels:
            for right in ("manage_groups", "manage_tags"):
                rights.require(by, right)
