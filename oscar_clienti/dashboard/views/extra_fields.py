"""Pages of the fields of extra information: the row, one field, retiring and restoring it."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import TemplateView

from ...loading import get_class
from ...models import ExtraField
from ...services import extra_fields
from ...services.labels import Size
from ...services.wording import spell
from ..rights import may
from .customers import ActFormView
from .labels import LabelOrderView

ExtraFieldForm = get_class("dashboard.users.forms", "ExtraFieldForm")

_PLACES = {
    "in_registration": gettext_lazy("When signing up"),
    "in_checkout": gettext_lazy("In the checkout"),
    "in_account": gettext_lazy("In the customer's account"),
    "in_dashboard": gettext_lazy("In the dashboard"),
}
_LIST = "dashboard:customer-extra-field-list"


class ExtraFieldMixin:
    """The field of the address."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def field(self) -> ExtraField:
        return get_object_or_404(ExtraField.objects.prefetch_related("choices"), pk=self.kwargs["pk"])

    @cached_property
    def answered(self) -> int:
        return self.field.answers.count()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse(_LIST), **kwargs)  # type: ignore[misc]

    def done(self, words: str, field: ExtraField) -> HttpResponse:
        messages.success(self.request, words % {"label": field})
        return redirect(_LIST)


class ExtraFieldListView(TemplateView):
    """All fields in the merchant's order, the retired ones apart, with how many customers answered."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/extra_fields/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sizes, everybody = extra_fields.sizes(), reverse("dashboard:users-index")
        rows = [self._row(field, sizes.get(field.pk), everybody) for field in extra_fields.everything()]
        return super().get_context_data(
            rows=[row for row in rows if not row["field"].is_retired],
            retired=[row for row in rows if row["field"].is_retired],
            can_manage=may(self.request.user, "manage_extra_fields"),
            **kwargs,
        )

    @staticmethod
    def _row(field: ExtraField, size: Size | None, everybody: str) -> dict[str, Any]:
        """``size`` is ``None`` where there is no answer at all, so that the field may be deleted."""
        places = [words for name, words in _PLACES.items() if getattr(field, name)]
        url = f"{everybody}?{extra_fields.form_name(field)}-empty=no"
        people = size or Size()
        shown = {"active": spell(people.active), "inactive": spell(people.inactive)}
        return {"field": field, "size": people, "answered": size is not None, "places": places, "url": url, **shown}


class ExtraFieldAddView(ExtraFieldMixin, ActFormView):
    form_class = ExtraFieldForm
    template_name = "oscar_clienti/dashboard/extra_fields/form.html"
    extra_context = {"title": gettext_lazy("Add a field")}

    def act(self, form: Any) -> HttpResponse:
        field = extra_fields.define(by=self.request.user, **form.fields_to_write())
        return self.done(_("“%(label)s” was added."), field)


class ExtraFieldEditView(ExtraFieldMixin, ActFormView):
    form_class = ExtraFieldForm
    template_name = "oscar_clienti/dashboard/extra_fields/form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "field": self.field}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Edit the field “%(label)s”") % {"label": self.field}
        return super().get_context_data(title=title, field_asked=self.field, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        field = extra_fields.update(self.field, by=self.request.user, **form.fields_to_write())
        return self.done(_("“%(label)s” was saved."), field)


class ExtraFieldActView(ExtraFieldMixin, ActFormView):
    """Asks first, and says in numbers what follows."""

    form_class = Form
    template_name = "oscar_clienti/dashboard/extra_fields/confirm.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(title=self.title(), effects=self.effects(), **kwargs)

    def title(self) -> str:
        raise NotImplementedError

    def effects(self) -> list[str]:
        raise NotImplementedError


class ExtraFieldRetireView(ExtraFieldActView):
    extra_context = {"confirm_label": pgettext_lazy("verb", "Retire")}

    def title(self) -> str:
        return _("Retire the field “%(label)s”?") % {"label": self.field}

    def effects(self) -> list[str]:
        kept = ngettext(
            "%(number)s customer has answered it: the answer stays on the profile and can be exported.",
            "%(number)s customers have answered it: the answers stay on their profiles and can be exported.",
            self.answered,
        )
        return [
            _("Nobody is asked any more, neither shoppers nor staff."),
            kept % {"number": spell(self.answered)} if self.answered else _("Nobody has answered it yet."),
            _("You can restore it at any time."),
        ]

    def act(self, form: Any) -> HttpResponse:
        return self.done(_("“%(label)s” was retired."), extra_fields.retire(self.field, by=self.request.user))


class ExtraFieldRestoreView(ExtraFieldActView):
    extra_context = {"confirm_label": pgettext_lazy("verb", "Restore")}

    def title(self) -> str:
        return _("Restore the field “%(label)s”?") % {"label": self.field}

    def effects(self) -> list[str]:
        kept = ngettext(
            "The answer of %(number)s customer is there still.",
            "The answers of %(number)s customers are there still.",
            self.answered,
        )
        again = _("It is asked again where it was asked before.")
        return [again, kept % {"number": spell(self.answered)}] if self.answered else [again]

    def act(self, form: Any) -> HttpResponse:
        return self.done(_("“%(label)s” is asked again."), extra_fields.restore(self.field, by=self.request.user))


class ExtraFieldDeleteView(ExtraFieldActView):
    extra_context = {"confirm_label": pgettext_lazy("verb", "Delete"), "danger": True}

    def title(self) -> str:
        return _("Delete the field “%(label)s”?") % {"label": self.field}

    def effects(self) -> list[str]:
        if not self.answered:
            return [_("Nobody has answered it yet. There is no way back.")]
        words = ngettext(
            "%(number)s customer has answered it, so it can't be deleted: retire it instead.",
            "%(number)s customers have answered it, so it can't be deleted: retire it instead.",
            self.answered,
        )
        return [words % {"number": spell(self.answered)}]

    def act(self, form: Any) -> HttpResponse:
        extra_fields.delete(self.field, by=self.request.user)
        return self.done(_("“%(label)s” was deleted."), self.field)


class ExtraFieldOrderView(LabelOrderView):
    service, word = extra_fields, "extra-field"
