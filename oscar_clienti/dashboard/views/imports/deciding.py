"""Step three: what is asked about this file, with the safest answers filled in."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ....loading import get_class
from ....services import imports
from ..customers import ActFormView
from .base import OpenImportMixin, page

DecisionsForm = get_class("dashboard.users.forms", "DecisionsForm")


class ImportDecisionsView(OpenImportMixin, ActFormView):
    step = "decisions"
    form_class = DecisionsForm
    template_name = "oscar_clienti/dashboard/imports/decisions.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        user: Any = self.request.user
        return {
            **super().get_form_kwargs(),
            "decisions": imports.decisions_of(self.job),
            "keys": {key for key in self.job.params["mapping"]["columns"] if key},
            "may_label": user.has_perms(["oscar_clienti.manage_groups", "oscar_clienti.manage_tags"]),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"title": _("What should happen?"), "save_label": _("Check every row")}
        return super().get_context_data(**words, cancel_url=page("matching", self.job), **kwargs)

    def act(self, form: Any) -> HttpResponse:
        try:
            job = imports.decide(self.job, form.decided(), by=self.request.user)
            imports.preview(job, by=self.request.user)
        except PermissionDenied as error:
            words = _(
                "You don't have every right that this import needs: adding customers, changing them, and creating "
                "groups and tags each have their own. Choose less, or ask an administrator."
            )
            raise ValidationError(words) from error
        return redirect(page("preview", job))
