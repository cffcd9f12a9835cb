"""Pages of the customer groups."""

from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...loading import get_classes
from ...models import CustomerGroup, PriceList
from ...models.labels import Label
from ...services import groups, offers
from ...services.labels import Size
from ...services.wording import spell, spell_percent
from ..rights import may
from . import joining, labels

CustomerGroupForm, DeleteCustomerGroupForm = get_classes(
    "dashboard.users.forms", ["CustomerGroupForm", "DeleteCustomerGroupForm"]
)


class GroupMixin(labels.LabelMixin):
    """The words of groups."""

    model, service, word = CustomerGroup, groups, "group"
    form, delete_form = CustomerGroupForm, DeleteCustomerGroupForm
    plural = gettext_lazy("Customer groups")
    lead = gettext_lazy("A customer is in one group or in none. Groups are for prices and for what the shop shows.")
    nothing_yet = gettext_lazy("No groups yet")
    why = gettext_lazy("Groups such as “Wholesale” or “Club” keep customers together who are treated alike.")
    add_title = gettext_lazy("Add a group")

    def edit_title(self, label: Label) -> str:
        return _("Edit the group “%(name)s”") % {"name": label.name}

    def merge_title(self, label: Label) -> str:
        return _("Merge the group “%(name)s” into another") % {"name": label.name}

    def delete_title(self, label: Label) -> str:
        return _("Delete the group “%(name)s”?") % {"name": label.name}

    def merge_effect(self, size: Size) -> str:
        return "\n\n".join(filter(None, [self._people_merged(size), self._offers_merged(), self._lists_moved()]))

    def delete_effect(self, size: Size) -> str:
        return "\n\n".join(filter(None, [self._people_left(size), self._offers_ended(), self._lists_deleted()]))

    def _offers_merged(self) -> str:
        alone = offers.offers_alone(self.label)  # type: ignore[arg-type]
        if not alone:
            return ""
        return ngettext(
            "%(number)s offer that was for its customers is for all customers of the other group then.",
            "%(number)s offers that were for its customers are for all customers of the other group then.",
            alone,
        ) % {"number": spell(alone)}

    def _offers_ended(self) -> str:
        alone = offers.offers_alone(self.label)  # type: ignore[arg-type]
        if not alone:
            return ""
        return ngettext(
            "%(number)s offer that is only for this group is suspended.",
            "%(number)s offers that are only for this group are suspended.",
            alone,
        ) % {"number": spell(alone)}

    def _lists_moved(self) -> str:
        lists = PriceList.objects.filter(group=self.label.pk).count()
        if not lists:
            return ""
        return ngettext(
            "Its price list goes to the other group, switched off until you say otherwise.",
            "Its %(number)s price lists go to the other group, switched off until you say otherwise.",
            lists,
        ) % {"number": spell(lists)}

    def _lists_deleted(self) -> str:
        lists = PriceList.objects.filter(group=self.label.pk).count()
        if not lists:
            return ""
        return ngettext(
            "Its price list is deleted with it.", "Its %(number)s price lists are deleted with it.", lists
        ) % {"number": spell(lists)}

    def _people_merged(self, size: Size) -> str:
        if not size.people:
            return _("Nobody is in this group. Only the group itself is deleted; there is no way back.")
        return ngettext(
            "%(number)s customer moves to the group that you choose, and this group is deleted. "
            "Open baskets are priced anew. There is no way back.",
            "%(number)s customers move to the group that you choose, and this group is deleted. "
            "Open baskets are priced anew. There is no way back.",
            size.people,
        ) % {"number": spell(size.people)}

    def _people_left(self, size: Size) -> str:
        if not size.people:
            return _("Nobody is in this group. Only the group itself is deleted; there is no way back.")
        return ngettext(
            "%(number)s customer is in this group. The account and its orders stay; open baskets are priced anew. "
            "There is no way back.",
            "%(number)s customers are in this group. Their accounts and orders stay; open baskets are priced anew. "
            "There is no way back.",
            size.people,
        ) % {"number": spell(size.people)}

    def change_discount(self, group: CustomerGroup, terms: dict[str, Any]) -> list[str]:
        """Do what the form says of the discount, and return the sentence that says so, if it changed anything."""
        if not terms.get("percent"):
            ended = offers.end_discount(group, by=self.request.user) if terms else None
            return [_("Its discount has ended.")] if ended else []
        before = offers.discount_of(group)
        offers.give_discount(group, by=self.request.user, **terms)
        return [] if before and before.terms() == terms else [_spelt(terms)]

    def merged(self, label: Label, into: Label, people: int) -> str:
        return ngettext(
            "“%(name)s” was merged into “%(into)s”: %(number)s customer moved.",
            "“%(name)s” was merged into “%(into)s”: %(number)s customers moved.",
            people,
        ) % {"name": label.name, "into": into.name, "number": spell(people)}

    def deleted(self, label: Label, people: int) -> str:
        return ngettext(
            "The group “%(name)s” was deleted; %(number)s customer was in it.",
            "The group “%(name)s” was deleted; %(number)s customers were in it.",
            people,
        ) % {"name": label.name, "number": spell(people)}


class CustomerGroupListView(GroupMixin, labels.LabelListView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context, discounts = super().get_context_data(**kwargs), offers.discounts()
        for row in context["rows"]:
            discount = discounts.get(row["label"].pk)
            if discount and discount.is_plain and discount.is_running:
                row["discount"] = _("−%(percent)s%%") % {"percent": spell_percent(discount.percent)}
        return context


class CustomerGroupAddView(GroupMixin, labels.LabelAddView):
    @transaction.atomic
    def act(self, form: Any) -> str:
        group = groups.create(by=self.request.user, **form.group_fields())
        words = self.change_discount(group, form.discount())
        return " ".join([_("“%(name)s” was added.") % {"name": group.name}, *words])


class CustomerGroupEditView(GroupMixin, labels.LabelEditView):
    template_name = "oscar_clienti/dashboard/labels/group_form.html"

    @cached_property
    def discount(self) -> offers.Discount | None:
        return offers.discount_of(self.label)  # type: ignore[arg-type]

    def get_initial(self) -> dict[str, Any]:
        terms = self.discount.terms() if self.discount and self.discount.is_plain else {}
        return {f"discount_{name}": value for name, value in terms.items()}

    def get_form(self, form_class: type | None = None) -> Any:
        form = super().get_form(form_class)
        if self.discount and not self.discount.is_plain:
            form.without_discount()
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_look = may(self.request.user, "offer.view_conditionaloffer")
        own = {"discount": self.discount, "may_look": may_look, "joining": joining.about(self.label)}
        return super().get_context_data(**own, **kwargs)

    @transaction.atomic
    def act(self, form: Any) -> str:
        group = groups.update(self.label, by=self.request.user, **form.group_fields())  # type: ignore[arg-type]
        words = self.change_discount(group, form.discount())
        return " ".join([_("“%(name)s” was saved.") % {"name": group.name}, *words])


class CustomerGroupMergeView(GroupMixin, labels.LabelMergeView):
    pass


class CustomerGroupDeleteView(GroupMixin, labels.LabelDeleteView):
    pass


class CustomerGroupOrderView(GroupMixin, labels.LabelOrderView):
    pass


def _spelt(terms: dict[str, Any]) -> str:
    """What the members get from now on."""
    words = {"percent": spell_percent(terms["percent"]), "day": date_format(terms["starts_on"] or localdate())}
    if terms["starts_on"] and terms["starts_on"] > localdate():
        return _("Its members get %(percent)s%% off from %(day)s.") % words
    if terms["ends_on"] and terms["ends_on"] < localdate():
        return _("Its discount of %(percent)s%% is over: its last day has passed.") % words
    return _("Its members get %(percent)s%% off.") % words
