"""What every row of one import is judged by: the mapping, the decisions, the shop's labels and countries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from oscar.core.loading import get_model

from ... import conf
from ...models import CustomerGroup, Job, Tag
from ...text import fold
from ..file_columns.formulas import unescape, untame
from .decisions import Decisions
from .formats import Format, formats
from .mapping import Mapping, compile
from .rows import RowParser


@dataclass
class Context:
    """Made anew for each chunk: labels and rights may have changed since the last one."""

    job: Job

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def decisions(self) -> Decisions:
        return Decisions.from_dict(self.job.params.get("decisions") or {})

    @cached_property
    def mapping(self) -> Mapping:
        return Mapping.from_dict(self.job.params["mapping"])

    @cached_property
    def format(self) -> Format | None:
        """The shop that the file is from, where it was recognised."""
        return formats.get(self.job.params.get("format") or "")

    @cached_property
    def passwords(self) -> bool:
        """May the file give passwords to new customers?"""
        return conf.get("IMPORT_PASSWORDS")

    @property
    def header(self) -> list[str]:
        return self.job.params["header"]

    @cached_property
    def keys(self) -> set[str]:
        """The columns that the file fills, constants of its format included."""
        mapped = {key for key in self.mapping.columns if key}
        return {*mapped, *(self.format.constants if self.format else {})}

    @cached_property
    def known_keys(self) -> set[str]:
        """What has to be known of people who are there: the columns, and the group that may be given to all."""
        labels = {"group", "group_until"} if "group" in self.keys or self.decisions.group else set()
        return self.keys | labels

    @cached_property
    def parser(self) -> RowParser:
        form = self.format
        read = compile(self.mapping, form)
        return RowParser(read, len(self.header), merged=bool(form and form.continues), bare=self._bare)

    @property
    def _bare(self) -> Callable[[str], str] | None:
        """What makes a cell itself again that we made harmless: in our own export, and in rows we gave back."""
        if self.format and self.format.key == "own":
            return unescape
        return untame if self.job.params.get("retry_of") else None

    @cached_property
    def groups(self) -> dict[str, CustomerGroup]:
        """By folded name, as the shop tells them apart."""
        return {group.name_key: group for group in CustomerGroup.objects.all()}

    @cached_property
    def tags(self) -> dict[str, Tag]:
        return {tag.name_key: tag for tag in Tag.objects.all()}

    @cached_property
    def tag_order(self) -> dict[int, int]:
        """The place of each tag as the database sorts them, which is not as Python does."""
        return {pk: place for place, pk in enumerate(Tag.objects.order_by("name_key").values_list("pk", flat=True))}

    @cached_property
    def group_for_all(self) -> CustomerGroup | None:
        wanted = self.decisions.group
        return next((group for group in self.groups.values() if group.pk == wanted), None) if wanted else None

    @cached_property
    def tags_for_all(self) -> list[Tag]:
        wanted = self.decisions.tags
        return [tag for tag in self.tags.values() if tag.pk in wanted] if wanted else []

    @cached_property
    def countries(self) -> dict[str, Any]:
        return get_model("address", "Country").objects.in_bulk()

    @cached_property
    def has_addresses(self) -> bool:
        return any(key.startswith("address") for key in self.keys)

    def group_named(self, name: str) -> CustomerGroup | None:
        return self.groups.get(label_key(name))

    def tag_named(self, name: str) -> Tag | None:
        return self.tags.get(label_key(name))

    def will_make(self, labels: str, name: str) -> bool:
        """Is this one of the "groups" or "tags" that the run is to make? Once it runs, they are there."""
        return self.decisions.create_labels and self.job.phase != "writing" and label_key(name) in self._coming[labels]

    @cached_property
    def _coming(self) -> dict[str, set[str]]:
        missing = self.job.params.get("labels") or {}
        return {labels: set(map(label_key, missing.get(labels, ()))) for labels in ("groups", "tags")}


def label_key(name: str) -> str:
    """What makes two spellings the name of one group or tag."""
    return fold(" ".join(name.split()))[:64]
