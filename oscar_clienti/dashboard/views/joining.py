"""The joining rule of a group: its figures, who would enter and leave, and applying it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from oscar.core.utils import get_default_currency
from oscar.templatetags.currency_filters import currency

from ...loading import get_class
from ...models import Customer, CustomerGroup, Job, JoiningRule
from ...services import memberships
from .customers import ActFormView

JoiningRuleForm = get_class("dashboard.users.forms", "JoiningRuleForm")

NAMES_SHOWN = 10
PEOPLE_SHOWN = 50


def about(group: Any) -> dict[str, Any]:
    """What the group's own page says of its rule."""
    rule = JoiningRule.objects.filter(group=group).first()
    return {"rule": rule, "words": in_words(rule) if rule else ""}


def in_words(rule: JoiningRule) -> str:
    """Who joins by the rule, in a sentence."""
    words = {
        "months": rule.months,
        "orders": rule.min_orders,
        "money": currency(rule.min_spent, get_default_currency()),
    }
    if rule.min_spent and rule.min_orders:
        sentence = ngettext(
            "Who spent at least %(money)s and placed %(orders)s or more orders in the last month joins.",
            "Who spent at least %(money)s and placed %(orders)s or more orders in the last %(months)s months joins.",
            rule.months,
        )
    elif rule.min_spent:
        sentence = ngettext(
            "Who spent at least %(money)s in the last month joins.",
            "Who spent at least %(money)s in the last %(months)s months joins.",
            rule.months,
        )
    else:
        sentence = ngettext(
            "Who placed %(orders)s or more orders in the last month joins.",
            "Who placed %(orders)s or more orders in the last %(months)s months joins.",
            rule.months,
        )
    return sentence % words


class JoiningMixin:
    """The group of the address, and its rule if it has one."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def group(self) -> CustomerGroup:
        return get_object_or_404(CustomerGroup, pk=self.kwargs["pk"])

    @cached_property
    def rule(self) -> JoiningRule | None:
        return JoiningRule.objects.filter(group=self.group).first()

    def page(self, name: str = "") -> str:
        """The address of a page of this rule."""
        return reverse(f"dashboard:customer-group-joining{name and f'-{name}'}", args=[self.group.pk])

    def asked_for(self) -> Any:
        """The rule as the address has it, in a form: it may not be saved yet."""
        return JoiningRuleForm(self.request.GET, instance=JoiningRule(group=self.group))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        urls = {name: self.page(name) for name in ("preview", "people", "remove")}
        context = {"group": self.group, "rule": self.rule, "urls": urls}
        return super().get_context_data(**context, **kwargs)  # type: ignore[misc]


class CustomerGroupJoiningView(JoiningMixin, ActFormView):
    """Sets the rule, and applies it at once if that button was pressed."""

    form_class = JoiningRuleForm
    template_name = "oscar_clienti/dashboard/labels/joining.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        # A rule of its own, because a form writes what was typed onto its instance.
        rule = JoiningRule.objects.filter(group=self.group).first() or JoiningRule(group=self.group)
        return {**super().get_form_kwargs(), "instance": rule}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Automatic joining: “%(name)s”") % {"name": self.group.name}
        return super().get_context_data(
            title=title, cancel_url=reverse("dashboard:customer-group-edit", args=[self.group.pk]), **kwargs
        )

    def act(self, form: Any) -> HttpResponse:
        by = self.request.user
        rule = memberships.set_rule(self.group, by=by, **form.cleaned_data)
        if "apply" not in self.request.POST or not rule.is_active:
            messages.success(self.request, _("The rule was saved. It is applied every night and after each order."))
            return redirect(self.page())
        done = memberships.apply_now(self.group, by=by)
        if isinstance(done, Job):
            return redirect("dashboard:customer-job", done.pk)
        words = [_("The rule was saved and applied."), *memberships.outcome(done.entered, done.left)]
        messages.success(self.request, " ".join(words))
        return redirect(self.page())


class CustomerGroupJoiningPreviewView(JoiningMixin, TemplateView):
    """What the rule in the address would do; the form asks for it while somebody types."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/labels/_joining_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, context = self.asked_for(), super().get_context_data(**kwargs)
        if not form.is_valid():
            return context | {"form": form}
        preview = memberships.preview(form.instance)
        sides = [
            _side("enter", _("Who enters"), preview.entering),
            _side("leave", _("Who leaves"), preview.leaving),
        ]
        return context | {"preview": preview, "sides": sides, "query": self.request.GET.urlencode()}


class CustomerGroupJoiningPeopleView(JoiningMixin, TemplateView):
    """All who would enter, or leave (``who=leave``), by the rule in the address."""

    http_method_names = ["get", "head", "options"]
    template_name = "oscar_clienti/dashboard/labels/joining_people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, leaving = self.asked_for(), self.request.GET.get("who") == "leave"
        words = _("Who would leave “%(name)s”") if leaving else _("Who would enter “%(name)s”")
        context = super().get_context_data(title=words % {"name": self.group.name}, cancel_url=self.page(), **kwargs)
        if not form.is_valid():
            return context | {"page_obj": None}
        preview = memberships.preview(form.instance)
        pks = preview.leaving if leaving else preview.entering
        page = Paginator(pks, PEOPLE_SHOWN).get_page(self.request.GET.get("page"))
        query = self.request.GET.copy()
        query.pop("page", None)
        return context | {"page_obj": page, "people": _people(page), "base": f"?{query.urlencode()}&"}


class CustomerGroupJoiningRemoveView(JoiningMixin, ActFormView):
    form_class = forms.Form
    template_name = "oscar_clienti/dashboard/labels/joining_remove.html"
    extra_context = {"confirm_label": gettext_lazy("Remove the rule"), "danger": True}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = _("Remove the joining rule of “%(name)s”?") % {"name": self.group.name}
        return super().get_context_data(title=title, cancel_url=self.page(), **kwargs)

    def act(self, form: Any) -> HttpResponse:
        memberships.remove_rule(self.group, by=self.request.user)
        messages.success(self.request, _("The joining rule of “%(name)s” was removed.") % {"name": self.group.name})
        return redirect("dashboard:customer-group-edit", self.group.pk)


def _side(who: str, label: str, pks: list[int]) -> dict[str, Any]:
    """One half of a preview: the first names, and how many more there are."""
    shown = _people(pks[:NAMES_SHOWN])
    return {"who": who, "label": label, "people": shown, "more": len(pks) - len(shown)}


def _people(pks: Iterable[int]) -> list[Customer]:
    """These customers, as they are sorted."""
    return list(Customer.objects.select_related("group").filter(pk__in=list(pks)).order_by("sort_name", "pk"))
