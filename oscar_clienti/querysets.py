"""Adjectives of customers."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef


class CustomerQuerySet(models.QuerySet):
    """Each method narrows the set by one word of the merchant's."""

    # Customer, whose module stands above ours.
    model: Any

    def shoppers(self) -> Self:
        """Everybody whom our pages may touch: neither staff, superusers and partners nor deleted accounts."""
        return self.filter(state__in=self.model.REACHABLE)

    def active(self) -> Self:
        return self.filter(state=self.model.State.ACTIVE)

    def inactive(self) -> Self:
        return self.filter(state=self.model.State.INACTIVE)

    def in_group(self, *groups: Any) -> Self:
        """Members of any of ``groups`` (objects or ids)."""
        return self.filter(group__in=groups)

    def tagged(self, *tags: Any, every: bool = False) -> Self:
        """Those who wear any of ``tags`` (objects or ids), or all of them with ``every``."""
        worn = self.model.tags.through.objects.filter(customer_id=OuterRef("pk"))
        if not every:
            return self.filter(Exists(worn.filter(tag__in=tags)))
        found = self
        for tag in tags:
            found = found.filter(Exists(worn.filter(tag=tag)))
        return found

    def tax_exempt(self) -> Self:
        return self.filter(tax_exempt=True)

    def consenting(self, channel: str) -> Self:
        """Those who said yes to marketing by ``channel``: ``"email"`` or ``"sms"``."""
        return self.filter(**{f"{channel}_consent": 1})
