"""The address book in its owner's hands: Oscar's pages, of which the timeline tells."""

from typing import Any

from ...services import addresses

_LOOKING = ("GET", "HEAD", "OPTIONS", "TRACE")


class BookMixin:
    """Mixed into Oscar's views that change an address, in the account and in the checkout."""

    looking: tuple[str, ...] = _LOOKING

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.method in self.looking or not request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        with addresses.watched(request.user, by=request.user):
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class BookByLinkMixin(BookMixin):
    """Mixed into Oscar's ``AddressChangeStatusView``, which makes an address the default when it is only opened."""

    looking = ("OPTIONS",)


class OrderPlacementMixin:
    """Mixed into Oscar's: an address that is typed in the checkout comes into the book with the order."""

    def update_address_book(self, user: Any, addr: Any) -> Any:
        # By staff who places an order for the customer; by the customer otherwise.
        with addresses.watched(user, by=getattr(self, "clienti_by", user)):
            return super().update_address_book(user, addr)  # type: ignore[misc]
