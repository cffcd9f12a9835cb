"""One page changed, one page added."""

from django.contrib import messages
from django.shortcuts import redirect
from django.views.generic import TemplateView

from oscar_clienti.dashboard.views import IndexView as OurIndexView
from oscar_clienti.dashboard.views.customers import CustomerMixin
from oscar_clienti.services import activity


class IndexView(OurIndexView):
    """Ours with a word above the rows."""

    template_name = "shop_fork/index.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(next_fair="Verona, in May", **kwargs)


class LetterView(CustomerMixin, TemplateView):
    """Writes down that a letter went out by post."""

    template_name = "oscar_clienti/dashboard/confirm.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(title="Write a letter", confirm_label="It is posted", **kwargs)

    def post(self, request, **kwargs):
        activity.record(self.customer, "letter.posted", by=request.user, facts={"stamp": "B"})
        messages.success(request, "Written down.")
        return redirect(self.profile_url)
