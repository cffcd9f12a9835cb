"""What a customer said about marketing, with the proof."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ...models import Channel, ConsentState, Customer
from ...services import consents
from .. import history
from .base import Panel, panels

# The mark beside the word: class of ours and icon.
MARKS = {
    ConsentState.GRANTED: ("cl-mark-yes", "fas fa-check-circle"),
    ConsentState.WITHDRAWN: ("cl-mark-no", "fas fa-times-circle"),
    ConsentState.PENDING: ("cl-mark-open", "fas fa-clock"),
    ConsentState.NEVER_ASKED: ("cl-mark-open", "far fa-circle"),
}


def mark(state: int) -> dict[str, Any]:
    """What the template needs to show a state as a mark *and* a word."""
    state = ConsentState(state)
    css, icon = MARKS[state]
    return {"label": state.label, "css": css, "icon": icon}


class ConsentsPanel(Panel):
    key = "consents"
    label = _("Consents")
    template = "oscar_clienti/dashboard/panels/consents.html"

    def context(self, customer: Customer, request: Any) -> dict[str, Any]:
        page = self.page(customer.consent_events.all(), request)
        for event in page.object_list:
            event.mark, event.source_label = mark(event.state), history.consent_source(event.source)
        return {
            "channels": [self._channel(customer, channel) for channel in Channel],
            "page": page,
            "may_change": request.user.has_perm("oscar_clienti.change_customer"),
        }

    def _channel(self, customer: Customer, channel: Channel) -> dict[str, Any]:
        state = getattr(customer, f"{channel}_consent")
        return {
            "key": channel.value,
            "label": channel.label,
            "mark": mark(state),
            "address": consents.address_of(customer, channel),
            "granted": state == ConsentState.GRANTED,
            "withdrawn": state == ConsentState.WITHDRAWN,
        }


panels.register(ConsentsPanel())
