"""What we add to Oscar's own offers dashboard: the customer groups of an offer, to choose and to read."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ..models import CustomerGroup
from ..services import offers
from .rights import may


class AudienceFieldMixin:
    """Mixed into the last step of Oscar's wizard: who may manage groups chooses those that the offer is for."""

    def get_form(self, form_class: type | None = None) -> Any:
        form = super().get_form(form_class)  # type: ignore[misc]
        if may(self.request.user, "manage_groups"):  # type: ignore[attr-defined]
            form.fields.update(_fields(form.instance))
            form.order_fields(["customer_groups", "for_everybody"])
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                answer = super().form_valid(form)  # type: ignore[misc]
                self.limit(form)
        except ValidationError as error:
            # A colleague deleted one of the groups meanwhile.
            form.add_error("customer_groups", error)
            return self.form_invalid(form)  # type: ignore[attr-defined]
        return answer

    def limit(self, form: Any) -> None:
        """Let the offer that was saved be for the groups that were chosen."""
        chosen, request = form.cleaned_data.get("customer_groups"), self.request  # type: ignore[attr-defined]
        if chosen is None:
            return
        # An offer whose groups are gone stays for nobody, unless somebody says that it is for everybody now.
        if chosen or form.cleaned_data.get("for_everybody") or not _is_for_nobody(form.instance):
            offers.limit(form.instance, chosen, by=request.user)
        if form.instance.offer_type == form.instance.USER and not chosen:
            messages.warning(request, _("Nobody gets this user offer yet: choose the customer groups that it is for."))


class OfferListMixin:
    """Mixed into Oscar's list of offers: the groups stand among the restrictions."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)  # type: ignore[misc]
        tell(context["offers"])
        return context


class OfferDetailMixin:
    """Mixed into Oscar's page of an offer: the groups stand among the restrictions."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)  # type: ignore[misc]
        tell([context["offer"]])
        return context


def tell(shown: Iterable[Any]) -> None:
    """Add the groups of these offers to their restrictions, which Oscar's templates read; one query for all."""
    shown = list(shown)
    limited = offers.told(shown)
    for offer in shown:
        if offer.pk in limited:
            ours = {"description": _restriction(limited[offer.pk]), "is_satisfied": bool(limited[offer.pk])}
            # On this object only: a model can't be mixed, and the template has no block for a row.
            offer.availability_restrictions = [ours, *offer.availability_restrictions()]


def _restriction(groups: list[CustomerGroup]) -> str:
    if not groups:
        return _("For nobody: its customer group was deleted")
    names = get_text_list([group.name for group in groups], pgettext("the last of several names", "and"))
    return ngettext("Only for the customer group %(names)s", "Only for the customer groups %(names)s", len(groups)) % {
        "names": names
    }


def _is_for_nobody(offer: Any) -> bool:
    return offers.told([offer]).get(offer.pk) == []


def _fields(offer: Any) -> dict[str, forms.Field]:
    audience = offers.told([offer]).get(offer.pk) if offer.pk else None
    fields: dict[str, forms.Field] = {
        "customer_groups": forms.ModelMultipleChoiceField(
            CustomerGroup.objects.all(),
            required=False,
            label=_("Customer groups"),
            initial=[group.pk for group in audience or ()],
            help_text=_(
                "Only members of these groups get the offer and see its page. Without a group, site and voucher "
                "offers are for everybody, user offers for nobody."
            ),
        )
    }
    if audience == [] and offer.offer_type != offer.USER:
        fields["for_everybody"] = forms.BooleanField(
            required=False,
            label=_("For everybody from now on"),
            help_text=_("Its customer group was deleted, so nobody gets this offer any more."),
        )
    return fields
