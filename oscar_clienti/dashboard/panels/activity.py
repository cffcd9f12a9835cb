"""The timeline: everything that happened with a customer, in one list."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ...loading import get_class
from ...models import Customer
from ...services.activity_log import Place
from . import timeline
from .base import Panel, panels

ActivityFilterForm = get_class("dashboard.users.forms", "ActivityFilterForm")


class ActivityPanel(Panel):
    """Newest first; ``?before=`` is the place where a page begins, so that the last costs what the first does."""

    key = "activity"
    label = _("Timeline")
    template = "oscar_clienti/dashboard/panels/activity.html"

    def context(self, customer: Customer, request: Any) -> dict[str, Any]:
        form = ActivityFilterForm(request.GET, customer=customer, user=request.user)
        asked, before = form.asked(), Place.parse(request.GET.get("before", ""))
        page = timeline.page(customer, reader=timeline.Reader(request.user), asked=asked, before=before)
        return {
            "form": form,
            "page": page,
            "later": before is not None,
            "filtered": form.is_narrowing,
            "query": form.query(tab=self.key),
        }


panels.register(ActivityPanel(), before="addresses")
