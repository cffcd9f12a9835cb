"""The link in a guest's order e-mail goes on working when the order has found its owner."""

from typing import Any

from oscar.core.loading import get_model


class GuestLinkMixin:
    """Mixed into Oscar's two pages about a guest's order: the one that asks for the address, and the order itself.

    Oscar looks only for orders that belong to nobody. Ours adds those that came from a guest and were attached to an
    account since, for whoever has the signed link *and* knows the address that the order was placed with. Orders that
    somebody placed signed in stay shut: no link of theirs was ever sent, and none is believed.
    """

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        return super().get_object(*args, **kwargs) or self._attached()  # type: ignore[misc]

    def _attached(self) -> Any:
        # Here, because Oscar asks for the class above before the models are loaded.
        from ..models import GuestOrderState

        page: Any = self
        orders = get_model("order", "Order").objects.filter(number=page.order_number, user__isnull=False)
        order = orders.filter(guest_order__state=GuestOrderState.ATTACHED).first()
        if order is None or not page.email or order.guest_email != page.email:
            return None
        return order if order.check_verification_hash(page.hash) else None
