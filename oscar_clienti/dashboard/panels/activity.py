"""What was done to a customer, by whom and when."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ...loading import get_class
from ...models import Customer
from ...registries import remembering
from .. import history
from .base import Panel, panels

ActivityFilterForm = get_class("dashboard.users.forms", "ActivityFilterForm")


class ActivityPanel(Panel):
    key = "activity"
    label = _("Activity")
    template = "oscar_clienti/dashboard/panels/activity.html"

    def context(self, customer: Customer, request: Any) -> dict[str, Any]:
        rows = customer.activities.all()
        form = ActivityFilterForm(request.GET, rows=rows)
        page = self.page(form.narrow(rows), request)
        with remembering():
            page.object_list = [history.read(row) for row in page.object_list]
        return {"form": form, "page": page, "filtered": form.is_narrowing, "query": form.query()}


panels.register(ActivityPanel())
