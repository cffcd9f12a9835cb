"""Groups and tags of several customers."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...models import Customer, CustomerGroup, Tag
from .. import groups, tags
from ..wording import spell
from .acts import BulkAct, Options


class AssignGroup(BulkAct):
    """Options: ``group``, and ``until`` (the last day in it) or nothing."""

    key = "assign-group"
    label = confirm_label = gettext_lazy("Change group")
    title = gettext_lazy("Put customers into a group")
    icon = "fas fa-users"

    def effect(self, number: int) -> str:
        return ngettext(
            "%(number)s customer leaves the present group, if there is one, and comes into the group that you choose. "
            "Open baskets are priced anew.",
            "%(number)s customers leave their present group, if they have one, and come into the group that you "
            "choose. Open baskets are priced anew.",
            number,
        ) % {"number": spell(number)}

    def execute(self, pks: Sequence[int], *, by: Any, **options: Any) -> Iterable[Any]:
        return groups.assign(pks, group=options["group"], until=options.get("until"), by=by)

    def done(self, number: int, **options: Any) -> str:
        return ngettext(
            "%(number)s customer came into the group “%(name)s”.",
            "%(number)s customers came into the group “%(name)s”.",
            number,
        ) % {"number": spell(number), "name": options["group"].name}

    def heading(self, **options: Any) -> str:
        words = {"name": options["group"].name}
        if until := options.get("until"):
            words["day"] = date_format(until, "SHORT_DATE_FORMAT")
            return _("Put customers into the group “%(name)s” until %(day)s") % words
        return _("Put customers into the group “%(name)s”") % words

    def pack(self, **options: Any) -> dict[str, Any]:
        until = options.get("until")
        return {"group": options["group"].pk} | ({"until": until.isoformat()} if until else {})

    def unpack(self, packed: Options) -> dict[str, Any]:
        group = CustomerGroup.objects.filter(pk=packed["group"]).first()
        if group is None:
            raise ValidationError(_("The group was deleted meanwhile."))
        until = packed.get("until")
        return {"group": group} | ({"until": date.fromisoformat(until)} if until else {})


class ClearGroup(BulkAct):
    key = "clear-group"
    label = confirm_label = gettext_lazy("Take out of group")
    title = gettext_lazy("Take customers out of their group")
    already = Q(group=None)

    def already_words(self, number: int) -> str:
        words = ngettext("%(number)s has no group anyway.", "%(number)s have no group anyway.", number)
        return words % {"number": spell(number)}

    def effect(self, number: int) -> str:
        return ngettext(
            "%(number)s customer leaves the group and has none then. Open baskets are priced anew.",
            "%(number)s customers leave their group and have none then. Open baskets are priced anew.",
            number,
        ) % {"number": spell(number)}

    def execute(self, pks: Sequence[int], *, by: Any, **options: Any) -> Iterable[Any]:
        return groups.assign(pks, group=None, by=by)

    def done(self, number: int, **options: Any) -> str:
        words = ngettext("%(number)s customer left the group.", "%(number)s customers left their group.", number)
        return words % {"number": spell(number)}


class _Tags(BulkAct):
    """Option: ``tags``."""

    def pack(self, **options: Any) -> dict[str, Any]:
        return {"tags": [tag.pk for tag in options["tags"]]}

    def unpack(self, packed: Options) -> dict[str, Any]:
        found = list(Tag.objects.filter(pk__in=packed["tags"]))
        if len(found) < len(packed["tags"]):
            raise ValidationError(_("A tag was deleted meanwhile."))
        return {"tags": found}


class AddTags(_Tags):
    key = "add-tags"
    label = confirm_label = gettext_lazy("Add tags")
    title = gettext_lazy("Put tags on customers")
    icon = "fas fa-tag"

    def effect(self, number: int) -> str:
        return ngettext(
            "%(number)s customer gets the tags that you choose, besides those that are there.",
            "%(number)s customers get the tags that you choose, besides those that they have.",
            number,
        ) % {"number": spell(number)}

    def execute(self, pks: Sequence[int], *, by: Any, **options: Any) -> Iterable[Any]:
        return tags.change(pks, add=options["tags"], by=by)

    def done(self, number: int, **options: Any) -> str:
        words = ngettext("%(number)s customer got new tags.", "%(number)s customers got new tags.", number)
        return words % {"number": spell(number)}

    def heading(self, **options: Any) -> str:
        return _("Put tags on customers: %(tags)s") % {"tags": ", ".join(tag.name for tag in options["tags"])}


class RemoveTags(_Tags):
    key = "remove-tags"
    label = confirm_label = gettext_lazy("Remove tags")
    title = gettext_lazy("Take tags off customers")
    already = Q(~Exists(Customer.tags.through.objects.filter(customer_id=OuterRef("pk"))))

    def already_words(self, number: int) -> str:
        words = ngettext("%(number)s has no tags anyway.", "%(number)s have no tags anyway.", number)
        return words % {"number": spell(number)}

    def effect(self, number: int) -> str:
        words = ngettext(
            "%(number)s customer loses the tags that you choose.",
            "%(number)s customers lose the tags that you choose.",
            number,
        )
        return words % {"number": spell(number)}

    def execute(self, pks: Sequence[int], *, by: Any, **options: Any) -> Iterable[Any]:
        return tags.change(pks, remove=options["tags"], by=by)

    def done(self, number: int, **options: Any) -> str:
        words = ngettext("%(number)s customer lost tags.", "%(number)s customers lost tags.", number)
        return words % {"number": spell(number)}

    def heading(self, **options: Any) -> str:
        return _("Take tags off customers: %(tags)s") % {"tags": ", ".join(tag.name for tag in options["tags"])}
