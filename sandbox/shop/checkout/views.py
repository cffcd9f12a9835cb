"""Pay on delivery: nothing is charged now, the order remembers what the courier has to collect."""

from oscar.apps.checkout import views
from oscar.core.loading import get_model

Source = get_model("payment", "Source")
SourceType = get_model("payment", "SourceType")

PAY_ON_DELIVERY = "Pay on delivery"


class PaymentDetailsView(views.PaymentDetailsView):
    """Oscar's page with the only way to pay that needs no bank."""

    def handle_payment(self, order_number, total, **kwargs):
        """Promise the whole amount; it is debited when the courier brings it."""
        kind, _made = SourceType.objects.get_or_create(name=PAY_ON_DELIVERY)
        source = Source(source_type=kind, currency=total.currency, amount_allocated=total.incl_tax)
        self.add_payment_source(source)
        self.add_payment_event(PAY_ON_DELIVERY, total.incl_tax)
