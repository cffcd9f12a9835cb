"""Exempting one customer from taxes: what the profile says of it, the form, the certificate, and ending it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from oscar.core.loading import get_model

from ... import downloads
from ...loading import get_class
from ...models import Customer, CustomerGroup, TaxExemption
from ...services import baskets, taxes
from ..forms.exemptions import Kept
from .customers import ActFormView, CustomerMixin, MeanwhileMixin

ExemptionForm = get_class("dashboard.users.forms", "ExemptionForm")


@dataclass(frozen=True)
class Standing:
    """How somebody stands with the taxes today.

    ``own`` is what the customer's own exemption says: "exempt", "to come", "over" or nothing; ``group`` is the group
    that exempts all its members; ``policy`` is the reason that the shop's own policy has besides.
    """

    own: str
    exemption: TaxExemption | None
    countries: list[str]
    days_left: int | None
    group: CustomerGroup | None
    policy: str

    @classmethod
    def of(cls, customer: Customer) -> "Standing":
        exemption: TaxExemption | None = getattr(customer, "exemption", None)
        own, group = _own(customer, exemption), customer.current_group
        group = group if group and group.tax_exempt else None
        decision = None if own == "exempt" or group else taxes.decide(customer.user)
        last = exemption.valid_until if exemption else None
        return cls(
            own,
            exemption,
            _names(exemption.countries) if exemption else [],
            (last - timezone.localdate()).days if last else None,
            group,
            (decision.reason or _("Tax-exempt customer")) if decision and decision.exempt else "",
        )


def _own(customer: Customer, exemption: TaxExemption | None) -> str:
    today = timezone.localdate()
    if exemption and exemption.valid_until and exemption.valid_until < today:
        return "over"
    if not customer.tax_exempt:
        return ""
    return "to come" if exemption and exemption.valid_from and exemption.valid_from > today else "exempt"


def _names(codes: list[str]) -> list[str]:
    if not codes:
        return []
    return sorted(map(str, get_model("address", "Country").objects.filter(pk__in=codes)))


class ExemptionMixin(CustomerMixin):
    @cached_property
    def exemption(self) -> TaxExemption | None:
        return getattr(self.customer, "exemption", None)


class CustomerExemptionView(ExemptionMixin, MeanwhileMixin, ActFormView):
    """Grants, says anew, or leads to the page that asks before it ends."""

    form_class = ExemptionForm
    template_name = "oscar_clienti/dashboard/exemptions/form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "customer": self.customer, "kept": self._kept()}

    def _kept(self) -> Kept | None:
        if not self.exemption or not self.exemption.certificate:
            return None
        address = reverse("dashboard:customer-certificate", args=[self.customer.pk])
        return Kept(self.exemption.certificate_name, address)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        standing = Standing.of(self.customer)
        return super().get_context_data(title=_("Taxes of %(who)s") % {"who": self.customer}, taxes=standing, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        if form.cleaned_data["exempt"]:
            taxes.grant(self.customer, by=self.request.user, **form.particulars())
            messages.success(self.request, _("%(customer)s was saved.") % {"customer": self.customer})
        elif self.customer.tax_exempt:
            return redirect("dashboard:customer-exemption-end", self.customer.pk)
        return redirect(self.profile_url)


class CustomerExemptionEndView(ExemptionMixin, TemplateView):
    """Asks, then lets somebody pay taxes like everybody."""

    template_name = "oscar_clienti/dashboard/exemptions/end.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {
            "title": _("End the tax exemption of %(customer)s?") % {"customer": self.customer},
            "confirm_label": _("End tax exemption"),
            "danger": True,
        }
        facts = {"taxes": Standing.of(self.customer), "baskets": baskets.count_open(self.customer)}
        return super().get_context_data(**words, **facts, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        taxes.end(self.customer, by=request.user)
        messages.success(request, _("%(customer)s is no longer tax-exempt.") % {"customer": self.customer})
        return redirect(self.profile_url)


class CustomerCertificateView(ExemptionMixin, View):
    """The certificate as a file to keep, never as a page: nothing in it can run under the shop's name."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not self.exemption or not self.exemption.certificate:
            raise Http404
        return downloads.as_attachment(
            self.exemption.certificate,
            name=self.exemption.certificate_name,
            content_type=taxes.content_type(self.exemption),
        )
