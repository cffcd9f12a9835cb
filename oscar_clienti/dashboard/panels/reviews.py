"""What the customer wrote about products."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from ...models import Customer
from .base import Panel, panels


class ReviewsPanel(Panel):
    key, label, template = "reviews", _("Reviews"), "oscar_clienti/dashboard/panels/reviews.html"

    def context(self, customer: Customer, request: Any) -> dict[str, Any]:
        reviews = get_model("reviews", "ProductReview").objects.filter(user=customer.pk).select_related("product")
        may_edit = request.user.has_perm("reviews.change_productreview")
        return {"page": self.page(reviews.order_by("-date_created", "-pk"), request), "may_edit": may_edit}


panels.register(ReviewsPanel())
