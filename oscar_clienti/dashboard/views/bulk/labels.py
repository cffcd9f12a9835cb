"""Groups and tags of chosen customers."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from ....loading import get_classes
from ....models import Customer
from ....querysets import CustomerQuerySet
from ....services import groups, tags
from ..labels import spell
from .base import BulkView

ChooseGroupForm, ChooseTagsForm = get_classes("dashboard.users.forms", ["ChooseGroupForm", "ChooseTagsForm"])


class AssignGroupView(BulkView):
    title = gettext_lazy("Put customers into a group")
    confirm_label = gettext_lazy("Change group")
    form_class = ChooseGroupForm

    def effect(self, number: int) -> str:
        return ngettext(
            "%(number)s customer leaves the present group, if there is one, and comes into the group that you choose. "
            "Open baskets are priced anew.",
            "%(number)s customers leave their present group, if they have one, and come into the group that you "
            "choose. Open baskets are priced anew.",
            number,
        ) % {"number": spell(number)}

    def execute(self, customers: list[Customer], form: Any) -> Iterable[Any]:
        return groups.assign(customers, group=form.cleaned_data["group"], by=self.request.user)

    def done(self, number: int, form: Any) -> str:
        return ngettext(
            "%(number)s customer came into the group “%(name)s”.",
            "%(number)s customers came into the group “%(name)s”.",
            number,
        ) % {"number": spell(number), "name": form.cleaned_data["group"].name}


class ClearGroupView(BulkView):
    title = gettext_lazy("Take customers out of their group")
    confirm_label = gettext_lazy("Take out of group")

    def already(self, customers: CustomerQuerySet) -> CustomerQuerySet:
        return customers.filter(group=None)

    def already_words(self, number: int) -> str:
        words = ngettext("%(number)s has no group anyway.", "%(number)s have no group anyway.", number)
        return words % {"number": spell(number)}

    def effect(self, number: int) -> str:
        return ngettext(
            "%(number)s customer leaves the group and has none then. Open baskets are priced anew.",
            "%(number)s customers leave their group and have none then. Open baskets are priced anew.",
            number,
        ) % {"number": spell(number)}

    def execute(self, customers: list[Customer], form: Any) -> Iterable[Any]:
        return groups.assign(customers, group=None, by=self.request.user)

    def done(self, number: int, form: Any) -> str:
        words = ngettext("%(number)s customer left the group.", "%(number)s customers left their group.", number)
        return words % {"number": spell(number)}


class AddTagsView(BulkView):
    title = gettext_lazy("Put tags on customers")
    confirm_label = gettext_lazy("Add tags")
    form_class = ChooseTagsForm

    def effect(self, number: int) -> str:
        return ngettext(
            "%(number)s customer gets the tags that you choose, besides those that are there.",
            "%(number)s customers get the tags that you choose, besides those that they have.",
            number,
        ) % {"number": spell(number)}

    def execute(self, customers: list[Customer], form: Any) -> Iterable[Any]:
        return tags.change(customers, add=form.cleaned_data["tags"], by=self.request.user)

    def done(self, number: int, form: Any) -> str:
        words = ngettext("%(number)s customer got new tags.", "%(number)s customers got new tags.", number)
        return words % {"number": spell(number)}


class RemoveTagsView(BulkView):
    title = gettext_lazy("Take tags off customers")
    confirm_label = gettext_lazy("Remove tags")
    form_class = ChooseTagsForm

    def already(self, customers: CustomerQuerySet) -> CustomerQuerySet:
        return customers.filter(tags=None)

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

    def execute(self, customers: list[Customer], form: Any) -> Iterable[Any]:
        return tags.change(customers, remove=form.cleaned_data["tags"], by=self.request.user)

    def done(self, number: int, form: Any) -> str:
        words = ngettext("%(number)s customer lost tags.", "%(number)s customers lost tags.", number)
        return words % {"number": spell(number)}
