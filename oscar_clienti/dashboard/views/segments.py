"""Segments: the list's filters that somebody gave a name."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from ... import conf
from ...filters import CustomerFilter
from ...loading import get_classes
from ...models import Segment
from ...services import mailings, segments
from ...services.wording import spell
from ..rights import may
from .customers import ActFormView
from .lists import FilteredMixin

RenameSegmentForm, SaveSegmentForm = get_classes("dashboard.users.forms", ["RenameSegmentForm", "SaveSegmentForm"])


def address_of(segment: Segment) -> str:
    """The list with the segment's filter."""
    return f"{reverse('dashboard:users-index')}?{segment.query}"


class SegmentListView(TemplateView):
    """All of them, with their filters in words and their sizes of now."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/segments/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [_row(segment) for segment in Segment.objects.select_related("by")]
        rights = {"can_manage": segments.RIGHT, "can_write": mailings.RIGHT}
        can = {name: may(self.request.user, right) for name, right in rights.items()}
        return super().get_context_data(rows=rows, **can, **kwargs)


class SegmentAddView(FilteredMixin, ActFormView):
    """Keeps the filter of the address."""

    form_class = SaveSegmentForm
    template_name = "oscar_clienti/dashboard/segments/save.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.filter:
            messages.warning(request, _("Filter the list first: without a filter it would be everybody."))
            return redirect("dashboard:users-index")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = [chip.text for chip in self.filter.chips()]
        return super().get_context_data(
            title=_("Save as segment"), cancel_url=self.address(), words=words, notes=self.filter.left_out(), **kwargs
        )

    def act(self, form: Any) -> HttpResponse:
        if notes := self.filter.left_out():
            # The rest alone would be more people than were seen.
            raise ValidationError(notes)
        query, by = str(self.filter), self.request.user
        if old := form.cleaned_data["replaces"]:
            segment = segments.replace(old, query=query, by=by)
        else:
            segment = segments.save(form.cleaned_data["name"], query=query, by=by)
        messages.success(self.request, _("The segment “%(name)s” was saved.") % {"name": segment.name})
        return redirect(address_of(segment))


class SegmentMixin:
    """The segment of the address."""

    kwargs: dict[str, Any]

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(Segment, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cancel_url = reverse("dashboard:customer-segment-list")
        return super().get_context_data(segment=self.segment, cancel_url=cancel_url, **kwargs)  # type: ignore[misc]


class SegmentEditView(SegmentMixin, ActFormView):
    form_class = RenameSegmentForm
    template_name = "oscar_clienti/dashboard/segments/form.html"
    extra_context = {"title": gettext_lazy("Rename the segment")}

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.segment.name}

    def act(self, form: Any) -> HttpResponse:
        segment = segments.rename(self.segment, name=form.cleaned_data["name"], by=self.request.user)
        messages.success(self.request, _("The segment is called “%(name)s” now.") % {"name": segment.name})
        return redirect("dashboard:customer-segment-list")


class SegmentDeleteView(SegmentMixin, ActFormView):
    form_class = Form
    template_name = "oscar_clienti/dashboard/segments/delete.html"
    extra_context = {"confirm_label": pgettext_lazy("verb", "Delete"), "danger": True}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Delete the segment “%(name)s”?") % {"name": self.segment.name}
        return super().get_context_data(title=title, **kwargs)

    def act(self, form: Any) -> HttpResponse:
        segments.delete(self.segment, by=self.request.user)
        messages.success(self.request, _("The segment “%(name)s” was deleted.") % {"name": self.segment.name})
        return redirect("dashboard:customer-segment-list")


def _row(segment: Segment) -> dict[str, Any]:
    found = CustomerFilter.from_string(segment.query)
    row = {"segment": segment, "url": address_of(segment), "words": [chip.text for chip in found.chips()]}
    try:
        size = segments.size(segment)
    except ValidationError as error:
        return row | {"notes": found.left_out() or error.messages}
    return row | {"size": size, "shown": spell(conf.get("COUNT_LIMIT") if size is None else size)}
