"""Shipping and surcharges of whoever is exempt from taxes: the net charge, and no tax."""

from collections.abc import Iterable
from typing import Any

from .buyers import buyer_of
from .prices import untaxed


class RepositoryMixin:
    """Mixed into ``shipping.repository.Repository``.

    Offers on shipping come between the two: they must discount the net charge.
    """

    def get_available_shipping_methods(self, basket: Any, *args: Any, **kwargs: Any) -> Any:
        methods = super().get_available_shipping_methods(basket, *args, **kwargs)  # type: ignore[misc]
        return _charged(methods, basket, args, kwargs)

    def get_shipping_methods(self, basket: Any, *args: Any, **kwargs: Any) -> Any:
        methods = super().get_shipping_methods(basket, *args, **kwargs)  # type: ignore[misc]
        return _charged(methods, basket, args, kwargs)


class SurchargeApplicatorMixin:
    """Mixed into ``checkout.applicator.SurchargeApplicator``."""

    def get_applicable_surcharges(self, basket: Any, *args: Any, **kwargs: Any) -> Any:
        surcharges = super().get_applicable_surcharges(basket, *args, **kwargs)  # type: ignore[misc]
        if surcharges and _is_exempt(basket, self.request, kwargs.get("shipping_addr")):  # type: ignore[attr-defined]
            for surcharge in surcharges:
                surcharge.price = untaxed(surcharge.price)
        return surcharges


class UntaxedMethod:
    """A shipping method whose charge has no tax; in all else the method itself, which may be a row or shared by all."""

    def __init__(self, method: Any) -> None:
        self.__dict__["_method"] = method

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_method"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.__dict__["_method"], name, value)

    def calculate(self, basket: Any) -> Any:
        return untaxed(self.__dict__["_method"].calculate(basket))


def _charged(methods: Iterable[Any], basket: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    address = args[0] if args else kwargs.get("shipping_addr")
    request = kwargs.get("request")
    if not _is_exempt(basket, request, address, kwargs.get("user")):
        return methods
    return [method if isinstance(method, UntaxedMethod) else UntaxedMethod(method) for method in methods]


def _is_exempt(basket: Any, request: Any, address: Any, user: Any = None) -> bool:
    # Here, because Oscar asks for the classes above before the models are loaded.
    from ..services.taxes import policy

    buyer = buyer_of(basket, user or getattr(request, "user", None))
    return policy.decide(buyer, request, address).exempt
