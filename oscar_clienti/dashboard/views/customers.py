"""Adding and editing one customer, their e-mail address, letting them in and out."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from ...loading import get_classes
from ...models import Customer
from ...services import consents, customers, extra_fields, passwords
from .. import history

AddCustomerForm, EditCustomerForm, EmailForm = get_classes(
    "dashboard.users.forms", ["AddCustomerForm", "EditCustomerForm", "EmailForm"]
)


class CustomerMixin:
    """The customer of the address. Staff, partners and deleted accounts are not found here."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def customer(self) -> Customer:
        people = Customer.objects.shoppers().select_related("group", "user", "exemption")
        return get_object_or_404(people, pk=self.kwargs["pk"])

    @property
    def profile_url(self) -> str:
        return reverse("dashboard:user-detail", args=[self.customer.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"customer": self.customer, "cancel_url": self.profile_url, **kwargs})  # type: ignore[misc]


class ActFormView(FormView):
    """A form whose act is one call of a service; what the service refuses is told at the field it is about."""

    def act(self, form: Any) -> HttpResponse:
        """Do it and return where to go."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.act(form)
        except ValidationError as error:
            return self.form_invalid(self.refused(form, error))

    def refused(self, form: Any, error: ValidationError) -> Any:
        """Return the form to show again, with what the service said."""
        if isinstance(error, customers.EmailTaken):
            form.add_error("email", self.who_has_it(error))
        else:
            tell(form, error)
        return form

    def who_has_it(self, taken: customers.EmailTaken) -> str:
        """Name the customer who has the address, with a link for those who may open it."""
        words = taken.messages[0]
        if taken.customer is None or not self.request.user.has_perm("oscar_clienti.view_customer"):
            return words
        url = reverse("dashboard:user-detail", args=[taken.customer.pk])
        return format_html('{} <a href="{}">{}</a>', words, url, _("Open this customer"))


def tell(form: Any, error: ValidationError) -> None:
    """Put the errors of a service at the form's fields; those of other fields on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)


class MeanwhileMixin:
    """Who saves second reads what changed meanwhile, and loses nothing of what they typed: saving again writes it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        if conflict := getattr(context["form"], "conflict", None):
            context["meanwhile"] = [history.read(row) for row in conflict.rows]
        return context

    def refused(self, form: Any, error: ValidationError) -> Any:
        if not isinstance(error, customers.Conflict):
            return super().refused(form, error)  # type: ignore[misc]
        return self.after(form, error)

    def after(self, form: Any, conflict: customers.Conflict) -> Any:
        """The form again, which knows the newer version now."""
        form.data = form.data.copy()
        form.data["version"] = conflict.current_version
        form.conflict = conflict
        form.add_error(None, conflict)
        return form


class CustomerAddView(ActFormView):
    """A customer by hand, with group, tags, address, consent and invitation in one go."""

    form_class = AddCustomerForm
    template_name = "oscar_clienti/dashboard/customers/add.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "may_change": self.request.user.has_perm("oscar_clienti.change_customer")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Add customer"), "save_label": _("Add customer")}
        return super().get_context_data(**words, cancel_url=reverse("dashboard:users-index"), **kwargs)

    def act(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            customer = customers.create(by=self.request.user, **form.fields_to_write())
            answer(customer, form, by=self.request.user)
            if form.cleaned_data.get("consent"):
                how, source = form.cleaned_data["consent_how"], consents.STAFF.key
                consents.grant(customer, channel="email", source=source, wording="", how=how, by=self.request.user)
        messages.success(self.request, _("%(customer)s was added.") % {"customer": customer})
        if form.cleaned_data.get("invite"):
            invite(self.request, customer)
        return redirect("dashboard:user-detail", pk=customer.pk)


def answer(customer: Customer, form: Any, *, by: Any) -> None:
    """Write the extra information; what the service refuses is told at the form's fields."""
    if answers := form.answers():
        try:
            extra_fields.answer(customer, answers, by=by)
        except ValidationError as error:
            raise extra_fields.at_its_fields(error) from error


def invite(request: HttpRequest, customer: Customer) -> None:
    """Send the link for choosing a password, and say truthfully what happened."""
    try:
        address = passwords.send_link(customer, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("A link for choosing a password was sent to %(address)s.") % {"address": address})


class CustomerEditView(CustomerMixin, MeanwhileMixin, ActFormView):
    """Every field of our own; those that only somebody else changed are taken over."""

    form_class = EditCustomerForm
    template_name = "oscar_clienti/dashboard/customers/edit.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "customer": self.customer}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=_("Edit %(customer)s") % {"customer": self.customer}, **kwargs)

    def after(self, form: Any, conflict: customers.Conflict) -> Any:
        return form.after(conflict)

    def act(self, form: Any) -> HttpResponse:
        version = form.cleaned_data["version"]
        with transaction.atomic():
            customer = customers.update(self.customer, by=self.request.user, version=version, **form.fields_to_write())
            answer(customer, form, by=self.request.user)
        messages.success(self.request, _("%(customer)s was saved.") % {"customer": customer})
        return redirect(self.profile_url)


class CustomerEmailView(CustomerMixin, ActFormView):
    """A guarded act: the page says what follows from another address."""

    form_class = EmailForm
    template_name = "oscar_clienti/dashboard/customers/email.html"

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.customer.user.email}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("Change e-mail address"), "confirm_label": _("Change e-mail address")}
        return super().get_context_data(**words, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        customer = customers.change_email(self.customer, email=form.cleaned_data["email"], by=self.request.user)
        words = _("The address is %(email)s now.") % {"email": customer.email}
        messages.success(self.request, words)
        return redirect(self.profile_url)


class SwitchView(CustomerMixin, TemplateView):
    """Asks, then lets somebody in or out."""

    template_name = "oscar_clienti/dashboard/customers/switch.html"
    http_method_names = ["get", "head", "post", "options"]
    activate: bool
    label: Any
    question: Any
    danger = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = self.question % {"customer": self.customer}
        words = {"title": title, "confirm_label": self.label, "danger": self.danger}
        return super().get_context_data(activate=self.activate, **words, **kwargs)


class CustomerActivateView(SwitchView):
    activate, label, question = True, gettext_lazy("Activate"), gettext_lazy("Activate %(customer)s?")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        customer = customers.activate(self.customer, by=request.user)
        messages.success(request, _("%(customer)s can sign in again.") % {"customer": customer})
        return redirect(self.profile_url)


class CustomerDeactivateView(SwitchView):
    activate, label, question = False, gettext_lazy("Deactivate"), gettext_lazy("Deactivate %(customer)s?")
    danger = True

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        customer = customers.deactivate(self.customer, by=request.user)
        messages.success(request, _("%(customer)s is signed out and can't sign in any more.") % {"customer": customer})
        return redirect(self.profile_url)
