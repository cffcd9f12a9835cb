"""Extra information in the shopper's hands: asked when they sign up, when they pay, and in their account.

A guest is not asked: there is nobody yet whose answers they would be.
"""

from typing import Any

from django import forms
from django.http import HttpResponseRedirect
from django.urls import reverse

# Oscar asks for the classes below before the models are loaded: what knows models is imported where it is needed.


class AskingMixin:
    """A form that asks for the fields of one place; required ones have to be answered."""

    # Those of any form.
    fields: Any
    data: Any
    cleaned_data: Any
    clienti_extra: list[Any]

    def ask_extra(self, place: str, customer: Any = None) -> None:
        """Add them, filled with what ``customer`` answered before; a store's own fields stay the store's."""
        from ..services import extra_fields

        asked = extra_fields.asked(place)
        self.clienti_extra = [field for field in asked if extra_fields.form_name(field) not in self.fields]
        known = extra_fields.initial(customer, self.clienti_extra)
        self.fields.update(extra_fields.form_fields(self.clienti_extra, known=known, shopper=True))

    def answer_extra(self, user: Any) -> None:
        """Keep what was typed; what a store's own page doesn't show is not wiped out."""
        from ..models import Customer
        from ..services import extra_fields

        given = extra_fields.given_in(self.cleaned_data, [field for field in self.clienti_extra if self._shows(field)])
        customer = Customer.objects.filter(pk=user.pk).first() if given else None
        if customer is not None:
            extra_fields.answer(customer, given, by=user)

    def _shows(self, field: Any) -> bool:
        from ..services import extra_fields

        return self.add_prefix(extra_fields.form_name(field)) in self.data  # type: ignore[attr-defined]


class ExtraForm(AskingMixin, forms.Form):
    """The fields of one place, alone."""

    def __init__(self, data: Any = None, *, place: str, customer: Any) -> None:
        super().__init__(data)
        self.ask_extra(place, customer)

    @property
    def given(self) -> list[tuple[Any, str]]:
        """What was answered before, with its labels."""
        from ..services import extra_fields

        known = [(field, self[extra_fields.form_name(field)].initial) for field in self.clienti_extra]
        return [(field, extra_fields.words(field, value)) for field, value in known if value not in (None, "")]

    @property
    def is_owed(self) -> bool:
        """Does a required answer lack?"""
        return any(field.required and self[name].initial in (None, "") for name, field in self.fields.items())


class ProfileFormMixin(AskingMixin):
    """Mixed into Oscar's ``ProfileForm``, whichever of the two it is."""

    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from ..services.vat import own

        super().__init__(*args, **kwargs)
        self.clienti_extra = []
        if customer := own.customer_of(self.user):
            self.ask_extra("in_account", customer)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        saved = super().save(*args, **kwargs)  # type: ignore[misc]
        self.answer_extra(self.user)
        return saved


class RegistrationFormMixin(AskingMixin):
    """Mixed into Oscar's form for signing up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_extra("in_registration")

    def save(self, commit: bool = True) -> Any:
        user = super().save(commit=commit)  # type: ignore[misc]
        if commit:
            self.answer_extra(user)
        return user


class ProfileViewMixin:
    """Mixed into Oscar's ``ProfileView``: what was answered can be read again."""

    def get_profile_fields(self, user: Any) -> list[dict[str, Any]]:
        from ..services import extra_fields
        from ..services.vat import own

        customer = own.customer_of(user)
        fields = super().get_profile_fields(user)  # type: ignore[misc]
        if customer is None:
            return fields
        told = [one for one in extra_fields.shown(customer) if one.field.in_account and not one.field.is_retired]
        return [*fields, *({"name": one.label, "value": one.words} for one in told)]


class CheckoutMixin:
    """Mixed into Oscar's ``PaymentDetailsView``: a box with a few more details, on both of its pages.

    Nothing is paid before what is required was answered. Saving leads back to the payment page: what was typed there is
    kept nowhere.
    """

    request: Any

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        action = request.POST.get("action")
        if action == "extra" and (form := self._extra_form(request.POST)):
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(extra_form=form))  # type: ignore[attr-defined]
            form.answer_extra(request.user)
            return HttpResponseRedirect(reverse("checkout:payment-details"))
        if action != "invoice" and (form := self._extra_form()) and form.is_owed:
            return HttpResponseRedirect(f"{reverse('checkout:payment-details')}#extra")
        return super().post(request, *args, **kwargs)  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "extra_form" not in kwargs:
            kwargs["extra_form"] = self._extra_form()
        return super().get_context_data(**kwargs)  # type: ignore[misc]

    def _extra_form(self, data: Any = None) -> ExtraForm | None:
        """Nothing for guests and staff, and where the checkout asks for nothing."""
        from ..services.vat import own

        customer = own.customer_of(self.request.user)
        form = ExtraForm(data, place="in_checkout", customer=customer) if customer else None
        return form if form and form.fields else None
