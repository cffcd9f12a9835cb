"""Pages of groups and of tags: one implementation, in which ``groups.py`` and ``tags.py`` fill the words."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.generic import FormView, TemplateView, View

from ...loading import get_class
from ...models.labels import Label
from ...services.labels import Size
from ...services.wording import spell
from ...typed import whole_number

MergeForm = get_class("dashboard.users.forms", "MergeForm")


class LabelMixin:
    """What a subject must tell: its model, its service, its forms and its words."""

    request: HttpRequest
    kwargs: dict[str, Any]

    model: type[Label]
    service: Any
    word: str
    form: type
    delete_form: type
    plural: str | Promise
    lead: str | Promise
    nothing_yet: str | Promise
    why: str | Promise
    add_title: str | Promise

    def page(self, name: str, *args: Any) -> str:
        """The address of a page of this subject: "list", "add", "edit", …"""
        return reverse(f"dashboard:customer-{self.word}-{name}", args=args)

    @property
    def cancel_url(self) -> str:
        return self.page("list")

    @cached_property
    def label(self) -> Label:
        return get_object_or_404(self.model, pk=self.kwargs["pk"])

    @cached_property
    def size(self) -> Size:
        return self.service.sizes().get(self.label.pk, Size())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = ("title", "cancel_url", "confirm_label", "danger")
        known = {name: getattr(self, name) for name in names if hasattr(self, name)}
        return super().get_context_data(**known, **kwargs)  # type: ignore[misc]

    def done(self, words: str) -> HttpResponse:
        messages.success(self.request, words)
        return redirect(self.page("list"))

    # The sentences that name a label or a number, for groups and tags to fill.
    edit_title: Callable[[Label], str]
    merge_title: Callable[[Label], str]
    delete_title: Callable[[Label], str]
    merge_effect: Callable[[Size], str]
    delete_effect: Callable[[Size], str]
    merged: Callable[[Label, Label, int], str]
    deleted: Callable[[Label, int], str]


class LabelListView(LabelMixin, TemplateView):
    """All of them, in the shop's order, with their sizes."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/labels/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sizes, everybody = self.service.sizes(), reverse("dashboard:users-index")
        rows = []
        for label in self.model.objects.all():
            size = sizes.get(label.pk, Size())
            shown = {"active": spell(size.active), "inactive": spell(size.inactive)}
            rows.append({"label": label, "size": size, "url": f"{everybody}?{self.word}={label.pk}", **shown})
        urls = {page: f"dashboard:customer-{self.word}-{page}" for page in ("add", "order", "edit", "merge", "delete")}
        may = self.request.user.has_perm(f"oscar_clienti.manage_{self.word}s")
        return super().get_context_data(rows=rows, urls=urls, can_manage=may, **kwargs)


class LabelFormView(LabelMixin, FormView):
    """A form whose act is one call of the service; what the service refuses is told at the form."""

    def act(self, form: Any) -> str:
        """Do it and return the sentence that says so."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.done(self.act(form))
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)


class LabelAddView(LabelFormView):
    template_name = "oscar_clienti/dashboard/labels/form.html"

    def get_form_class(self) -> type:
        return self.form

    @property
    def title(self) -> str | Promise:
        return self.add_title

    def act(self, form: Any) -> str:
        label = self.service.create(by=self.request.user, **form.cleaned_data)
        return _("“%(name)s” was added.") % {"name": label.name}


class LabelEditView(LabelFormView):
    template_name = "oscar_clienti/dashboard/labels/form.html"

    def get_form_class(self) -> type:
        return self.form

    def get_form_kwargs(self) -> dict[str, Any]:
        # A copy of its own, because a form writes what was typed onto its instance.
        return {**super().get_form_kwargs(), "instance": get_object_or_404(self.model, pk=self.label.pk)}

    @property
    def title(self) -> str:
        return self.edit_title(self.label)

    def act(self, form: Any) -> str:
        label = self.service.update(self.label, by=self.request.user, **form.fields_to_write())
        return _("“%(name)s” was saved.") % {"name": label.name}


class LabelGoingView(LabelFormView):
    """A label is about to go: merged or deleted."""

    template_name = "oscar_clienti/dashboard/labels/going.html"
    danger = True

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "label": self.label}

    def effect(self) -> str:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(effect=self.effect(), **kwargs)


class LabelMergeView(LabelGoingView):
    form_class = MergeForm
    confirm_label = _("Merge")

    @property
    def title(self) -> str:
        return self.merge_title(self.label)

    def effect(self) -> str:
        return self.merge_effect(self.size)

    def act(self, form: Any) -> str:
        into = form.cleaned_data["into"]
        people = self.service.merge(self.label, into=into, by=self.request.user)
        return self.merged(self.label, into, people)


class LabelDeleteView(LabelGoingView):
    confirm_label = pgettext_lazy("verb", "Delete")

    def get_form_class(self) -> type:
        return self.delete_form

    def get_form(self, form_class: type | None = None) -> Any:
        form = super().get_form(form_class)
        if not self.size.people:
            # Nobody is there to go anywhere.
            del form.fields["move_to"]
        return form

    @property
    def title(self) -> str:
        return self.delete_title(self.label)

    def effect(self) -> str:
        return self.delete_effect(self.size)

    def act(self, form: Any) -> str:
        people = self.service.delete(self.label, move_to=form.cleaned_data.get("move_to"), by=self.request.user)
        return self.deleted(self.label, people)


class LabelOrderView(LabelMixin, View):
    """Puts the row in order: ``order`` are the ids, ``move`` ("up-7", "down-7") shifts one of them."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        numbers = map(whole_number, request.POST.get("order", "").split(","))
        ids = [number for number in numbers if number is not None]
        direction, _dash, moved = request.POST.get("move", "").partition("-")
        pk = whole_number(moved)
        if pk in ids:
            _shift(ids, ids.index(pk), -1 if direction == "up" else 1)
        self.service.reorder(ids, by=request.user)
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(status=204)
        return redirect(self.page("list") if pk is None else f"{self.page('list')}#label-{pk}")


def _shift(ids: list[int], at: int, by: int) -> None:
    to = min(max(at + by, 0), len(ids) - 1)
    ids.insert(to, ids.pop(at))
